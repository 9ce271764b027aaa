// All processes use the database's clock. A machine whose own clock is an hour off must send tomorrow's
// reminder neither today nor late; leases follow the database's clock anyway.
import { sql } from 'kysely'
import type { Clock } from './clock.ts'
import type { Db } from './database.ts'
import type { Log } from './log.ts'

export interface DatabaseClock extends Clock {
  /** Stops asking the database. */
  stop: () => void
}

/** Time between two comparisons, in milliseconds. */
const askEveryMs = 60_000
/** Differences up to this are ignored, beyond the uncertainty of the answer, in milliseconds. */
const toleranceMs = 1_000

/**
 * A clock that runs like `base`, corrected by the difference between this machine's clock (`machineNow`)
 * and the database's. It compares the two now and once a minute. `base` may be ahead on purpose, as in the
 * sandbox; it stays so.
 */
export async function createDatabaseClock(parts: {
  db: Db
  base: Clock
  log: Log
  machineNow?: () => number
}): Promise<DatabaseClock> {
  const { db, base, log, machineNow = Date.now } = parts
  let skewMs = 0
  const askOnce = async () => {
    const askedAt = machineNow()
    const found = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(db)
    const answeredAt = machineNow()
    const offMs = found.rows[0]!.now.getTime() - (askedAt + answeredAt) / 2
    return { offMs, errorMs: (answeredAt - askedAt) / 2 }
  }
  const ask = async () => {
    let answer = await askOnce()
    // The database may have read its clock at any moment of a slow answer: ask once more, and take the
    // quicker one.
    if (answer.errorMs > toleranceMs) {
      const again = await askOnce()
      if (again.errorMs < answer.errorMs) answer = again
    }
    const isOff = Math.abs(answer.offMs) > answer.errorMs + toleranceMs
    // Of all differences that the answer allows, the one that makes nothing early.
    const next = isOff ? Math.floor(answer.offMs - answer.errorMs) : 0
    if (Math.abs(next - skewMs) > toleranceMs)
      log.warn({ off_s: Math.round(-next / 1_000) }, "clock: this machine's differs; the database's counts")
    skewMs = next
  }
  await ask()
  // While the database is away, the last difference stays.
  const timer = setInterval(() => void ask().catch(() => {}), askEveryMs)
  timer.unref()
  return { now: () => new Date(base.now().getTime() + skewMs), stop: () => clearInterval(timer) }
}
