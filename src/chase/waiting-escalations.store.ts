// Escalations that nobody can hear: neither an office above up to the issuer nor an administrator can be
// reached. They wait and try again; until then a person should know.
import { sql } from 'kysely'
import type { Within } from '../org/authorise.ts'
import type { Db } from '../platform/database.ts'

export interface WaitingEscalations {
  /** Number of overdue matters. */
  count: number
  /** The committees that should hear, by name; at most ten. */
  committees: string[]
}

/** What waits below `within`, of one directive or of all. */
export async function waitingEscalations(
  db: Db,
  { within, directiveId }: { within: Within; directiveId?: number | undefined },
): Promise<WaitingEscalations> {
  const result = await sql<WaitingEscalations>`
    with waiting as (
      select coalesce(o.path_names[array_length(o.path_names, 1) - (o.duty_id is null)::int], '') as committee
      from chase_step s join obligation o on o.id = s.obligation_id join directive d on d.id = o.directive_id
      where s.state = 'planned' and s.waiting_since is not null and d.state = 'issued'
        and ${directiveId === undefined ? sql`true` : sql`o.directive_id = ${directiveId}`}
        and ${within === 'everywhere' ? sql`true` : sql`o.path_ids && ${[...within]}::bigint[]`}
    )
    select count(*) as count, coalesce((array_agg(distinct committee))[1:10], '{}') as committees
    from waiting`.execute(db)
  return result.rows[0] ?? { count: 0, committees: [] }
}
