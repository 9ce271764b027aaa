// The same obligations in today's tree: under the units as they stand now instead of the paths frozen at
// issue. An ended unit counts where it lives on. Nothing is lost between the two: both are sums over the same
// rows.
import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../platform/database.ts'

/** By which tree figures are grouped: as it was at issue (`then`), or as it is today (`now`). */
export type Tree = 'then' | 'now'

/**
 * Every unit that counts below `unitId` today, ended ones that live on there included, as a query for `from
 * (...)`: columns `unit_id` and `branch`, the unit right below `unitId` that it belongs to (null: `unitId`
 * itself).
 */
export function placedToday(unitId: number): RawBuilder<unknown> {
  return sql`
    with recursive below (id, kind, branch) as (
      select id, kind, null::bigint from unit where id = ${unitId}
      union all
      select unit.id, unit.kind, coalesce(below.branch, unit.id)
      from below join unit on unit.parent_id = below.id and unit.valid_to is null
      where below.kind <> 'cell'
    )
    select id as unit_id, branch from below
    union all
    select ended.id, below.branch from below join unit ended on ended.successor_id = below.id`
}

/** True on `o`, an obligation at or below the unit in that tree. */
export function isBelow(unitId: number, tree: Tree): RawBuilder<boolean> {
  return tree === 'now'
    ? sql`o.unit_id in (select unit_id from (${placedToday(unitId)}) placed)`
    : sql`o.path_ids @> array[${unitId}]::bigint[]`
}

/** The unit that answers for this one today; itself while it lives. */
export async function unitOfToday(db: Db, unitId: number): Promise<number> {
  const row = await db.selectFrom('unit').select('successor_id').where('id', '=', unitId).executeTakeFirst()
  return row?.successor_id ?? unitId
}

/** Has any unit ever been renamed, moved or ended? If not, the two trees are one. */
export async function treeHasChanged(db: Db): Promise<boolean> {
  const found = await sql<{ changed: boolean }>`
    select exists (select from unit_history) or exists (select from unit_successor) as changed`.execute(db)
  return found.rows[0]?.changed ?? false
}
