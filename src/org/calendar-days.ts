// The days off and the working days in exchange of the yearly decisions. An administrator of the whole
// organisation enters them, in addition to the holidays by law and lunar calendar (platform/holidays.ts).
// They concern all units, so the author needs the permission at every root.
import { recordAudit } from '../platform/audit.ts'
import type { Db, Tx } from '../platform/database.ts'
import { vietnamHolidays } from '../platform/holidays.ts'
import { normaliseText } from '../platform/vietnamese-text.ts'
import { type Calendar, createCalendar } from '../platform/working-calendar.ts'
import { type Author, auditActor, isPerson } from './author.ts'
import { authorise } from './authorise.ts'
import { rootUnits } from './unit.store.ts'

/** The years of the calendar: from this one to so many years after now. */
const firstYear = 2020
const calendarYearsAhead = 6
/**
 * Maximum distance of days that are entered, in years. Decisions are for a year or two: more is a typing
 * error.
 */
const maxYearsAhead = 3
/** Maximum number of days in one entry. */
const maxRangeDays = 31
/** Maximum length of the name of a day, in characters. */
export const maxDayNameLength = 100

/** The calendar of `timeZone` with the days entered so far, up to six years after `now`. */
export async function readCalendar(db: Db, timeZone: string, now: Date): Promise<Calendar> {
  const extra = await db.selectFrom('calendar_day').select(['day', 'works', 'name']).orderBy('day').execute()
  return createCalendar({
    timeZone,
    ...vietnamHolidays({ from: firstYear, to: now.getUTCFullYear() + calendarYearsAhead }, extra),
  })
}

/** Days in a row, 'YYYY-MM-DD', including both ends. */
export interface DayRange {
  from: string
  to: string
}

export interface DaysToEnter extends DayRange {
  /** True for working days in exchange, false for days off. */
  works: boolean
  name: string
}

export type DaysFault =
  | 'not_allowed'
  /** `to` lies before `from`. */
  | 'no_order'
  | 'past'
  | 'too_far'
  /** More than `maxRangeDays`. */
  | 'too_long'
  | 'name_too_long'
  /** All these days are off (or working days) already. */
  | 'as_it_is'
  /** Nothing was entered for these days. */
  | 'nothing_there'

export type DaysOutcome = { ok: true; days: string[] } | { ok: false; reason: DaysFault }

interface At {
  now: Date
  /** Only its time zone is used: the days are read again. */
  calendar: Pick<Calendar, 'timeZone'>
}

const refuse = (reason: DaysFault) => ({ ok: false, reason }) as const

/** May the author change the organisation's calendar, now and until this transaction ends? */
export async function mayManageCalendar(tx: Tx, author: Author, now: Date): Promise<boolean> {
  const roots = await rootUnits(tx)
  for (const root of roots) if (!(await authorise(tx, author, 'calendar.manage', root.id, now))) return false
  return !isPerson(author) || roots.length > 0
}

/** The days that `enterDays` would change. Writes nothing. */
export async function planDays(tx: Tx, author: Author, entry: DaysToEnter, at: At): Promise<DaysOutcome> {
  if (!(await mayManageCalendar(tx, author, at.now))) return refuse('not_allowed')
  const calendar = await readCalendar(tx, at.calendar.timeZone, at.now)
  const fault = faultOf(entry, calendar.dayOf(at.now))
  if (fault) return refuse(fault)
  if (tidyName(entry.name).length > maxDayNameLength) return refuse('name_too_long')
  const days = daysOf(entry).filter((day) => calendar.isWorkingDay(day) !== entry.works)
  return days.length === 0 ? refuse('as_it_is') : { ok: true, days }
}

/**
 * Enters days off or working days in exchange. Skips days that are so already. Returns the days it changed.
 */
export async function enterDays(tx: Tx, author: Author, entry: DaysToEnter, at: At): Promise<DaysOutcome> {
  const planned = await planDays(tx, author, entry, at)
  if (!planned.ok) return planned
  const { works } = entry
  await tx
    .insertInto('calendar_day')
    .values(planned.days.map((day) => ({ day, works, name: tidyName(entry.name) })))
    .onConflict((conflict) =>
      conflict.column('day').doUpdateSet((eb) => ({
        works: eb.ref('excluded.works'),
        name: eb.ref('excluded.name'),
      })),
    )
    .execute()
  const action = works ? 'calendar.workday' : 'calendar.day_off'
  await note(tx, author, action, { ...entry, days: planned.days.length }, at.now)
  return planned
}

/** Removes the entries for these days. The holidays by law hold again. Returns the days. */
export async function removeDays(tx: Tx, author: Author, range: DayRange, at: At): Promise<DaysOutcome> {
  if (!(await mayManageCalendar(tx, author, at.now))) return refuse('not_allowed')
  const calendar = await readCalendar(tx, at.calendar.timeZone, at.now)
  const fault = faultOf(range, calendar.dayOf(at.now))
  if (fault) return refuse(fault)
  const removed = await tx
    .deleteFrom('calendar_day')
    .where('day', '>=', range.from)
    .where('day', '<=', range.to)
    .returning('day')
    .execute()
  if (removed.length === 0) return refuse('nothing_there')
  await note(tx, author, 'calendar.remove', { ...range, days: removed.length }, at.now)
  return { ok: true, days: removed.map((row) => row.day).sort() }
}

export interface SpecialDays extends DayRange {
  works: boolean
  name: string
  /** Entered by an administrator, so it can be removed. */
  entered: boolean
}

/** Days off other than weekends, and working days in exchange: in order, for `days` days from `from` on. */
export async function specialDays(
  db: Db,
  calendar: Calendar,
  from: string,
  days: number,
): Promise<SpecialDays[]> {
  const until = shift(from, days - 1)
  const rows = await db
    .selectFrom('calendar_day')
    .select(['day', 'works', 'name'])
    .where('day', '>=', from)
    .where('day', '<=', until)
    .execute()
  const entered = new Map(rows.map((row) => [row.day, row]))
  const ranges: SpecialDays[] = []
  for (const day of daysOf({ from, to: until })) {
    const row = entered.get(day)
    const name = row?.name ?? calendar.holidayName(day)
    if (name === undefined) continue
    const special = { works: row?.works ?? false, name, entered: row !== undefined }
    const last = ranges.at(-1)
    // A weekend between two days off does not divide their range.
    const continuesLast =
      last?.works === special.works &&
      last.name === name &&
      last.entered === special.entered &&
      daysOf({ from: shift(last.to, 1), to: shift(day, -1) }).every((each) => !calendar.isWorkingDay(each))
    if (continuesLast && last && !special.works) last.to = day
    else ranges.push({ from: day, to: day, ...special })
  }
  return ranges
}

function faultOf({ from, to }: DayRange, today: string): DaysFault | null {
  if (to < from) return 'no_order'
  if (from < today) return 'past'
  if (to > Temporal.PlainDate.from(today).add({ years: maxYearsAhead }).toString()) return 'too_far'
  return daysOf({ from, to }).length > maxRangeDays ? 'too_long' : null
}

function daysOf({ from, to }: DayRange): string[] {
  const days: string[] = []
  for (let day = from; day <= to; day = shift(day, 1)) days.push(day)
  return days
}

async function note(
  tx: Tx,
  author: Author,
  action: string,
  { from, to, days }: DayRange & { days: number },
  now: Date,
): Promise<void> {
  const [root] = await rootUnits(tx)
  await recordAudit(tx, {
    at: now,
    actor: auditActor(author),
    action,
    subject: { kind: 'calendar' },
    unitId: root?.id ?? null,
    detail: { from, to, days },
  })
}

const tidyName = (name: string) => normaliseText(name).replace(/\s+/g, ' ').trim()
const shift = (day: string, days: number) => Temporal.PlainDate.from(day).add({ days }).toString()
