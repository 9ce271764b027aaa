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
        where table_schema = 'public' and table_name not like 'kysely_%' order by 1`.execute(database.db)
      return rows.map((row) => row.line)
    }
    try {
      const applied = await migrateUp(database.db)
      const before = await shape()
      expect(applied.length).toBeGreaterThan(5)
      expect(await migrateUp(database.db)).toEqual([])
      expect(await migrateDown(database.db, applied.length)).toEqual([...applied].reverse())
      expect(await shape()).toEqual([])
      const types = await sql<{
        typname: string
      }>`select typname from pg_type t join pg_namespace n on n.oid = t.typnamespace
        where nspname = 'public' and typtype = 'e'`.execute(database.db)
      expect(types.rows).toEqual([])
      await migrateUp(database.db)
      expect(await shape()).toEqual(before)
      expect((await listMigrations(database.db)).every((one) => one.executedAt)).toBe(true)
    } finally {
      await database.close()
      await dropDatabase(inject('adminUrl'), name)
    }
  })

  it('name the units whose codes clash, and change nothing', async () => {
    const name = `migrate_${randomBytes(4).toString('hex')}`
    await createDatabase(inject('adminUrl'), name)
    const database = openDatabase({ url: databaseUrl(inject('adminUrl'), name) })
    try {
      await migrateUp(database.db)
      const key = '20261127T0400_unit_code_key'
      const after = (await listMigrations(database.db)).filter((one) => one.name >= key)
      await migrateDown(database.db, after.length)
      const unit = (code: string) => sql`
        insert into unit (kind, code, name, search_key, valid_from, created_at)
        values ('cell', ${code}, 'x', 'x', '2026-01-01', now())`
      for (const code of ['CB-1', 'Đu 1', 'cb-1', 'CB-2', 'đU  1']) await unit(code).execute(database.db)
      await expect(migrateUp(database.db)).rejects.toThrow(/"CB-1" and "cb-1"; "Đu 1" and "đU {2}1"/)
      const open = (await listMigrations(database.db)).filter((one) => one.executedAt === null)
      expect(open.map((one) => one.name)).toEqual(after.map((one) => one.name))
      await sql`update unit set valid_to = '2026-02-01' where code in ('cb-1', 'Đu 1')`.execute(database.db)
      expect(await migrateUp(database.db)).toEqual(after.map((one) => one.name))
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
