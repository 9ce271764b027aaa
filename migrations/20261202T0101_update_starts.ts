// An update that ends its process must not end the next one for ever: every start is counted before the
// handling begins.
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  // starts: how often a process began to handle it and did not tell how that ended. held_until: until then
  // nobody else begins; by the database's clock.
  await sql`alter table telegram_update
    add column starts smallint not null default 0,
    add column held_until timestamptz`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`alter table telegram_update drop column starts, drop column held_until`.execute(db)
}
