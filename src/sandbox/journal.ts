// Stores the state on disk: one JSON line per change, each line a whole entity, so that reading a line twice
// does no harm. Lines of one turn of the event loop are written together. state.ts knows what the lines mean.
import {
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'

export type JournalLine = readonly [kind: string, value: unknown]

export interface Journal {
  append(kind: string, value: unknown): void
  flush(): void
  close(): void
}

/** Ratio of the journal's lines to the needed lines at which the journal is rewritten. */
const COMPACT_FROM = 3
const WRITE_AT_CHARACTERS = 1 << 20

/** Stores nothing. */
export const noJournal: Journal = { append: () => {}, flush: () => {}, close: () => {} }

/** The lines of an earlier run, oldest first, without a cut last line. */
export function readJournal(dataDir: string): JournalLine[] {
  const path = journalPath(dataDir)
  if (!existsSync(path)) return []
  const lines: JournalLine[] = []
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    if (line === '') continue
    try {
      lines.push(JSON.parse(line))
    } catch {
      // A line cut by a sudden stop: nobody got an answer that depends on it.
    }
  }
  return lines
}

/**
 * Opens the journal for more lines. When it has many more lines than `snapshot`, the snapshot replaces it
 * first, in one step.
 */
export function openJournal(
  dataDir: string,
  lines: readonly JournalLine[],
  snapshot: () => Iterable<JournalLine>,
): Journal {
  mkdirSync(dataDir, { recursive: true })
  const path = journalPath(dataDir)
  const isFresh = lines.length > 0 && lines.length < COMPACT_FROM * countOf(snapshot())
  const file = isFresh ? openForMore(path) : replace(path, snapshot())

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

/** Ends a cut line, so that the next one is a line of its own. */
function openForMore(path: string): number {
  const file = openSync(path, 'a+')
  const last = Buffer.alloc(1)
  readSync(file, last, 0, 1, fstatSync(file).size - 1)
  if (last[0] !== 0x0a) writeSync(file, '\n')
  return file
}

function replace(path: string, snapshot: Iterable<JournalLine>): number {
  const fresh = `${path}.new`
  const file = openSync(fresh, 'w')
  let text = ''
  for (const line of snapshot) {
    text += `${JSON.stringify(line)}\n`
    if (text.length > WRITE_AT_CHARACTERS) {
      writeSync(file, text)
      text = ''
    }
  }
  writeSync(file, text)
  renameSync(fresh, path)
  return file
}

function countOf(lines: Iterable<JournalLine>): number {
  let count = 0
  for (const _ of lines) count++
  return count
}

function journalPath(dataDir: string): string {
  return join(dataDir, 'telegram.jsonl')
}
