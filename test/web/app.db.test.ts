import { once } from 'node:events'
import { createServer } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { serve } from '../../src/main/serve.ts'
import { openDatabase } from '../../src/platform/database.ts'
import { createLog } from '../../src/platform/log.ts'
import { createMetrics } from '../../src/platform/metrics.ts'
import { migrateDown, migrateUp } from '../../src/platform/migrations.ts'
import { createWebApp, type WebDeps } from '../../src/web/app.ts'
import { useDatabase } from '../support/database.ts'
import { within } from '../support/within.ts'

const test = useDatabase()
const log = createLog({ level: 'silent', role: 'test' })
const app = (changes: Partial<WebDeps> = {}) =>
  createWebApp({ db: test.db, log, metrics: createMetrics(), chatUrl: () => undefined, ...changes })

describe('health and readiness', () => {
  it('ready with a database of the newest shape', async () => {
    const answer = await app().request('/readyz')
    expect(answer.status).toBe(200)
    expect(await answer.json()).toEqual({ ok: true, database: 'up', missing_migrations: [] })
  })

  it('names the migrations that are missing', async () => {
    const [undone] = await migrateDown(test.owner)
    const answer = await app().request('/readyz')
    await migrateUp(test.owner)
    expect(answer.status).toBe(503)
    expect(await answer.json()).toEqual({ ok: false, database: 'up', missing_migrations: [undone] })
  })

  describe('with a database that never answers', () => {
    const sockets: { destroy(): void }[] = []
    const hole = createServer((socket) => {
      sockets.push(socket.on('error', () => {}))
    })
    let silent: ReturnType<typeof openDatabase>
    beforeAll(async () => {
      await once(hole.listen(0, '127.0.0.1'), 'listening')
      const { port } = hole.address() as { port: number }
      silent = openDatabase({ url: `postgres://nobody@127.0.0.1:${port}/none` })
    })
    afterAll(async () => {
      for (const socket of sockets) socket.destroy()
      hole.close()
      await silent.close()
    })

    it('is not ready, says so within 3 s, and is alive all the same', async () => {
      const answer = await within(3_000, Promise.resolve(app({ db: silent.db }).request('/readyz')))
      expect(answer.status).toBe(503)
      expect(await answer.json()).toEqual({ ok: false, database: 'down', missing_migrations: [] })
      expect((await app({ db: silent.db }).request('/healthz')).status).toBe(200)
    })

    it('still gives the figures that need none', async () => {
      const metrics = createMetrics(() => silent.db.selectFrom('delivery').select('id').execute() as never)
      metrics.updatesStored.inc(3)
      const answer = await within(3_000, Promise.resolve(app({ metrics }).request('/metrics')))
      expect(answer.status).toBe(200)
      expect(await answer.text()).toContain('thongsuot_updates_stored_total 3')
    })
  })
})

describe('metrics', () => {
  it('show deliveries by state as counted at most ten seconds ago, and forget states that are no more', async () => {
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
  const page = async (language: string | undefined, chatUrl?: string) => {
    const headers = language === undefined ? {} : { 'accept-language': language }
    return (await app({ chatUrl: () => chatUrl }).request('/', { headers })).text()
  }

  it.each([
    [undefined, 'vi'],
    ['vi-VN,vi;q=0.9,en;q=0.8', 'vi'],
    ['en-GB,en;q=0.9', 'en'],
    ['fr', 'vi'],
  ])('for a reader of %s is in %s', async (header, language) => {
    const text = await page(header)
    expect(text).toContain(`<html lang="${language}">`)
    expect(text).toMatch(language === 'vi' ? /[ăâđêôơư]/ : /directive/i)
  })

  it('leads to the chat, and nobody can put markup into the address', async () => {
    expect(await page('en', 'https://t.me/x_bot')).toContain('href="https://t.me/x_bot"')
    expect(await page('en')).not.toContain('class="go"')
    const text = await page('en', 'https://x.example/"><script>alert(1)</script>')
    expect(text).not.toContain('<script>')
    expect(text).not.toContain('x.example/">')
  })

  it('allows no script, and no frame of others', async () => {
    const { headers } = await app().request('/')
    expect(headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(headers.get('x-frame-options')).toBe('SAMEORIGIN')
  })
})

describe('faults of a request', () => {
  it('tell nothing of their cause', async () => {
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

  it('a request that never ends does not keep the port from closing', async () => {
    const stuck = app({ webhook: { path: '/telegram', handle: () => new Promise(() => {}) } })
    const server = await serve(stuck, 0)
    const cut = fetch(`http://127.0.0.1:${server.port}/telegram`, { method: 'POST' }).catch(() => 'cut')
    await fetch(`http://127.0.0.1:${server.port}/healthz`)
    await within(6_000, server.close())
    expect(await cut).toBe('cut')
  })
})
