// A message that cannot be taken back or marked now waits by itself: until when, and how often it was tried in vain.
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  // not_before: by the database's clock. attempts: those of which nobody knows what became.
  await sql`alter table message_change add column not_before timestamptz,
    add column attempts integer not null default 0`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`alter table message_change drop column not_before, drop column attempts`.execute(db)
}
