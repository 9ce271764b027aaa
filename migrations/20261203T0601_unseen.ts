// What the scan for marks of secrecy could not see in the files of a directive, for whoever decides on it.
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table directive add column unseen jsonb`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`alter table directive drop column unseen`.execute(db)
}
