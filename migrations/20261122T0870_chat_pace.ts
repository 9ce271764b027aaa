// When each chat may get its next message, shared by every process that sends. Unlogged: it matters for seconds, and what a
// crash of the server forgets is at worst one message too early. Fewer columns and no second index: one row is written
// for every message.
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  // free_at: spacing of one chat; group_at: when the bucket of a group would be full again. By the database's clock.
  await sql`create unlogged table chat_pace (
    telegram_chat_id bigint primary key,
    free_at timestamptz not null,
    group_at timestamptz
  ) with (fillfactor = 70)`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table chat_pace`.execute(db)
}
