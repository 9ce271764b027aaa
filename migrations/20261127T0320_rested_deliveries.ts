// Messages that had to wait are found by when their wait ends: few rows at most times, beside those that are due as ever.
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index delivery_rested on delivery (lane, urgent desc, not_before)
    where state in ('pending', 'unknown') and not_before is not null`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop index delivery_rested`.execute(db)
}
