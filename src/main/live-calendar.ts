// The organisation's calendar in a running process: every process uses what an administrator enters
// (org/calendar-days.ts) within a minute, and the years ahead move on with the date.
import { readCalendar } from '../org/calendar-days.ts'
import type { Clock } from '../platform/clock.ts'
import type { Db } from '../platform/database.ts'
import type { Calendar } from '../platform/working-calendar.ts'

export interface LiveCalendar {
  /** Answers from the calendar that was read last. */
  calendar: Calendar
  /** Reads the calendar now; while the database is away, the last one stays in use. */
  refresh: () => Promise<void>
  /** Stops reading. */
  stop: () => void
}

const readEveryMs = 60_000

/** Reads the calendar now and once a minute. */
export async function createLiveCalendar(parts: {
  db: Db
  timeZone: string
  clock: Clock
}): Promise<LiveCalendar> {
  const { db, timeZone, clock } = parts
  const read = () => readCalendar(db, timeZone, clock.now())
  let present = await read()
  const refresh = async () => {
    present = await read().catch(() => present)
  }
  const timer = setInterval(() => void refresh(), readEveryMs)
  timer.unref()
  return {
    calendar: new Proxy(present, { get: (_, name: keyof Calendar) => present[name] }),
    refresh,
    stop: () => clearInterval(timer),
  }
}
