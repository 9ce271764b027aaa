// The path of a unit from the root down, which every obligation keeps as it is at issue. Read for the parents
// of a part of the units, apart from the statement that writes their obligations: as a join in there, with
// nested loops switched off, it had the database read all units for every part. Each parent is read once for
// a whole circulation.
import { sql } from 'kysely'
import { numberArray } from '../platform/bulk-values.ts'
import type { Db } from '../platform/database.ts'

/** The ids and names from the root down to the unit itself. */
export interface UnitPath {
  unit_id: number
  ids: number[]
  names: string[]
}

export interface UnitPaths {
  /** The paths of the parents of these units, each once; units at the root have none. Calls may overlap. */
  ofParents(db: Db, unitIds: readonly number[]): Promise<UnitPath[]>
}

/** Paths for one circulation. */
export function createUnitPaths(): UnitPaths {
  // Whole paths only, each as one statement saw it: a tree that is changed meanwhile makes no path that never
  // was.
  const paths = new Map<number, UnitPath>()
  return {
    async ofParents(db, unitIds) {
      const found = await sql<{ ids: number[] | null }>`
        select array_agg(distinct parent_id) as ids from unit
        where id = any(${numberArray(unitIds)}::bigint[]) and parent_id is not null`.execute(db)
      const parentIds = found.rows[0]?.ids ?? []
      const unknown = parentIds.filter((id) => !paths.has(id))
      if (unknown.length > 0) for (const path of await climb(db, unknown)) paths.set(path.unit_id, path)
      return parentIds.flatMap((id) => paths.get(id) ?? [])
    },
  }
}

async function climb(db: Db, unitIds: readonly number[]): Promise<UnitPath[]> {
  const found = await sql<UnitPath>`
    with recursive climb (unit_id, parent_id, ids, names) as (
      select id, parent_id, array[id], array[name] from unit where id = any(${numberArray(unitIds)}::bigint[])
      union all
      select c.unit_id, u.parent_id, u.id || c.ids, u.name || c.names from climb c
        join unit u on u.id = c.parent_id
    )
    select unit_id, ids, names from climb where parent_id is null`.execute(db)
  return found.rows
}
