// The check of a permission inside the transaction of the change: the duties that carry it stay locked until
// the commit, so that nobody acts with a duty that was taken away meanwhile.
import type { AuditNote } from '../platform/audit.ts'
import type { Db, Tx } from '../platform/database.ts'
import { type Actor, lockActorByOfficer } from './actor.ts'
import { type Action, can, canBelow, subtreesFor } from './permissions.ts'
import { unitPath } from './unit.store.ts'

/** Who acts: an officer, or the operator of the machine, who needs no duty. */
export type By = AuditNote['actor']

/** May `by` do this for the unit, now and until this transaction ends? */
export async function authorise(tx: Tx, by: By, action: Action, unitId: number, now: Date): Promise<boolean> {
  if (by.kind !== 'officer') return true
  const actor = await lockActorByOfficer(tx, by.id, now)
  return actor !== null && can(actor, action, { pathIds: (await unitPath(tx, unitId)).ids })
}

/**
 * May this person do any of these for the unit? For what is shown; a change asks `authorise` in its
 * transaction.
 */
export async function mayAtUnit(
  db: Db,
  actor: Actor,
  actions: readonly Action[],
  unitId: number,
): Promise<boolean> {
  const { ids } = await unitPath(db, unitId)
  return actions.some((action) => can(actor, action, { pathIds: ids }))
}

/** The same for the unit and everything below it. */
export async function authoriseBelow(
  tx: Tx,
  by: By,
  action: Action,
  unitId: number,
  now: Date,
): Promise<boolean> {
  if (by.kind !== 'officer') return true
  const actor = await lockActorByOfficer(tx, by.id, now)
  return actor !== null && canBelow(actor, action, { pathIds: (await unitPath(tx, unitId)).ids })
}

/** Units below which a change may reach; `everywhere` for the operator. */
export type Within = 'everywhere' | readonly number[]

/** Where `by` may do this, now and until this transaction ends: the units whose whole subtree it covers. */
export async function authorisedWithin(tx: Tx, by: By, action: Action, now: Date): Promise<Within> {
  if (by.kind !== 'officer') return 'everywhere'
  const actor = await lockActorByOfficer(tx, by.id, now)
  return actor ? subtreesFor(actor, action) : []
}
