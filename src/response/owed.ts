// What a person has to do now: open receipts and reports of every unit the person acknowledges or reports
// for, and what is addressed to the person as a speaker.
import type { Actor } from '../org/actor.ts'
import { can } from '../org/permissions.ts'
import type { Db } from '../platform/database.ts'
import type { Calendar } from '../platform/working-calendar.ts'
import { openObligations, type ShownObligation } from './obligation.store.ts'
import { overdueDays } from './overdue.ts'

export interface Owed {
  obligation: ShownObligation
  /** What is open and until when. */
  acknowledge: { dueAt: Date | null; overdueDays: number } | null
  report: { dueAt: Date | null; overdueDays: number; returned: boolean } | null
}

/** The open duties, most pressing first; at most `limit` (50 unless told). */
export async function owedBy(
  db: Db,
  actor: Actor,
  at: { now: Date; calendar: Calendar; limit?: number },
): Promise<Owed[]> {
  const unitIds = actor.duties
    .filter((duty) => can(actor, 'obligation.report', duty))
    .map((duty) => duty.unitId)
  const dutyIds = actor.duties.flatMap((duty) => duty.answersFor ?? [])
  const ask = { unitIds: [...new Set(unitIds)], dutyIds: [...new Set(dutyIds)] }
  const obligations = await openObligations(db, ask, at.limit ?? 50)
  return obligations.map((obligation) => ({
    obligation,
    acknowledge:
      obligation.acknowledgedAt === null
        ? { dueAt: obligation.ackDueAt, overdueDays: overdueDays(obligation.ackDueAt, at) }
        : null,
    report:
      obligation.reportState === 'owed' || obligation.reportState === 'returned'
        ? {
            dueAt: obligation.reportDueAt,
            overdueDays: overdueDays(obligation.reportDueAt, at),
            returned: obligation.reportState === 'returned',
          }
        : null,
  }))
}
