// What units were before a rename or a move, and the one lock that all changes of the tree take.
import { sql } from 'kysely'
import type { Db, Tx } from '../platform/database.ts'
import type { UnitKind } from '../platform/database-types.ts'

const treeLock = 72_110_002

/** One change of the tree at a time, so that no two of them together make a circle or a doubled code. */
export async function lockTree(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(${treeLock})`.execute(tx)
}

/**
 * Writes down what these units are, before they change from `day` on. A unit that began or changed on that very day
 * keeps no trace of it: a list corrected on the day of its import is a correction, not history.
 */
export async function keepHistory(
  tx: Tx,
  unitIds: readonly number[],
  day: string,
  decision: string | null,
): Promise<void> {
  await sql`
    insert into unit_history (unit_id, parent_id, kind, code, name, from_day, until_day, decision)
    select unit.id, unit.parent_id, unit.kind, unit.code, unit.name, began.day, ${day}::date, ${decision}::text
    from unit
    cross join lateral (
      select coalesce(max(until_day), unit.valid_from) as day from unit_history where unit_id = unit.id
    ) began
    where unit.id = any(${[...unitIds]}::bigint[]) and began.day < ${day}::date`.execute(tx)
}

export interface UnitOnDay {
  id: number
  parent_id: number | null
  kind: UnitKind
  code: string
  name: string
}

/** The tree as it stood at the end of a day, every unit with the name and superior of then. */
export async function treeOn(db: Db, day: string): Promise<UnitOnDay[]> {
  const found = await sql<UnitOnDay>`
    select unit.id,
      case when past.unit_id is null then unit.parent_id else past.parent_id end as parent_id,
      coalesce(past.kind, unit.kind) as kind, coalesce(past.code, unit.code) as code,
      coalesce(past.name, unit.name) as name
    from unit
    left join unit_history past
      on past.unit_id = unit.id and past.from_day <= ${day}::date and ${day}::date < past.until_day
    where unit.valid_from <= ${day}::date and (unit.valid_to is null or unit.valid_to > ${day}::date)
    order by code`.execute(db)
  return found.rows
}
