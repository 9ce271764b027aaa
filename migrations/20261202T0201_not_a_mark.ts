// Why what the scan took for a possible mark of secrecy in a directive is none, in the words of the person
// who vouched for it.
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table directive add column not_a_mark text`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`alter table directive drop column not_a_mark`.execute(db)
}
