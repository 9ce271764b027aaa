// A directive or a correction that somebody is writing, with its files; what a person wanted when asked to
// give it up.
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  // content: what it says so far; notes: what the conversation remembers besides. The conversation names the
  // row.
  await sql`create table directive_draft (
    id bigint generated always as identity primary key,
    officer_id bigint not null references officer (id),
    content jsonb not null,
    notes jsonb not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
  )`.execute(db)
  await sql`create index directive_draft_old on directive_draft (updated_at)`.execute(db)
  // Bytes that a draft names are not cleaned up; they go with the draft. Position 0 goes out with the
  // message.
  await sql`create table directive_draft_file (
    draft_id bigint not null references directive_draft (id) on delete cascade,
    position integer not null,
    name text not null,
    mime text not null,
    size integer not null,
    sha256 bytea not null references file_content (sha256),
    telegram_bot_id bigint,
    telegram_file_id text,
    primary key (draft_id, position)
  )`.execute(db)
  await sql`create index directive_draft_file_content on directive_draft_file (sha256)`.execute(db)
  // The command or the tap that would have replaced what is open.
  await sql`alter table dialog add column wanted jsonb`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`alter table dialog drop column wanted`.execute(db)
  await sql`drop table directive_draft_file, directive_draft`.execute(db)
}
