// One time for all machines: that of the database. A machine whose own clock is an hour off must not send tomorrow's
// reminder today, nor hold today's back; all of them speak to the same database, whose clock leases follow anyway.
import { sql } from 'kysely'
import type { Clock } from './clock.ts'
import type { Db } from './database.ts'
import type { Log } from './log.ts'

export interface SharedClock extends Clock {
  /** Stops asking the database. */
  stop: () => void
}

const askEveryMs = 60_000
/** A difference of less than this, on top of what the question took, is no difference. */
const toleranceMs = 1_000
/** An answer that may be wrong by more is asked for again, so often. */
const goodErrorMs = 5
const moreQuestions = 9

/**
 * A clock that runs like `base`, put right by what this machine's clock (`machineNow`) is found to be off from the
 * database's: now, and once a minute. `base` may be ahead on purpose, as in the sandbox; it stays so.
 */
export async function createSharedClock(parts: {
  db: Db
  base: Clock
  log: Log
  machineNow?: () => number
}): Promise<SharedClock> {
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
    // The quickest of a few answers tells best: the database may have told the time at any moment of a slow one.
    for (let more = 0; more < moreQuestions && answer.errorMs > goodErrorMs; more++) {
      const next = await askOnce()
      if (next.errorMs < answer.errorMs) answer = next
    }
    const isOff = Math.abs(answer.offMs) > answer.errorMs + toleranceMs
    const next = isOff ? Math.round(answer.offMs) : 0
    if (Math.abs(next - skewMs) > toleranceMs)
      log.warn({ off_s: Math.round(-next / 1_000) }, "clock: this machine's differs; the database's counts")
    skewMs = next
  }
  await ask()
  // While the database is away, what was found last is as good as anything.
  const timer = setInterval(() => void ask().catch(() => {}), askEveryMs)
  timer.unref()
  return { now: () => new Date(base.now().getTime() + skewMs), stop: () => clearInterval(timer) }
}
