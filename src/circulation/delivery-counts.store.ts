// Numbers of messages for the operator's monitoring: unsent ones, and those that need a person. Sent and
// cancelled messages are not counted: their number only grows. Three small indexes of the states answer,
// however large the table is.
import { sql } from 'kysely'
import type { Db } from '../platform/database.ts'

/** By state; a state without messages is 0. */
export async function deliveryCounts(db: Db): Promise<Record<string, number>> {
  const result = await sql<{ state: string; n: number }>`
    select state, count(*) as n from delivery where state in ('pending', 'unknown') group by state
    union all select state, count(*) from delivery where state = 'sending' group by state
    union all select state, count(*) from delivery where state in ('failed', 'parked')
      group by state`.execute(db)
  const none = { pending: 0, sending: 0, unknown: 0, failed: 0, parked: 0 }
  return { ...none, ...Object.fromEntries(result.rows.map((row) => [row.state, row.n])) }
}
