// What the units of an audience already owe, shown before one more directive is laid on them.
import { sql } from 'kysely'
import { type Audience, audienceSql } from '../directive/audience.ts'
import type { Db } from '../platform/database.ts'

export interface Burden {
  /** Units that owe at least one report. */
  units: number
  /** Reports owed by all of them together. */
  reports: number
  /** The most burdened, most first. */
  most: { unitId: number; unitName: string; reports: number }[]
}

/** Counts reports owed for directives that are still out, over the audience as it is on `day`. */
export async function burdenOf(db: Db, audience: Audience, day: string, most = 3): Promise<Burden> {
  const found = await sql<{
    unitId: number
    unitName: string
    reports: number
    units: number
    total: number
  }>`
    with audience as materialized (${audienceSql(audience, day)}),
    owed as (
      select a.unit_id, count(*) as reports
      from audience a
        join obligation o on o.unit_id = a.unit_id and o.report_state in ('owed', 'returned')
        join directive d on d.id = o.directive_id and d.state = 'issued'
      group by a.unit_id
    )
    select u.id as "unitId", u.name as "unitName", owed.reports, sum(1) over () as units,
      sum(owed.reports) over () as total
    from owed join unit u on u.id = owed.unit_id
    order by owed.reports desc, u.code limit ${most}`.execute(db)
  const first = found.rows[0]
  return {
    units: Number(first?.units ?? 0),
    reports: Number(first?.total ?? 0),
    most: found.rows.map(({ unitId, unitName, reports }) => ({ unitId, unitName, reports })),
  }
}
