// Deadlines as people give them, and the rules for them. Pure; the calendar tells working days and the zone.
import type { Calendar } from '../platform/working-calendar.ts'
import { parseVietnameseDate } from './reading/document-date.ts'

/** A day without a time means until the offices close. */
export const endOfDay = '17:00'

type Unreadable = { ok: false; reason: 'form' | 'no_such_day' }
/** What a deadline is counted from. */
export interface Counting {
  now: Date
  calendar: Calendar
}

export type ParsedDeadline = { ok: true; at: Date } | Unreadable

/** Reads a deadline as `parseDeadline` does and counts it from `at`. */
export function readDeadline(text: string, at: Counting): ParsedDeadline {
  const parsed = parseDeadline(text)
  return parsed.ok ? { ok: true, at: parsed.from(at) } : parsed
}

/**
 * Reads an instant with zone ('2026-12-01T10:00:00Z'), a day with or without a local time ('2026-12-01
 * 15:00', '1/12/2026', '15:00 1/12/2026'), or working days from now ('+3d', '+3', '3 ngày'). `from` gives the
 * instant.
 */
export function parseDeadline(text: string): { ok: true; from: (at: Counting) => Date } | Unreadable {
  const line = text.normalize('NFC').trim().replace(/\s+/g, ' ')
  const days = /^(?:\+(\d{1,3}) ?d?|(\d{1,3}) ngày(?: làm việc)?)$/iu.exec(line)
  if (days)
    return {
      ok: true,
      from: ({ now, calendar }) => afterWorkingDays(Number(days[1] ?? days[2]), now, calendar),
    }
  if (/^\d{4}-\d{2}-\d{2}T[\d:.]+(?:Z|[+-]\d{2}:?\d{2})$/i.test(line)) return readInstant(line)
  const timed =
    /^(?:(\d{1,2})(?::|h|g)(\d{2})?,? (.+)|(.+?)(?:,|T| lúc)? ?(\d{1,2})(?::|h|g)(\d{2})?)$/iu.exec(line)
  const day = parseVietnameseDate(timed ? (timed[3] ?? timed[4] ?? '') : line)
  if (!day.ok) return { ok: false, reason: day.reason === 'no_such_day' ? 'no_such_day' : 'form' }
  const hour = timed?.[1] ?? timed?.[5]
  const minute = timed?.[2] ?? timed?.[6] ?? '00'
  const time = hour === undefined ? endOfDay : `${hour.padStart(2, '0')}:${minute}`
  if (!/^(?:[01]\d|2[0-3]):[0-5]\d$/.test(time)) return { ok: false, reason: 'form' }
  return { ok: true, from: ({ calendar }) => calendar.instantAt(day.date, time) }
}

/** Temporal and not Date, which reads 30 February as 2 March. */
function readInstant(line: string): { ok: true; from: () => Date } | Unreadable {
  try {
    const instant = new Date(Temporal.Instant.from(line).epochMilliseconds)
    return { ok: true, from: () => instant }
  } catch {
    return { ok: false, reason: 'no_such_day' }
  }
}

/** The end of the n-th working day after today. */
export function afterWorkingDays(days: number, now: Date, calendar: Calendar): Date {
  const day = calendar.addWorkingDays(calendar.dayOf(now), days)
  return calendar.instantAt(day, endOfDay)
}

export interface Deadlines {
  ackDueAt: Date | null
  reportDueAt: Date | null
  asksReport: boolean
}

export type DeadlineFault =
  | 'ack_deadline_missing'
  | 'report_deadline_missing'
  | 'ack_deadline_past'
  | 'report_deadline_past'
  | 'ack_after_report'

/**
 * What is wrong with the deadlines at `now`; null when nothing is. With the deadlines of `before`, one that
 * stays as it is may have passed.
 */
export function deadlineFault(
  deadlines: Deadlines,
  now: Date,
  before?: Pick<Deadlines, 'ackDueAt' | 'reportDueAt'>,
): DeadlineFault | null {
  const { ackDueAt, reportDueAt, asksReport } = deadlines
  if (ackDueAt === null) return 'ack_deadline_missing'
  if (asksReport && reportDueAt === null) return 'report_deadline_missing'
  if (ackDueAt <= now && !isSameInstant(ackDueAt, before?.ackDueAt)) return 'ack_deadline_past'
  if (asksReport && reportDueAt !== null) {
    if (reportDueAt <= now && !isSameInstant(reportDueAt, before?.reportDueAt)) return 'report_deadline_past'
    if (ackDueAt > reportDueAt) return 'ack_after_report'
  }
  return null
}

const isSameInstant = (a: Date, b: Date | null | undefined) => a.getTime() === b?.getTime()

export interface DeadlineWarning {
  rule: 'deadline_on_day_off' | 'before_monthly_meeting'
  about: 'ack' | 'report'
  /** 'YYYY-MM-DD' */
  day: string
}

/**
 * Doubts to confirm: a deadline on a day off; a report due before each cell has had its monthly meeting,
 * counted from `goesOutAt`.
 */
export function deadlineWarnings(
  deadlines: Deadlines,
  goesOutAt: Date,
  calendar: Calendar,
): DeadlineWarning[] {
  const warnings: DeadlineWarning[] = []
  const dues = [
    ['ack', deadlines.ackDueAt],
    ['report', deadlines.asksReport ? deadlines.reportDueAt : null],
  ] as const
  for (const [about, due] of dues) {
    if (due === null) continue
    const day = calendar.dayOf(due)
    if (!calendar.isWorkingDay(day)) warnings.push({ rule: 'deadline_on_day_off', about, day })
    const monthAhead = Temporal.PlainDate.from(calendar.dayOf(goesOutAt)).add({ months: 1 }).toString()
    if (about === 'report' && day < monthAhead) warnings.push({ rule: 'before_monthly_meeting', about, day })
  }
  return warnings
}
