// Invites the missing duty holders of a subtree: makes a code for each unit of some kinds where nobody holds
// the duty yet, with the texts for a printed card. The codes are in the result only and are not stored.
import { sql } from 'kysely'
import type { Db, Tx } from '../platform/database.ts'
import type { Duty, UnitKind } from '../platform/database-types.ts'
import type { Author } from './author.ts'
import { authoriseBelow } from './authorise.ts'
import { createCodes } from './invitations.ts'
import { actionToGrant } from './permissions.ts'
import { subtreeSql, unitPaths } from './unit.store.ts'

/** A duty that somebody should hold at every unit of these kinds. */
export interface MissingDuty {
  duty: Duty
  kinds: readonly UnitKind[]
}

/** What is printed on one card. */
export interface InvitationCard {
  unitName: string
  /** From the root down to the unit right above. */
  above: string[]
  duty: Duty
  /** Name of the expected person; empty when nobody is named. */
  name: string
  code: string
}

export type InviteSubtreeOutcome =
  | { ok: true; cards: InvitationCard[] }
  | { ok: false; reason: 'not_allowed' | 'too_many' }

/** Units of these kinds in a living subtree where nobody holds the duty yet, by code. */
export async function unitsWithout(db: Db, rootId: number, missing: MissingDuty): Promise<number[]> {
  const result = await sql<{ id: number }>`
    select unit.id from (${subtreeSql(rootId)}) below join unit on unit.id = below.id
    where below.kind = any(${[...missing.kinds]}::unit_kind[]) and not exists (
      select from duty_holding held
      where held.unit_id = unit.id and held.duty = ${missing.duty}::duty and held.until is null
    )
    order by unit.code`.execute(db)
  return result.rows.map((row) => row.id)
}

/** How many units lack each of these duties, in their order. One walk over the subtree. */
export async function countWithout(
  db: Db,
  rootId: number,
  wanted: readonly MissingDuty[],
): Promise<number[]> {
  const counts = wanted.map(
    ({ duty, kinds }) => sql`count(*) filter (where below.kind = any(${[...kinds]}::unit_kind[])
      and not coalesce(${duty}::duty = any(held.duties), false))::int`,
  )
  const result = await sql<{ counts: number[] }>`
    select array[${sql.join(counts)}] as counts from (${subtreeSql(rootId)}) below
    left join (select unit_id, array_agg(duty) as duties from duty_holding where until is null
      group by unit_id) held
      on held.unit_id = below.id`.execute(db)
  return result.rows[0]?.counts ?? []
}

/**
 * Makes a code for each unit that lacks the duty. Refuses, and makes none, when that would be more than
 * `max`. The cards of one committee come together, because they are handed out together.
 */
export async function inviteSubtree(
  tx: Tx,
  author: Author,
  { rootId, duty, kinds, max = Number.POSITIVE_INFINITY }: MissingDuty & { rootId: number; max?: number },
  { now }: { now: Date },
): Promise<InviteSubtreeOutcome> {
  if (!(await authoriseBelow(tx, author, actionToGrant(duty), rootId, now)))
    return { ok: false, reason: 'not_allowed' }
  const unitIds = await unitsWithout(tx, rootId, { duty, kinds })
  if (unitIds.length > max) return { ok: false, reason: 'too_many' }
  const codes = await createCodes(tx, author, { unitIds, duty }, { now })
  return {
    ok: true,
    cards: await toCards(
      tx,
      codes.map((code) => ({ ...code, duty, name: '' })),
    ),
  }
}

/** Cards for codes, with the present names of the units. The cards of one committee come together. */
export async function toCards(
  db: Db,
  codes: readonly { unitId: number; code: string; duty: Duty; name: string }[],
): Promise<InvitationCard[]> {
  const paths = await unitPaths(
    db,
    codes.map((one) => one.unitId),
  )
  const cards = codes.map(({ unitId, code, duty, name }) => {
    const names = paths.get(unitId)?.names ?? []
    return { unitName: names.at(-1) ?? '', above: names.slice(0, -1), duty, name, code }
  })
  const groups = Map.groupBy(cards, (card) => card.above.join('\n'))
  return [...groups.keys()]
    .sort((a, b) => a.localeCompare(b, 'vi', { numeric: true }))
    .flatMap((key) => groups.get(key) ?? [])
}
