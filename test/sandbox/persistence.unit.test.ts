// What the local Telegram remembers across a restart, also after a sudden stop.
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { createMovableClock } from '../../src/platform/clock.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts'
import { withinCpu } from '../support/within.ts'
import { type Call, caller } from './caller.ts'
import { test as base } from './fixtures.ts'

/** A local Telegram that is started again and again on the same folder. */
const test = base.extend('telegram', ({ token }, { onCleanup }) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'local-telegram-'))
  let sandbox: Sandbox | undefined
  onCleanup(async () => {
    await sandbox?.close()
    rmSync(dataDir, { recursive: true })
  })
  const running = () => {
    if (!sandbox) throw new Error('The local Telegram was not started.')
    return sandbox
  }
  const call: Call = (method, params) => caller(running().url, token)(method, params)
  return {
    journal: join(dataDir, 'telegram.jsonl'),
    running,
    call,
    async start(): Promise<Sandbox> {
      await sandbox?.close()
      sandbox = await startSandbox({
        port: 0,
        token,
        botUsername: 'b',
        clock: createMovableClock(),
        dataDir,
      })
      return sandbox
    },
  }
})

test('people, chats, messages, files, updates, settings and the clock come back', async ({ telegram }) => {
  const { call } = telegram
  let { world } = await telegram.start()
  world.addUsers([
    { id: 1, firstName: 'An', title: 'Bí thư' },
    { id: 2, firstName: 'Bình' },
  ])
  world.addGroup({ id: -5, title: 'Chi bộ', memberIds: [1, 2], kind: 'group' })
  world.addBotToGroup(-5, { silently: true })
  world.startPrivateChat(1)
  world.block(2, { silently: true })
  const upload = new FormData()
  upload.set('chat_id', '1')
  upload.set('document', new Blob(['bytes']), 'a.txt')
  const { result: document } = await call('sendDocument', upload)
  const { result: sent } = await call('sendMessage', {
    chat_id: 1,
    text: 'x',
    reply_markup: { inline_keyboard: [[{ text: 'x', callback_data: 'a' }]] },
  })
  await call('editMessageText', { chat_id: 1, message_id: sent.message_id, text: 'y' })
  await call('setMyCommands', { commands: [{ command: 'viec', description: 'Việc' }] })
  world.markRead(1, 1, 2)
  const before = { messages: world.messages(1), chats: world.chatsOf(1) }
  const later = Date.now() + 43_200_000
  await fetch(`${telegram.running().url}/sandbox/clock`, {
    method: 'POST',
    body: JSON.stringify({ to: new Date(later) }),
    headers: { 'content-type': 'application/json' },
  })
  const tapped = world.tap(1, 1, sent.message_id, 'a', { timeoutMs: 1 })
  await tapped

  world = (await telegram.start()).world
  expect({ messages: world.messages(1), chats: world.chatsOf(1) }).toEqual(before)
  const clock = (await (await fetch(`${telegram.running().url}/sandbox/clock`)).json()) as { now: string }
  expect(Date.parse(clock.now)).toBeGreaterThanOrEqual(later)
  expect((await call('sendMessage', { chat_id: 2, text: 'x' })).error_code).toBe(403)
  expect((await call('getMyCommands')).result).toHaveLength(1)
  expect((await call('sendDocument', { chat_id: 1, document: document.document.file_id })).ok).toBe(true)
  const { result: file } = await call('getFile', { file_id: document.document.file_id })
  expect(await (await fetch(`${telegram.running().url}/file/bott/${file.file_path}`)).text()).toBe('bytes')
  const { result: updates } = await call('getUpdates')
  expect(updates.map((update: object) => Object.keys(update)[1])).toEqual(['message', 'callback_query'])
  expect((await call('answerCallbackQuery', { callback_query_id: updates[1].callback_query.id })).ok).toBe(
    true,
  )
  await call('getUpdates', { offset: updates[1].update_id + 1 })

  world = (await telegram.start()).world
  expect((await call('getUpdates')).result).toEqual([])
  world.sendText(1, 1, 'mới')
  const { result: next } = await call('getUpdates')
  expect(next[0].update_id).toBe(updates[1].update_id + 1)
})

test('a last line that was cut off is left out', async ({ telegram }) => {
  let { world } = await telegram.start()
  world.addUser({ id: 1, firstName: 'An' })
  await telegram.running().close()
  appendFileSync(telegram.journal, '["person",{"id":2,"firstNa')
  world = (await telegram.start()).world
  expect(world.chatsOf(1)).toHaveLength(1)
  expect(() => world.chatsOf(2)).not.toThrow()
  expect(world.chatsOf(2)).toEqual([])
  world.addUser({ id: 3, firstName: 'Chi' })
  expect((await telegram.start()).world.chatsOf(3)).toHaveLength(1)
})

test('1,000 people with 10,000 messages are there at once', async ({ telegram }) => {
  const { world } = await telegram.start()
  world.addUsers(Array.from({ length: 1000 }, (_, at) => ({ id: at + 1, firstName: `Đồng chí ${at}` })))
  for (let id = 1; id <= 1000; id++)
    for (let n = 0; n < 10; n++) world.sendText(id, id, `/viec ${n} ${'chữ '.repeat(50)}`)
  // Half a second here.
  await withinCpu(3_000, () => telegram.start())
  expect(telegram.running().world.messages(1000)).toHaveLength(10)
})

test('a journal full of what is over is rewritten', async ({ telegram }) => {
  const { world } = await telegram.start()
  world.addUser({ id: 1, firstName: 'An' })
  for (let at = 0; at < 200; at++) world.deactivate(1)
  const lines = () => readFileSync(telegram.journal, 'utf8').split('\n').length
  await telegram.running().close()
  expect(lines()).toBeGreaterThan(200)
  await telegram.start()
  expect(lines()).toBeLessThan(10)
  expect(telegram.running().world.chatsOf(1)).toHaveLength(1)
})

test('lines that say nothing are passed over', async ({ telegram }) => {
  writeFileSync(telegram.journal, 'rubbish\n["unknown",1]\n')
  await expect(telegram.start()).resolves.toBeDefined()
})
