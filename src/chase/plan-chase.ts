// Plans the chase of a circulated directive: the first step about the acknowledgement and the first step
// about the report of every obligation. Set-based and idempotent. When a step is taken, run-chase.ts plans
// the next one.
import { sql } from 'kysely'
import { type DueDirectives, dueDirectives } from '../directive/due-directives.store.ts'
import type { Reminders } from '../directive/reminders.ts'
import type { Db } from '../platform/database.ts'
import { wakeAfterCommit } from '../platform/wake-after-commit.ts'
import type { Calendar } from '../platform/working-calendar.ts'
import { createPlanner, nextStep } from './next-step.ts'

export interface ChaseTime {
  now: Date
  calendar: Calendar
}

/**
 * Plans the chase of a directive whose obligations are all written, in a transaction of its own. Returns the
 * number of new steps: 0 when the chase was planned before, or when the directive is not in force or not
 * circulated.
 */
export async function planChaseOfDirective(db: Db, directiveId: number, at: ChaseTime): Promise<number> {
  return await db.transaction().execute(async (tx) => {
    const directive = await tx
      .selectFrom('directive')
      .select(['urgency', 'reminders', 'issued_at', 'created_at', 'ack_due_at', 'report_due_at'])
      .where('id', '=', directiveId)
      .where('state', '=', 'issued')
      // A circulation that was cancelled half-way gets no more recipients.
      .where(sql<boolean>`(circulated_at is not null or cancelled_at is not null)`)
      .where('chase_planned_at', 'is', null)
      .forUpdate()
      .executeTakeFirst()
    if (!directive) return 0
    const planner = createPlanner(at.calendar)
    let planned = 0
    for (const about of ['ack', 'report'] as const) {
      const due = sql.ref(about === 'ack' ? 'o.ack_due_at' : 'o.report_due_at')
      const deadlines = await sql<{ due: Date }>`select distinct ${due} as due from obligation o
        where o.directive_id = ${directiveId} and ${due} is not null`.execute(tx)
      for (const { due: dueAt } of deadlines.rows) {
        const plan = planner(
          {
            urgency: directive.urgency,
            reminders: directive.reminders as Reminders | null,
            issuedAt: directive.issued_at ?? directive.created_at,
            receivedAt: null,
            ackDueAt: dueAt,
            reportDueAt: dueAt,
            directiveAckDueAt: directive.ack_due_at,
            directiveReportDueAt: directive.report_due_at,
          },
          about,
        )
        const first = nextStep(plan, new Set(), at.now)
        if (first === null) continue
        const isOpen =
          about === 'ack'
            ? sql`o.acknowledged_at is null and o.reported_at is null`
            : sql`o.report_state not in ('not_required', 'accepted')`
        const inserted = await sql`insert into chase_step (obligation_id, step, about, audience, due_at)
          select o.id, ${first.step}, ${about}, ${first.audience}, ${first.dueAt} from obligation o
          where o.directive_id = ${directiveId} and ${due} = ${dueAt} and ${isOpen}
          on conflict (obligation_id, step) do nothing`.execute(tx)
        planned += Number(inserted.numAffectedRows ?? 0)
      }
    }
    await tx
      .updateTable('directive')
      .set({ chase_planned_at: at.now })
      .where('id', '=', directiveId)
      .execute()
    if (planned > 0) await wakeAfterCommit(tx, 'chase-due', {})
    return planned
  })
}

/**
 * Directives whose chase is not planned and whose recipients are final: all are listed, or the circulation
 * was cancelled.
 */
export async function directivesToPlan(db: Db): Promise<DueDirectives> {
  return await dueDirectives(
    db,
    sql`(circulated_at is not null or cancelled_at is not null) and chase_planned_at is null`,
  )
}
