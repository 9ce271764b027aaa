// Keeps the state on disk: one JSON line per change, each line a whole entity, so that reading a line twice does no
// harm. Lines of one turn of the event loop are written together. What the lines mean is state.ts's business.
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { join } from 'node:path'

export type JournalLine = readonly [kind: string, value: unknown]

export interface Journal {
  append(kind: string, value: unknown): void
  flush(): void
  close(): void
}

/** Keeps nothing. */
export const noJournal: Journal = { append: () => {}, flush: () => {}, close: () => {} }

/** The lines of an earlier run, oldest first. A last line that was cut off is left out. */
export function readJournal(dataDir: string): JournalLine[] {
  const path = journalPath(dataDir)
  if (!existsSync(path)) return []
  const lines: JournalLine[] = []
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    if (line === '') continue
    try {
      lines.push(JSON.parse(line))
    } catch {
      // A line torn by a sudden stop: what it would have said was never answered to anyone.
    }
  }
  return lines
}

/** Begins a new journal with `snapshot` as its content, replacing the old one in one step. */
export function openJournal(dataDir: string, snapshot: Iterable<JournalLine>): Journal {
  mkdirSync(dataDir, { recursive: true })
  const path = journalPath(dataDir)
  const fresh = `${path}.new`
  const file = openSync(fresh, 'w')
  let text = ''
  for (const line of snapshot) {
    text += `${JSON.stringify(line)}\n`
    if (text.length > 1 << 20) {
      writeSync(file, text)
      text = ''
    }
  }
  writeSync(file, text)
  renameSync(fresh, path)

  let pending = ''
  let isOpen = true
  const flush = () => {
    if (pending === '' || !isOpen) return
    writeSync(file, pending)
    pending = ''
  }
  return {
    append(kind, value) {
      if (pending === '') queueMicrotask(flush)
      pending += `${JSON.stringify([kind, value])}\n`
    },
    flush,
    close() {
      flush()
      if (isOpen) closeSync(file)
      isOpen = false
    },
  }
}

function journalPath(dataDir: string): string {
  return join(dataDir, 'telegram.jsonl')
}
