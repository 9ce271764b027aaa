// Who acts on the command line: the operator of the machine, who needs no duty, or the person named with
// --as, who may do what the person's duties allow.

import { lockActorByOfficer } from '../org/actor.ts'
import type { Author } from '../org/author.ts'
import type { Tx } from '../platform/database.ts'
import { CliFault, optional } from './command.ts'

/** The option; its value is the number that `person find` and `duty list` show. */
export const asOption = {
  as: optional(
    'PERSON',
    'By the duties of this person (see person find); the operator when left out.',
    readAs,
  ),
}

function readAs(given: string): number {
  if (!/^\d{1,15}$/.test(given))
    throw new CliFault(`--as: "${given}" is not the number of a person (see person find).`)
  return Number(given)
}

/**
 * The author, with the duties held now; read inside the transaction of the change.
 * @throws CliFault when there is none
 */
export async function authorOf(tx: Tx, person: number | undefined, now: Date): Promise<Author> {
  if (person === undefined) return 'operator'
  const actor = await lockActorByOfficer(tx, person, now)
  if (!actor) throw new CliFault(`--as: person ${person} holds no duty.`)
  return actor
}
