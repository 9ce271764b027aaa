// Settings, exceptions to the calendar, and the append-only audit trail.
//
// These files made the database of version 0.2.0, one per room. From then on a change is a new file with a
// later date: a file that was released is never edited, since Kysely remembers what it has applied by the
// file's name.
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  // Trigram indexes, for searching names.
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

  await createTrail(db)
  await createSeal(db)
}

async function createTrail(db: Kysely<unknown>): Promise<void> {
  // A change adds its rows unsealed, in its own transaction. A job seals them afterwards: it sets seal_no,
  // prev_hash and hash together, once. So writers never wait for each other.
  await sql`
    create table audit_entry (
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
    );
    create index audit_entry_unsealed on audit_entry (id) where seal_no is null;
    create index audit_entry_subject on audit_entry (subject_kind, subject_id);
    create index audit_entry_unit on audit_entry (unit_id, at)`.execute(db)

  // The database allows one change: sealing an unsealed row.
  await sql`
    create function audit_entry_guard() returns trigger language plpgsql as $$
    begin
      if tg_op = 'UPDATE' and old.seal_no is null and new.seal_no is not null
         and (new.id, new.at, new.actor_id, new.actor_kind, new.action,
              new.subject_kind, new.subject_id, new.unit_id, new.detail)
             is not distinct from
             (old.id, old.at, old.actor_id, old.actor_kind, old.action,
              old.subject_kind, old.subject_id, old.unit_id, old.detail)
      then
        return new;
      end if;
      raise exception 'audit_entry is append-only';
    end $$;
    create trigger audit_entry_append_only before update or delete on audit_entry
      for each row execute function audit_entry_guard();
    create trigger audit_entry_no_truncate before truncate on audit_entry
      for each statement execute function audit_entry_guard()`.execute(db)

  // The newest sealed entry. It is kept apart from the entries: if somebody cuts off the end of the trail,
  // the head names an entry that is gone.
  await sql`create table audit_head (
    only_one boolean primary key default true check (only_one),
    seal_no bigint not null,
    hash bytea not null
  )`.execute(db)
}

// Sealing is a function of the owner, so that the running processes need no right to update an entry. Who
// gets which right is decided after every migration (src/platform/privileges.ts), since roles belong to a
// server.
async function createSeal(db: Kysely<unknown>): Promise<void> {
  // What is hashed of an entry: one definition for sealing and verifying.
  await sql`
    create function audit_canonical(entry audit_entry) returns text language sql immutable as $$
      select jsonb_build_array(entry.id, extract(epoch from entry.at), entry.actor_kind, entry.actor_id,
        entry.action, entry.subject_kind, entry.subject_id, entry.unit_id, entry.detail)::text
    $$`.execute(db)

  const found = await sql<{ name: string }>`select quote_ident(current_schema()) as name`.execute(db)
  const schema = found.rows[0]?.name ?? 'public'
  // Continues from the head, never from what happens to be the last entry: sealing after a cut must not hide
  // the cut.
  await sql
    .raw(`
    create function audit_seal(max_entries integer) returns integer
    language plpgsql security definer set search_path = ${schema}, pg_temp as $$
    declare
      entry audit_entry;
      last_no bigint := 0;
      last_hash bytea := decode(repeat('00', 32), 'hex');
      this_hash bytea;
      sealed integer := 0;
    begin
      -- One sealing at a time. The number is in src/platform/locks.ts.
      perform pg_advisory_xact_lock(72110001);
      select seal_no, hash into last_no, last_hash from audit_head;
      if not found then
        last_no := 0;
        last_hash := decode(repeat('00', 32), 'hex');
      end if;
      for entry in select * from audit_entry where seal_no is null order by id limit max_entries loop
        last_no := last_no + 1;
        this_hash := sha256(last_hash || convert_to(last_no || E'\\n' || audit_canonical(entry), 'UTF8'));
        update audit_entry set seal_no = last_no, prev_hash = last_hash, hash = this_hash
          where id = entry.id;
        last_hash := this_hash;
        sealed := sealed + 1;
      end loop;
      if sealed > 0 then
        insert into audit_head (seal_no, hash) values (last_no, last_hash)
        on conflict (only_one) do update set seal_no = excluded.seal_no, hash = excluded.hash;
      end if;
      return sealed;
    end $$;
    revoke execute on function audit_seal(integer) from public`)
    .execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`
    drop function audit_seal(integer), audit_canonical(audit_entry);
    drop table audit_head, audit_entry, calendar_day, setting;
    drop function audit_entry_guard()`.execute(db)
}
