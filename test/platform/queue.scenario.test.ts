// In a process of its own: what a file before it leaves behind in the driver's pools must not hold up the
// queue.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { describe, expect, onTestFinished, vi } from 'vitest'
import { createLog } from '../../src/platform/log.ts'
import { findRunningUrl, grantRunningRole } from '../../src/platform/privileges.ts'
import { migrateQueue, openQueue } from '../../src/platform/queue.ts'
import { test as base } from '../support/database.ts'
import { inOrder } from '../support/in-order.ts'
import { hasRedis, startRedis } from '../support/redis.ts'

const log = createLog({ level: 'silent', role: 'test' })
const idle = async () => {}

/** Tests that share a queue on that backend. */
const testsOn = (name: 'PostgreSQL' | 'Redis') =>
  base
    .extend('backend', { scope: 'file' }, name)
    .extend('redisUrl', { scope: 'file' }, async ({ backend }, { onCleanup }) => {
      if (backend !== 'Redis') return undefined
      const redis = await startRedis()
      onCleanup(() => redis.stop())
      return redis.url
    })
    .extend('queue', { scope: 'file' }, async ({ database, redisUrl }, { onCleanup }) => {
      await migrateQueue(database.url)
      await grantRunningRole(database.url)
      const { url } = await findRunningUrl(database.url)
      const queue = openQueue({ redisUrl, databaseUrl: url, log })
      onCleanup(() => queue.close())
      // The producer connects in the background; until then a wake-up is dropped, by design.
      await vi.waitFor(async () => expect(await queue.depth()).not.toBeNull(), { timeout: 60_000 })
      return queue
    })

describe.each([
  ['PostgreSQL', testsOn('PostgreSQL'), true],
  ['Redis', testsOn('Redis'), hasRedis],
] as const)('the queue on %s', (_backend, test, available) => {
  describe.skipIf(!available)(available ? 'wakes' : 'skipped: no redis-server', () => {
    test('once more when woken during a run, and not once per wake-up', async ({ queue }) => {
      let runs = 0
      let release = () => {}
      const held = new Promise<void>((resolve) => {
        release = resolve
      })
      onTestFinished(
        queue.work(async (_name, data) => {
          if (!('directiveId' in data) || data.directiveId !== 7) return
          runs++
          if (runs === 1) await held
        }),
      )
      queue.wake('circulate-directive', { directiveId: 7 })
      await expect.poll(() => runs).toBe(1)
      for (let call = 0; call < 20; call++) queue.wake('circulate-directive', { directiveId: 7 })
      queue.wake('circulate-directive', { directiveId: 8 })
      release()
      await expect.poll(() => runs).toBeGreaterThanOrEqual(2)
      await expect.poll(() => queue.depth()).toEqual({ waiting: 0, active: 0, delayed: 0 })
      // A wake-up takes its time: a late one may ask for one run more, but not each of twenty.
      expect(runs).toBeLessThan(8)
    })

    test('stops only after what is under way has ended, and then begins nothing', async ({ queue }) => {
      let ended = 0
      let began = 0
      const stop = queue.work(async (name, _data, signal) => {
        // A late wake-up of the test before may still come.
        if (name !== 'seal-audit') return
        began++
        await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
        await new Promise((resolve) => setImmediate(resolve))
        ended++
      })
      queue.wake('seal-audit', {})
      await expect.poll(() => began).toBe(1)
      await stop()
      expect(ended).toBe(1)
      queue.wake('seal-audit', {})
      await vi.waitFor(async () => expect((await queue.depth())?.waiting).toBeGreaterThan(0), {
        timeout: 60_000,
      })
      expect(began).toBe(1)
      // Taken away for the tests that follow.
      onTestFinished(queue.work(idle))
      await expect.poll(() => queue.depth().then((depth) => depth?.waiting)).toBe(0)
    })

    test('wakes again what a killed process had under way', async ({ database, redisUrl, queue }) => {
      const where = { databaseUrl: database.url, redisUrl }
      const child = fork(path.join(import.meta.dirname, 'hanging-worker.ts'), [JSON.stringify(where)])
      // Also when the test fails: it would hold the pipes of the run open for ever.
      onTestFinished(() => void child.kill('SIGKILL'))
      await once(child, 'message')
      queue.wake('send-deliveries', { slot: 3 })
      await once(child, 'message')
      child.kill('SIGKILL')
      await once(child, 'exit')
      const woken = new Promise<void>((resolve) => {
        onTestFinished(queue.work(async () => resolve()))
      })
      // The sweeper wakes it every few seconds; wake-ups of the same id are one.
      queue.wake('send-deliveries', { slot: 3 })
      await woken
    })

    test('goes on after a job that failed', async ({ queue }) => {
      const seen: number[] = []
      onTestFinished(
        queue.work(async (_name, data) => {
          if (!('directiveId' in data)) return
          seen.push(Number(data.directiveId))
          if (data.directiveId === 1) throw new Error('planned')
        }),
      )
      queue.wake('plan-chase', { directiveId: 1 })
      queue.wake('plan-chase', { directiveId: 2 })
      await expect.poll(() => inOrder(seen)).toEqual([1, 2])
    })
  })
})
