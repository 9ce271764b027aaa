// Back: outlines, reports, every submitted version, every verdict.
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  // Report outlines that offices write themselves. Every version stays; a directive keeps a copy of the one
  // it was issued with.
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

  await sql`create table report (
    id bigint generated always as identity primary key,
    obligation_id bigint not null unique references obligation (id),
    current_version integer not null default 0,
    created_at timestamptz not null
  )`.execute(db)

  await sql`create table report_version (
    report_id bigint not null references report (id),
    version integer not null,
    answers jsonb not null,
    warnings jsonb not null default '[]',
    submitted_at timestamptz not null,
    submitted_by bigint references officer (id),
    primary key (report_id, version)
  )`.execute(db)

  await sql`create table report_review (
    id bigint generated always as identity primary key,
    report_id bigint not null,
    version integer not null,
    verdict text not null check (verdict in ('accepted', 'returned')),
    note text,
    fields jsonb not null default '[]',
    reviewed_at timestamptz not null,
    reviewed_by bigint references officer (id),
    foreign key (report_id, version) references report_version (report_id, version)
  )`.execute(db)

  // Answers on their way to a report: one draft per obligation, whoever of the unit answers and on whatever
  // device. Deleted when the report is submitted.
  await sql`create table report_draft (
    obligation_id bigint primary key references obligation (id),
    answers jsonb not null default '{}',
    version integer not null default 1,
    changed_at timestamptz not null,
    changed_by bigint references officer (id)
  )`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`
    drop table report_draft, report_review, report_version, report, report_outline`.execute(db)
}
