// Who holds an ended duty today: the column duty_holding.successor_id. Every hand-over updates it, as
// unit.successor_id is updated for units. So one look-up finds the present holder of what was addressed to an
// earlier holder in person, however many hand-overs lie between.
import { sql } from 'kysely'
import { recordAudit } from '../platform/audit.ts'
import type { Tx } from '../platform/database.ts'
import type { Duty } from '../platform/database-types.ts'

/** A duty that changed hands or ended. It says whom to tell. */
export interface HandedOver {
  unitId: number
  duty: Duty
  /** The officer who has the duty now; null when it ended without a successor. */
  successorId: number | null
  /**
   * The former holder, and the substitutes (`stoodIn`). Without the successor, the person who ended the duty,
   * and substitutes whose leave was over before.
   */
  ended: { officerId: number; stoodIn: boolean }[]
}

/** Makes the duty `heldId` the successor of these ended duties, and of all duties that they succeeded. */
export async function passOnDuties(tx: Tx, ended: readonly number[], heldId: number): Promise<void> {
  const oldIds = ended.filter((id) => id !== heldId)
  if (oldIds.length === 0) return
  await sql`update duty_holding set successor_id = ${heldId}
    where (id = any(${oldIds}::bigint[]) or successor_id = any(${oldIds}::bigint[]))
      and until is not null`.execute(tx)
}

/** SQL: the end of a duty that is ended now. A substitute's duty ended with the leave, if that is over. */
export const endOfDuty = (now: Date) =>
  sql<Date>`greatest(since, least(case when substitute_for is not null then ends_at end, ${now}))`

/** Ends the substitution of an officer who becomes a holder of the same duty at the same unit. */
export async function endSubstitution(
  tx: Tx,
  held: { officerId: number; unitId: number; duty: Duty; now: Date },
): Promise<void> {
  await sql`update duty_holding set until = ${endOfDuty(held.now)}
    where officer_id = ${held.officerId} and unit_id = ${held.unitId} and duty = ${held.duty}::duty
      and until is null and substitute_for is not null`.execute(tx)
}

interface EndedDuty {
  id: number
  officerId: number
  unitId: number
  duty: Duty
  stoodIn: boolean
  /** Whether the leave that a substitute stood in for was over before. */
  wasOver: boolean
}

/** Ends a duty and its substitutes' duties, except those of the successor. Returns those that ended. */
export async function endWithSubstitutes(
  tx: Tx,
  heldId: number,
  successorId: number | null,
  now: Date,
): Promise<EndedDuty[]> {
  const ended = await sql<EndedDuty>`update duty_holding set until = ${endOfDuty(now)}
    where (id = ${heldId} or substitute_for = ${heldId}) and until is null
      and officer_id is distinct from ${successorId}::bigint
    returning id, officer_id as "officerId", unit_id as "unitId", duty,
      substitute_for is not null as "stoodIn",
      until < ${now} as "wasOver"`.execute(tx)
  return ended.rows
}

/** The former holder and the substitutes who are to be told. */
export const holdersToTell = (ended: readonly EndedDuty[]): HandedOver['ended'] =>
  ended.filter((duty) => !duty.wasOver).map(({ officerId, stoodIn }) => ({ officerId, stoodIn }))

/** Ends the duty that a code hands over, in the transaction in which the successor gets it, and notes it. */
export async function endHandedOver(
  tx: Tx,
  heldId: number,
  successorId: number,
  now: Date,
): Promise<HandedOver['ended']> {
  const ended = await endWithSubstitutes(tx, heldId, successorId, now)
  await recordAudit(
    tx,
    ended.map((held) => ({
      at: now,
      actor: { kind: 'officer' as const, id: successorId },
      action: 'duty.hand_over',
      subject: { kind: 'duty_holding', id: held.id },
      unitId: held.unitId,
      detail: { duty: held.duty, from: held.officerId, to: successorId },
    })),
  )
  return holdersToTell(ended)
}
