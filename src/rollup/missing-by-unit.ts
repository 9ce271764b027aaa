// Which units (and speakers, each for themselves) still owe something in a campaign, and for which of its
// directives. Counted from obligations when asked.
import { sql } from 'kysely'
import { isHeld } from '../circulation/directive-messages.ts'
import { whoOwes } from '../circulation/recipient-of.ts'
import type { Db } from '../platform/database.ts'

export interface UnitMissing {
  unitId: number
  unitName: string
  /** The unit right above it; null for a speaker, whose name comes with the unit. */
  parentName: string | null
  /** Numbers of the directives not acknowledged, and of those without a report. */
  ack: string[]
  report: string[]
}

/** Those who owe most first, at and below `unitId`; `total` counts all of them. */
export async function missingByUnit(
  db: Db,
  campaignId: number,
  { unitId, limit, offset = 0 }: { unitId: number; limit: number; offset?: number },
): Promise<{ total: number; rows: UnitMissing[] }> {
  const found = await sql<UnitMissing & { total: number }>`
    with owed as (
      select o.unit_id, o.duty_id, ${whoOwes} as name, o.path_names, d.id, d.number_text, d.issued_on,
        o.acknowledged_at is null and o.reported_at is null as ack,
        o.report_state in ('owed', 'returned') as report
      from directive d join obligation o on o.directive_id = d.id
      where d.campaign_id = ${campaignId} and d.state in ('issued', 'closed')
        and o.path_ids @> array[${unitId}]::bigint[] and ${isHeld}
    )
    select unit_id as "unitId", min(name) as "unitName",
      case when duty_id is null then min(path_names[array_length(path_names, 1) - 1]) end as "parentName",
      coalesce(array_agg(number_text order by issued_on, id) filter (where ack), '{}') as ack,
      coalesce(array_agg(number_text order by issued_on, id) filter (where report), '{}') as report,
      count(*) over () as total
    from owed where ack or report
    group by unit_id, duty_id
    order by count(*) filter (where ack) + count(*) filter (where report) desc,
      min(name) collate vietnamese, unit_id, duty_id
    limit ${limit} offset ${offset}`.execute(db)
  return {
    total: found.rows[0]?.total ?? 0,
    rows: found.rows.map(({ total: _total, ...row }) => row),
  }
}
