// Intake: the webhook answers only after the commit and only to those who know the secret; polling forgets
// nothing that was not committed; both store every update once.
import { describe, expect } from 'vitest'
import { createLog } from '../../../src/platform/log.ts'
import { type BotApi, BotApiError } from '../../../src/telegram/channel/bot-api.ts'
import { storeUpdates } from '../../../src/telegram/updates/intake.ts'
import { pollUpdates } from '../../../src/telegram/updates/polling.ts'
import { createWebhook } from '../../../src/telegram/updates/webhook.ts'
import { test as base } from '../../support/database.ts'
import { me, textUpdate } from '../bot-fixture.ts'
import { monday } from '../chat-world.ts'

const log = createLog({ level: 'silent', role: 'test' })

const test = base
  .extend('receive', ({ db }) => async (updates: readonly unknown[]) => {
    await storeUpdates(db, me.id, updates, monday)
  })
  .extend('stored', ({ db }) => async () => {
    const rows = await db.selectFrom('telegram_update').select('update_id').orderBy('seq').execute()
    return rows.map((row) => row.update_id)
  })

describe('the webhook', () => {
  const secret = 'a-secret-of-some-length'
  const post = (
    body: string,
    headers: Record<string, string> = { 'x-telegram-bot-api-secret-token': secret },
  ) => new Request('http://bot/webhook', { method: 'POST', body, headers })

  test.for([undefined, ''])('does not exist without a secret (%s)', (none, { receive }) => {
    expect(() => createWebhook({ secret: none, receive, log })).toThrow(/WEBHOOK_SECRET/)
  })

  test('stores an update once, however often it comes, and answers 200', async ({ receive, stored }) => {
    const webhook = createWebhook({ secret, receive, log })
    const body = JSON.stringify(textUpdate(1, 'a'))
    const answers = await Promise.all([body, body, body].map((text) => webhook(post(text))))
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200])
    expect(await stored()).toHaveLength(1)
  })

  test.for<[what: string, headers: Record<string, string>]>([
    ['no secret', {}],
    ['a wrong secret', { 'x-telegram-bot-api-secret-token': 'a-secret-of-some-lengtH' }],
    ['a longer secret', { 'x-telegram-bot-api-secret-token': `${secret}x` }],
  ])('refuses %s', async ([_what, headers], { receive, stored }) => {
    const answer = await createWebhook({ secret, receive, log })(
      post(JSON.stringify(textUpdate(1, 'a')), headers),
    )
    expect(answer.status).toBe(401)
    expect(await answer.text()).toBe('')
    expect(await stored()).toEqual([])
  })

  test('refuses other methods and bodies without end', async ({ receive }) => {
    const webhook = createWebhook({ secret, receive, log, maxBodyBytes: 1_000 })
    expect((await webhook(new Request('http://bot/webhook'))).status).toBe(405)
    expect((await webhook(post('x'.repeat(2_000)))).status).toBe(413)
  })

  test.for(['', '{', 'null', '[]', '{"update_id":"x"}', '{"update_id":1e30}', '"\\ud800"'])(
    'answers 200 to what can never be an update (%s)',
    async (body, { receive, stored }) => {
      expect((await createWebhook({ secret, receive, log })(post(body))).status).toBe(200)
      expect(await stored()).toEqual([])
    },
  )

  test('asks for a repetition when the database is away', async () => {
    const failing = async () => {
      throw new Error('no database')
    }
    const answer = await createWebhook({ secret, receive: failing, log })(post('{"update_id":1}'))
    expect(answer.status).toBe(503)
  })
})

describe('polling', () => {
  /** A server that gives out batches from `offset` on, like Telegram. */
  function server(updates: { update_id: number }[], trouble: unknown[] = []) {
    const offsets: (number | undefined)[] = []
    const stop = new AbortController()
    const api: BotApi = {
      async call(_method, fields = {}) {
        const offset = fields.offset as number | undefined
        offsets.push(offset)
        const error = trouble.shift()
        if (error) throw error
        const open = updates.filter((update) => offset === undefined || update.update_id >= offset)
        if (open.length === 0) stop.abort()
        return open.slice(0, 2) as never
      },
      fetchFile: async () => null,
      close: async () => {},
    }
    return { api, offsets, stop }
  }
  const five = [11, 12, 13, 14, 15].map((update_id) => ({ ...textUpdate(1, 'a'), update_id }))

  test('asks for the next only after the commit', async ({ receive, stored }) => {
    const { api, offsets, stop } = server(five)
    await pollUpdates({ api, receive, log }, stop.signal)
    expect(await stored()).toEqual([11, 12, 13, 14, 15])
    expect(offsets).toEqual([undefined, 13, 15, 16])
  })

  test('asks for the same again when they could not be stored', async ({ receive, stored }) => {
    const { api, offsets, stop } = server(five.slice(0, 2))
    let failures = 1
    const flaky = async (updates: readonly unknown[]) => {
      if (failures-- > 0) throw new Error('no database')
      await receive(updates)
    }
    await pollUpdates({ api, receive: flaky, log }, stop.signal)
    expect(offsets).toEqual([undefined, undefined, 13])
    expect(await stored()).toEqual([11, 12])
  })

  test('waits out a conflict and a broken network', async ({ receive, stored }) => {
    const { api, stop } = server(five, [new BotApiError('getUpdates', 409, 'Conflict')])
    await pollUpdates({ api, receive, log }, stop.signal)
    expect(await stored()).toHaveLength(5)
  })

  test('stops when the token is no good', async ({ receive }) => {
    const { api, stop } = server(five, [new BotApiError('getUpdates', 401, 'Unauthorized')])
    const silent = createLog({ level: 'silent', role: 'test' })
    await expect(pollUpdates({ api, receive, log: silent }, stop.signal)).rejects.toThrow('401')
  })

  test('ends when asked to, in the middle of a wait', async ({ receive, stored }) => {
    const { api, offsets, stop } = server(five, [new Error('reset'), new Error('reset'), new Error('reset')])
    const polling = pollUpdates({ api, receive, log }, stop.signal)
    // Once it has asked it waits: nothing but microtasks lies between.
    await expect.poll(() => offsets.length).toBe(1)
    stop.abort()
    await polling
    expect(await stored()).toEqual([])
  })
})
