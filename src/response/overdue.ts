// When an answer is late, for chat, reminders, roll-ups and exports alike. Pure. The counts of a roll-up ask
// the same in SQL (`due_at < now` in rollup/rates.ts), and a test compares the two.
import type { Calendar } from '../platform/working-calendar.ts'

/** Is the deadline past? What comes at the very instant of the deadline is in time. */
export function isOverdue(dueAt: Date | null, now: Date): boolean {
  return dueAt !== null && now > dueAt
}

/**
 * Working days past the deadline, begun ones included, so at least 1; 0 when it is not past. What was due on
 * Friday is one day late over the weekend and on Monday.
 */
export function overdueDays(
  dueAt: Date | null,
  { now, calendar }: { now: Date; calendar: Pick<Calendar, 'dayOf' | 'workingDaysBetween'> },
): number {
  if (dueAt === null || !isOverdue(dueAt, now)) return 0
  return Math.max(1, calendar.workingDaysBetween(calendar.dayOf(dueAt), calendar.dayOf(now)))
}

/** May the unit still change a report that was sent? Until the deadline, unless it was accepted. */
export function isChangeable(
  { reportState, reportDueAt }: { reportState: string; reportDueAt: Date | null },
  now: Date,
): boolean {
  return reportState === 'submitted' && !isOverdue(reportDueAt, now)
}
