// The progress of circulations among the units that a person may view. Counted from the rows each time, like
// the progress of a whole circulation (progress.ts).
import { type RawBuilder, sql } from 'kysely'
import { coverWholeTree } from '../org/unit.store.ts'
import { numberArray } from '../platform/bulk-values.ts'
import type { Db } from '../platform/database.ts'
import type { DeliveryState } from '../platform/database-types.ts'

export interface ProgressWithin {
  /** Units (or speakers) with an obligation, including those without a chat. */
  recipients: number
  sent: number
  /** Messages that wait, that are being sent, or whose outcome is unknown and whose second copy comes. */
  pending: number
  failed: number
  /** Messages that perhaps arrived twice. A person decides. */
  parked: number
  cancelled: number
  /** Recipients without a message, because they have no reachable chat. */
  unreachable: number
}

/**
 * The progress of each directive below the units `within`, by directive id. Where a unit stands is taken from
 * the tree at issue. All numbers are 0 for a directive without a recipient there. When `within` covers the
 * whole tree, every recipient counts.
 */
export async function progressWithin(
  db: Db,
  directiveIds: readonly number[],
  within: readonly number[],
): Promise<Map<number, ProgressWithin>> {
  const counts = (await coverWholeTree(db, within))
    ? countAll(directiveIds)
    : countInside(directiveIds, within)
  const byDirective = Map.groupBy((await counts.execute(db)).rows, (row) => row.directive_id)
  return new Map(directiveIds.map((id) => [id, progressOf(byDirective.get(id) ?? [])]))
}

/** `n` messages in that state. `state` null: `n` recipients, with a message or without. */
interface Counted {
  directive_id: number
  state: DeliveryState | null
  n: number
}

// One statement is one snapshot, so the numbers add up. The messages of a directive lie together in the
// table, and the small index of their ranges finds them. No unit is looked up by itself.
function countAll(directiveIds: readonly number[]): RawBuilder<Counted> {
  const ids = sql`${numberArray(directiveIds)}::bigint[]`
  return sql<Counted>`
    select directive_id, state, count(*)::int as n from delivery
    where directive_id = any(${ids}) and purpose = 'directive' group by directive_id, state
    union all
    select directive_id, null, count(*)::int from obligation where directive_id = any(${ids})
      group by directive_id`
}

// The obligation holds the path of its unit. The condition on the directive is written for both tables, so
// that the database reads only the messages of these directives.
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
  const sumWhere = (isCounted: (state: DeliveryState | null) => boolean) =>
    rows.reduce((total, row) => total + (isCounted(row.state) ? row.n : 0), 0)
  const messagesIn = (...states: DeliveryState[]) =>
    sumWhere((state) => state !== null && states.includes(state))
  const recipients = sumWhere((state) => state === null)
  return {
    recipients,
    sent: messagesIn('sent'),
    pending: messagesIn('pending', 'sending', 'unknown'),
    failed: messagesIn('failed'),
    parked: messagesIn('parked'),
    cancelled: messagesIn('cancelled'),
    unreachable: recipients - sumWhere((state) => state !== null),
  }
}
