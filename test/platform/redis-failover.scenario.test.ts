// Redis fails over: the old address stays open and leads to what is a replica by now, new connections lead to
// the new master. In a process of its own, like the other tests of the queue.
import { setTimeout as wait } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { expect, onTestFinished } from 'vitest'
import { createLog } from '../../src/platform/log.ts'
import { openQueue } from '../../src/platform/queue.ts'
import { test } from '../support/database.ts'
import { startForwarder } from '../support/forwarder.ts'
import { hasRedis, startRedis } from '../support/redis.ts'

const portOf = (url: string) => Number(new URL(url).port)

test.skipIf(!hasRedis)(
  'jobs go on at the new master without a restart, and the log says so twice',
  async ({ database }) => {
    const forwarder = await startForwarder()
    onTestFinished(() => forwarder.close())
    const [old, next] = await Promise.all([startRedis(), startRedis()])
    onTestFinished(async () => {
      await Promise.all([old.stop(), next.stop()])
    })
    forwarder.leadTo(portOf(old.url))
    const log = createLog({ level: 'silent', role: 'test' })
    const lines: string[] = []
    const note = (_fields: unknown, text: string) => lines.push(text)
    Object.assign(log, { warn: note, info: note })
    const queue = openQueue({
      redisUrl: `redis://127.0.0.1:${forwarder.port}`,
      databaseUrl: database.url,
      log,
    })
    onTestFinished(() => queue.close())
    const done: number[] = []
    queue.work(async (_name, data) => {
      if ('directiveId' in data) done.push(Number(data.directiveId))
    })
    const wakeUntilDone = async (id: number) => {
      // The sweeper wakes again and again what is still due.
      await expect
        .poll(
          () => {
            if (!done.includes(id)) queue.wake('circulate-directive', { directiveId: id })
            return done.includes(id)
          },
          { timeout: 60_000, interval: 250 },
        )
        .toBe(true)
    }
    await wakeUntilDone(1)
    expect(await queue.state()).toBe('up')
    const admin = new Redis(old.url)
    await admin.replicaof('127.0.0.1', '1')
    admin.disconnect()
    // Nothing leads to the new master yet: readiness says why nothing is sent, also while connections are
    // made anew.
    queue.wake('circulate-directive', { directiveId: 2 })
    for (let i = 0; i < 20; i++) {
      expect(await queue.state()).toBe('read_only')
      await wait(25)
    }
    forwarder.leadTo(portOf(next.url))
    await wakeUntilDone(2)
    expect(await queue.state()).toBe('up')
    await expect.poll(() => lines.includes('Redis is back'), { timeout: 30_000 }).toBe(true)
    expect(lines.filter((line) => line.startsWith('Redis does not answer')).length).toBeLessThanOrEqual(2)
  },
)
