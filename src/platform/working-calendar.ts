// The organisation's calendar: which days and hours are for work, and counting in them. Temporal inside; days
// ('YYYY-MM-DD') and instants (Date) at the boundary. Which days are holidays is left to holidays.ts.

/** Opening hours: local 'HH:MM' from (included) and to (excluded), in order. */
export type OpeningHours = readonly (readonly [from: string, to: string])[]

/** Offices in Vietnam as a rule: 07:30–11:30 and 13:30–17:00. */
const usualHours: OpeningHours = [
  ['07:30', '11:30'],
  ['13:30', '17:00'],
]

export interface CalendarOptions {
  /**
   * The organisation's zone (ORG_TIMEZONE), an IANA name. There is no default: a rule knows no zone of its
   * own.
   */
  timeZone: string
  /** Default: `usualHours`. */
  hours?: OpeningHours
  /** Days off besides Saturday and Sunday; a Map gives their names. */
  holidays?: ReadonlySet<string> | ReadonlyMap<string, string>
  /** Saturdays and Sundays that are worked in exchange; they win over `holidays`. */
  workdays?: ReadonlySet<string>
}

export interface Calendar {
  readonly timeZone: string
  isWorkingDay: (day: string) => boolean
  /** The name of the holiday on that day, '' when it has none, undefined when the day is no holiday. */
  holidayName: (day: string) => string | undefined
  /** The day `n` working days after `day` (before, when negative). 0 gives `day` itself, worked or not. */
  addWorkingDays: (day: string, n: number) => string
  /** Working days after `a` up to and including `b`; negative when b is before a, 0 for the same day. */
  workingDaysBetween: (a: string, b: string) => number
  /** `instant` itself in working time, otherwise the next opening. */
  nextWorkingInstant: (instant: Date) => Date
  /** `day` itself when it is worked, otherwise the next (or, with -1, the previous) worked day. */
  workingDayOnOr: (day: string, direction: 1 | -1) => string
  /** The local day of an instant. */
  dayOf: (instant: Date) => string
  /** The local time of day of an instant, 'HH:MM'. */
  timeOf: (instant: Date) => string
  /** The instant at which the clocks of the zone show `time` ('HH:MM') on `day`. */
  instantAt: (day: string, time: string) => Date
  /** The instant at which a day is over. */
  endOfDay: (day: string) => Date
  /** Nobody is to be disturbed: a day off, or before the first opening or after the last closing. */
  inQuietHours: (instant: Date) => boolean
}

/**
 * Makes a calendar. Throws a RangeError when the zone or the hours make no sense, or no day is ever worked.
 */
export function createCalendar(options: CalendarOptions): Calendar {
  const { timeZone, hours = usualHours, holidays = new Set(), workdays = new Set() } = options
  const openings = checkedHours(hours)
  const firstOpening = openings[0]![0]
  const lastClosing = openings.at(-1)![1]

  const zoned = (instant: Date) =>
    Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(timeZone)
  const dayOf = (instant: Date) => zoned(instant).toPlainDate().toString()
  const timeOf = (instant: Date) => zoned(instant).toPlainTime().toString({ smallestUnit: 'minute' })
  const instantAt = (day: string, time: string) =>
    new Date(
      Temporal.PlainDate.from(day).toZonedDateTime({ timeZone, plainTime: Temporal.PlainTime.from(time) })
        .epochMilliseconds,
    )
  const shift = (day: string, days: number) => Temporal.PlainDate.from(day).add({ days }).toString()
  const isWorkingDay = (day: string) =>
    workdays.has(day) || (Temporal.PlainDate.from(day).dayOfWeek <= 5 && !holidays.has(day))

  function workingDayOnOr(day: string, direction: 1 | -1): string {
    let at = day
    for (let tries = 0; !isWorkingDay(at); tries++) {
      if (tries > 366) throw new RangeError('The calendar has no working day within a year.')
      at = shift(at, direction)
    }
    return at
  }

  function addWorkingDays(day: string, n: number): string {
    const direction = n < 0 ? -1 : 1
    let at = day
    for (let left = Math.abs(n); left > 0; left--) at = workingDayOnOr(shift(at, direction), direction)
    return at
  }

  function workingDaysBetween(a: string, b: string): number {
    if (b < a) return -workingDaysBetween(b, a)
    let count = 0
    for (let day = a; day < b; ) {
      day = shift(day, 1)
      if (isWorkingDay(day)) count++
    }
    return count
  }

  function nextWorkingInstant(instant: Date): Date {
    for (let day = workingDayOnOr(dayOf(instant), 1); ; day = addWorkingDays(day, 1))
      for (const [from, to] of openings) {
        if (instant >= instantAt(day, to)) continue
        const opening = instantAt(day, from)
        return opening > instant ? opening : instant
      }
  }

  return {
    timeZone,
    isWorkingDay,
    holidayName: (day) =>
      holidays.has(day) ? (holidays instanceof Map ? (holidays.get(day) ?? '') : '') : undefined,
    addWorkingDays,
    workingDaysBetween,
    nextWorkingInstant,
    workingDayOnOr,
    dayOf,
    timeOf,
    instantAt,
    endOfDay: (day) => instantAt(shift(day, 1), '00:00'),
    inQuietHours(instant) {
      const time = timeOf(instant)
      return !isWorkingDay(dayOf(instant)) || time < firstOpening || time >= lastClosing
    },
  }
}

/** Hours as 'HH:MM', checked: at least one, none empty, in order, not overlapping. */
function checkedHours(hours: OpeningHours): [string, string][] {
  const written = hours.map(([from, to]): [string, string] => [clockTime(from), clockTime(to)])
  const inOrder = written.every(([from, to], i) => from < to && (i === 0 || written[i - 1]![1] <= from))
  if (written.length === 0 || !inOrder)
    throw new RangeError(`Opening hours are not in order: ${JSON.stringify(hours)}`)
  return written
}

const clockTime = (time: string) => Temporal.PlainTime.from(time).toString({ smallestUnit: 'minute' })
