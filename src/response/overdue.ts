// When an answer is late, for chat, reminders and reports alike. Pure. The counts of a roll-up ask the same
// in SQL (`due_at < now` in rollup/rates.ts), and a test compares the two.
import type { Calendar } from '../platform/working-calendar.ts'

/** Is the deadline past? What comes at the very instant of the deadline is in time. */
export function isOverdue(dueAt: Date | null, now: Date): boolean {
  return dueAt !== null && now > dueAt
}

/** Calendar days past the deadline, begun ones included; 0 when it is not past. */
export function overdueDays(
  dueAt: Date | null,
  { now, calendar }: { now: Date; calendar: Pick<Calendar, 'dayOf'> },
): number {
  if (dueAt === null || !isOverdue(dueAt, now)) return 0
  const days = Temporal.PlainDate.from(calendar.dayOf(dueAt)).until(calendar.dayOf(now)).days
  return Math.max(1, days)
}

/** May the unit still change a report that was sent? Until the deadline, unless it was accepted. */
export function isChangeable(
  { reportState, reportDueAt }: { reportState: string; reportDueAt: Date | null },
  now: Date,
): boolean {
  return reportState === 'submitted' && !isOverdue(reportDueAt, now)
}
