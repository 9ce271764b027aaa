// A bot without Telegram: updates go in as Telegram would send them, what it says is read from the outbox.
import type { Update } from 'grammy/types'
import { pino } from 'pino'
import type { Button, Messenger, Outcome, OutgoingMessage } from '../../src/circulation/messenger.ts'
import { createFrozenClock, type MovableClock } from '../../src/platform/clock.ts'
import type { Db } from '../../src/platform/database.ts'
import { createCalendar } from '../../src/platform/working-calendar.ts'
import { createBot } from '../../src/telegram/bot.ts'
import { capabilities } from '../support/capabilities.ts'

export interface Said extends OutgoingMessage {
  chatId: number
}

export interface TestBot {
  clock: MovableClock
  /** Everything that answers to taps said, oldest first. */
  tapAnswers: string[]
  /** Texts and buttons that tapped messages were changed to. */
  edits: { text?: string; buttons?: Button[][] }[]
  /** Messages taken out of their chats, by id. */
  removed: number[]
  /** Messages sent past the outbox. */
  sentNow: Said[]
  /** What becomes of those; 'sent' unless told. */
  sendOutcome: Outcome
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
  files?: ReadonlyMap<string, Uint8Array>,
  pageUrl?: string,
): TestBot {
  const clock = createFrozenClock(now)
  const tapAnswers: string[] = []
  const edits: TestBot['edits'] = []
  const sentNow: Said[] = []
  const removed: number[] = []
  const sent = { kind: 'sent', messageId: 1 } as const
  const messenger: Messenger = {
    capabilities,
    send: async ({ telegramChatId }, message) => {
      sentNow.push({ chatId: telegramChatId, ...message })
      return test.sendOutcome
    },
    edit: async (_to, _id, message) => {
      edits.push(message)
      return sent
    },
    editButtons: async (_to, _id, buttons) => {
      edits.push({ buttons })
      return sent
    },
    answerTap: async (_id, text) => {
      tapAnswers.push(text)
    },
    remove: async (_to, messageId) => {
      removed.push(messageId)
      return sent
    },
    close: async () => {},
  }
  const bot = createBot({
    db,
    clock,
    calendar: createCalendar({ timeZone: 'Asia/Ho_Chi_Minh' }),
    log: pino({ level: 'silent' }) as never,
    messenger,
    pageUrl,
    me: { id: 7_000_000_001, username: 'thongsuot_bot' },
    fetchFile: async (fileId) => files?.get(fileId) ?? null,
  })
  let updateId = 1
  let messageId = 1
  const person = (id: number) => ({ id, is_bot: false, first_name: 'Họ', last_name: String(id) })
  const test: TestBot = {
    clock,
    tapAnswers,
    edits,
    removed,
    sentNow,
    sendOutcome: sent,
    async give(...updates) {
      const last = await db.selectFrom('delivery').select('id').orderBy('id', 'desc').executeTakeFirst()
      await bot.receive(updates.map((update) => ({ update_id: updateId++, ...update }) as unknown as Update))
      await bot.handleOpenUpdates()
      const parked = await db
        .selectFrom('telegram_update')
        .select('error')
        .where('error', 'is not', null)
        .execute()
      if (parked[0]) throw new Error(`An update failed: ${parked[0].error}`)
      const rows = await db
        .selectFrom('delivery')
        .select(['telegram_chat_id', 'payload'])
        .where('id', '>', last?.id ?? 0)
        .where('purpose', '=', 'answer')
        .orderBy('id')
        .execute()
      return rows.map((row) => ({
        chatId: row.telegram_chat_id,
        ...(row.payload as unknown as { message: OutgoingMessage }).message,
      }))
    },
    text(userId, text, chat, more) {
      const entities = text.startsWith('/')
        ? { entities: [{ type: 'bot_command', offset: 0, length: text.split(/\s/)[0]?.length ?? 0 }] }
        : {}
      return test.give({
        message: {
          message_id: messageId++,
          date: 0,
          text,
          ...entities,
          from: person(userId),
          chat: chat ?? { id: userId, type: 'private' },
          ...more,
        },
      })
    },
    tap(userId, data, chat) {
      return test.give({
        callback_query: {
          id: String(updateId),
          from: person(userId),
          chat_instance: '1',
          data,
          message: { message_id: messageId++, date: 0, chat: chat ?? { id: userId, type: 'private' } },
        },
      })
    },
  }
  return test
}

/** The data of the button whose label contains `label`. */
export function buttonData(said: { buttons?: Button[][] } | undefined, label: string): string {
  const button = said?.buttons?.flat().find((each) => each.text.includes(label))
  if (!button || !('data' in button))
    throw new Error(`No button "${label}" in ${JSON.stringify(said?.buttons)}`)
  return button.data
}
