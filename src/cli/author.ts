// Who acts on the command line: the operator of the machine, who needs no duty, or the person named with --as, who may do
// what the person's duties allow.

import type { Author } from '../directive/author.ts'
import { lockActorByOfficer } from '../org/actor.ts'
import type { Tx } from '../platform/database.ts'
import { CliFault } from './command.ts'

/** The option; its value is the number that `person find` and `duty list` show. */
export const asOption = { as: { type: 'string' } } as const
export const asUsage = '[--as PERSON]'

/** Reads the option. @throws CliFault when it is no number. */
export function readAs(given: string | undefined): number | null {
  if (given === undefined) return null
  if (!/^\d{1,15}$/.test(given))
    throw new CliFault(`--as: "${given}" is not the number of a person (see person find).`)
  return Number(given)
}

/** The author, with the duties held now; read inside the transaction of the change. @throws CliFault when there is none. */
export async function authorOf(tx: Tx, person: number | null, now: Date): Promise<Author> {
  if (person === null) return 'operator'
  const actor = await lockActorByOfficer(tx, person, now)
  if (!actor) throw new CliFault(`--as: person ${person} holds no duty.`)
  return actor
}
