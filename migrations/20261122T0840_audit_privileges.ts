// The audit trail by privilege: sealing becomes a function of the owner, so that the running processes need no right
// to update an entry, and the head of the chain moves out of the settings, which they may write.
// Who gets which right is decided after every migration (src/platform/privileges.ts), since roles belong to a server.
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  // The newest sealed entry, kept apart from the entries: cutting off the end of the trail leaves it pointing at nothing.
  await sql`create table audit_head (
    only_one boolean primary key default true check (only_one),
    seal_no bigint not null,
    hash bytea not null,
    sealed_at timestamptz not null
  )`.execute(db)
  await sql`insert into audit_head (seal_no, hash, sealed_at)
    select (value ->> 'sealNo')::bigint, decode(value ->> 'hash', 'hex'), updated_at
    from setting where key = 'audit.head'`.execute(db)
  await sql`delete from setting where key = 'audit.head'`.execute(db)

  // What is hashed of an entry. One definition, for sealing and for verifying.
  await sql`create function audit_canonical(entry audit_entry) returns text language sql immutable as $$
    select jsonb_build_array(entry.id, extract(epoch from entry.at), entry.actor_kind, entry.actor_id, entry.action,
      entry.subject_kind, entry.subject_id, entry.unit_id, entry.detail)::text
  $$`.execute(db)

  // Continues from the head, never from what happens to be the last entry: sealing after a cut must not hide the cut.
  // The lock's number is that of src/platform/audit.ts of earlier versions, which may still be running.
  const found = await sql<{ name: string }>`select quote_ident(current_schema()) as name`.execute(db)
  const schema = found.rows[0]?.name ?? 'public'
  await sql
    .raw(`create function audit_seal(most integer) returns integer
    language plpgsql security definer set search_path = ${schema}, pg_temp as $$
    declare
      entry audit_entry;
      last_no bigint := 0;
      last_hash bytea := decode(repeat('00', 32), 'hex');
      this_hash bytea;
      sealed integer := 0;
    begin
      perform pg_advisory_xact_lock(72110001);
      select seal_no, hash into last_no, last_hash from audit_head;
      if not found then
        last_no := 0;
        last_hash := decode(repeat('00', 32), 'hex');
      end if;
      for entry in select * from audit_entry where seal_no is null order by id limit most loop
        last_no := last_no + 1;
        this_hash := sha256(last_hash || convert_to(last_no || E'\\n' || audit_canonical(entry), 'UTF8'));
        update audit_entry set seal_no = last_no, prev_hash = last_hash, hash = this_hash where id = entry.id;
        last_hash := this_hash;
        sealed := sealed + 1;
      end loop;
      if sealed > 0 then
        insert into audit_head (seal_no, hash, sealed_at) values (last_no, last_hash, clock_timestamp())
        on conflict (only_one) do update
          set seal_no = excluded.seal_no, hash = excluded.hash, sealed_at = excluded.sealed_at;
      end if;
      return sealed;
    end $$`)
    .execute(db)
  await sql`revoke execute on function audit_seal(integer) from public`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  // The version before sealed with an UPDATE of its own.
  await sql`do $$ begin
    execute format('grant all on audit_entry to %I',
      (select pg_get_userbyid(relowner) from pg_class where oid = 'audit_entry'::regclass));
  end $$`.execute(db)
  await sql`insert into setting (key, value, updated_at)
    select 'audit.head', jsonb_build_object('sealNo', seal_no, 'hash', encode(hash, 'hex')), sealed_at
    from audit_head`.execute(db)
  await sql`drop function audit_seal(integer)`.execute(db)
  await sql`drop function audit_canonical(audit_entry)`.execute(db)
  await sql`drop table audit_head`.execute(db)
}
