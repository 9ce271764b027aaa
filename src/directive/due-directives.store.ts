// Finds directives for which something is due, for the sweeper.
import { type RawBuilder, sql } from 'kysely'
import { maxCounted } from '../platform/count-due.ts'
import type { Db } from '../platform/database.ts'
import type { DueWork } from '../platform/sweeper.ts'

export interface DueDirectives extends DueWork {
  directiveIds: number[]
}

/** The issued directives that meet the condition on their row. */
export async function dueDirectives(db: Db, condition: RawBuilder<unknown>): Promise<DueDirectives> {
  const { rows } = await sql<{ id: number; since: Date | null }>`
    select id, coalesce(circulated_at, issue_at, issued_at) as since from directive
    where state = 'issued' and ${condition} order by id limit ${maxCounted}`.execute(db)
  const times = rows.flatMap(({ since }) => since?.getTime() ?? [])
  return {
    count: rows.length,
    oldestDueAt: times.length > 0 ? new Date(Math.min(...times)) : null,
    directiveIds: rows.map(({ id }) => id),
  }
}
