// The check of a permission inside the transaction of the change: the duties that carry it stay locked until the
// commit, so that nobody acts with a duty that was taken away meanwhile.
import { sql } from 'kysely'
import type { AuditNote } from '../platform/audit.ts'
import type { Tx } from '../platform/database.ts'
import { findActorsByOfficer } from './actor.ts'
import { type Action, can } from './permissions.ts'
import { unitPath } from './unit.store.ts'

/** Who acts: an officer, or the operator of the machine, who needs no duty. */
export type By = AuditNote['actor']

/** May `by` do this for the unit, now and until this transaction ends? */
export async function authorise(tx: Tx, by: By, action: Action, unitId: number, now: Date): Promise<boolean> {
  if (by.kind !== 'officer') return true
  await sql`select id from office_held where officer_id = ${by.id} and until is null for share`.execute(tx)
  const actor = (await findActorsByOfficer(tx, [by.id], now)).get(by.id)
  return actor !== undefined && can(actor, action, { pathIds: (await unitPath(tx, unitId)).ids })
}
