// What: what a draft said each time it was put before a second person, and why it was sent back.
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  // content: every field that the approver saw, so that the next version can be shown with what has changed.
  await sql`create table draft_version (
    directive_id bigint not null references directive (id) on delete cascade,
    version integer not null,
    content jsonb not null,
    submitted_at timestamptz not null,
    returned_at timestamptz,
    returned_by bigint references officer (id),
    reason text,
    primary key (directive_id, version)
  )`.execute(db)
  // What links to a directive: its card shows both directions, and a directive registered later finds those that named it.
  await sql`create index directive_link_to on directive_link (to_directive_id)`.execute(db)
  await sql`create index directive_link_untied on directive_link (to_number_text) where to_directive_id is null`.execute(
    db,
  )
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop index directive_link_to, directive_link_untied`.execute(db)
  await sql`drop table draft_version`.execute(db)
}
