// Starts the chase of obligations again after a new deadline. The rows are the chase's; it plans anew when it
// is woken.
import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '../platform/database.ts'
import { wakeAfterCommit } from '../platform/wake-after-commit.ts'

/**
 * Starts the chase again after a new deadline. Planned steps are deleted. Steps that were taken get the
 * suffix '#mark', so that steps of the same name can be taken again; `mark` names the occasion.
 */
export async function restartChase(
  tx: Tx,
  directiveId: number,
  about: 'ack' | 'report',
  mark: number | string,
): Promise<void> {
  const ofDirective = sql`obligation_id in (select id from obligation where directive_id = ${directiveId})
    and about = ${about}`
  await wakeAfterCommit(tx, 'plan-chase', { directiveId })
  await forgetSteps(tx, ofDirective, mark)
}

/**
 * Starts the chase of one report again after a new deadline for it. `mark` names the occasion. A step that is
 * in no plan stands in for the first one: when it is taken, it is followed by the next step of the new plan.
 */
export async function restartReportChase(
  tx: Tx,
  obligationId: number,
  mark: string,
  now: Date,
): Promise<void> {
  const ofReport = sql`obligation_id = ${obligationId} and about = 'report'`
  await forgetSteps(tx, ofReport, mark)
  await sql`insert into chase_step (obligation_id, step, about, audience, due_at)
    values (${obligationId}, ${mark}, 'report', 'unit', ${now})
    on conflict (obligation_id, step) do nothing`.execute(tx)
  await wakeAfterCommit(tx, 'chase-due', {})
}

/** Deletes the planned steps, and frees the names of those that were taken. */
async function forgetSteps(tx: Tx, which: RawBuilder<unknown>, mark: number | string): Promise<void> {
  await sql`delete from chase_step where state = 'planned' and ${which}`.execute(tx)
  await sql`update chase_step set step = step || ${`#${mark}`}
    where ${which} and step not like '%#%'`.execute(tx)
}
