// Settings, the calendar's exceptions, the log of failed wake-ups and the append-only audit trail.
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create extension if not exists pg_trgm`.execute(db)

  await sql`create table setting (
    key text primary key,
    value jsonb not null,
    updated_at timestamptz not null
  )`.execute(db)

  // Public holidays and swapped working days that an administrator adds to the built-in calendar.
  await sql`create table calendar_day (
    day date primary key,
    works boolean not null,
    name text not null
  )`.execute(db)

  // Rows are appended unsealed inside the transaction they tell of; a sealer gives them their place in the
  // chain afterwards, so that writers never wait for each other. seal_no, prev_hash and hash are set together, once.
  await sql`create table audit_entry (
    id bigint generated always as identity primary key,
    at timestamptz not null,
    actor_id bigint,
    actor_kind text not null check (actor_kind in ('officer', 'system', 'operator')),
    action text not null,
    subject_kind text not null,
    subject_id bigint,
    unit_id bigint,
    detail jsonb not null default '{}',
    seal_no bigint unique,
    prev_hash bytea,
    hash bytea,
    check ((seal_no is null) = (hash is null))
  )`.execute(db)
  await sql`create index audit_entry_unsealed on audit_entry (id) where seal_no is null`.execute(db)
  await sql`create index audit_entry_subject on audit_entry (subject_kind, subject_id)`.execute(db)
  await sql`create index audit_entry_unit on audit_entry (unit_id, at)`.execute(db)

  // Sealing an unsealed row is the only change allowed; everything else is refused by the database itself.
  await sql`create function audit_entry_guard() returns trigger language plpgsql as $$
    begin
      if tg_op = 'UPDATE' and old.seal_no is null and new.seal_no is not null
         and (new.id, new.at, new.actor_id, new.actor_kind, new.action, new.subject_kind, new.subject_id, new.unit_id, new.detail)
             is not distinct from
             (old.id, old.at, old.actor_id, old.actor_kind, old.action, old.subject_kind, old.subject_id, old.unit_id, old.detail)
      then
        return new;
      end if;
      raise exception 'audit_entry is append-only';
    end $$`.execute(db)
  await sql`create trigger audit_entry_append_only before update or delete on audit_entry
    for each row execute function audit_entry_guard()`.execute(db)
  await sql`create trigger audit_entry_no_truncate before truncate on audit_entry
    for each statement execute function audit_entry_guard()`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table audit_entry, calendar_day, setting`.execute(db)
  await sql`drop function audit_entry_guard()`.execute(db)
}
