// A network that swallows everything must not hang a process: what waits for an answer fails, then all goes
// on.
import { sql } from 'kysely'
import { expect } from 'vitest'
import { openDatabase } from '../../src/platform/database.ts'
import { startProxy } from '../faults/proxy.ts'
import { test } from '../support/database.ts'

test('a transaction on a connection that fell silent fails, and the next one has another connection', async ({
  database,
}) => {
  const proxy = await startProxy(database.url)
  const { db, close } = openDatabase({ url: proxy.url, max: 1, statementTimeoutMs: 2_000 })
  try {
    const one = () => db.transaction().execute((tx) => sql<{ n: number }>`select 1 as n`.execute(tx))
    await one()
    proxy.blackHole()
    await expect(one()).rejects.toThrow('nothing heard')
    expect((await one()).rows).toEqual([{ n: 1 }])
  } finally {
    await close()
    await proxy.close()
  }
})
