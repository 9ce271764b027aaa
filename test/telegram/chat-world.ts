// A small organisation with a directive already sent, and people who write to the bot: raw updates go in, what leaves
// is read from the outbox and from a recording messenger. The database is real.
import type { Button, Messenger, OutgoingMessage } from '../../src/circulation/messenger.ts'
import { createFrozenClock, type MovableClock } from '../../src/platform/clock.ts'
import type { Db } from '../../src/platform/database.ts'
import { createLog } from '../../src/platform/log.ts'
import { createCalendar } from '../../src/platform/working-calendar.ts'
import { type Bot, createBot } from '../../src/telegram/bot.ts'
import { addOfficer, plantTree } from '../org/fixtures.ts'
import { capabilities } from '../support/capabilities.ts'
import { letOneIssue } from '../support/two-persons.ts'

export const me = { id: 999, username: 'thongsuot_bot' }
/** A Monday, 09:00 in Hà Nội. */
export const monday = new Date('2026-11-16T02:00:00Z')

export interface TapAnswer {
  tapId: string
  text: string
  alert: boolean
}

/** Remembers what it was asked to do, and can be made to fail. */
export interface RecordingMessenger extends Messenger {
  taps: TapAnswer[]
  edits: { chat: number; messageId: number; buttons: Button[][]; text?: string }[]
}

export function recordingMessenger(): RecordingMessenger {
  const taps: TapAnswer[] = []
  const edits: RecordingMessenger['edits'] = []
  return {
    taps,
    edits,
    capabilities,
    send: async () => ({ kind: 'sent', messageId: 1 }),
    edit: async (to, messageId, { text, buttons = [] }) => {
      edits.push({ chat: to.telegramChatId, messageId, buttons, text })
      return { kind: 'sent', messageId }
    },
    editButtons: async (to, messageId, buttons) => {
      edits.push({ chat: to.telegramChatId, messageId, buttons })
      return { kind: 'sent', messageId }
    },
    answerTap: async (tapId, text, options) => {
      taps.push({ tapId, text, alert: options?.alert ?? false })
    },
    remove: async (_to, messageId) => ({ kind: 'sent', messageId }),
    close: async () => {},
  }
}

export interface ChatWorld {
  db: Db
  bot: Bot
  clock: MovableClock
  messenger: RecordingMessenger
  unit: Record<string, number>
  /** Telegram user ids by name. */
  user: Record<string, number>
  directiveId: number
  /** Obligation ids by the unit's code. */
  obligation: Record<string, number>
  /** A bot of another process on the same database. */
  anotherBot(): Bot
}

/** Group chat of the cell A11. */
export const groupId = -100_500

/** The secretary and deputy of A11, the secretary of A12, the office of T, who issues alone, a stranger; directive 05-CT/TU for the cells. */
export async function makeChatWorld(db: Db): Promise<ChatWorld> {
  await letOneIssue(db)
  const unit = await plantTree(db)
  const user = { secretary: 101, deputy: 102, neighbour: 103, office: 104, observer: 105, stranger: 999_999 }
  await addOfficer(db, {
    telegramUserId: user.secretary,
    unitId: unit.A11!,
    duty: 'secretary',
    name: 'Nguyễn Văn An',
  })
  await addOfficer(db, {
    telegramUserId: user.deputy,
    unitId: unit.A11!,
    duty: 'deputy',
    name: 'Trần Thị Bình',
  })
  await addOfficer(db, {
    telegramUserId: user.neighbour,
    unitId: unit.A12!,
    duty: 'secretary',
    name: 'Lê Chi',
  })
  await addOfficer(db, { telegramUserId: user.office, unitId: unit.T!, duty: 'office', name: 'Phạm Dung' })
  await addOfficer(db, { telegramUserId: user.observer, unitId: unit.T!, duty: 'observer', name: 'Vũ Em' })
  const { directiveId, obligation } = await addDirective(db, unit, ['A11', 'A12', 'B11'])
  const clock = createFrozenClock(monday)
  const messenger = recordingMessenger()
  const parts = {
    db,
    clock,
    messenger,
    me,
    calendar: createCalendar({ timeZone: 'Asia/Ho_Chi_Minh' }),
    log: createLog({
      level: 'silent',
      role: 'test',
    }),
    fetchFile: async () => null,
  }
  const anotherBot = () => createBot(parts)
  return { db, bot: anotherBot(), clock, messenger, unit, user, directiveId, obligation, anotherBot }
}

/** Directive 05-CT/TU (or `number`), issued by T, with obligations and sent messages for those cells. */
export async function addDirective(
  db: Db,
  unit: Record<string, number>,
  codes: string[],
  given: { number?: number; asksReport?: boolean; ackDueAt?: Date; reportDueAt?: Date } = {},
): Promise<{ directiveId: number; obligation: Record<string, number> }> {
  const number = given.number ?? 5
  const due = {
    ack: given.ackDueAt ?? at('2026-11-18T10:00'),
    report: given.reportDueAt ?? at('2026-11-27T10:00'),
  }
  const numberText = `${String(number).padStart(2, '0')}-CT/TU`
  const { id: directiveId } = await db
    .insertInto('directive')
    .values({
      issuer_unit_id: unit.T!,
      kind: 'CT',
      number,
      number_text: numberText,
      number_key: numberText,
      term: '2025-2030',
      issued_on: '2026-11-13',
      subject: 'Về học tập nghị quyết',
      search_key: 'x',
      ack_due_at: due.ack,
      report_due_at: due.report,
      audience: '{}',
      state: 'issued',
      created_at: monday,
      issued_at: monday,
      circulated_at: monday,
      asks_report: given.asksReport ?? true,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const obligation: Record<string, number> = {}
  for (const [i, code] of codes.entries()) {
    const path = [unit.T!, unit[code[0]!]!, unit[code.slice(0, 2)]!, unit[code]!]
    const row = await db
      .insertInto('obligation')
      .values({
        directive_id: directiveId,
        unit_id: unit[code]!,
        unit_name: `Chi bộ ${code}`,
        unit_kind: 'cell',
        path_ids: path,
        path_names: path.map(String),
        ack_due_at: due.ack,
        report_due_at: due.report,
        report_state: given.asksReport === false ? 'not_required' : 'owed',
        created_at: monday,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    obligation[code] = row.id
    await db
      .insertInto('delivery')
      .values({
        purpose: 'directive',
        lane: 1,
        directive_id: directiveId,
        obligation_id: row.id,
        state: 'sent',
        telegram_chat_id: 101 + i,
        message_id: 70 + i,
        due_at: monday,
        created_at: monday,
        sent_at: monday,
      })
      .execute()
  }
  return { directiveId, obligation }
}

const at = (text: string) => new Date(`${text}:00Z`)

let lastUpdate = 0

/** Update numbers rise through a test file, as they do in life. */
export const nextUpdateId = () => ++lastUpdate

/** A text in the person's private chat, or in a group. */
export function textUpdate(userId: number, text: string, group?: number): object {
  const command = /^\/\w+(@\w+)?/.exec(text)
  return {
    update_id: nextUpdateId(),
    message: {
      message_id: lastUpdate,
      date: 1_700_000_000,
      chat: group ? { id: group, type: 'supergroup', title: 'Nhóm' } : { id: userId, type: 'private' },
      from: { id: userId, is_bot: false, first_name: 'Ai đó' },
      text,
      ...(command ? { entities: [{ type: 'bot_command', offset: 0, length: command[0].length }] } : {}),
    },
  }
}

/** A tap on a button. */
export function tapUpdate(
  userId: number,
  data: string,
  options: { group?: number; messageId?: number } = {},
) {
  const updateId = nextUpdateId()
  return {
    update_id: updateId,
    callback_query: {
      id: `tap${updateId}`,
      from: { id: userId, is_bot: false, first_name: 'Ai đó' },
      chat_instance: '1',
      data,
      message: {
        message_id: options.messageId ?? 70,
        date: 1_700_000_000,
        chat: options.group ? { id: options.group, type: 'supergroup' } : { id: userId, type: 'private' },
        text: 'lời của bot',
      },
    },
  }
}

/** What the bot has said into a chat, oldest first. */
export async function saidTo(db: Db, telegramChatId: number): Promise<OutgoingMessage[]> {
  const rows = await db
    .selectFrom('delivery')
    .select('payload')
    .where('purpose', '=', 'answer')
    .where('telegram_chat_id', '=', telegramChatId)
    .orderBy('id')
    .execute()
  return rows.map((row) => (row.payload as unknown as { message: OutgoingMessage }).message)
}

/** The data of the button whose text contains `text`, in the last message that has such a button. */
export function buttonData(messages: OutgoingMessage[], text: string): string {
  for (const message of messages.toReversed())
    for (const button of message.buttons?.flat() ?? [])
      if (button.text.includes(text) && 'data' in button) return button.data
  const last = messages.at(-1)
  throw new Error(`No button "${text}" below: ${last?.text} ${JSON.stringify(last?.buttons)}`)
}

/** A person with a phone: says and taps, and sees what comes back. */
export function person(world: ChatWorld, userId: number, bot: Bot = world.bot) {
  const messages = () => saidTo(world.db, userId)
  const tapData = async (data: string, options: { group?: number; messageId?: number } = {}) => {
    const update = tapUpdate(userId, data, options)
    await bot.receive([update])
    await bot.handleOpenUpdates()
    return world.messenger.taps.find((tap) => tap.tapId === update.callback_query.id)
  }
  return {
    messages,
    tapData,
    last: async () => (await messages()).at(-1)!,
    async say(text: string) {
      await bot.receive([textUpdate(userId, text)])
      await bot.handleOpenUpdates()
      return (await messages()).at(-1)?.text ?? ''
    },
    async tap(text: string, options: { group?: number; messageId?: number } = {}) {
      return await tapData(buttonData(await messages(), text), options)
    },
  }
}
