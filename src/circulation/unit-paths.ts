// The path of a unit from the root down. Every obligation keeps the path as it is at issue. A statement of
// its own reads the paths of the parents of a chunk of units, each parent once for a whole circulation. As a
// join in the statement that writes the obligations, where nested loops are switched off, the paths would
// make the database read all units for every chunk.
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
  // Each path comes whole from one statement. A path put together from several reads might never have existed
  // if the tree was changed meanwhile.
  const paths = new Map<number, UnitPath>()
  return {
    async ofParents(db, unitIds) {
      const result = await sql<{ ids: number[] | null }>`
        select array_agg(distinct parent_id) as ids from unit
        where id = any(${numberArray(unitIds)}::bigint[]) and parent_id is not null`.execute(db)
      const parentIds = result.rows[0]?.ids ?? []
      const unknownIds = parentIds.filter((id) => !paths.has(id))
      if (unknownIds.length > 0)
        for (const path of await readPaths(db, unknownIds)) paths.set(path.unit_id, path)
      return parentIds.flatMap((id) => paths.get(id) ?? [])
    },
  }
}

async function readPaths(db: Db, unitIds: readonly number[]): Promise<UnitPath[]> {
  const result = await sql<UnitPath>`
    with recursive climb (unit_id, parent_id, ids, names) as (
      select id, parent_id, array[id], array[name] from unit where id = any(${numberArray(unitIds)}::bigint[])
      union all
      select c.unit_id, u.parent_id, u.id || c.ids, u.name || c.names from climb c
        join unit u on u.id = c.parent_id
    )
    select unit_id, ids, names from climb where parent_id is null`.execute(db)
  return result.rows
}
