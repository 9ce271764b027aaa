// What a directive asks: its reminders. null is the usual plan; what is chosen is kept as days, frozen with the draft.
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table directive add column reminders jsonb`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`alter table directive drop column reminders`.execute(db)
}
