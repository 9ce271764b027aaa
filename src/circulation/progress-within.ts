// How far directives have come among the units that somebody may view. Counted from the rows each time, like
// the progress of a whole circulation (progress.ts).
import { type RawBuilder, sql } from 'kysely'
import { seesAll } from '../org/unit.store.ts'
import { numberArray } from '../platform/bulk-values.ts'
import type { Db } from '../platform/database.ts'
import type { DeliveryState } from '../platform/database-types.ts'

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

/**
 * By directive, as the tree stood at issue; all zero for one that has not gone out to any of these units. For
 * units that cover the one tree there is, of the whole circulation.
 */
export async function progressWithin(
  db: Db,
  directiveIds: readonly number[],
  within: readonly number[],
): Promise<Map<number, ProgressWithin>> {
  const counts = (await seesAll(db, within)) ? countAll(directiveIds) : countInside(directiveIds, within)
  const of = Map.groupBy((await counts.execute(db)).rows, (row) => row.directive_id)
  return new Map(directiveIds.map((id) => [id, progressOf(of.get(id) ?? [])]))
}

/** `state` is null for all who owe, with a message or without. */
interface Counted {
  directive_id: number
  state: DeliveryState | null
  n: number
}

// One statement each, one snapshot: the numbers add up. The messages of a directive lie together, and the
// small index of their ranges finds them: nobody is sought one by one.
function countAll(directiveIds: readonly number[]): RawBuilder<Counted> {
  const ids = sql`${numberArray(directiveIds)}::bigint[]`
  return sql<Counted>`
    select directive_id, state, count(*)::int as n from delivery
    where directive_id = any(${ids}) and purpose = 'directive' group by directive_id, state
    union all
    select directive_id, null, count(*)::int from obligation where directive_id = any(${ids})
      group by directive_id`
}

// Which units are meant stands with what they owe. The directive is named on both sides, so that of the
// messages those of these directives are read at most.
function countInside(directiveIds: readonly number[], within: readonly number[]): RawBuilder<Counted> {
  const ids = sql`${numberArray(directiveIds)}::bigint[]`
  return sql<Counted>`
    with counted as (
      select o.directive_id, d.state, count(*)::int as n
      from obligation o left join delivery d on d.obligation_id = o.id and d.purpose = 'directive'
        and d.directive_id = o.directive_id and d.directive_id = any(${ids})
      where o.directive_id = any(${ids}) and o.path_ids && ${numberArray(within)}::bigint[]
      group by o.directive_id, d.state
    )
    select directive_id, state, n from counted where state is not null
    union all select directive_id, null, sum(n)::int from counted group by directive_id`
}

function progressOf(rows: readonly { state: DeliveryState | null; n: number }[]): ProgressWithin {
  const sum = (fits: (state: DeliveryState | null) => boolean) =>
    rows.reduce((total, row) => total + (fits(row.state) ? row.n : 0), 0)
  const of = (...states: DeliveryState[]) => sum((state) => state !== null && states.includes(state))
  const recipients = sum((state) => state === null)
  return {
    recipients,
    sent: of('sent'),
    pending: of('pending', 'sending', 'unknown'),
    failed: of('failed'),
    parked: of('parked'),
    cancelled: of('cancelled'),
    unreachable: recipients - sum((state) => state !== null),
  }
}
