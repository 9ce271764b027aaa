// The days off and the working days in exchange that the yearly decisions bring: entered by an administrator
// of the whole organisation, on top of what the law and the moon fix (platform/holidays.ts). They concern
// everybody, so the right is asked at every root.
import { recordAudit } from '../platform/audit.ts'
import type { Db, Tx } from '../platform/database.ts'
import { vietnamHolidays } from '../platform/holidays.ts'
import { normaliseText } from '../platform/vietnamese-text.ts'
import { type Calendar, createCalendar } from '../platform/working-calendar.ts'
import { type Author, auditActor, isPerson } from './author.ts'
import { authorise } from './authorise.ts'
import { rootUnits } from './unit.store.ts'

const firstYear = 2020
const yearsAhead = 6
/** Decisions are for a year or two; further ahead it is a slip of the pen. */
const furthestYears = 3
const longestDays = 31
export const longestDayName = 100

/** The calendar of `timeZone` as it stands, up to six years after `now`. */
export async function readCalendar(db: Db, timeZone: string, now: Date): Promise<Calendar> {
  const extra = await db.selectFrom('calendar_day').select(['day', 'works', 'name']).orderBy('day').execute()
  return createCalendar({
    timeZone,
    ...vietnamHolidays({ from: firstYear, to: now.getUTCFullYear() + yearsAhead }, extra),
  })
}

/** Days in a row; all 'YYYY-MM-DD', both ends included. */
export interface DayRange {
  from: string
  to: string
}

export interface DaysToEnter extends DayRange {
  /** Worked in exchange; otherwise off. */
  works: boolean
  name: string
}

export type DaysFault =
  | 'not_allowed'
  /** The end lies before the beginning. */
  | 'no_order'
  | 'past'
  | 'too_far'
  /** Longer than a month. */
  | 'too_long'
  | 'name_too_long'
  /** Every day of it is off (or worked) as it is. */
  | 'as_it_is'
  /** Nothing was entered for these days. */
  | 'nothing_there'

export type DaysOutcome = { ok: true; days: string[] } | { ok: false; reason: DaysFault }

interface At {
  now: Date
  /** Only its time zone counts: the days are read anew. */
  calendar: Pick<Calendar, 'timeZone'>
}

const refuse = (reason: DaysFault) => ({ ok: false, reason }) as const

/** May the author change the calendar of everybody, now and until this transaction ends? */
export async function mayManageCalendar(tx: Tx, author: Author, now: Date): Promise<boolean> {
  const roots = await rootUnits(tx)
  for (const root of roots) if (!(await authorise(tx, author, 'calendar.manage', root.id, now))) return false
  return !isPerson(author) || roots.length > 0
}

/** Which days entering it would change; nothing is written. */
export async function planDays(tx: Tx, author: Author, entry: DaysToEnter, at: At): Promise<DaysOutcome> {
  if (!(await mayManageCalendar(tx, author, at.now))) return refuse('not_allowed')
  const calendar = await readCalendar(tx, at.calendar.timeZone, at.now)
  const fault = faultOf(entry, calendar.dayOf(at.now))
  if (fault) return refuse(fault)
  if (tidyName(entry.name).length > longestDayName) return refuse('name_too_long')
  const days = daysOf(entry).filter((day) => calendar.isWorkingDay(day) !== entry.works)
  return days.length === 0 ? refuse('as_it_is') : { ok: true, days }
}

/** Enters days off, or days worked in exchange. What is so already stays as it is. */
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

/** Takes back what was entered for these days; what the law fixes holds again. */
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
  /** Entered by hand, so it can be taken back. */
  entered: boolean
}

/**
 * Days off besides weekends, and working days in exchange, from a day on; in order. `days` is how far to
 * look.
 */
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
  const found: SpecialDays[] = []
  for (const day of daysOf({ from, to: until })) {
    const row = entered.get(day)
    const name = row?.name ?? calendar.holidayName(day)
    if (name === undefined) continue
    const one = { works: row?.works ?? false, name, entered: row !== undefined }
    const last = found.at(-1)
    // One rest, although a weekend lies within it.
    const goesOn =
      last?.works === one.works &&
      last.name === name &&
      last.entered === one.entered &&
      daysOf({ from: shift(last.to, 1), to: shift(day, -1) }).every((each) => !calendar.isWorkingDay(each))
    if (goesOn && last && !one.works) last.to = day
    else found.push({ from: day, to: day, ...one })
  }
  return found
}

function faultOf({ from, to }: DayRange, today: string): DaysFault | null {
  if (to < from) return 'no_order'
  if (from < today) return 'past'
  if (to > Temporal.PlainDate.from(today).add({ years: furthestYears }).toString()) return 'too_far'
  return daysOf({ from, to }).length > longestDays ? 'too_long' : null
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
