// Whether somebody may give out or erase another person's data: one rule for every face. The operator of the
// machine may, everybody for themselves; an officer when each duty that the person holds today lies where the
// officer has the right. Who also holds a duty elsewhere is that place's business too and is left to an
// administrator further up or the operator.
import { type Author, officerIdOf } from '../org/author.ts'
import { authorisedWithin } from '../org/authorise.ts'
import { unitPaths } from '../org/unit.store.ts'
import type { Tx } from '../platform/database.ts'

/** `elsewhere`: the person holds a duty outside; `gone`: no such person (any more). */
export type PersonFault = { ok: false; reason: 'not_allowed' | 'elsewhere' | 'gone' }

export type PersonVerdict =
  /**
   * `unitId`: the unit of the person that the trail names when an administrator acts; otherwise null.
   */
  { ok: true; unitId: number | null } | PersonFault

/** Asked inside the transaction of the act; person and duties stay as they are until it ends. */
export async function authorisePerson(
  tx: Tx,
  author: Author,
  action: 'person.export' | 'person.erase',
  officerId: number,
  now: Date,
): Promise<PersonVerdict> {
  const within = await authorisedWithin(tx, author, action, now)
  // A duty given meanwhile waits for this lock.
  const person = await tx
    .selectFrom('officer')
    .select('id')
    .where('id', '=', officerId)
    .where('erased_at', 'is', null)
    .forUpdate()
    .executeTakeFirst()
  if (!person) return { ok: false, reason: 'gone' }
  const held = await tx
    .selectFrom('duty_holding')
    .select('unit_id')
    .where('officer_id', '=', officerId)
    .where('until', 'is', null)
    .orderBy('id')
    .execute()
  if (within === 'everywhere' || officerIdOf(author) === officerId) return { ok: true, unitId: null }
  const paths = await unitPaths(
    tx,
    held.map((one) => one.unit_id),
  )
  const inside = held.filter(({ unit_id }) => paths.get(unit_id)?.ids.some((id) => within.includes(id)))
  // Of somebody whose duties all lie elsewhere it is not even told that there are any.
  if (inside.length === 0) return { ok: false, reason: 'not_allowed' }
  if (inside.length < held.length) return { ok: false, reason: 'elsewhere' }
  return { ok: true, unitId: held[0]?.unit_id ?? null }
}
