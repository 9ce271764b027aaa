// The table of faults: each with what it does at full length and in the short form that runs with the other tests.
import { cutAfterCommit, restartDatabase, swallowConnections } from './databases.ts'
import type { FaultGround, FaultReport } from './harness.ts'
import { freezeWorkers, killWorkers, stopWorkers } from './processes.ts'
import { raceReminders } from './promises.ts'
import { loseRedis } from './redis.ts'
import { breakWire, flood, wrongClocks } from './wire.ts'

export interface Fault {
  name: string
  full(ground: FaultGround): Promise<FaultReport>
  /** Absent where a short form proves nothing. */
  short?(ground: FaultGround): Promise<FaultReport>
}

export const faults: readonly Fault[] = [
  {
    name: 'kill',
    full: (ground) => killWorkers(ground, { messages: 20_000, strikes: 200 }),
    short: (ground) => killWorkers(ground, { messages: 300, strikes: 3 }),
  },
  {
    name: 'sigterm',
    full: (ground) => stopWorkers(ground, { messages: 8_000, strikes: 50 }),
    short: (ground) => stopWorkers(ground, { messages: 300, strikes: 2 }),
  },
  {
    name: 'sigstop',
    full: (ground) => freezeWorkers(ground, { messages: 20_000, strikes: 20 }),
    short: (ground) => freezeWorkers(ground, { messages: 800, strikes: 1 }),
  },
  {
    name: 'race',
    full: (ground) => raceReminders(ground, { reminders: 10_000 }),
    short: (ground) => raceReminders(ground, { reminders: 1_000 }),
  },
  {
    name: 'flood-some',
    full: (ground) => flood(ground, { messages: 2_000, kind: 'some', longestWaitS: 60 }),
    short: (ground) => flood(ground, { messages: 200, kind: 'some', longestWaitS: 2 }),
  },
  {
    name: 'flood-one',
    full: (ground) => flood(ground, { messages: 2_000, kind: 'one group', longestWaitS: 60 }),
    short: (ground) => flood(ground, { messages: 200, kind: 'one group', longestWaitS: 2 }),
  },
  {
    name: 'flood-everyone',
    full: (ground) => flood(ground, { messages: 500, kind: 'everyone', longestWaitS: 20 }),
    short: (ground) => flood(ground, { messages: 60, kind: 'everyone', longestWaitS: 2 }),
  },
  {
    name: 'wire',
    full: (ground) => breakWire(ground, { messages: 10_000 }),
    short: (ground) => breakWire(ground, { messages: 400 }),
  },
  {
    name: 'clock',
    full: (ground) => wrongClocks(ground, { messages: 5_000 }),
    short: (ground) => wrongClocks(ground, { messages: 300 }),
  },
  {
    // Strikes the server itself, which the short forms share with all other tests: full only.
    name: 'database-restart',
    full: (ground) => restartDatabase(ground, { messages: 10_000, restarts: 20 }),
  },
  {
    name: 'database-cut',
    full: (ground) => cutAfterCommit(ground, { messages: 10_000, cuts: 200 }),
    short: (ground) => cutAfterCommit(ground, { messages: 300, cuts: 6 }),
  },
  {
    name: 'database-black-hole',
    full: (ground) => swallowConnections(ground, { messages: 10_000 }),
    short: (ground) => swallowConnections(ground, { messages: 600 }),
  },
  {
    // Starts the real worker with a Redis of its own: full only.
    name: 'redis',
    full: (ground) => loseRedis(ground, { messages: 12_000, flushes: 50, outagesS: [5, 15, 60] }),
  },
]
