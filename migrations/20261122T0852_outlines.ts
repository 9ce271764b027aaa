// Report outlines that offices write themselves: every version stays; a directive keeps a copy of the one it was issued
// with.
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table report_outline (
    id bigint generated always as identity primary key,
    unit_id bigint not null references unit (id),
    key text not null,
    version integer not null,
    definition jsonb not null,
    created_at timestamptz not null,
    created_by bigint references officer (id),
    retired_at timestamptz,
    unique (unit_id, key, version)
  )`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table report_outline`.execute(db)
}
