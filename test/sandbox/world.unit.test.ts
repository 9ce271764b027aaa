// What people can do beyond the ordinary conversation: things that a bot must not stumble over.

import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'vitest'
import { test as base } from './fixtures.ts'

const test = base.extend('sandbox', ({ sandbox }) => {
  sandbox.world.addUsers([
    { id: 1, firstName: 'An' },
    { id: 2, firstName: 'Bình' },
  ])
  return sandbox
})

test('an administrator who hides behind the group has no identity', async ({ sandbox, call }) => {
  sandbox.world.addGroup({ id: -1_000_000_000_009, title: 'Xã', memberIds: [1], kind: 'supergroup' })
  sandbox.world.addBotToGroup(-1_000_000_000_009, { silently: true })
  sandbox.world.sendText(1, -1_000_000_000_009, '/viec', { anonymously: true })
  const [update] = (await call('getUpdates')).result
  expect(update.message).toMatchObject({
    from: { id: 1_087_968_824, is_bot: true, username: 'GroupAnonymousBot' },
    sender_chat: { id: -1_000_000_000_009, type: 'supergroup' },
  })
})

test('a person changes a text', async ({ sandbox, call }) => {
  const { message_id } = sandbox.world.sendText(1, 1, '/viec')
  sandbox.world.editText(1, 1, message_id, 'thôi')
  const [, update] = (await call('getUpdates')).result
  expect(update.edited_message).toMatchObject({ message_id, text: 'thôi' })
  expect(update.edited_message.entities).toBeUndefined()
  expect(() => sandbox.world.editText(2, 1, message_id, 'x')).toThrow(/is no text of person 2/)
})

test('blocking and unblocking are told to the bot; writing unblocks', async ({ sandbox, call }) => {
  sandbox.world.startPrivateChat(1, { silently: true })
  sandbox.world.block(1)
  sandbox.world.block(1)
  sandbox.world.sendText(1, 1, 'x')
  const updates = (await call('getUpdates')).result
  const standings = updates.map(
    (u: { my_chat_member?: { new_chat_member: { status: string } } }) =>
      u.my_chat_member?.new_chat_member.status,
  )
  expect(standings).toEqual(['kicked', 'member', undefined])
  expect((await call('sendMessage', { chat_id: 1, text: 'x' })).ok).toBe(true)
  sandbox.world.deactivate(1)
  expect((await call('sendMessage', { chat_id: 1, text: 'x' })).description).toBe(
    'Forbidden: user is deactivated',
  )
})

test('people of synthetic chats tap too', async ({ sandbox, call }) => {
  sandbox.world.addSyntheticChats(5000, 10)
  await call('sendMessage', { chat_id: 5003, text: 'x' })
  const tapped = sandbox.world.syntheticTap(5003, 1, '1:a:7')
  const [update] = (await call('getUpdates')).result
  expect(update.callback_query).toMatchObject({
    from: { id: 5003 },
    data: '1:a:7',
    message: { message_id: 1 },
  })
  await call('answerCallbackQuery', { callback_query_id: update.callback_query.id, text: 'Đã ghi' })
  expect(await tapped).toEqual({ text: 'Đã ghi' })
  expect(() => sandbox.world.syntheticTap(5003, 2, 'x')).toThrow(/no message 2/)
})

test('any update can be queued, wanted or not', async ({ sandbox, call }) => {
  expect(sandbox.world.pushUpdate({ poll: { id: 'x' } })).toBeTypeOf('number')
  expect(sandbox.world.pushUpdate({ message_reaction: {} })).toBeUndefined()
  expect((await call('getUpdates')).result).toMatchObject([{ poll: { id: 'x' } }])
})

test('a webhook that is set anew is not kept waiting by earlier failures', async ({ sandbox, call }) => {
  let isBroken = true
  const heard: number[] = []
  const hook = createServer((request, response) => {
    request.resume()
    request.on('end', () => {
      heard.push(response.writeHead(isBroken ? 500 : 200).statusCode)
      response.end()
    })
  })
  hook.listen(0)
  await once(hook, 'listening')
  const url = `http://127.0.0.1:${(hook.address() as AddressInfo).port}/`
  await call('setWebhook', { url })
  sandbox.world.sendText(1, 1, 'x')
  // The second attempt follows at once, the third only after seconds.
  while (sandbox.stats.webhook.failed < 2) await new Promise(setImmediate)
  isBroken = false
  await call('setWebhook', { url })
  while (sandbox.stats.webhook.delivered < 1) await new Promise(setImmediate)
  expect(heard).toEqual([500, 500, 200])
  hook.close()
  hook.closeAllConnections()
})

test('waiting for a message that does not come says what came instead', async ({ sandbox }) => {
  sandbox.world.sendText(1, 1, 'khác')
  const waiting = sandbox.world.waitForMessage(1, (message) => message.api.text === 'này', { timeoutMs: 5 })
  await expect(waiting).rejects.toThrow(/no such message in chat 1 within 5 ms; the last were: khác/)
})
