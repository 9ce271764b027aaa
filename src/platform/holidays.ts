// Public holidays of Vietnam: date-holidays for what the law and the moon fix, our own table for what it lacks
// or what was announced, and rows that an administrator adds, which win. Counting days is left to
// working-calendar.ts.
import Holidays from 'date-holidays'

/** A row of the administrator's table: a day off, or a day worked in exchange. */
export interface CalendarDay {
  day: string
  kind: 'off' | 'work'
  name?: string
}

/** What `createCalendar` takes. */
export interface HolidayTable {
  holidays: Map<string, string>
  workdays: Set<string>
}

/** Announced or missing in date-holidays. A year listed under `tet` replaces the statutory five days. */
const announced = {
  tet: { 2026: ['2026-02-14', '2026-02-22'] } as Record<number, [first: string, last: string]>,
  /** The day joined to 2 September; for other years see `besideNationalDay`. */
  besideNationalDay: { 2026: '2026-09-01' } as Record<number, string>,
  cultureDaySince: 2026,
}

const library = new Holidays('VN', { languages: ['vi'], types: ['public'] })

/**
 * Holidays of the years `from` … `to`, both included. A holiday on a Saturday or Sunday gives the next working
 * day off (Labour Code, art. 111). `extra` rows win: kind 'work' takes a day out, kind 'off' puts one in.
 */
export function vietnamHolidays(
  { from, to }: { from: number; to: number },
  extra: readonly CalendarDay[] = [],
): HolidayTable {
  const holidays = new Map<string, string>()
  for (let year = from; year <= to; year++) addYear(holidays, year)
  const workdays = new Set<string>()
  for (const { day, kind, name } of extra) {
    if (kind === 'off') {
      workdays.delete(day)
      holidays.set(day, name ?? '')
    } else {
      workdays.add(day)
      holidays.delete(day)
    }
  }
  return { holidays, workdays }
}

function addYear(holidays: Map<string, string>, year: number): void {
  const owed: string[] = []
  const add = (day: string, name: string) => {
    if (holidays.has(day)) return
    holidays.set(day, name)
    if (isWeekend(day)) owed.push(name)
  }
  for (const holiday of library.getHolidays(year)) {
    const day = holiday.date.slice(0, 10)
    if (holiday.rule.startsWith('chinese 01-0-0') || /Giao thừa/.test(holiday.name)) continue
    if (/Tết Nguyên Đán/.test(holiday.name)) addTet(holidays, add, year, day)
    else add(day, holiday.name)
  }
  add(announced.besideNationalDay[year] ?? besideNationalDay(year), 'Quốc khánh')
  if (year >= announced.cultureDaySince) add(`${year}-11-24`, 'Ngày Văn hóa Việt Nam')
  settle(holidays, owed)
}
