// What: the register narrowed to a kind of document, newest first.
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index directive_by_kind on directive (kind, issued_on desc, id desc)`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop index directive_by_kind`.execute(db)
}
