import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { describe, expect, inject, it } from 'vitest'
import { openDatabase } from '../../src/platform/database.ts'
import {
  ForeignMigrationsError,
  listMigrations,
  migrateDown,
  migrateUp,
} from '../../src/platform/migrations.ts'
import { createDatabase, databaseUrl, dropDatabase } from '../support/cluster.ts'

describe('migrations', () => {
  it('go up, all the way down without a trace, and up again', async () => {
    const name = `migrate_${randomBytes(4).toString('hex')}`
    await createDatabase(inject('adminUrl'), name)
    const database = openDatabase({ url: databaseUrl(inject('adminUrl'), name) })
    const shape = async () => {
      const { rows } = await sql<{ line: string }>`
        select table_name || '.' || column_name || ' ' || data_type as line from information_schema.columns
        where table_schema = 'public' and table_name not like 'kysely_%'
        union all
        select indexdef from pg_indexes where schemaname = 'public' and tablename not like 'kysely_%'
        union all
        select typname from pg_type where typnamespace = 'public'::regnamespace and typtype = 'e'
        union all
        select proname from pg_proc where pronamespace = 'public'::regnamespace
          and not exists (select from pg_depend where objid = pg_proc.oid and deptype = 'e')
        order by 1`.execute(database.db)
      return rows.map((row) => row.line)
    }
    try {
      const applied = await migrateUp(database.db)
      const before = await shape()
      expect(applied.length).toBeGreaterThan(5)
      expect(await migrateUp(database.db)).toEqual([])
      expect(await migrateDown(database.db, applied.length)).toEqual([...applied].reverse())
      expect(await shape()).toEqual([])
      await migrateUp(database.db)
      expect(await shape()).toEqual(before)
      expect((await listMigrations(database.db)).every((one) => one.executedAt)).toBe(true)
    } finally {
      await database.close()
      await dropDatabase(inject('adminUrl'), name)
    }
  })

  it('refuse a database that another version made, in one sentence', async () => {
    const name = `migrate_${randomBytes(4).toString('hex')}`
    await createDatabase(inject('adminUrl'), name)
    const database = openDatabase({ url: databaseUrl(inject('adminUrl'), name) })
    const plant = (migration: string) =>
      sql`insert into kysely_migration (name, timestamp) values (${migration}, '2026-11-22')`.execute(
        database.db,
      )
    try {
      await migrateUp(database.db)
      await plant('29991231T0000_of_a_newer_version')
      for (const work of [() => migrateUp(database.db), () => migrateDown(database.db)]) {
        await expect(work()).rejects.toThrow(ForeignMigrationsError)
        await expect(work()).rejects.toThrow(/^A newer version made this database .*29991231T0000_of_a_newer/)
      }
      await sql`delete from kysely_migration`.execute(database.db)
      await plant('20000101T0000_of_an_earlier_version')
      await expect(migrateUp(database.db)).rejects.toThrow(
        /^An earlier version made this database.*20000101T0000_of_an_earlier_version.*DATA_DIR/,
      )
    } finally {
      await database.close()
      await dropDatabase(inject('adminUrl'), name)
    }
  })
})
