// The steps that changes of a directive share: keep the earlier version, end the directive, tell the units.
// The changes themselves are in change-directive.ts and correct-directive.ts.
import { type RawBuilder, sql } from 'kysely'
import type { DeadlineFault } from '../../directive/deadline.ts'
import type { DirectiveRow } from '../../directive/directive.store.ts'
import { auditDirective } from '../../directive/open-directive.ts'
import { type Author, officerIdOf } from '../../org/author.ts'
import type { Tx } from '../../platform/database.ts'
import { wakeAfterCommit } from '../../platform/wake-after-commit.ts'
import { announceChange, type ChangeKind, type ChangePayload, withdrawNotices } from '../announce.ts'
import { cancelUnsent } from '../control.ts'

export type ChangeFault =
  | 'no_such_directive'
  | 'not_allowed'
  | 'state'
  | 'changed'
  | 'body_too_long'
  | 'not_later'
  | 'outside'
  | 'subject_missing'
  | 'subject_too_long'
  | 'secret'
  | 'not_declared'
  | 'no_such_successor'
  | DeadlineFault

export type ChangeOutcome =
  /** `told`: number of notices. `already`: it was so before, and nothing was changed. */
  { ok: true; already: boolean; told: number } | { ok: false; reason: ChangeFault }

/** Sets the final state of a directive and cancels its unsent messages and notices. */
export async function endDirective(
  tx: Tx,
  directive: DirectiveRow,
  state: 'closed' | 'recalled' | 'superseded',
  now: Date,
) {
  await tx
    .updateTable('directive')
    .set({ state, closed_at: now, version: sql`version + 1` })
    .where('id', '=', directive.id)
    .execute()
  await cancelUnsent(tx, directive.id, state)
  // An earlier notice ("more time") must not arrive after the end.
  await withdrawNotices(tx, directive.id, state)
}

/** Keeps what the directive says until now as an earlier version, and raises its version. */
export async function keepVersion(
  tx: Tx,
  directive: DirectiveRow,
  author: Author,
  now: Date,
  { endedBy, reason }: { endedBy: 'corrected' | 'extended'; reason: string | null },
) {
  await tx
    .insertInto('directive_version')
    .values({
      directive_id: directive.id,
      version: directive.version,
      subject: directive.subject,
      body: directive.body,
      ack_due_at: directive.ackDueAt,
      report_due_at: directive.reportDueAt,
      changed_at: now,
      changed_by: officerIdOf(author),
      ended_by: endedBy,
      reason,
    })
    .execute()
  await tx
    .updateTable('directive')
    .set({ version: sql`version + 1` })
    .where('id', '=', directive.id)
    .execute()
}

/**
 * Tells the units that have received the directive and meet the condition `concerned` (on the obligation
 * `o`), and notes the change in the audit trail. `more` adds fields to the payload of the notice.
 */
export async function announceAndAudit(
  tx: Tx,
  author: Author,
  directive: DirectiveRow,
  what: ChangeKind,
  concerned: RawBuilder<unknown>,
  now: Date,
  more: Partial<Omit<ChangePayload, 'kind' | 'what'>> = {},
): Promise<ChangeOutcome> {
  const count = await announceChange(tx, directive.id, { kind: 'change', what, ...more }, concerned, now)
  await auditDirective(tx, author, directive, what, now, { told: count })
  await wakeAfterCommit(tx, 'show-progress', {})
  return { ok: true, already: false, told: count }
}
