// Who has an ended duty today. Kept up to date whenever a duty changes hands, as unit.lives_on_in is for units, so that
// what was addressed to its holder in person is found by one look, however many hand-overs lie between.
import { sql } from 'kysely'
import { recordAudit } from '../platform/audit.ts'
import type { Tx } from '../platform/database.ts'
import type { Duty } from '../platform/database-types.ts'

/** A duty that changed hands, or ended (handed to nobody): for telling those who had it. */
export interface HandedOver {
  unitId: number
  duty: Duty
  /** Null when it ended without a successor. */
  successorId: number | null
  /** Who had it until now, and who stood in; never the successor, nor whoever ended it, nor a substitute whose leave was over. */
  ended: { officerId: number; stoodIn: boolean }[]
}

/** The duties that are no more live on in `heldId` from now on, with all that lived on in them. */
export async function passOnDuties(tx: Tx, ended: readonly number[], heldId: number): Promise<void> {
  const old = ended.filter((id) => id !== heldId)
  if (old.length === 0) return
  await sql`update office_held set lives_on_in = ${heldId}
    where (id = any(${old}::bigint[]) or lives_on_in = any(${old}::bigint[])) and until is not null`.execute(
    tx,
  )
}

/** Whoever gets a duty to hold no longer stands in for somebody in it. */
export async function endStandingIn(
  tx: Tx,
  held: { officerId: number; unitId: number; duty: Duty; now: Date },
): Promise<void> {
  await sql`update office_held set until = greatest(since, least(ends_at, ${held.now}))
    where officer_id = ${held.officerId} and unit_id = ${held.unitId} and duty = ${held.duty}::duty
      and until is null and substitute_for is not null`.execute(tx)
}

/** When a duty that is ended now has ended: a substitute's with the leave, if that was over already. */
export const endOf = (now: Date) =>
  sql<Date>`greatest(since, least(case when substitute_for is not null then ends_at end, ${now}))`

/** Ends a duty and whoever stood in for it, in the very moment in which the successor has it; not the successor's own. */
export async function endHandedOver(
  tx: Tx,
  heldId: number,
  successorId: number,
  now: Date,
): Promise<HandedOver['ended']> {
  const ended = await tx
    .updateTable('office_held')
    .set({ until: endOf(now) })
    .where((eb) => eb.or([eb('id', '=', heldId), eb('substitute_for', '=', heldId)]))
    .where('until', 'is', null)
    .where('officer_id', '<>', successorId)
    .returning(['id', 'officer_id', 'unit_id', 'duty', 'substitute_for', 'until'])
    .execute()
  await recordAudit(
    tx,
    ended.map((held) => ({
      at: now,
      actor: { kind: 'officer' as const, id: successorId },
      action: 'duty.hand_over',
      subject: { kind: 'office_held', id: held.id },
      unitId: held.unit_id,
      detail: { duty: held.duty, from: held.officer_id, to: successorId },
    })),
  )
  return ended
    .filter((held) => held.until === null || held.until >= now)
    .map((held) => ({ officerId: held.officer_id, stoodIn: held.substitute_for !== null }))
}
