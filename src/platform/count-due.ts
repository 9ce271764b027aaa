// Counts due work for the sweeper, which needs to know that there is much, not how much.
import { type RawBuilder, sql } from 'kysely'
import type { Db } from './database.ts'
import type { DueWork } from './sweeper.ts'

/** Rows at which counting stops; the limit of every subquery that is counted. */
export const maxCounted = 1_000

/** `rows` is a query with a column `since`: when each was due, null for what is never late. */
export async function countDue(db: Db, rows: RawBuilder<unknown>): Promise<DueWork> {
  const found = await sql<{ count: number; oldest: Date | null }>`
    select count(*) as count, min(since) as oldest from (${rows}) as due`.execute(db)
  const row = found.rows[0]
  return { count: row?.count ?? 0, oldestDueAt: row?.oldest ?? null }
}
