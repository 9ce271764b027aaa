// An uploaded list is read once, when it comes; what stays for the preview is what was read, not the file.
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  // What waits for a preview is kept for half an hour: after this it is uploaded again.
  await sql`
    delete from web_upload;
    alter table web_upload drop column bytes, add column content jsonb not null`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`
    delete from web_upload;
    alter table web_upload drop column content, add column bytes bytea not null`.execute(db)
}
