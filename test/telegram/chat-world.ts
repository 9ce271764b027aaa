// A small organisation with a directive already sent, and people who write to the bot. The database is real.
import { createFrozenClock, type MovableClock } from '../../src/platform/clock.ts'
import type { Db } from '../../src/platform/database.ts'
import type { Bot } from '../../src/telegram/bot.ts'
import { addOfficer, plantTree } from '../org/world.ts'
import { letOneIssue } from '../support/two-persons.ts'
import {
  botOn,
  buttonData,
  type RecordingMessenger,
  recordingMessenger,
  saidTo,
  type TapPlace,
  tapUpdate,
  textUpdate,
} from './bot-fixture.ts'

/** A Monday, 09:00 in Hà Nội. */
export const monday = new Date('2026-11-16T02:00:00Z')

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

/**
 * The secretary and deputy of A11, the secretary of A12, the office of T, who issues alone, a stranger;
 * directive 05-CT/TU for the cells.
 */
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
  const anotherBot = () => botOn(db, { clock, messenger })
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

/** A person with a phone: says and taps, and sees what comes back. */
export function person(world: ChatWorld, userId: number, bot: Bot = world.bot) {
  const messages = () => saidTo(world.db, userId)
  const tapData = async (data: string, place: TapPlace = {}) => {
    const update = tapUpdate(userId, data, place)
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
    async tap(text: string, place: TapPlace = {}) {
      return await tapData(buttonData(await messages(), text), place)
    },
  }
}
