// Public holidays of Vietnam: date-holidays for what the law and the moon fix, our own table for what it
// lacks or what was announced, and rows that an administrator adds, which win. Counting days is left to
// working-calendar.ts.
import Holidays from 'date-holidays'

/** A row of the administrator's table: a day off, or (`works`) a Saturday worked in exchange. */
export interface CalendarDay {
  /** 'YYYY-MM-DD' */
  day: string
  works: boolean
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
 * Holidays of the years `from` … `to`, both included. A holiday on a Saturday or Sunday gives the next
 * working day off (Labour Code, art. 111). `extra` rows win: one that `works` takes a day out, one that does
 * not puts one in.
 */
export function vietnamHolidays(
  { from, to }: { from: number; to: number },
  extra: readonly CalendarDay[] = [],
): HolidayTable {
  const holidays = new Map<string, string>()
  for (let year = from; year <= to; year++) addYear(holidays, year)
  const workdays = new Set<string>()
  for (const { day, works, name } of extra) {
    if (!works) {
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
  /** Days off that fall on a Saturday or Sunday and are owed a day in exchange, with the name to give it. */
  const owed: [day: string, name: string][] = []
  const add = (day: string, name: string, compensated = true) => {
    if (holidays.has(day)) return
    holidays.set(day, name)
    if (compensated && isWeekend(day)) owed.push([day, name])
  }
  for (const holiday of library.getHolidays(year)) {
    const day = holiday.date.slice(0, 10)
    if (holiday.rule.startsWith(newYearEve)) addTet(add, year, day)
    else if (holiday.rule !== newYear) add(day, holiday.name)
  }
  add(announced.besideNationalDay[year] ?? besideNationalDay(year), 'Quốc khánh')
  if (year >= announced.cultureDaySince) add(`${year}-11-24`, 'Ngày Văn hóa Việt Nam')
  for (const [day, name] of owed.toSorted(([a], [b]) => a.localeCompare(b))) {
    let inExchange = day
    while (isWeekend(inExchange) || holidays.has(inExchange)) inExchange = shift(inExchange, 1)
    holidays.set(inExchange, `${name} (nghỉ bù)`)
  }
}

/** As announced; otherwise the eve and four days from the first (five days by law, weekends given back). */
function addTet(
  add: (day: string, name: string, compensated?: boolean) => void,
  year: number,
  eve: string,
): void {
  const [first, last] = announced.tet[year] ?? [eve, shift(eve, 4)]
  const compensated = announced.tet[year] === undefined
  for (let day = first; day <= last; day = shift(day, 1)) add(day, 'Tết Nguyên Đán', compensated)
}

/** The day before or after 2 September that makes the longer rest, until one is announced. */
function besideNationalDay(year: number): string {
  const weekday = Temporal.PlainDate.from(`${year}-09-02`).dayOfWeek
  return weekday === 1 || weekday === 4 || weekday === 7 ? `${year}-09-03` : `${year}-09-01`
}

const newYear = 'vietnamese 1-0-1'
const newYearEve = '1 day before vietnamese 1-0-1'
const shift = (day: string, days: number) => Temporal.PlainDate.from(day).add({ days }).toString()
const isWeekend = (day: string) => Temporal.PlainDate.from(day).dayOfWeek > 5
