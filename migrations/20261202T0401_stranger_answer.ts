// When an account without a duty last got an answer: such accounts get one a minute, whatever they write.
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  // Unlogged: what a crash of the server forgets is one answer more.
  await sql`create unlogged table stranger_answer (
    telegram_user_id bigint primary key,
    answered_at timestamptz not null
  )`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table stranger_answer`.execute(db)
}
