// Who has an ended duty today. Kept up to date whenever a duty changes hands, as unit.successor_id is for
// units, so that what was addressed to its holder in person is found by one look, however many hand-overs lie
// between.
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
  /**
   * Who had it until now, and who stood in; never the successor, nor whoever ended it, nor a substitute whose
   * leave was over.
   */
  ended: { officerId: number; stoodIn: boolean }[]
}

/** The duties that are no more live on in `heldId` from now on, with all that lived on in them. */
export async function passOnDuties(tx: Tx, ended: readonly number[], heldId: number): Promise<void> {
  const old = ended.filter((id) => id !== heldId)
  if (old.length === 0) return
  await sql`update duty_holding set successor_id = ${heldId}
    where (id = any(${old}::bigint[]) or successor_id = any(${old}::bigint[])) and until is not null`.execute(
    tx,
  )
}

/** When a duty that is ended now has ended: a substitute's with the leave, if that was over already. */
export const endOf = (now: Date) =>
  sql<Date>`greatest(since, least(case when substitute_for is not null then ends_at end, ${now}))`

/** Whoever gets a duty to hold no longer stands in for somebody in it. */
export async function endStandingIn(
  tx: Tx,
  held: { officerId: number; unitId: number; duty: Duty; now: Date },
): Promise<void> {
  await sql`update duty_holding set until = ${endOf(held.now)}
    where officer_id = ${held.officerId} and unit_id = ${held.unitId} and duty = ${held.duty}::duty
      and until is null and substitute_for is not null`.execute(tx)
}

interface EndedDuty {
  id: number
  officerId: number
  unitId: number
  duty: Duty
  stoodIn: boolean
  /** A substitute's whose leave was over already. */
  wasOver: boolean
}

/** Ends a duty and whoever stands in for it; what the successor has of these stays. */
export async function endWithStandIns(
  tx: Tx,
  heldId: number,
  successorId: number | null,
  now: Date,
): Promise<EndedDuty[]> {
  const ended = await sql<EndedDuty>`update duty_holding set until = ${endOf(now)}
    where (id = ${heldId} or substitute_for = ${heldId}) and until is null
      and officer_id is distinct from ${successorId}::bigint
    returning id, officer_id as "officerId", unit_id as "unitId", duty,
      substitute_for is not null as "stoodIn",
      until < ${now} as "wasOver"`.execute(tx)
  return ended.rows
}

/** Who is to be told. */
export const toTell = (ended: readonly EndedDuty[]): HandedOver['ended'] =>
  ended.filter((one) => !one.wasOver).map(({ officerId, stoodIn }) => ({ officerId, stoodIn }))

/** Ends what a code hands over, in the very moment in which the successor has it, and notes it. */
export async function endHandedOver(
  tx: Tx,
  heldId: number,
  successorId: number,
  now: Date,
): Promise<HandedOver['ended']> {
  const ended = await endWithStandIns(tx, heldId, successorId, now)
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
  return toTell(ended)
}
