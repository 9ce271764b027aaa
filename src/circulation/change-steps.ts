// The steps that every change of a directive shares: may it be changed, what did it say before, what ends
// with it, who is told. The changes themselves are in change-directive.ts.
import { type RawBuilder, sql } from 'kysely'
import type { DeadlineFault } from '../directive/deadline.ts'
import type { DirectiveRow } from '../directive/directive.store.ts'
import { auditDirective } from '../directive/open-directive.ts'
import { type Author, officerIdOf } from '../org/author.ts'
import type { Tx } from '../platform/database.ts'
import { wakeAfterCommit } from '../platform/wake-after-commit.ts'
import { announceChange, type ChangeKind, type ChangePayload, withdrawNotices } from './announce.ts'
import { cancelUnsent } from './control.ts'

export type ChangeFault =
  | 'no_such_directive'
  | 'not_allowed'
  | 'state'
  | 'nothing_new'
  | 'changed'
  | 'body_too_long'
  | 'not_later'
  | 'outside'
  | 'subject_missing'
  | 'subject_too_long'
  | 'secret'
  | 'no_such_successor'
  | DeadlineFault

export type ChangeOutcome =
  /** `told` is the number of notices; `already` when it was so before. */
  { ok: true; already: boolean; told: number } | { ok: false; reason: ChangeFault }

export async function end(
  tx: Tx,
  found: DirectiveRow,
  state: 'closed' | 'recalled' | 'superseded',
  now: Date,
) {
  await tx
    .updateTable('directive')
    .set({ state, closed_at: now, version: sql`version + 1` })
    .where('id', '=', found.id)
    .execute()
  await cancelUnsent(tx, found.id, state)
  // An earlier notice ("more time") must not arrive after the end.
  await withdrawNotices(tx, found.id, state)
}

/** What the directive said until now. */
export async function keepVersion(
  tx: Tx,
  found: DirectiveRow,
  author: Author,
  now: Date,
  { endedBy, reason }: { endedBy: 'corrected' | 'extended'; reason: string | null },
) {
  await tx
    .insertInto('directive_version')
    .values({
      directive_id: found.id,
      version: found.version,
      subject: found.subject,
      body: found.body,
      ack_due_at: found.ackDueAt,
      report_due_at: found.reportDueAt,
      changed_at: now,
      changed_by: officerIdOf(author),
      ended_by: endedBy,
      reason,
    })
    .execute()
  await tx.updateTable('directive').set({ version: sql`version + 1` }).where('id', '=', found.id).execute()
}

/** Reminders follow the new deadline: planned ones go, done ones keep their record under another name. */
export async function restartChase(tx: Tx, directiveId: number, about: 'ack' | 'report', version: number) {
  const ofDirective = sql`obligation_id in (select id from obligation where directive_id = ${directiveId})
    and about = ${about}`
  await wakeAfterCommit(tx, 'plan-chase', { directiveId })
  await sql`delete from chase_step where state = 'planned' and ${ofDirective}`.execute(tx)
  await sql`update chase_step set step = step || ${`#${version}`} where ${ofDirective}
    and step not like '%#%'`.execute(tx)
}

export async function told(
  tx: Tx,
  author: Author,
  found: DirectiveRow,
  what: ChangeKind,
  concerned: RawBuilder<unknown>,
  now: Date,
  more: Partial<Omit<ChangePayload, 'kind' | 'what'>> = {},
): Promise<ChangeOutcome> {
  const count = await announceChange(tx, found.id, { kind: 'change', what, ...more }, concerned, now)
  await auditDirective(tx, author, found, what, now, { told: count })
  await wakeAfterCommit(tx, 'show-progress', {})
  return { ok: true, already: false, told: count }
}
