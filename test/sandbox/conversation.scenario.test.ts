// The same conversation four ways: driven by grammY and by telegraf, over long polling and over a webhook.
// What both clients understand is what the Bot API says, not what one of them happens to accept.
import { describe, expect } from 'vitest'
import type { SandboxOptions } from '../../src/sandbox/index.ts'
import { loadBotApiSpec, validateCall } from '../support/bot-api-spec.ts'
import { type Client, clients, type Refusal } from './clients.ts'
import { test as base } from './fixtures.ts'

const TOKEN = '7000000001:local'
const AN = 1001
const BINH = 1002
const CHI = 1003
const GROUP = -2001
const FORUM = -1_000_000_003_001
const PDF = Buffer.from('%PDF-1.4 công văn')
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAIAAAADCAYAAAC56t6BAAAAEklEQVR4nGNkYGD4z8DAwMAAAAwAAwGIAgFzAAAAAElFTkSuQmCC',
  'base64',
)

interface Message {
  message_id: number
  text?: string
  chat: { id: number }
  document?: { file_id: string; file_name: string; file_size: number; mime_type: string }
  photo?: { file_id: string; width: number; height: number }[]
}

const ways = (['grammY', 'telegraf'] as const).flatMap((name) =>
  (['long polling', 'webhook'] as const).map((mode) => ({ name, mode })),
)

describe.each(ways)('$name over $mode', ({ name, mode }) => {
  const spec = loadBotApiSpec()

  const test = base
    .extend('token', TOKEN)
    // Calls that are not what the specification says.
    .extend('problems', () => [] as string[])
    .extend('options', ({ problems }, { onCleanup }): Partial<SandboxOptions> => {
      // After the client has stopped: its last calls count too.
      onCleanup(() => expect(problems).toEqual([]))
      return {
        botUsername: 'thongsuot_bot',
        webhookBackoffCapMs: 50,
        onCall: (method, params) => {
          if (spec) problems.push(...validateCall(spec, method, params))
        },
      }
    })
    .extend('sandbox', ({ sandbox }) => {
      sandbox.world.addUsers([
        { id: AN, firstName: 'Nguyễn Văn An' },
        { id: BINH, firstName: 'Trần Thị Bình' },
        { id: CHI, firstName: 'Lê Chi' },
      ])
      sandbox.world.startPrivateChat(AN, { silently: true })
      return sandbox
    })
    .extend('received', () => [] as Record<string, never>[])
    .extend('client', { auto: true }, async ({ sandbox, received }, { onCleanup }) => {
      const client: Client = clients[name](sandbox.url, TOKEN, async (update) => {
        received.push(update)
        await converse(client, sandbox.url, update)
      })
      onCleanup(() => client.stop())
      await client.start(mode)
      return client
    })
    .extend('refused', ({ client }) => async (method: string, params: Record<string, unknown>) => {
      const refusal: Refusal = await client.call(method, params).then(
        () => expect.fail(`${method} was not refused`),
        (error: Refusal) => error,
      )
      return refusal
    })
    .extend(
      'answerIn',
      ({ sandbox }) =>
        async (chatId: number, text: string) =>
          await sandbox.world.waitForMessage(chatId, (message) => message.api.text === text),
    )

  test('start, buttons, edit, answers to taps', async ({ sandbox, answerIn }) => {
    sandbox.world.startPrivateChat(BINH, { payload: 'CODE1' })
    const menu = await answerIn(BINH, 'Chào CODE1')
    expect(menu.api.entities).toEqual([{ type: 'bold', offset: 5, length: 5 }])
    expect(await sandbox.world.tap(BINH, BINH, menu.id, 'alert')).toEqual({ text: 'Chú ý', showAlert: true })
    expect(await sandbox.world.tap(BINH, BINH, menu.id, 'edit')).toEqual({ text: 'Đã sửa' })
    const edited = sandbox.world.messages(BINH).find((message) => message.id === menu.id)!
    expect(edited.api.text).toBe('Đã nhận')
    expect(edited.api.reply_markup).toBeUndefined()
    // The same tap from a page that has not caught up: answered too, and the message stays as it is.
    expect(await sandbox.world.tap(BINH, BINH, menu.id, 'edit')).toEqual({ text: 'message is not modified' })
  })

  test('files: uploaded once, sent again by file_id, received and downloaded', async ({
    sandbox,
    client,
    refused,
    answerIn,
  }) => {
    const first: Message = await client.call('sendDocument', {
      chat_id: AN,
      document: { bytes: PDF, name: 'Công văn 12.pdf' },
      caption: '<b>Công văn</b>',
      parse_mode: 'HTML',
    })
    expect(first.document).toMatchObject({
      file_name: 'Công văn 12.pdf',
      file_size: PDF.length,
      mime_type: 'application/pdf',
    })
    const again: Message = await client.call('sendDocument', {
      chat_id: AN,
      document: first.document!.file_id,
    })
    expect(again.document).toEqual(first.document)
    const photo: Message = await client.call('sendPhoto', {
      chat_id: AN,
      photo: { bytes: PNG, name: 'a.png' },
    })
    expect(photo.photo![0]).toMatchObject({ width: 2, height: 3 })
    expect(await refused('sendPhoto', { chat_id: AN, photo: first.document!.file_id })).toMatchObject({
      code: 400,
      description: "Bad Request: can't use file of type Document as Photo",
    })
    sandbox.world.sendFile(AN, AN, { name: 'báo cáo.pdf', mime: 'application/pdf', bytes: PDF })
    await answerIn(AN, `báo cáo.pdf ${PDF.toString()}`)
  })

  test('refusals carry code, description and parameters', async ({ sandbox, client, refused }) => {
    const markup = (data: string) => ({ inline_keyboard: [[{ text: 'x', callback_data: data }]] })
    const send = (params: object) => refused('sendMessage', { chat_id: AN, text: 'x', ...params })
    expect(await send({ chat_id: CHI })).toMatchObject({
      code: 403,
      description: "Forbidden: bot can't initiate conversation with a user",
    })
    expect(await send({ chat_id: 999 })).toMatchObject({
      code: 400,
      description: 'Bad Request: chat not found',
    })
    expect(await send({ text: '<b>x', parse_mode: 'HTML' })).toMatchObject({ code: 400 })
    expect(await send({ text: 'x'.repeat(4097) })).toMatchObject({
      description: 'Bad Request: message is too long',
    })
    // 22 letters of three bytes are 66 bytes.
    expect(await send({ reply_markup: markup('ự'.repeat(22)) })).toMatchObject({
      description: 'Bad Request: BUTTON_DATA_INVALID',
    })
    expect(await refused('editMessageText', { chat_id: AN, message_id: 99, text: 'x' })).toMatchObject({
      description: 'Bad Request: message to edit not found',
    })
    expect(await refused('deleteMessage', { chat_id: AN, message_id: 99 })).toMatchObject({
      description: 'Bad Request: message to delete not found',
    })
    sandbox.world.block(AN)
    expect(await send({})).toMatchObject({ code: 403, description: 'Forbidden: bot was blocked by the user' })
    sandbox.world.unblock(AN)
    sandbox.faults.add({ kind: 'flood', methods: ['sendMessage'], chatIds: [AN], retryAfterS: 7, count: 1 })
    expect(await send({})).toEqual({
      code: 429,
      description: 'Too Many Requests: retry after 7',
      parameters: { retry_after: 7 },
    })
    const sent: Message = await client.call('sendMessage', {
      chat_id: AN,
      text: 'x',
      reply_markup: markup('a'),
    })
    const same = { chat_id: AN, message_id: sent.message_id, reply_markup: markup('a') }
    expect((await refused('editMessageReplyMarkup', same)).description).toMatch(
      /^Bad Request: message is not modified/,
    )
    sandbox.world.sendText(AN, AN, 'của tôi')
    const own = sandbox.world.messages(AN).at(-1)!.id
    expect(await refused('editMessageText', { chat_id: AN, message_id: own, text: 'y' })).toMatchObject({
      description: "Bad Request: message can't be edited",
    })
  })

  test('a group: joining, privacy, becoming a supergroup, being removed', async ({
    sandbox,
    received,
    refused,
    answerIn,
  }) => {
    const { world } = sandbox
    world.addGroup({ id: GROUP, title: 'Chi bộ thôn 1', memberIds: [AN, BINH], kind: 'group' })
    expect(await refused('sendMessage', { chat_id: GROUP, text: 'x' })).toMatchObject({ code: 400 })
    world.addBotToGroup(GROUP)
    await answerIn(GROUP, 'left → member')
    world.sendText(BINH, GROUP, 'chuyện riêng')
    world.sendText(BINH, GROUP, '/hoi@bot_khac')
    world.sendText(BINH, GROUP, '/hoi@thongsuot_bot')
    const answer = await answerIn(GROUP, 'Nghe /hoi@thongsuot_bot')
    world.sendText(AN, GROUP, 'trả lời', { replyTo: answer.id })
    await answerIn(GROUP, 'Nghe trả lời')
    const heard = received.flatMap((update: { message?: Message }) => update.message?.text ?? [])
    expect(heard).toEqual(['/hoi@thongsuot_bot', 'trả lời'])

    const supergroup = world.migrateGroup(GROUP)
    expect(await refused('sendMessage', { chat_id: GROUP, text: 'x' })).toEqual({
      code: 400,
      description: 'Bad Request: group chat was upgraded to a supergroup chat',
      parameters: { migrate_to_chat_id: supergroup },
    })
    await answerIn(supergroup, `từ ${GROUP}`)
    world.kickBot(supergroup)
    expect(await refused('sendMessage', { chat_id: supergroup, text: 'x' })).toMatchObject({
      code: 403,
      description: 'Forbidden: bot was kicked from the supergroup chat',
    })
    expect(world.chatsOf(AN).map((chat) => chat.id)).toEqual([AN, supergroup])
  })

  test('topics, replies, pins, members, leaving', async ({ sandbox, client, refused }) => {
    const { world } = sandbox
    world.addGroup({ id: FORUM, title: 'Đảng bộ xã', memberIds: [AN, BINH], kind: 'supergroup', forum: true })
    world.addBotToGroup(FORUM, { silently: true })
    const topic = world.addTopic(FORUM, 'Báo cáo')
    const sent: Message = await client.call('sendMessage', {
      chat_id: FORUM,
      text: 'x',
      message_thread_id: topic,
    })
    expect(sent).toMatchObject({ message_thread_id: topic, is_topic_message: true, chat: { is_forum: true } })
    expect(await refused('sendMessage', { chat_id: FORUM, text: 'x', message_thread_id: 77 })).toMatchObject({
      description: 'Bad Request: message thread not found',
    })
    world.muteBot(FORUM)
    expect(await refused('sendMessage', { chat_id: FORUM, text: 'x' })).toMatchObject({
      description: 'Bad Request: not enough rights to send text messages to the chat',
    })
    world.muteBot(FORUM, false)
    const closed = world.addTopic(FORUM, 'Họp')
    world.deleteTopic(FORUM, closed)
    expect(
      await refused('sendMessage', { chat_id: FORUM, text: 'x', message_thread_id: closed }),
    ).toMatchObject({ description: 'Bad Request: message thread not found' })
    const to = (message_id: number) => ({ chat_id: FORUM, text: 'y', reply_parameters: { message_id } })
    const reply: Message = await client.call('sendMessage', to(sent.message_id))
    expect(reply).toMatchObject({ reply_to_message: { message_id: sent.message_id } })
    expect(await refused('sendMessage', to(99))).toMatchObject({
      description: 'Bad Request: message to be replied not found',
    })
    await client.call('pinChatMessage', { chat_id: FORUM, message_id: sent.message_id })
    expect(await client.call('getChat', { chat_id: FORUM })).toMatchObject({
      title: 'Đảng bộ xã',
      pinned_message: { message_id: sent.message_id },
    })
    await client.call('unpinChatMessage', { chat_id: FORUM, message_id: sent.message_id })
    const status = async (user_id: number) =>
      ((await client.call('getChatMember', { chat_id: FORUM, user_id })) as { status: string }).status
    expect([await status(AN), await status(BINH), await status(CHI)]).toEqual([
      'administrator',
      'member',
      'left',
    ])
    await client.call('leaveChat', { chat_id: FORUM })
    expect(await refused('sendMessage', { chat_id: FORUM, text: 'x' })).toMatchObject({
      description: 'Forbidden: bot is not a member of the supergroup chat',
    })
  })

  test('a tap answered too late', async ({ clock, sandbox, client, received, refused }) => {
    const sent: Message = await client.call('sendMessage', {
      chat_id: AN,
      text: 'x',
      reply_markup: { inline_keyboard: [[{ text: 'x', callback_data: 'ignore' }]] },
    })
    const tapped = sandbox.world.tap(AN, AN, sent.message_id, 'ignore', { timeoutMs: 50 })
    expect(await tapped).toBeNull()
    const update = received.find((u: { callback_query?: unknown }) => u.callback_query) as unknown as {
      callback_query: { id: string }
    }
    clock.moveTo(new Date(clock.now().getTime() + 16_000))
    expect(
      await refused('answerCallbackQuery', { callback_query_id: update.callback_query.id }),
    ).toMatchObject({
      code: 400,
      description: 'Bad Request: query is too old and response timeout expired or query ID is invalid',
    })
  })
})

/** The bot of this conversation. */
async function converse(client: Client, apiRoot: string, update: Record<string, never>): Promise<void> {
  const {
    message,
    callback_query: query,
    my_chat_member: change,
  } = update as {
    message?: Message & { migrate_from_chat_id?: number }
    callback_query?: { id: string; data: string; message: Message }
    my_chat_member?: {
      chat: { id: number }
      old_chat_member: { status: string }
      new_chat_member: { status: string }
    }
  }
  if (change && change.new_chat_member.status === 'member' && change.chat.id < 0) {
    const text = `${change.old_chat_member.status} → ${change.new_chat_member.status}`
    await client.call('sendMessage', { chat_id: change.chat.id, text })
  } else if (query) {
    await answerTap(client, query)
  } else if (message?.text?.startsWith('/start')) {
    const code = message.text.slice('/start '.length)
    await client.call('sendMessage', {
      chat_id: message.chat.id,
      text: `Chào <b>${code}</b>`,
      parse_mode: 'HTML',
      reply_markup: {
        inline_keyboard: [['alert', 'edit'].map((data) => ({ text: data, callback_data: data }))],
      },
    })
  } else if (message?.document) {
    const { file_path } = (await client.call('getFile', { file_id: message.document.file_id })) as {
      file_path: string
    }
    const bytes = await (await fetch(`${apiRoot}/file/bot${TOKEN}/${file_path}`)).text()
    await client.call('sendMessage', {
      chat_id: message.chat.id,
      text: `${message.document.file_name} ${bytes}`,
    })
  } else if (message?.migrate_from_chat_id) {
    await client.call('sendMessage', { chat_id: message.chat.id, text: `từ ${message.migrate_from_chat_id}` })
  } else if (message?.text && message.chat.id < 0) {
    await client.call('sendMessage', { chat_id: message.chat.id, text: `Nghe ${message.text}` })
  }
}

async function answerTap(
  client: Client,
  query: { id: string; data: string; message: Message },
): Promise<void> {
  const answer = (more: object) =>
    client.call('answerCallbackQuery', { callback_query_id: query.id, ...more })
  if (query.data === 'alert') await answer({ text: 'Chú ý', show_alert: true })
  if (query.data !== 'edit') return
  const { chat, message_id } = query.message
  try {
    await client.call('editMessageText', { chat_id: chat.id, message_id, text: 'Đã nhận' })
    await answer({ text: 'Đã sửa' })
  } catch (error) {
    await answer({ text: (error as Refusal).description.replace(/^Bad Request: ([^:]*):.*/s, '$1') })
  }
}
