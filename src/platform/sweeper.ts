// Finds due work that nobody was woken for and wakes it. A plain process timer under a PostgreSQL advisory
// lock: it must work when Redis has forgotten everything, and one sweep at a time is enough however many
// workers run.
import { sql } from 'kysely'
import type { Clock } from './clock.ts'
import type { Db, Tx } from './database.ts'
import { tryLock } from './locks.ts'
import type { Log } from './log.ts'

/** What a finder found: how much is due, and since when the oldest has been. */
export interface DueWork {
  count: number
  /** The earliest instant at which something of this kind was due and is still undone. */
  oldestDueAt: Date | null
  /**
   * Changes whenever some of it is done: much work that moves on is not late, however old its oldest part is.
   */
  mark?: number | null
}

/** Looks for one kind of due work and wakes whoever does it. */
export interface Finder {
  name: string
  find(db: Db, now: Date): Promise<DueWork>
  wake(): void
}

export interface Sweeper {
  /** Sweeps now (after the clock was moved, say); sweeps never overlap in one process. */
  sweep(): Promise<void>
  stop(): Promise<void>
}

export interface SweeperOptions {
  db: Db
  clock: Clock
  log: Log
  finders: Finder[]
  everyMs: number
  /**
   * Work due for longer than this is reported as an error, once per kind until it is done; 120,000 unless
   * told.
   */
  alarmAfterMs?: number
  /**
   * Called with the alarm, besides the line in the log: tells people. A failure is logged and changes
   * nothing.
   */
  onAlarm?: (name: string, found: DueWork, ageMs: number) => Promise<void>
  /** Called with every result, for metrics. */
  onFound?: (name: string, found: DueWork, ageMs: number) => void
  /** A clock that only counts; `performance.now` unless told. */
  elapsedMs?: () => number
}

/** Starts sweeping. The first sweep begins at once. */
export function startSweeper(options: SweeperOptions): Sweeper {
  const { db, clock, log } = options
  const elapsedMs = options.elapsedMs ?? (() => performance.now())
  const alarmed = new Set<string>()
  const seen = new Map<string, { oldest: number; mark: number | null; since: number }>()
  let running: Promise<void> | undefined
  let stopped = false

  const sweepOnce = async () => {
    try {
      await db.transaction().execute(async (tx) => {
        if (!(await tryLock(tx, 'sweeper'))) return
        const now = clock.now()
        for (const finder of options.finders) {
          const found = await findApart(tx, finder, now)
          if (!found) continue
          const ageMs = undoneFor(finder.name, found, now)
          options.onFound?.(finder.name, found, ageMs)
          if (found.count > 0) finder.wake()
          watchAge(finder.name, found, ageMs)
        }
      })
    } catch (error) {
      if (!stopped) log.warn({ error }, 'sweeper: no sweep this time')
    }
  }

  // One finder that fails must not keep the others from their work: each has a savepoint of its own.
  const findApart = async (tx: Tx, finder: Finder, now: Date): Promise<DueWork | null> => {
    await sql`savepoint finder`.execute(tx)
    try {
      const found = await finder.find(tx, now)
      await sql`release savepoint finder`.execute(tx)
      return found
    } catch (error) {
      if (!stopped) log.warn({ error, work: finder.name }, 'sweeper: could not look for this work')
      await sql`rollback to savepoint finder`.execute(tx)
      return null
    }
  }

  // Late is what has been due for long and was seen so for as long: a clock that was moved, or a process that
  // was not running, makes work due long ago without anybody having neglected it.
  const undoneFor = (name: string, { oldestDueAt, mark = null }: DueWork, now: Date): number => {
    if (!oldestDueAt) {
      seen.delete(name)
      return 0
    }
    const oldest = oldestDueAt.getTime()
    const known = seen.get(name)
    const since = known && known.oldest >= oldest && known.mark === mark ? known.since : elapsedMs()
    seen.set(name, { oldest, mark, since })
    return Math.max(0, Math.min(now.getTime() - oldest, elapsedMs() - since))
  }

  const watchAge = (name: string, found: DueWork, ageMs: number) => {
    const late = found.count > 0 && ageMs > (options.alarmAfterMs ?? 120_000)
    if (late && !alarmed.has(name)) {
      alarmed.add(name)
      log.error({ work: name, count: found.count, age_s: Math.round(ageMs / 1_000) }, 'due work stays undone')
      options
        .onAlarm?.(name, found, ageMs)
        .catch((error) => log.warn({ error, work: name }, 'sweeper: nobody could be told of the alarm'))
    } else if (!late) alarmed.delete(name)
  }

  const sweep = () => {
    running ??= sweepOnce().finally(() => {
      running = undefined
    })
    return running
  }
  const timer = setInterval(() => void sweep(), options.everyMs)
  void sweep()
  return {
    sweep,
    async stop() {
      stopped = true
      clearInterval(timer)
      await running
    },
  }
}
