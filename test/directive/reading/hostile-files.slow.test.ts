// Files that somebody sends to stop the bot are read on the way that every sent file goes. None takes more
// than its time or its memory, none ends the process that asks, and the chat answers meanwhile.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import { readSentFile } from '../../../src/directive/read-sent-file.ts'
import { readOfficerFile } from '../../../src/org/lists/read-officer-table.ts'
import { readUnitFile } from '../../../src/org/lists/read-unit-table.ts'
import { runs, seed } from '../../support/property.ts'
import { test } from '../../telegram/fixtures.ts'
import { type HostileFile, hostileFile, kindCount } from './hostile-files.ts'

// At least one of each kind, and those take longest: PROPERTY_RUNS=2000 reads as many, which takes minutes.
const files = Math.max(runs(150), kindCount())
/** Processes at once for each module; more would wait, and their time would count the wait. */
const readersAtOnce = 2

/** What a file may take, and what a busy machine, waiting in line and starting a process add. */
const timeMs = 10_000
const slackMs = 30_000
/** The watch looks now and then: so much may come between two looks, in MiB. */
const slackMb = 128

/** `ended`: over a limit; a list that is refused for its size says the same. */
type Fate = 'read' | 'refused' | 'ended late' | 'ended early'

/** What is told where the process that read it was ended. */
const endedApart = ['too_complex', 'too_large']

/** `ended late` had no more time; `ended early` too much memory, or it was refused for its size. */
function fateOf({ isRead, reason }: { isRead: boolean; reason: string }, ms: number): Fate {
  if (isRead) return 'read'
  if (!endedApart.includes(reason)) return 'refused'
  return ms >= timeMs ? 'ended late' : 'ended early'
}

/** Reads it as the product does. */
async function read({ bytes, name, way }: HostileFile): Promise<{ isRead: boolean; reason: string }> {
  if (way === 'units' || way === 'officers') {
    const table = await (way === 'units' ? readUnitFile(bytes) : readOfficerFile(bytes))
    return table.ok ? { isRead: true, reason: '' } : { isRead: false, reason: table.fault.problem }
  }
  const reading = await readSentFile({ bytes, name, caption: '', role: way, today: '2026-12-01' })
  return reading.ok ? { isRead: true, reason: '' } : { isRead: false, reason: reading.reason }
}

/** The most memory of processes of ours that read files, by their limit in MiB. */
function watchMemory() {
  const most: Record<string, number> = {}
  const look = () => {
    const all = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\n')
    for (const line of all) {
      const found = new RegExp(`^\\s*(\\d+)\\s+${process.pid}\\s.*apart-process\\.ts (\\d+)`).exec(line)
      if (!found) continue
      const [, pid, limit] = found as unknown as [string, string, string]
      most[limit] = Math.max(most[limit] ?? 0, peakOf(pid))
    }
  }
  const timer = setInterval(look, 250)
  return { most, end: () => clearInterval(timer) }
}

/** The most memory that the process has had, in MiB; 0 when it is gone. */
function peakOf(pid: string): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    return Number(/VmHWM:\s*(\d+)/.exec(status)?.[1] ?? 0) / 1024
  } catch {
    return 0
  }
}

test('none over the limits, none ends the process, the chat answers', { timeout: 1_200_000 }, async ({
  secretary,
}) => {
  const fates: Record<Fate, number> = { read: 0, refused: 0, 'ended late': 0, 'ended early': 0 }
  const worst = { ms: 0, kind: '' }
  const slow: string[] = []
  const ended: Record<string, number> = {}
  const memory = watchMemory()
  let next = 0
  let chatAnswers = 0
  let slowestAnswerMs = 0

  async function readAll(): Promise<void> {
    while (next < files) {
      const number = next++
      const file = hostileFile(seed, number)
      const start = performance.now()
      const outcome = await read(file)
      const ms = performance.now() - start
      fates[fateOf(outcome, ms)]++
      if (ms > worst.ms) Object.assign(worst, { ms, kind: file.kind })
      if (endedApart.includes(outcome.reason)) ended[file.kind] = (ended[file.kind] ?? 0) + 1
      if (ms > timeMs + slackMs) slow.push(`${number} ${file.kind}: ${Math.round(ms)} ms`)
    }
  }
  async function chat(): Promise<void> {
    while (next < files) {
      const start = performance.now()
      expect(await secretary.say('/trogiup')).not.toBe('')
      slowestAnswerMs = Math.max(slowestAnswerMs, performance.now() - start)
      chatAnswers++
      await new Promise((resolve) => setTimeout(resolve, 500))
    }
  }
  await Promise.all([...Array.from({ length: readersAtOnce }, readAll), chat()])
  memory.end()
  console.info(
    JSON.stringify({ files, fates, ended, worst, memoryMb: memory.most, chatAnswers, slowestAnswerMs }),
  )
  expect(slow).toEqual([])
  for (const [limit, most] of Object.entries(memory.most)) expect(most).toBeLessThan(Number(limit) + slackMb)
  expect(chatAnswers).toBeGreaterThan(0)
})
