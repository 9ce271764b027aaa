import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { describe, expect, inject, it } from 'vitest'
import { openDatabase } from '../../src/platform/database.ts'
import { listMigrations, migrateDown, migrateUp } from '../../src/platform/migrations.ts'
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
})
