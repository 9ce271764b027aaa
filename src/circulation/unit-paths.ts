// The path of a unit from the root down, which every obligation keeps as it is at issue. Walked up level by level: there are
// few units above hundreds of thousands of cells, and each is read once for a whole circulation. As a join of the same
// statement that writes the obligations it had the database read all units for every chunk.
import { sql } from 'kysely'
import type { Db } from '../platform/database.ts'
import { numberArray } from '../platform/number-array.ts'

/** The ids and names from the root down to the unit itself. */
export interface UnitPath {
  unit_id: number
  ids: number[]
  names: string[]
}

export interface UnitPaths {
  /** The paths of the parents of these units, each once; units at the root have none. */
  ofParents(db: Db, unitIds: readonly number[]): Promise<UnitPath[]>
}

/** Paths for one circulation: what has been read is not read again, so all its units name those above them alike. */
export function createUnitPaths(): UnitPaths {
  const known = new Map<number, { parentId: number | null; name: string }>()
  const paths = new Map<number, UnitPath>()

  const read = async (db: Db, unitIds: readonly number[]) => {
    let wanted = unitIds.filter((id) => !known.has(id))
    while (wanted.length > 0) {
      const found = await sql<{ id: number; parentId: number | null; name: string }>`
        select id, parent_id as "parentId", name from unit where id = any(${numberArray(wanted)}::bigint[])`.execute(
        db,
      )
      for (const { id, ...unit } of found.rows) known.set(id, unit)
      const above = new Set(found.rows.map((row) => row.parentId))
      wanted = [...above].filter((id) => id !== null && !known.has(id)) as number[]
    }
  }

  const pathOf = (id: number): UnitPath => {
    const made = paths.get(id)
    if (made) return made
    const unit = known.get(id)
    if (!unit) throw new Error(`Unit ${id} stands above others but is not there.`)
    const above = unit.parentId === null ? undefined : pathOf(unit.parentId)
    const path = {
      unit_id: id,
      ids: [...(above?.ids ?? []), id],
      names: [...(above?.names ?? []), unit.name],
    }
    paths.set(id, path)
    return path
  }

  return {
    async ofParents(db, unitIds) {
      const found = await sql<{ ids: number[] | null }>`
        select array_agg(distinct parent_id) as ids from unit
        where id = any(${numberArray(unitIds)}::bigint[]) and parent_id is not null`.execute(db)
      const parentIds = found.rows[0]?.ids ?? []
      await read(db, parentIds)
      return parentIds.map(pathOf)
    },
  }
}
