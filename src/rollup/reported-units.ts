// The reports that came in below a unit, to open one of them.
import { sql } from 'kysely'
import type { Db } from '../platform/database.ts'
import type { ReportState } from '../platform/database-types.ts'
import { isBelow, type Tree } from './todays-tree.ts'

export interface ReportedUnit {
  obligationId: number
  /** As it was at issue. */
  unitName: string
  reportState: ReportState
}

/** The reports on a directive at and below a unit, in the order of the tree; `total` counts all of them. */
export async function reportedUnits(
  db: Db,
  directiveId: number,
  at: { unitId: number; tree: Tree; limit: number; offset: number },
): Promise<{ total: number; rows: ReportedUnit[] }> {
  const found = await sql<ReportedUnit & { total: number }>`
    select o.id as "obligationId", o.unit_name as "unitName", o.report_state as "reportState",
      count(*) over () as total
    from obligation o
    where o.directive_id = ${directiveId} and ${isBelow(at.unitId, at.tree)}
      and o.report_state in ('submitted', 'accepted', 'returned')
    order by o.path_names collate vietnamese, o.id limit ${at.limit} offset ${at.offset}`.execute(db)
  return { total: found.rows[0]?.total ?? 0, rows: found.rows.map(({ total: _total, ...row }) => row) }
}
