// A database of its own for every test file, cloned from the migrated template in a few hundred milliseconds.
import { randomBytes } from 'node:crypto'
import { test as base, inject } from 'vitest'
import { type Database, type Db, openDatabase } from '../../src/platform/database.ts'
import type { JobName } from '../../src/platform/wake.ts'
import { createDatabase, databaseUrl, dropDatabase, runningUrl, templateName } from './cluster.ts'
import { emptyTables } from './empty-tables.ts'

export interface TestDatabase {
  /** With the rights that the running processes have. */
  readonly db: Db
  /** With those of the owner of the tables. */
  readonly owner: Db
  readonly database: Database
  readonly url: string
  /** The jobs that committed transactions of `db` woke since the last reset, in order. */
  readonly woken: JobName[]
  /** Empties every table, the audit trail included. */
  reset(): Promise<void>
}

/**
 * Connections in the processes' pool. A file that needs more puts `.extend('poolSize', { scope: 'file' },
 * 20)` on top: `test.override` would change the other files of the same process as well.
 */
const usualPool = 10

/**
 * Tests with a database: `db` has the rights that the running processes have, and is empty when a test
 * begins. What several files of a room need is a fixture on top of this one (such as test/org/fixtures.ts).
 */
export const test = base
  .extend('poolSize', { scope: 'file' }, usualPool)
  .extend('database', { scope: 'file' }, async ({ poolSize }, { onCleanup }) => {
    const database = await createTestDatabase(poolSize)
    onCleanup(() => database.close())
    return database
  })
  .extend('db', { auto: true }, async ({ database }) => {
    await database.reset()
    return database.db
  })

async function createTestDatabase(poolSize: number): Promise<TestDatabase & { close(): Promise<void> }> {
  const name = `test_${randomBytes(6).toString('hex')}`
  const adminUrl = inject('adminUrl')
  await createDatabase(adminUrl, name, templateName)
  const url = databaseUrl(adminUrl, name)
  const woken: JobName[] = []
  const database = openDatabase({ url: runningUrl(url), max: poolSize, wake: (job) => woken.push(job) })
  const owner = openDatabase({ url, max: 2 })
  return {
    db: database.db,
    owner: owner.db,
    database,
    url,
    woken,
    async reset() {
      woken.length = 0
      await emptyTables(owner)
    },
    async close() {
      await database.close()
      await owner.close()
      await dropDatabase(adminUrl, name)
    },
  }
}
