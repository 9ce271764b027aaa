// The wire itself: forms of requests, tokens, queue semantics, webhook delivery, scripted faults, limits.

import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect } from 'vitest'
import { STRICT_LIMITS } from '../../src/sandbox/index.ts'
import { test as base } from './fixtures.ts'

const TOKEN = '42:secret'

const test = base
  .extend('token', TOKEN)
  .extend('sandbox', ({ sandbox }) => {
    sandbox.world.addUser({ id: 1, firstName: 'An' })
    sandbox.world.startPrivateChat(1, { silently: true })
    return sandbox
  })
  .extend('get', ({ sandbox }) => async (path: string, init?: RequestInit) => {
    const response = await fetch(`${sandbox.url}${path}`, init)
    // biome-ignore lint/suspicious/noExplicitAny: answers of many shapes, looked into by the tests
    return { status: response.status, body: (await response.json().catch(() => null)) as any }
  })
  .extend(
    'send',
    ({ call }) =>
      async (text = 'x') =>
        await call('sendMessage', { chat_id: 1, text }),
  )
  .extend(
    'arrived',
    ({ sandbox }) =>
      () =>
        sandbox.world.messages(1).length,
  )

const texts = (answer: { result?: { message?: { text: string } }[] }) =>
  answer.result!.map((u) => u.message?.text)

describe('requests', () => {
  test('query, form and JSON mean the same; method names are not case-sensitive', async ({
    sandbox,
    call,
    get,
  }) => {
    const path = `/bot${TOKEN}/sendmessage`
    await get(`${path}?chat_id=1&text=a`)
    await get(path, { method: 'POST', body: new URLSearchParams({ chat_id: '1', text: 'b' }) })
    const form = new FormData()
    form.set('chat_id', '1')
    form.set('text', 'c')
    await call('sendMessage', form)
    await call('sendMessage', { chat_id: 1, text: 'd' })
    expect(sandbox.world.messages(1).map((message) => message.api.text)).toEqual(['a', 'b', 'c', 'd'])
  })

  test('wrong token, unknown method, broken JSON, too large a file', async ({ call, get }) => {
    expect(await get('/bot42:wrong/getMe')).toEqual({
      status: 401,
      body: { ok: false, error_code: 401, description: 'Unauthorized' },
    })
    expect(await get(`/bot${TOKEN}/sendTelepathy`)).toEqual({
      status: 404,
      body: { ok: false, error_code: 404, description: 'Not Found' },
    })
    const broken = await get(`/bot${TOKEN}/sendMessage`, {
      method: 'POST',
      body: '{',
      headers: { 'content-type': 'application/json' },
    })
    expect(broken.status).toBe(400)
    const form = new FormData()
    form.set('chat_id', '1')
    form.set('document', new Blob([new Uint8Array(50 * 1024 * 1024 + 1)]), 'big.bin')
    expect(await call('sendDocument', form)).toEqual({
      ok: false,
      error_code: 413,
      description: 'Request Entity Too Large',
    })
  })

  test('a file beyond 20 MB cannot be fetched by the bot', async ({ sandbox, call }) => {
    const bytes = Buffer.alloc(20 * 1024 * 1024 + 1)
    const sent = sandbox.world.sendFile(1, 1, { name: 'a.bin', mime: '', bytes })
    expect((await call('getFile', { file_id: sent.document!.file_id })).description).toBe(
      'Bad Request: file is too big',
    )
  })

  test('after logOut nothing works for ten minutes', async ({ clock, call }) => {
    expect((await call('logOut')).ok).toBe(true)
    expect(await call('getMe')).toMatchObject({ error_code: 400, description: 'Bad Request: Logged out' })
    clock.moveTo(new Date(clock.now().getTime() + 600_000))
    expect((await call('getMe')).ok).toBe(true)
  })
})

describe('updates', () => {
  test('offset confirms, limit cuts, a negative offset forgets', async ({ sandbox, call }) => {
    for (const text of ['a', 'b', 'c', 'd']) sandbox.world.sendText(1, 1, text)
    const first = await call('getUpdates', { limit: 2 })
    expect(texts(first)).toEqual(['a', 'b'])
    expect(texts(await call('getUpdates', { limit: 2 }))).toEqual(['a', 'b'])
    expect(texts(await call('getUpdates', { offset: first.result[1].update_id + 1, limit: 1 }))).toEqual([
      'c',
    ])
    expect(texts(await call('getUpdates', { offset: -1 }))).toEqual(['d'])
    expect(texts(await call('getUpdates'))).toEqual(['d'])
  })

  test('a poll waits for the update; a second one ends the first with 409', async ({ sandbox, call }) => {
    const first = call('getUpdates', { timeout: 30 })
    const second = call('getUpdates', { timeout: 30 })
    expect((await Promise.race([first, second])).error_code).toBe(409)
    sandbox.world.sendText(1, 1, 'x')
    const answers = await Promise.all([first, second])
    expect(answers.find((answer) => answer.ok)!.result).toHaveLength(1)
  })

  test('taps are dropped after 150 s, messages after 24 h', async ({ clock, sandbox, call }) => {
    const markup = { inline_keyboard: [[{ text: 'x', callback_data: 'a' }]] }
    const { result } = await call('sendMessage', { chat_id: 1, text: 'x', reply_markup: markup })
    const tapped = sandbox.world.tap(1, 1, result.message_id, 'a', { timeoutMs: 1 })
    sandbox.world.sendText(1, 1, 'x')
    await tapped
    const pass = (seconds: number) => clock.moveTo(new Date(clock.now().getTime() + seconds * 1000))
    expect((await call('getUpdates')).result).toHaveLength(2)
    pass(151)
    expect(texts(await call('getUpdates'))).toEqual(['x'])
    pass(86_400)
    expect((await call('getUpdates')).result).toEqual([])
  })

  test('only the kinds that the bot wants', async ({ sandbox, call }) => {
    await call('getUpdates', { allowed_updates: ['callback_query'] })
    sandbox.world.sendText(1, 1, 'x')
    expect((await call('getUpdates')).result).toEqual([])
    await call('getUpdates', { allowed_updates: [] })
    sandbox.world.sendText(1, 1, 'y')
    expect(texts(await call('getUpdates'))).toEqual(['y'])
  })

  test('updates can be sent again', async ({ sandbox, call }) => {
    sandbox.world.sendText(1, 1, 'x')
    const first = await call('getUpdates')
    await call('getUpdates', { offset: first.result[0].update_id + 1 })
    expect(sandbox.faults.replayUpdates(5)).toBe(1)
    expect((await call('getUpdates', { offset: first.result[0].update_id + 1 })).result).toEqual(first.result)
    expect((await call('getUpdates')).result).toEqual([])
  })

  test('tapping what was never there, or in a chat of others, is not possible', async ({ sandbox, call }) => {
    const { result } = await call('sendMessage', { chat_id: 1, text: 'x' })
    await expect(sandbox.world.tap(1, 1, result.message_id, 'a')).rejects.toThrow(/never had a button/)
    sandbox.world.addUser({ id: 2, firstName: 'Bình' })
    expect(() => sandbox.world.sendText(2, 1, 'x')).toThrow(/is not in chat/)
  })
})

describe('webhook', () => {
  const webhookTest = test.extend('options', { webhookBackoffCapMs: 5 })

  webhookTest(
    'secret, order per chat, retries until 2xx, conflict with polling',
    async ({ sandbox, call }) => {
      sandbox.world.addUser({ id: 2, firstName: 'Bình' })
      const heard: [number, string][] = []
      const secrets = new Set<unknown>()
      let refusals = 3
      const hook = createServer((request, response) => {
        let body = ''
        request.on('data', (chunk) => {
          body += chunk
        })
        request.on('end', () => {
          const { message } = JSON.parse(body)
          secrets.add(request.headers['x-telegram-bot-api-secret-token'])
          if (message.chat.id === 1 && refusals-- > 0) {
            response.writeHead(503).end()
            return
          }
          heard.push([message.chat.id, message.text])
          // A call in the answer is carried out.
          const method = message.text === 'c' ? { method: 'sendMessage', chat_id: 1, text: 'trả lời' } : {}
          response.end(JSON.stringify(method))
        })
      })
      hook.listen(0)
      await once(hook, 'listening')
      const url = `http://127.0.0.1:${(hook.address() as AddressInfo).port}/hook`
      expect((await call('setWebhook', { url: 'http://example.org/' })).description).toMatch(
        /HTTPS URL must be provided/,
      )
      expect((await call('setWebhook', { url, secret_token: 'a b' })).description).toMatch(
        /unallowed characters/,
      )
      expect(await call('setWebhook', { url, secret_token: 's_1' })).toEqual({
        ok: true,
        result: true,
        description: 'Webhook was set',
      })
      expect((await call('getUpdates')).error_code).toBe(409)
      for (const text of ['a', 'b', 'c']) sandbox.world.sendText(1, 1, text)
      sandbox.world.sendText(2, 2, 'd')
      await sandbox.world.waitForMessage(1, (message) => message.api.text === 'trả lời')
      expect(heard.filter(([chat]) => chat === 1).map(([, text]) => text)).toEqual(['a', 'b', 'c'])
      expect(heard[0]).toEqual([2, 'd'])
      expect(secrets).toEqual(new Set(['s_1']))
      const info = (await call('getWebhookInfo')).result
      expect(info).toMatchObject({
        url,
        pending_update_count: 0,
        last_error_message: expect.stringMatching(/503/),
      })
      expect((await call('deleteWebhook')).description).toBe('Webhook was deleted')
      hook.close()
      hook.closeAllConnections()
    },
  )
})

describe('faults', () => {
  test.for([
    ['reset-before', {}, 0],
    ['reset-before', { chatIds: [1] }, 0],
    ['reset-after-commit', {}, 1],
    ['reset-mid-body', {}, 1],
    ['not-json', {}, 0],
    ['not-json', { commit: true }, 1],
  ] as const)(
    '%s %j: the caller knows nothing',
    async ([kind, more, expected], { sandbox, send, arrived }) => {
      sandbox.faults.add({
        kind,
        methods: ['sendMessage'],
        count: 1,
        ...more,
        chatIds: 'chatIds' in more ? [1] : undefined,
      })
      await expect(send()).rejects.toThrow()
      expect(arrived()).toBe(expected)
      expect((await send()).ok).toBe(true)
    },
  )

  test.for([
    [{ kind: 'flood', retryAfterS: 9 }, 429, 0],
    [{ kind: 'server-error' }, 502, 0],
    [{ kind: 'server-error', commit: true, status: 500 }, 500, 1],
    [{ kind: 'unauthorized' }, 401, 0],
    [{ kind: 'error', status: 403, description: 'Forbidden: user is deactivated' }, 403, 0],
  ] as const)('%j', async ([fault, code, expected], { sandbox, send, arrived }) => {
    sandbox.faults.add({ ...fault, count: 1 })
    expect((await send()).error_code).toBe(code)
    expect(arrived()).toBe(expected)
  })

  test('delay and slow body come to an end, a black hole does not', async ({ sandbox, send, arrived }) => {
    sandbox.faults.add({ kind: 'delay', delayMs: 5, count: 1 })
    expect((await send()).ok).toBe(true)
    sandbox.faults.add({ kind: 'slow-body', bytesPerSecond: 100_000, count: 1 })
    expect((await send()).ok).toBe(true)
    sandbox.faults.add({ kind: 'black-hole', commit: true, count: 1 })
    const signal = AbortSignal.timeout(50)
    await expect(
      fetch(`${sandbox.url}/bot${TOKEN}/sendMessage?chat_id=1&text=x`, { signal }),
    ).rejects.toThrow()
    expect(arrived()).toBe(3)
  })

  test('a share of the calls, the same with the same seed', async ({ sandbox, call }) => {
    const run = async () => {
      sandbox.faults.clear()
      sandbox.faults.add({ kind: 'unauthorized', percent: 30, seed: 7 })
      const codes: boolean[] = []
      for (let at = 0; at < 60; at++) codes.push((await call('getMe')).ok)
      return codes
    }
    const first = await run()
    expect(await run()).toEqual(first)
    expect(first.filter((ok) => !ok).length).toBeGreaterThan(8)
    expect(first.filter((ok) => !ok).length).toBeLessThan(30)
  })

  test('over JSON', async ({ get, send }) => {
    const headers = { 'content-type': 'application/json' }
    const body = JSON.stringify({ kind: 'flood', chatIds: [1], skip: 1 })
    expect((await get('/sandbox/faults', { method: 'POST', body, headers })).status).toBe(200)
    expect((await send()).ok).toBe(true)
    expect((await send()).error_code).toBe(429)
    expect((await get('/sandbox/faults')).body.faults).toMatchObject([{ kind: 'flood', matched: 2, hit: 1 }])
    await get('/sandbox/faults', { method: 'DELETE' })
    expect((await send()).ok).toBe(true)
    const wrong = await get('/sandbox/faults', { method: 'POST', body: '{"kind":"x"}', headers })
    expect(wrong).toMatchObject({ status: 400, body: { error: expect.stringMatching(/kind/) } })
  })
})

describe('limits and synthetic chats', () => {
  const strictTest = test.extend('options', { limits: { ...STRICT_LIMITS, monotonicMs: () => 0 } })

  strictTest('strict limits refuse, and a refused message does not arrive', async ({ sandbox, call }) => {
    const results = []
    for (let at = 0; at < 5; at++) results.push(await call('sendMessage', { chat_id: 1, text: 'x' }))
    expect(results.map((result) => result.ok)).toEqual([true, true, true, false, false])
    expect(results[4]).toEqual({
      ok: false,
      error_code: 429,
      description: 'Too Many Requests: retry after 1',
      parameters: { retry_after: 1 },
    })
    expect(sandbox.world.messages(1)).toHaveLength(3)
  })

  test('300,000 chats count what they get', async ({ sandbox, call }) => {
    sandbox.world.addSyntheticChats(1_000_000, 300_000, { keepHashes: true })
    const send = (chat_id: number, text: string) => call('sendMessage', { chat_id, text })
    await send(1_000_000, 'a')
    await send(1_299_999, 'a')
    await send(1_299_999, 'b')
    expect((await send(1_299_999, 'b')).result.message_id).toBe(3)
    expect((await send(1_300_000, 'b')).error_code).toBe(400)
    expect(sandbox.world.syntheticCount(1_299_999)).toBe(3)
    expect(sandbox.world.syntheticSummary()).toEqual({
      chats: 300_000,
      messages: 4,
      chatsReached: 2,
      maxPerChat: 3,
      maxCopies: 2,
      duplicates: 1,
    })
  })
})
