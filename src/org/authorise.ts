// Checks a permission inside the transaction of the change. The duties that give it stay locked until the
// commit, so nobody acts with a duty that was taken away meanwhile.
import type { Db, Tx } from '../platform/database.ts'
import { type Actor, lockActorByOfficer } from './actor.ts'
import { type Author, isPerson } from './author.ts'
import { type Action, can, canBelow, subtreesFor } from './permissions.ts'
import { unitPath } from './unit.store.ts'

/** May the author do this for the unit, now and until this transaction ends? */
export async function authorise(
  tx: Tx,
  author: Author,
  action: Action,
  unitId: number,
  now: Date,
): Promise<boolean> {
  if (!isPerson(author)) return true
  const actor = await lockActorByOfficer(tx, author.officerId, now)
  return actor !== null && can(actor, action, { pathIds: (await unitPath(tx, unitId)).ids })
}

/**
 * May this person do any of these for the unit? Only for display: a change asks `authorise` in its
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

/** May the author do this for the unit and everything below it, now and until this transaction ends? */
export async function authoriseBelow(
  tx: Tx,
  author: Author,
  action: Action,
  unitId: number,
  now: Date,
): Promise<boolean> {
  if (!isPerson(author)) return true
  const actor = await lockActorByOfficer(tx, author.officerId, now)
  return actor !== null && canBelow(actor, action, { pathIds: (await unitPath(tx, unitId)).ids })
}

/** Where somebody may act: at or below these units. `everywhere` for the operator and for a job. */
export type Within = 'everywhere' | readonly number[]

/** Where the author may do this, now and until this transaction ends: units with their whole subtrees. */
export async function authorisedWithin(tx: Tx, author: Author, action: Action, now: Date): Promise<Within> {
  if (!isPerson(author)) return 'everywhere'
  const actor = await lockActorByOfficer(tx, author.officerId, now)
  return actor ? subtreesFor(actor, action) : []
}
