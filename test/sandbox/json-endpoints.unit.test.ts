// The JSON endpoints that the messenger page and outside tests use.
import { request } from 'node:http'
import { describe, expect } from 'vitest'
import { createFrozenClock } from '../../src/platform/clock.ts'
import type { SandboxOptions } from '../../src/sandbox/index.ts'
import { test as base } from './fixtures.ts'

const AT = new Date('2026-11-23T02:00:00Z')
const MY_CHAT = '/sandbox/people/1/chats/1'
const options: Partial<SandboxOptions> = {
  botUsername: 'thongsuot_bot',
  botName: 'Thông Suốt',
  clockSteps: [{ id: 'hour', label: '+1 giờ', next: (now) => new Date(now.getTime() + 3_600_000) }],
}

const test = base
  .extend('clock', () => createFrozenClock(AT))
  .extend('options', options)
  .extend('sandbox', ({ sandbox }) => {
    sandbox.world.addUsers([
      { id: 1, firstName: 'Nguyễn Thị Đào', title: 'Bí thư chi bộ', note: 'đã ghi danh' },
      { id: 2, firstName: 'Trần Văn Bình', title: 'Phó bí thư' },
    ])
    return sandbox
  })
  .extend(
    'ask',
    ({ sandbox }) =>
      async (path: string, body?: object | FormData, headers: Record<string, string> = {}) => {
        const isForm = body instanceof FormData
        const response = await fetch(`${sandbox.url}${path}`, {
          method: body ? 'POST' : 'GET',
          headers: { ...headers, ...(body && !isForm && { 'content-type': 'application/json' }) },
          body: isForm ? body : body && JSON.stringify(body),
        })
        // biome-ignore lint/suspicious/noExplicitAny: answers of many shapes, looked into by the tests
        return { status: response.status, body: (await response.json().catch(() => null)) as any, response }
      },
  )

describe('people', () => {
  test('found with and without diacritics, by name, duty or note', async ({ ask }) => {
    const names = async (query: string) =>
      (await ask(`/sandbox/people?query=${encodeURIComponent(query)}`)).body.people.map(
        (p: { id: number }) => p.id,
      )
    expect(await names('dao')).toEqual([1])
    expect(await names('ĐÀO bí thư')).toEqual([1])
    expect(await names('bi thu')).toEqual([1, 2])
    expect(await names('ghi danh')).toEqual([1])
    expect(await names('')).toEqual([1, 2])
    expect((await ask('/sandbox/people/9')).status).toBe(400)
  })

  test('start, write, tap, read, block: a whole day on the page', async ({ call, ask }) => {
    const before = (await ask('/sandbox/people/1/chats')).body.chats
    expect(before).toMatchObject([
      { id: 1, kind: 'private', title: 'Thông Suốt', started: false, canWrite: false, unread: 0, last: null },
    ])
    await ask(`${MY_CHAT}/start`, { payload: 'MA-1' })
    const { body: sent } = await ask(`${MY_CHAT}/text`, { text: 'Chào' })
    expect(sent.messageId).toBe(2)
    await call('sendMessage', {
      chat_id: 1,
      text: '<b>Công văn</b>',
      parse_mode: 'HTML',
      protect_content: true,
      reply_parameters: { message_id: 2 },
      reply_markup: {
        inline_keyboard: [
          [{ text: 'Đã nhận', callback_data: 'a' }],
          [
            { text: 'Số', copy_text: { text: '12-CV/TU' } },
            { text: 'Trang', url: 'https://x.vn/' },
          ],
        ],
      },
    })
    const { messages } = (await ask(`${MY_CHAT}/messages`)).body
    expect(messages[0]).toMatchObject({
      id: 1,
      text: '/start MA-1',
      from: { id: 1, isBot: false },
      at: AT.getTime(),
    })
    expect(messages[2]).toMatchObject({
      text: 'Công văn',
      entities: [{ type: 'bold', offset: 0, length: 8 }],
      protected: true,
      replyTo: { id: 2, text: 'Chào' },
      from: { isBot: true, name: 'Thông Suốt' },
      buttons: [
        [{ text: 'Đã nhận', kind: 'callback', data: 'a' }],
        [
          { text: 'Số', kind: 'copy', data: '12-CV/TU' },
          { text: 'Trang', kind: 'url', data: 'https://x.vn/' },
        ],
      ],
    })
    expect((await ask('/sandbox/people?query=dao')).body.people[0].unread).toBe(1)
    await ask(`${MY_CHAT}/read`, { upTo: 3 })
    expect((await ask('/sandbox/people/1/chats')).body.chats[0]).toMatchObject({
      unread: 0,
      started: true,
      canWrite: true,
    })

    const tapping = ask(`${MY_CHAT}/tap`, { messageId: 3, data: 'a' })
    const updates = (await call('getUpdates', { timeout: 5, offset: -1 })).result
    await call('answerCallbackQuery', { callback_query_id: updates[0].callback_query.id, text: 'Đã ghi' })
    expect((await tapping).body).toEqual({ answer: { text: 'Đã ghi' } })
    expect((await ask(`${MY_CHAT}/tap`, { messageId: 3, data: 'zzz' })).status).toBe(400)

    expect((await ask('/sandbox/people/1/block', { blocked: true })).body).toEqual({ blocked: true })
    expect((await call('sendMessage', { chat_id: 1, text: 'x' })).error_code).toBe(403)
    expect((await ask('/sandbox/people/1')).body).toMatchObject({ name: 'Nguyễn Thị Đào', blocked: true })
  })

  test('files, contact, reply keyboard, commands', async ({ sandbox, call, ask }) => {
    const form = new FormData()
    form.set('file', new Blob(['%PDF']), 'báo cáo.pdf')
    form.set('caption', 'Quý 4')
    await ask(`${MY_CHAT}/file`, form)
    await ask(`${MY_CHAT}/contact`, {})
    await call('setMyCommands', { commands: [{ command: 'viec', description: 'Việc của tôi' }] })
    const keyboard = {
      keyboard: [[{ text: 'Gửi số', request_contact: true }, 'Thôi']],
      one_time_keyboard: true,
    }
    await call('sendMessage', { chat_id: 1, text: 'Số điện thoại?', reply_markup: keyboard })
    const { messages } = (await ask(`${MY_CHAT}/messages?after=0`)).body
    expect(messages[0]).toMatchObject({
      caption: 'Quý 4',
      document: { name: 'báo cáo.pdf', mime: 'application/pdf', size: 4 },
    })
    expect(messages[1].contact.phone).toMatch(/^\+84\d{9}$/)
    expect(messages[2].replyKeyboard).toEqual({
      keyboard: [[{ text: 'Gửi số', request_contact: true }, { text: 'Thôi' }]],
      one_time_keyboard: true,
    })
    const file = await fetch(`${sandbox.url}/sandbox/files/${messages[0].document.fileId}`)
    expect(await file.text()).toBe('%PDF')
    expect(file.headers.get('content-disposition')).toContain(encodeURIComponent('báo cáo.pdf'))
    expect((await ask('/sandbox/people/1/chats')).body.chats[0].commands).toEqual([
      { command: 'viec', description: 'Việc của tôi' },
    ])
    expect((await ask(`/sandbox/people/2/chats/1/text`, { text: 'x' })).status).toBe(400)
  })
})

describe('the world', () => {
  test('the clock moves by steps and to an instant, never back; pages hear of it', async ({
    sandbox,
    ask,
  }) => {
    const stream = await fetch(`${sandbox.url}/sandbox/events?person=1`)
    const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader()
    expect((await ask('/sandbox/clock')).body).toEqual({
      now: AT.toISOString(),
      offsetMs: 0,
      steps: [{ id: 'hour', label: '+1 giờ' }],
    })
    expect((await ask('/sandbox/clock', { step: 'hour' })).body.now).toBe('2026-11-23T03:00:00.000Z')
    expect((await ask('/sandbox/clock', { to: '2026-11-24T00:00:00Z' })).body.offsetMs).toBe(22 * 3_600_000)
    expect((await ask('/sandbox/clock', { to: '2026-11-23T00:00:00Z' })).status).toBe(400)
    sandbox.world.sendText(2, 2, 'của người khác')
    sandbox.world.sendText(1, 1, 'x')
    let heard = ''
    while (!heard.includes('event: change')) heard += (await reader.read()).value
    expect(heard.match(/event: clock/g)).toHaveLength(3)
    expect(heard).toContain('data: {"chatId":1}')
    expect(heard).not.toContain('{"chatId":2}')
    await reader.cancel()
  })

  test('made from outside', async ({ call, ask }) => {
    const world = (action: string, body: object) => ask(`/sandbox/world/${action}`, body)
    await world('addUsers', { people: [{ id: 3, firstName: 'Chi' }] })
    await world('startPrivateChat', { personId: 3, silently: true })
    await world('addGroup', { id: -7, title: 'Chi bộ', memberIds: [1, 3], kind: 'group' })
    await world('addBotToGroup', { chatId: -7, silently: true })
    expect((await call('sendMessage', { chat_id: -7, text: 'x' })).ok).toBe(true)
    expect((await world('migrateGroup', { chatId: -7 })).body.chatId).toBe(-1_000_000_000_007)
    await world('addSyntheticChats', { firstId: 1000, count: 10 })
    await call('sendMessage', { chat_id: 1004, text: 'x' })
    expect((await world('syntheticCount', { chatId: 1004 })).body.count).toBe(1)
    expect((await world('fly', {})).status).toBe(404)
    expect((await ask('/sandbox/stats')).body).toMatchObject({ calls: { sendMessage: 2 }, people: 3 })
    expect((await ask('/sandbox/calls?since=1')).body.calls).toMatchObject([
      { seq: 2, method: 'sendMessage', status: 200 },
    ])
  })

  test('only pages of this server and programs may ask', async ({ sandbox, ask }) => {
    const own = sandbox.url
    expect((await ask('/sandbox/people', undefined, { origin: own })).status).toBe(200)
    expect((await ask('/sandbox/people', undefined, { origin: 'https://evil.example' })).status).toBe(403)
    expect((await ask('/sandbox/people', undefined, { 'sec-fetch-site': 'cross-site' })).status).toBe(403)
    // fetch does not let a caller choose the Host, a browser fooled by a foreign name server would send this
    // one.
    const status = await new Promise((resolve) => {
      const call = request(`${own}/sandbox/people`, { headers: { host: 'evil.example' } }, (response) => {
        response.resume()
        resolve(response.statusCode)
      })
      call.end()
    })
    expect(status).toBe(403)
  })

  test('nothing outside the page folder is served', async ({ ask }) => {
    expect((await ask('/page/../index.ts')).status).toBe(404)
    expect((await ask('/page/%2e%2e%2findex.ts')).status).toBe(404)
    expect((await ask('/page/none.js')).status).toBe(404)
  })
})
