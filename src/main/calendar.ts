// The organisation's calendar: public holidays with the days that an administrator added or swapped (table
// calendar_day). Read at the start of a process; a change of the table takes effect with its next start.
import type { Db } from '../platform/database.ts'
import { vietnamHolidays } from '../platform/holidays.ts'
import { type Calendar, createCalendar } from '../platform/working-calendar.ts'

const firstYear = 2020
const yearsAhead = 6

/** Loads the calendar of `timeZone` up to six years after `now`. */
export async function loadCalendar(db: Db, timeZone: string, now: Date): Promise<Calendar> {
  const extra = await db.selectFrom('calendar_day').select(['day', 'works', 'name']).orderBy('day').execute()
  return createCalendar({
    timeZone,
    ...vietnamHolidays({ from: firstYear, to: now.getUTCFullYear() + yearsAhead }, extra),
  })
}
