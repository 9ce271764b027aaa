// The rows whose numbers are added up: one per report that counts. A report counts while it is submitted or
// accepted; a returned one does not until it is submitted again.
import { sql } from 'kysely'
import type { Tx } from '../platform/database.ts'

/** Keeps the numbers of a report that counts from now on; they replace those of its earlier version. */
export async function keepFigures(
  tx: Tx,
  report: {
    obligationId: number
    directiveId: number
    unitId: number
    /** From the root down to the unit, frozen at issue. */
    pathIds: readonly number[]
    numbers: readonly (number | null)[]
  },
): Promise<void> {
  const above = report.pathIds.slice(0, -1)
  const columns = report.numbers.map((_, index) => sql.ref(`n${index + 1}`))
  const values = report.numbers.map((value) => sql`, ${value}::float8`)
  const replaced = columns.map((column) => sql`, ${column} = excluded.${column}`)
  // A place that another report adds at this moment is not seen by the select: the update then returns it.
  await sql`
    with known as (select id from report_place where path_ids = ${above}::bigint[]),
    added as (
      insert into report_place as place (path_ids)
      select ${above}::bigint[] where not exists (select from known)
      on conflict (path_ids) do update set path_ids = place.path_ids
      returning id
    )
    insert into report_figures
      (obligation_id, directive_id, unit_id, place_id${sql.join(
        columns.map((name) => sql`, ${name}`),
        sql``,
      )})
    select ${report.obligationId}::bigint, ${report.directiveId}::bigint, ${report.unitId}::bigint, id
      ${sql.join(values, sql``)}
    from (select id from known union all select id from added) place
    on conflict (obligation_id) do update
      set directive_id = excluded.directive_id${sql.join(replaced, sql``)}`.execute(tx)
}

/** Takes a report out of all sums: it was returned. */
export async function dropFigures(tx: Tx, obligationId: number): Promise<void> {
  await tx.deleteFrom('report_figures').where('obligation_id', '=', obligationId).execute()
}
