// The web face: links that sign an officer in once, sessions, and an uploaded list that waits for "do it".
// Only hashes of tokens are kept; expired rows are deleted (src/org/web-session.ts).
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table web_link (
      token_hash bytea primary key,
      officer_id bigint not null references officer (id),
      created_at timestamptz not null,
      expires_at timestamptz not null,
      used_at timestamptz
    );
    create index web_link_officer on web_link (officer_id, created_at)`.execute(db)

  await sql`
    create table web_session (
      id bigint generated always as identity primary key,
      token_hash bytea not null unique,
      officer_id bigint not null references officer (id),
      created_at timestamptz not null,
      expires_at timestamptz not null,
      ended_at timestamptz
    );
    create index web_session_officer on web_session (officer_id)`.execute(db)

  // One per session: a new upload replaces the last one.
  await sql`create table web_upload (
    id bigint generated always as identity primary key,
    session_id bigint not null unique references web_session (id) on delete cascade,
    kind text not null check (kind in ('units', 'officers')),
    file_name text not null,
    bytes bytea not null,
    options jsonb not null,
    expires_at timestamptz not null
  )`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table web_upload, web_session, web_link`.execute(db)
}
