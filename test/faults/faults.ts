// The table of faults: each with what it does at full length and in the short form that runs with the other
// tests (short-forms.ts).
import { startGround } from '../bench/circulation-ground.ts'
import { wrongClocks } from './clocks.ts'
import { cutAfterCommit, restartDatabase, swallowConnections } from './databases.ts'
import { flood } from './floods.ts'
import { breakHandshake } from './handshake.ts'
import type { FaultGround, FaultReport } from './harness.ts'
import { raceInterleaved } from './interleavings.ts'
import { poison } from './poison.ts'
import { freezeWorkers, killWorkers, stopWorkers } from './processes.ts'
import { raceReminders } from './race.ts'
import { demoteRedis, loseRedis } from './redis.ts'
import { fuzzUpdates, repeatUpdates } from './updates.ts'
import { breakWire } from './wire.ts'

/**
 * What the faults strike. The short forms of each part are a test file of its own, so that they run side by
 * side.
 */
export const parts = ['processes', 'databases', 'channel', 'updates'] as const
export type Part = (typeof parts)[number]

export interface Fault {
  name: string
  part: Part
  /** What must hold, in words; the checks of the report are the same in figures. */
  target: string
  full: (ground: FaultGround) => Promise<FaultReport>
  short: (ground: FaultGround) => Promise<FaultReport>
  needsRedis?: boolean
}

/** For what strikes the server itself, which the short forms share with all other tests. */
async function onServerOfItsOwn(
  { seed }: FaultGround,
  strike: (ground: FaultGround) => Promise<FaultReport>,
): Promise<FaultReport> {
  const own = await startGround()
  try {
    return await strike({ db: own.database.db, databaseUrl: own.url, dir: own.dir, seed })
  } finally {
    await own.stop()
  }
}

export const faults: readonly Fault[] = [
  {
    name: 'kill',
    part: 'processes',
    target: '200 × kill -9 during 20,000 sends: 0 lost, duplicates ≤ kills × W, never more than 2 copies',
    full: (ground) => killWorkers(ground, { messages: 20_000, strikes: 200, perSecond: 50 }),
    short: (ground) => killWorkers(ground, { messages: 600, strikes: 3, perSecond: 100 }),
  },
  {
    name: 'sigterm',
    part: 'processes',
    target: '50 × SIGTERM: 0 duplicates, exit within 15 s',
    full: (ground) => stopWorkers(ground, { messages: 8_000, strikes: 50, perSecond: 80 }),
    short: (ground) => stopWorkers(ground, { messages: 600, strikes: 2, perSecond: 100 }),
  },
  {
    name: 'sigstop',
    part: 'processes',
    target: '20 × SIGSTOP beyond the lease, then CONT: 0 stale writes',
    full: (ground) => freezeWorkers(ground, { messages: 20_000, strikes: 20, perSecond: 40 }),
    short: (ground) => freezeWorkers(ground, { messages: 800, strikes: 1 }),
  },
  {
    name: 'race',
    part: 'updates',
    target: 'tap, close and reminder in 10,000 seeded orderings: the promises hold',
    full: (ground) => raceInterleaved(ground, { orderings: 10_000 }),
    short: (ground) => raceInterleaved(ground, { orderings: 50 }),
  },
  {
    name: 'race-crowd',
    part: 'updates',
    target: 'tap, close and 10,000 reminders at once: no intent after the answer',
    full: (ground) => raceReminders(ground, { reminders: 10_000 }),
    short: (ground) => raceReminders(ground, { reminders: 1_000 }),
  },
  {
    name: 'flood-some',
    part: 'channel',
    target:
      '429 with retry_after 1–60 s for 30 %: 0 sends before expiry, others unaffected, acknowledgements flow',
    full: (ground) => flood(ground, { messages: 4_000, kind: 'some', longestWaitS: 60 }),
    short: (ground) => flood(ground, { messages: 200, kind: 'some', longestWaitS: 2 }),
  },
  {
    name: 'flood-one',
    part: 'channel',
    target: '429 for one group only: 0 sends before expiry, others unaffected',
    full: (ground) => flood(ground, { messages: 4_000, kind: 'one group', longestWaitS: 60 }),
    short: (ground) => flood(ground, { messages: 200, kind: 'one group', longestWaitS: 2 }),
  },
  {
    name: 'flood-everyone',
    part: 'channel',
    target: '429 for everyone, again and again: 0 sends before expiry, acknowledgements flow',
    full: (ground) => flood(ground, { messages: 600, kind: 'everyone', longestWaitS: 60 }),
    short: (ground) => flood(ground, { messages: 120, kind: 'everyone', longestWaitS: 2 }),
  },
  {
    name: 'wire',
    part: 'channel',
    target:
      '20 % 5xx, 10 % resets before, during and after the body, answers of 1 byte/s: duplicates ≤ ' +
      'resets after delivery, abort at the timeout, other chats ≥ 90 % of pace',
    full: (ground) => breakWire(ground, { messages: 10_000, requestTimeoutMs: 1_000 }),
    short: (ground) => breakWire(ground, { messages: 400, requestTimeoutMs: 10_000 }),
  },
  {
    name: 'clock',
    part: 'processes',
    target: 'clocks ± 1 h: no early or double send',
    full: (ground) => wrongClocks(ground, { messages: 5_000, dueWithinMs: 15_000 }),
    short: (ground) => wrongClocks(ground, { messages: 300, dueWithinMs: 3_000 }),
  },
  {
    name: 'database-restart',
    part: 'databases',
    target:
      '20 × immediate restart of PostgreSQL at look, intent, write-back and commit: processes survive, ' +
      '0 lost, 0 double acknowledgements, recovery within 30 s',
    full: (ground) => restartDatabase(ground, { messages: 15_000, strikes: 20 }),
    short: (ground) =>
      onServerOfItsOwn(ground, (own) => restartDatabase(own, { messages: 1_000, strikes: 4 })),
  },
  {
    name: 'database-cut',
    part: 'databases',
    target:
      '200 × connection cut after COMMIT: processes survive, 0 lost, 0 double acknowledgements, ' +
      'recovery within 30 s',
    full: (ground) => cutAfterCommit(ground, { messages: 20_000, strikes: 200 }),
    short: (ground) => cutAfterCommit(ground, { messages: 800, strikes: 4 }),
  },
  {
    name: 'database-black-hole',
    part: 'databases',
    target:
      'black hole before PostgreSQL: processes survive, 0 lost, 0 double acknowledgements, recovery ' +
      'within 30 s',
    full: (ground) => swallowConnections(ground, { messages: 10_000, strikes: 3 }),
    short: (ground) => swallowConnections(ground, { messages: 600, strikes: 1 }),
  },
  {
    name: 'redis',
    part: 'channel',
    needsRedis: true,
    target: '50 × FLUSHALL; Redis down 5, 15, 60 s: 0 lost, resumes within 10 s, no restart',
    full: (ground) => loseRedis(ground, { messages: 12_000, flushes: 50, outagesS: [5, 15, 60] }),
    short: (ground) => loseRedis(ground, { messages: 600, flushes: 10, outagesS: [1] }),
  },
  {
    name: 'redis-demoted',
    part: 'channel',
    needsRedis: true,
    target: 'Redis demoted 3 times with the old connections open: 0 lost, sending goes on within a minute',
    full: (ground) => demoteRedis(ground, { messages: 4_000, failovers: 3, betweenS: 40 }),
    short: (ground) => demoteRedis(ground, { messages: 400, failovers: 1, betweenS: 10 }),
  },
  {
    name: 'handshake',
    part: 'channel',
    target:
      'foreign certificate and resets in the handshake for 3 minutes, 40 messages: none parked, none twice, ' +
      'all sent within 30 s after, one alarm',
    full: (ground) => breakHandshake(ground, { messages: 40, outageS: 180 }),
    short: (ground) => breakHandshake(ground, { messages: 40, outageS: 6 }),
  },
  {
    name: 'poison',
    part: 'updates',
    target:
      'one update that kills its process: set aside after two kills, its sender and the administrator told, ' +
      'everybody else answered once',
    full: (ground) => poison(ground, { updates: 2_000, processes: 2 }),
    short: (ground) => poison(ground, { updates: 60, processes: 2 }),
  },
  {
    name: 'repeated',
    part: 'updates',
    target: '100,000 updates three times each, shuffled, concurrent: state equals the model',
    full: (ground) => repeatUpdates(ground, { updates: 100_000 }),
    short: (ground) => repeatUpdates(ground, { updates: 1_000 }),
  },
  {
    name: 'fuzz',
    part: 'updates',
    target: '50,000 fuzzed updates: 0 crashes, 0 answers of 500, no handler over 1 s',
    full: (ground) => fuzzUpdates(ground, { updates: 50_000 }),
    short: (ground) => fuzzUpdates(ground, { updates: 300 }),
  },
]
