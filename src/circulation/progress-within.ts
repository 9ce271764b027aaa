// How far directives have come among the units that somebody may view. Counted from the rows each time, like the progress
// of a whole circulation (progress.ts).
import { sql } from 'kysely'
import type { Db } from '../platform/database.ts'

export interface ProgressWithin {
  /** Units that owe; those without a chat included. */
  recipients: number
  sent: number
  /** Still to go, in hand, on the wire, or perhaps delivered with one re-send to come. */
  pending: number
  failed: number
  /** Perhaps delivered twice; a person decides. */
  parked: number
  cancelled: number
  /** Units without any chat: nothing to send to. */
  unreachable: number
}

const none: ProgressWithin = {
  ...{ recipients: 0, sent: 0, pending: 0, failed: 0, parked: 0, cancelled: 0, unreachable: 0 },
}

/** By directive, as the tree stood at issue; all zero for one that has not gone out to any of these units. */
export async function progressWithin(
  db: Db,
  directiveIds: readonly number[],
  within: readonly number[],
): Promise<Map<number, ProgressWithin>> {
  const found = await sql<{ directive_id: number } & ProgressWithin>`
    select o.directive_id, count(*)::int as recipients,
      count(*) filter (where d.state = 'sent')::int as sent,
      count(*) filter (where d.state in ('pending', 'claimed', 'sending', 'unknown'))::int as pending,
      count(*) filter (where d.state = 'failed')::int as failed,
      count(*) filter (where d.state = 'parked')::int as parked,
      count(*) filter (where d.state = 'cancelled')::int as cancelled,
      count(*) filter (where d.id is null)::int as unreachable
    from obligation o left join delivery d on d.obligation_id = o.id and d.purpose = 'directive'
    where o.directive_id = any(${[...directiveIds]}::bigint[]) and o.path_ids && ${[...within]}::bigint[]
    group by o.directive_id`.execute(db)
  const known = new Map(found.rows.map(({ directive_id, ...counts }) => [directive_id, counts]))
  return new Map(directiveIds.map((id) => [id, known.get(id) ?? none]))
}
