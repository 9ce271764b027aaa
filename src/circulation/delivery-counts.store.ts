// Numbers of messages for whoever watches the installation: under way and in need of a person. What is over
// (sent, cancelled) grows for ever and is not counted: the three small indexes of the states answer, whatever
// lies in the table.
import { sql } from 'kysely'
import type { Db } from '../platform/database.ts'

/** By state; a state without messages is 0. */
export async function deliveryCounts(db: Db): Promise<Record<string, number>> {
  const found = await sql<{ state: string; n: number }>`
    select state, count(*) as n from delivery where state in ('pending', 'unknown') group by state
    union all select state, count(*) from delivery where state = 'sending' group by state
    union all select state, count(*) from delivery where state in ('failed', 'parked')
      group by state`.execute(db)
  const none = { pending: 0, sending: 0, unknown: 0, failed: 0, parked: 0 }
  return { ...none, ...Object.fromEntries(found.rows.map((row) => [row.state, row.n])) }
}
