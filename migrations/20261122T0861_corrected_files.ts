// What: which files belong to which version of a directive, and what made each version.
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  // A file belongs to the versions from since_version up to, and without, until_version; null: to the present one.
  await sql`alter table directive_file add column since_version integer not null default 1, add column until_version integer`.execute(
    db,
  )
  await sql`alter table directive_file drop constraint directive_file_directive_id_position_key`.execute(db)
  await sql`create unique index directive_file_place on directive_file (directive_id, position) where until_version is null`.execute(
    db,
  )
  // What ended the version: corrected or extended. Those kept before this column say nothing of it.
  await sql`alter table directive_version add column ended_by text check (ended_by in ('corrected', 'extended'))`.execute(
    db,
  )
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`alter table directive_version drop column ended_by`.execute(db)
  await sql`delete from directive_file where until_version is not null`.execute(db)
  await sql`drop index directive_file_place`.execute(db)
  await sql`alter table directive_file drop column since_version, drop column until_version`.execute(db)
  await sql`alter table directive_file add constraint directive_file_directive_id_position_key unique (directive_id, position)`.execute(
    db,
  )
}
