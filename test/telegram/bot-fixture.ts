// The bot without Telegram: updates go in as Telegram would send them; what the bot says is read from the
// outbox, and what it does past the outbox (answers to taps, edits, messages sent or removed at once) from a
// recording messenger.
import type { Update } from 'grammy/types'
import type { Button, Messenger, Outcome, OutgoingMessage } from '../../src/circulation/messenger.ts'
import { createFrozenClock, type MovableClock } from '../../src/platform/clock.ts'
import type { Db } from '../../src/platform/database.ts'
import { createLog } from '../../src/platform/log.ts'
import { createCalendar } from '../../src/platform/working-calendar.ts'
import { type Bot, createBot } from '../../src/telegram/bot.ts'
import { capabilities } from '../support/capabilities.ts'

/** The bot's own account. */
export const me = { id: 7_000_000_001, username: 'thongsuot_bot' }

export interface Said extends OutgoingMessage {
  chatId: number
}

export interface TapAnswer {
  tapId: string
  text: string
  alert: boolean
}

/** Remembers what it was asked to do, and can be made to fail. */
export interface RecordingMessenger extends Messenger {
  /** Answers to taps, oldest first. */
  taps: TapAnswer[]
  /** What messages were changed to. */
  edits: { chat: number; messageId: number; buttons: Button[][]; text?: string }[]
  /** Messages taken out of their chats, by id. */
  removed: number[]
  /** Messages sent past the outbox. */
  sentNow: Said[]
  /** What becomes of those; 'sent' unless told. */
  sendOutcome: Outcome
}

export function recordingMessenger(): RecordingMessenger {
  const sent = { kind: 'sent', messageId: 1 } as const
  const messenger: RecordingMessenger = {
    taps: [],
    edits: [],
    removed: [],
    sentNow: [],
    sendOutcome: sent,
    capabilities,
    send: async ({ telegramChatId }, message) => {
      messenger.sentNow.push({ chatId: telegramChatId, ...message })
      return messenger.sendOutcome
    },
    edit: async (to, messageId, { text, buttons = [] }) => {
      messenger.edits.push({ chat: to.telegramChatId, messageId, buttons, text })
      return { kind: 'sent', messageId }
    },
    editButtons: async (to, messageId, buttons) => {
      messenger.edits.push({ chat: to.telegramChatId, messageId, buttons })
      return { kind: 'sent', messageId }
    },
    answerTap: async (tapId, text, options) => {
      messenger.taps.push({ tapId, text, alert: options?.alert ?? false })
    },
    remove: async (_to, messageId) => {
      messenger.removed.push(messageId)
      return sent
    },
    close: async () => {},
  }
  return messenger
}

/** A bot on this database; several share one clock and one messenger, as processes do. */
export function botOn(
  db: Db,
  parts: {
    clock: MovableClock
    messenger: Messenger
    files?: ReadonlyMap<string, Uint8Array | Error>
    pageUrl?: string
  },
): Bot {
  const { clock, messenger, files, pageUrl } = parts
  return createBot({
    db,
    clock,
    messenger,
    pageUrl,
    me,
    settings: { bulkPerSecond: 1e6 },
    calendar: createCalendar({ timeZone: 'Asia/Ho_Chi_Minh' }),
    log: createLog({ level: 'silent', role: 'test' }),
    fetchFile: async (fileId) => {
      const file = files?.get(fileId) ?? null
      if (file instanceof Error) throw file
      return file
    },
  })
}

export interface TestBot extends Pick<RecordingMessenger, 'edits' | 'removed' | 'sentNow' | 'sendOutcome'> {
  clock: MovableClock
  /** Everything that answers to taps said, oldest first. */
  readonly tapAnswers: string[]
  /** Sends updates and handles them; returns what was said because of them. */
  give(...updates: Record<string, unknown>[]): Promise<Said[]>
  text(
    userId: number,
    text: string,
    chat?: Record<string, unknown>,
    more?: Record<string, unknown>,
  ): Promise<Said[]>
  tap(userId: number, data: string, chat?: Record<string, unknown>): Promise<Said[]>
}

/** Names of people by id are `Họ <id>`. */
export function createTestBot(
  db: Db,
  now: Date,
  files?: ReadonlyMap<string, Uint8Array | Error>,
  pageUrl?: string,
): TestBot {
  const clock = createFrozenClock(now)
  const messenger = recordingMessenger()
  const bot = botOn(db, { clock, messenger, files, pageUrl })
  let messageId = 1
  const { edits, removed, sentNow } = messenger
  const test: TestBot = {
    clock,
    edits,
    removed,
    sentNow,
    get tapAnswers() {
      return messenger.taps.map((tap) => tap.text)
    },
    get sendOutcome() {
      return messenger.sendOutcome
    },
    set sendOutcome(outcome) {
      messenger.sendOutcome = outcome
    },
    async give(...updates) {
      const last = await db.selectFrom('delivery').select('id').orderBy('id', 'desc').executeTakeFirst()
      await bot.receive(
        updates.map((update) => ({ update_id: nextUpdateId(), ...update }) as unknown as Update),
      )
      await bot.handleOpenUpdates()
      const parked = await db
        .selectFrom('telegram_update')
        .select('error')
        .where('error', 'is not', null)
        .execute()
      if (parked[0]) throw new Error(`An update failed: ${parked[0].error}`)
      return readAnswers(db, { after: last?.id ?? 0 })
    },
    text(userId, text, chat, more) {
      const message = { ...textMessage(userId, text, chat), message_id: messageId++, ...more }
      return test.give({ message })
    },
    tap(userId, data, chat) {
      return test.give({ callback_query: tapQuery(userId, data, { chat, messageId: messageId++ }) })
    },
  }
  return test
}

/** What the bot has said through the outbox, oldest first: after a delivery, into one chat, or both. */
async function readAnswers(
  db: Db,
  { after = 0, telegramChatId }: { after?: number; telegramChatId?: number },
): Promise<Said[]> {
  let query = db
    .selectFrom('delivery')
    .select(['telegram_chat_id', 'payload'])
    .where('id', '>', after)
    .where('purpose', '=', 'answer')
    .orderBy('id')
  if (telegramChatId !== undefined) query = query.where('telegram_chat_id', '=', telegramChatId)
  const rows = await query.execute()
  return rows.map((row) => {
    const { message } = row.payload as unknown as { message: OutgoingMessage }
    return { chatId: row.telegram_chat_id, ...message }
  })
}

/** What the bot has said into a chat, oldest first. */
export async function saidTo(db: Db, telegramChatId: number): Promise<OutgoingMessage[]> {
  return readAnswers(db, { telegramChatId })
}

let lastUpdate = 0

/** Update numbers rise, as they do in life. */
export const nextUpdateId = () => ++lastUpdate

const personOf = (id: number) => ({ id, is_bot: false, first_name: 'Họ', last_name: String(id) })

const chatOf = (userId: number, group?: number) =>
  group ? { id: group, type: 'supergroup', title: 'Nhóm' } : { id: userId, type: 'private' }

function textMessage(userId: number, text: string, chat: object = chatOf(userId)): object {
  const command = /^\/\w+(@\w+)?/.exec(text)
  return {
    message_id: lastUpdate,
    date: 1_700_000_000,
    chat,
    from: personOf(userId),
    text,
    ...(command ? { entities: [{ type: 'bot_command', offset: 0, length: command[0].length }] } : {}),
  }
}

/** A text in the person's private chat, or in a group. */
export function textUpdate(userId: number, text: string, group?: number): object {
  const update_id = nextUpdateId()
  return { update_id, message: textMessage(userId, text, chatOf(userId, group)) }
}

/** Where a button was tapped; in the private chat, below message 70, unless told. */
export interface TapPlace {
  group?: number
  chat?: object
  messageId?: number
}

function tapQuery(userId: number, data: string, { group, chat, messageId = 70 }: TapPlace = {}) {
  return {
    id: `tap${nextUpdateId()}`,
    from: personOf(userId),
    chat_instance: '1',
    data,
    message: {
      message_id: messageId,
      date: 1_700_000_000,
      chat: chat ?? chatOf(userId, group),
      text: 'lời của bot',
    },
  }
}

/** A tap on a button. */
export function tapUpdate(userId: number, data: string, place: TapPlace = {}) {
  const callback_query = tapQuery(userId, data, place)
  return { update_id: lastUpdate, callback_query }
}

type WithButtons = { text?: string; buttons?: Button[][] }

/**
 * The data of the button whose label contains `label`, in the last of these messages that has such a button.
 */
export function buttonData(said: WithButtons | readonly WithButtons[] | undefined, label: string): string {
  const messages = said === undefined ? [] : 'at' in said ? said : [said]
  for (const message of messages.toReversed())
    for (const button of message.buttons?.flat() ?? [])
      if (button.text.includes(label) && 'data' in button) return button.data
  const last = messages.at(-1)
  throw new Error(`No button "${label}" below: ${last?.text} ${JSON.stringify(last?.buttons)}`)
}
