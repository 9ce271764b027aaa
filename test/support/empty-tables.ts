// Empties a test database, the audit trail included.
import type { Database } from '../../src/platform/database.ts'

/**
 * Every table of ours; what migrations are done stays known. Needs the owner's connection. Tables that hold
 * little are emptied row by row: TRUNCATE makes new files for every table and index, which before each test
 * costs more than the tests.
 */
export async function emptyTables({ pool }: Database): Promise<void> {
  await pool.query(`do $$
    declare
      one record;
    begin
      -- Neither the trail's trigger nor foreign keys hold while everything goes.
      set local session_replication_role = replica;
      for one in select c.oid::regclass as name, pg_relation_size(c.oid) as bytes from pg_class c
        where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname not like 'kysely_%'
      loop
        if one.bytes > 1000000 then
          execute format('truncate %s cascade', one.name);
        elsif one.bytes > 0 then
          execute format('delete from %s', one.name);
        end if;
      end loop;
      perform setval(format('%I.%I', schemaname, sequencename), start_value, false)
        from pg_sequences where schemaname = 'public' and last_value is not null;
    end $$`)
}
