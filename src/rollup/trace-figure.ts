// What a figure rests on: every report that counts with the number it gave. The numbers add up to the figure.
import { sql } from 'kysely'
import type { Db } from '../platform/database.ts'
import { isSummed, keptFields, scaleOf } from '../response/figures.ts'
import { reportedDirectives, type Scope } from './scope.ts'
import { placedToday, type Tree } from './todays-tree.ts'

export interface TracedValue {
  obligationId: number
  unitId: number
  /** As it was at issue. */
  unitName: string
  directiveNumber: string
  /** Version of the report, from 1. */
  version: number
  submittedAt: Date
  /** In what people read: hours, not hundredths. */
  value: number
}

/**
 * The reports at and below a unit that answered the field, by the tree and the unit's name. Null when no
 * outline of the scope has a numeric field of that key.
 */
export async function traceFigure(
  db: Db,
  scope: Scope,
  at: { unitId: number; tree: Tree; field: string },
): Promise<TracedValue[] | null> {
  const traced: TracedValue[] = []
  let isKnown = false
  for (const { directiveIds, outline } of await reportedDirectives(db, scope)) {
    const fields = keptFields(outline)
    const position = fields.findIndex(({ key }) => key === at.field)
    const field = fields[position]
    if (!field || !isSummed(field)) continue
    isKnown = true
    const number = sql.ref(`f.n${position + 1}`)
    const within =
      at.tree === 'now'
        ? sql`f.unit_id in (select unit_id from (${placedToday(at.unitId)}) placed)`
        : sql`o.path_ids @> array[${at.unitId}]::bigint[]`
    const found = await sql<TracedValue>`
      select o.id as "obligationId", o.unit_id as "unitId", o.unit_name as "unitName",
        d.number_text as "directiveNumber", v.version, v.submitted_at as "submittedAt",
        ${number} / ${scaleOf(field)} as value
      from report_figures f
        join obligation o on o.id = f.obligation_id
        join directive d on d.id = f.directive_id
        join report r on r.obligation_id = o.id
        join report_version v on v.report_id = r.id and v.version = r.current_version
      where f.directive_id = any(${directiveIds}::bigint[]) and ${number} is not null and ${within}
      order by o.path_names collate vietnamese, o.id`.execute(db)
    traced.push(...found.rows)
  }
  return isKnown ? traced : null
}
