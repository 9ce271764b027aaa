import { sql } from 'kysely'
import { describe, expect, test as plainTest } from 'vitest'
import { listenTo } from '../../src/platform/listen.ts'
import { createLog } from '../../src/platform/log.ts'
import { test } from '../support/database.ts'
import { within } from '../support/within.ts'

const log = createLog({ level: 'silent', role: 'test' })

describe('listening', () => {
  test('hears notifications, once more after its connection was cut, and nothing after it stopped', async ({
    db,
    database,
  }) => {
    let heard = 0
    const notify = () => sql`select pg_notify('listen_test', '')`.execute(db)
    const mine = sql`application_name = 'thongsuot-listen' and datname = current_database()`
    const listeners = async () => {
      const { rows } = await sql<{
        n: number
      }>`select count(*) as n from pg_stat_activity where ${mine}`.execute(database.owner)
      return rows[0]?.n
    }
    const listener = listenTo(database.url, 'listen_test', () => heard++, log)
    await expect.poll(() => heard).toBe(1)
    await notify()
    await expect.poll(() => heard).toBe(2)
    await sql`select pg_terminate_backend(pid) from pg_stat_activity where ${mine}`.execute(database.owner)
    await expect.poll(() => heard).toBe(3)
    expect(await listeners()).toBe(1)
    await notify()
    await expect.poll(() => heard).toBe(4)
    await listener.stop()
    await expect.poll(listeners).toBe(0)
    await notify()
    expect(heard).toBe(4)
  })

  plainTest('stops at once while it has no connection', async () => {
    const listener = listenTo('postgres://nobody@127.0.0.1:9/none', 'listen_test', () => {}, log)
    await within(3_000, listener.stop())
  })
})
