// Which directives a question of the roll-up is about.
import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../platform/database.ts'
import type { Json } from '../platform/database-types.ts'
import type { Outline } from '../response/outline.ts'
import { outlineOf } from '../response/report-draft.ts'

/**
 * One directive by its id; or all that are in force or closed: of a campaign, of a chain (a directive, those
 * that implement or continue it, and those that implement these), or of a period of days ('YYYY-MM-DD', both
 * included).
 */
export type Scope = number | { campaignId: number } | { chainOf: number } | { since: string; until: string }

/** True on `d`, a directive within the scope. */
export function isWithin(scope: Scope): RawBuilder<boolean> {
  if (typeof scope === 'number') return sql`d.id = ${scope}`
  const isOut = sql`d.state in ('issued', 'closed')`
  if ('campaignId' in scope) return sql`d.campaign_id = ${scope.campaignId} and ${isOut}`
  if ('since' in scope)
    return sql`d.issued_on between ${scope.since}::date and ${scope.until}::date and ${isOut}`
  return sql`${isOut} and d.id in (
    with recursive chain (id) as (
      select ${scope.chainOf}::bigint
      union
      select l.from_directive_id from chain join directive_link l on l.to_directive_id = chain.id
        and l.relation in ('implements', 'continues')
    ) select id from chain)`
}

/** Directives whose reports have one outline. */
export interface ReportedDirectives {
  directiveIds: number[]
  outline: Outline
}

/** The directives of a scope that have a report which counts, grouped by their outline. */
export async function reportedDirectives(db: Db, scope: Scope): Promise<ReportedDirectives[]> {
  const found = await sql<{ ids: number[]; outline: Json | null }>`
    select json_agg(d.id order by d.id) as ids, d.outline from directive d
    where ${isWithin(scope)} and exists (select from report_figures f where f.directive_id = d.id)
    group by d.outline order by min(d.id)`.execute(db)
  return found.rows.map(({ ids, outline }) => ({ directiveIds: ids, outline: outlineOf(outline) }))
}
