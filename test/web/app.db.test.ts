import { once } from 'node:events'
import { createServer } from 'node:net'
import { describe, expect } from 'vitest'
import { serve } from '../../src/main/serve.ts'
import { openDatabase } from '../../src/platform/database.ts'
import { createLog } from '../../src/platform/log.ts'
import { createMetrics } from '../../src/platform/metrics.ts'
import { migrateDown, migrateUp } from '../../src/platform/migrations.ts'
import { createWebApp, type WebDeps } from '../../src/web/app.ts'
import { createReadiness } from '../../src/web/readiness.ts'
import { test as base } from '../support/database.ts'
import { within } from '../support/within.ts'

const log = createLog({ level: 'silent', role: 'test' })

const test = base
  .extend(
    'app',
    ({ db }) =>
      (changes: Partial<WebDeps> = {}) =>
        createWebApp({ db, log, metrics: createMetrics(), chatUrl: () => undefined, ...changes }),
  )
  .extend('page', ({ app }) => async (language: string | undefined, chatUrl?: string) => {
    const headers = language === undefined ? {} : { 'accept-language': language }
    return (await app({ chatUrl: () => chatUrl }).request('/', { headers })).text()
  })

describe('health and readiness', () => {
  test('ready with a database of the newest shape', async ({ app }) => {
    const answer = await app().request('/readyz')
    expect(answer.status).toBe(200)
    expect(await answer.json()).toEqual({ ok: true, database: 'up', missing_migrations: 0, queue: 'up' })
  })

  test('is not ready while Redis takes no wake-ups, and says why', async ({ app }) => {
    const answer = await app({ queueState: async () => 'read_only' }).request('/readyz')
    expect(answer.status).toBe(503)
    expect(await answer.json()).toMatchObject({ ok: false, database: 'up', queue: 'read_only' })
  })

  test('says how many migrations are missing, and no name', async ({ database, app }) => {
    await migrateDown(database.owner)
    const answer = await app().request('/readyz')
    await migrateUp(database.owner)
    expect(answer.status).toBe(503)
    expect(await answer.json()).toEqual({ ok: false, database: 'up', missing_migrations: 1, queue: 'up' })
  })

  test('nobody from outside reads health or figures through a proxy', async ({ app }) => {
    for (const path of ['/readyz', '/metrics'])
      for (const name of ['forwarded', 'x-forwarded-for', 'x-real-ip']) {
        const answer = await app().request(path, { headers: { [name]: '203.0.113.9' } })
        expect([path, name, answer.status]).toEqual([path, name, 404])
      }
    expect((await app().request('/healthz', { headers: { 'x-forwarded-for': '203.0.113.9' } })).status).toBe(
      200,
    )
  })

  test('a second asks the database once', async ({ db }) => {
    let elapsed = 0
    const asked = createReadiness(
      db,
      async () => 'up',
      () => elapsed,
    )
    const first = asked()
    expect(asked()).toBe(first)
    elapsed = 1_000
    expect(asked()).not.toBe(first)
    expect(await first).toMatchObject({ ok: true })
  })

  describe('with a database that never answers', () => {
    const silentTest = test.extend('silent', async ({ onTestFinished }) => {
      const sockets: { destroy(): void }[] = []
      const hole = createServer((socket) => {
        sockets.push(socket.on('error', () => {}))
      })
      await once(hole.listen(0, '127.0.0.1'), 'listening')
      const { port } = hole.address() as { port: number }
      const silent = openDatabase({ url: `postgres://nobody@127.0.0.1:${port}/none` })
      onTestFinished(async () => {
        for (const socket of sockets) socket.destroy()
        hole.close()
        await silent.close()
      })
      return silent.db
    })

    silentTest('is not ready, says so within 3 s, and is alive all the same', async ({ app, silent }) => {
      const answer = await within(3_000, Promise.resolve(app({ db: silent }).request('/readyz')))
      expect(answer.status).toBe(503)
      expect(await answer.json()).toEqual({
        ok: false,
        database: 'down',
        missing_migrations: 0,
        queue: 'up',
      })
      expect((await app({ db: silent }).request('/healthz')).status).toBe(200)
    })

    silentTest('still gives the figures that need none', async ({ app, silent }) => {
      const metrics = createMetrics(() => silent.selectFrom('delivery').select('id').execute() as never)
      metrics.updatesStored.inc(3)
      const answer = await within(3_000, Promise.resolve(app({ metrics }).request('/metrics')))
      expect(answer.status).toBe(200)
      expect(await answer.text()).toContain('thongsuot_updates_stored_total 3')
    })
  })
})

describe('metrics', () => {
  test('show deliveries by state as counted at most ten seconds ago, and forget states that are no more', async ({
    app,
  }) => {
    let counts: Record<string, number> = { sent: 2, parked: 1 }
    let asked = 0
    let elapsed = 0
    const count = async () => {
      asked++
      return counts
    }
    const one = app({ metrics: createMetrics(count, () => elapsed) })
    const read = async () => (await one.request('/metrics')).text()
    expect(await read()).toMatch(/thongsuot_deliveries\{state="parked"\} 1/)
    counts = { sent: 3 }
    elapsed = 9_999
    await Promise.all([read(), read()])
    expect(asked).toBe(1)
    elapsed = 10_000
    const [later] = await Promise.all([read(), read()])
    expect(asked).toBe(2)
    expect(later).toMatch(/thongsuot_deliveries\{state="sent"\} 3/)
    expect(later).not.toContain('parked')
  })
})

describe('the home page', () => {
  test.for([
    [undefined, 'vi'],
    ['vi-VN,vi;q=0.9,en;q=0.8', 'vi'],
    ['en-GB,en;q=0.9', 'en'],
    ['fr', 'vi'],
  ])('for a reader of %s is in %s', async ([header, language], { page }) => {
    const text = await page(header)
    expect(text).toContain(`<html lang="${language}">`)
    expect(text).toMatch(language === 'vi' ? /[ăâđêôơư]/ : /directive/i)
  })

  test('leads to the chat, and nobody can put markup into the address', async ({ page }) => {
    expect(await page('en', 'https://t.me/x_bot')).toContain('href="https://t.me/x_bot"')
    expect(await page('en')).not.toContain('class="go"')
    const text = await page('en', 'https://x.example/"><script>alert(1)</script>')
    expect(text).not.toContain('<script>')
    expect(text).not.toContain('x.example/">')
  })

  test('allows no script, and no frame of others', async ({ app }) => {
    const { headers } = await app().request('/')
    expect(headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(headers.get('x-frame-options')).toBe('SAMEORIGIN')
  })
})

describe('faults of a request', () => {
  test('tell nothing of their cause', async ({ app }) => {
    const broken = app({
      webhook: {
        path: '/telegram',
        handle: async () => {
          throw new Error('password=hunter2')
        },
      },
    })
    const answer = await broken.request('/telegram', { method: 'POST' })
    expect(answer.status).toBe(500)
    expect(await answer.text()).not.toContain('hunter2')
    expect((await broken.request('/nowhere')).status).toBe(404)
  })

  test('a request that never ends does not keep the port from closing', async ({ app }) => {
    const stuck = app({ webhook: { path: '/telegram', handle: () => new Promise(() => {}) } })
    const server = await serve(stuck, 0)
    const cut = fetch(`http://127.0.0.1:${server.port}/telegram`, { method: 'POST' }).catch(() => 'cut')
    await fetch(`http://127.0.0.1:${server.port}/healthz`)
    await within(6_000, server.close())
    expect(await cut).toBe('cut')
  })
})
