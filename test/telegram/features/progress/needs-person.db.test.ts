// /canxuly and /tamdung: what needs a person, in plain words, within one's own subtree; sending again;
// stopping everything.

import { sql } from 'kysely'
import { beforeEach, expect, test } from 'vitest'
import { needsPersonCounts } from '../../../../src/circulation/needs-person.ts'
import { draftDirective } from '../../../../src/directive/draft-directive.ts'
import { issueDirective } from '../../../../src/directive/issue-directive.ts'
import { needsPersonButtons } from '../../../../src/telegram/features/progress/buttons.ts'
import { circulateDirective } from '../../../circulation/circulate.ts'
import { calendar, makeWorld, monday, type World } from '../../../directive/world.ts'
import { addOfficer } from '../../../org/fixtures.ts'
import { useDatabase } from '../../../support/database.ts'
import { buttonData, createTestBot, type Said, type TestBot } from '../../bot-fixture.ts'

const base = useDatabase()
let world: World
let bot: TestBot
let directiveId: number
const administrator = 7_900

beforeEach(async () => {
  await base.reset()
  const { db } = base
  world = await makeWorld(db)
  await addOfficer(db, {
    telegramUserId: administrator,
    unitId: world.unit.T!,
    duty: 'administrator',
    name: 'Phạm Quản',
  })
  bot = createTestBot(db, monday)
  const due = new Date('2026-11-20T10:00:00Z')
  directiveId = await db.transaction().execute(async (tx) => {
    const drafted = await draftDirective(
      tx,
      'operator',
      {
        content: {
          issuerUnitId: world.unit.T!,
          numberText: '05-CT/TU',
          issuedOn: '2026-11-12',
          subject: 'Về việc thử',
          asksReport: true,
          ackDueAt: due,
          reportDueAt: due,
          declaredNotSecret: true,
        },
      },
      { now: monday, calendar },
    )
    if (!drafted.ok) throw new Error(drafted.reason)
    await issueDirective(tx, 'operator', { directiveId: drafted.directiveId }, { now: monday, calendar })
    return drafted.directiveId
  })
  await circulateDirective(db, directiveId, monday)
  await db.updateTable('delivery').set({ state: 'sent' }).execute()
  // A11 blocked the channel, A12 may or may not have it, B11 was refused; A13 and B13 have no chat at all.
  await settle('one', 'failed', 'blocked: bot was blocked by the user')
  await settle('two', 'parked', 'lease expired')
  await settle('four', 'failed', 'bad_request: Bad Request: something')
})

async function settle(who: string, state: 'failed' | 'parked' | 'sent', why: string | null) {
  await base.db
    .updateTable('delivery')
    .set({ state, error_text: why, copies: state === 'parked' ? 2 : 1 })
    .where('telegram_chat_id', '=', world.telegramUserId[who]!)
    .execute()
}

const shown = () => bot.edits.at(-1)!
const user = (who: string) => world.telegramUserId[who]!
const press = async (who: number, label: string, below: Pick<Said, 'buttons'> = shown()) =>
  await bot.tap(who, buttonData(below, label))
const stateOf = async (who: string) =>
  (
    await base.db
      .selectFrom('delivery')
      .select('state')
      .where('telegram_chat_id', '=', user(who))
      .where('purpose', '=', 'directive')
      .executeTakeFirstOrThrow()
  ).state

test('an office sees counts, one message in plain words with the way out, and sends it again', async () => {
  const [page] = await bot.text(user('office'), '/canxuly')
  expect(page!.text).toContain('Người nhận đã chặn kênh này: <b>1</b>')
  expect(page!.text).toContain('Chưa rõ đã đến nơi: <b>1</b>')
  expect(page!.text).toContain('Chưa có nơi để gửi: <b>2</b> đơn vị')
  await press(user('office'), 'Người nhận đã chặn', page)
  expect(shown().text).toContain('Chi bộ Một (Đảng ủy Trường A): văn bản 05-CT/TU')
  expect(shown().text).toContain('Bắt đầu')
  await base.db
    .updateTable('chat')
    .set({ state: 'blocked' })
    .where('telegram_chat_id', '=', user('one'))
    .execute()
  await press(user('office'), 'Chi bộ Một')
  expect(shown().text).toContain('chưa liên lạc được (đã chặn)')
  await bot.tap(user('office'), buttonData(shown(), 'cấp mã mới'))
  expect(shown().text).toContain('<b>Chi bộ Một</b>')
  expect(
    shown()
      .buttons!.flat()
      .map((button) => button.text),
  ).toContain('🔑 Cấp mã đăng ký')
  const delivery = await base.db
    .selectFrom('delivery')
    .select('id')
    .where('telegram_chat_id', '=', user('one'))
    .executeTakeFirstOrThrow()
  await bot.tap(
    user('office'),
    needsPersonButtons.button.again_one('', { delivery: delivery.id, directive: null }).data,
  )
  expect(bot.tapAnswers.at(-1)).toContain('vẫn chưa liên lạc được')
  expect(await stateOf('one')).toBe('pending')
  const entry = await base.db
    .selectFrom('audit_entry')
    .selectAll()
    .where('action', '=', 'circulation.send_again')
    .executeTakeFirstOrThrow()
  expect(entry).toMatchObject({ unit_id: world.unit.A11, detail: { count: 1 } })
})

test('all of one reason are sent again after a question; a doubtful one is marked as sent again', async () => {
  const [page] = await bot.text(user('office'), '/canxuly')
  await press(user('office'), 'Chưa rõ', page)
  await press(user('office'), 'Gửi lại tất cả (1)')
  expect(shown().text).toContain('sẽ thấy thêm một tin')
  expect(await stateOf('two')).toBe('parked')
  await press(user('office'), 'Đúng, gửi lại')
  expect(await stateOf('two')).toBe('pending')
  expect(await stateOf('one')).toBe('failed')
  const { copies } = await base.db
    .selectFrom('delivery')
    .select('copies')
    .where('telegram_chat_id', '=', user('two'))
    .executeTakeFirstOrThrow()
  expect(copies).toBe(1)
  expect(shown().text).not.toContain('Chưa rõ')
})

test('everybody stays inside the own subtree; observers and secretaries only look', async () => {
  const [ofA] = await bot.text(user('officeA'), '/canxuly')
  expect(ofA!.text).toContain('Người nhận đã chặn kênh này: <b>1</b>')
  expect(ofA!.text).not.toContain('Telegram không nhận')
  expect(ofA!.text).toContain('Chưa có nơi để gửi: <b>1</b>')
  const ids = await base.db.selectFrom('delivery').select(['id', 'telegram_chat_id']).execute()
  const idOf = (who: string) => ids.find((row) => row.telegram_chat_id === user(who))!.id
  // A forged button: the message of another committee.
  const forged = (who: string, action: 'message' | 'again_one') =>
    needsPersonButtons.button[action]('', { delivery: idOf(who), directive: null }).data
  await bot.tap(user('officeA'), forged('four', 'message'))
  expect(bot.edits).toEqual([])
  expect(bot.tapAnswers.at(-1)).toContain('không dùng được')
  await bot.tap(user('officeA'), forged('four', 'again_one'))
  expect(await stateOf('four')).toBe('failed')
  for (const who of ['observer', 'secretaryA']) {
    const [seen] = await bot.text(user(who), '/canxuly')
    await press(user(who), 'Người nhận đã chặn', seen)
    expect(
      shown()
        .buttons!.flat()
        .some((button) => button.text.includes('Gửi lại')),
    ).toBe(false)
    await bot.tap(user(who), forged('one', 'again_one'))
    expect(bot.tapAnswers.at(-1)).toContain('không được gửi lại')
    expect(await stateOf('one')).toBe('failed')
  }
  await bot.tap(administrator, forged('four', 'again_one'))
  expect(await stateOf('four')).toBe('pending')
  const [stranger] = await bot.text(424_242, '/canxuly')
  expect(stranger!.text).not.toContain('Chi bộ')
})

test('what is of no use any more needs nobody', async () => {
  const count = async () =>
    (await needsPersonCounts(base.db, { within: 'everywhere' })).reduce((sum, row) => sum + row.count, 0)
  expect(await count()).toBe(3)
  await sql`update obligation set acknowledged_at = ${monday} where unit_id = ${world.unit.A12!}`.execute(
    base.db,
  )
  expect(await count()).toBe(2)
  await base.db.updateTable('directive').set({ state: 'recalled' }).execute()
  expect(await count()).toBe(0)
})

test('units without a chat are listed with the way to a code', async () => {
  const [page] = await bot.text(user('office'), '/canxuly')
  await press(user('office'), 'Chưa có nơi để gửi (2)', page)
  expect(shown().text).toContain('Chi bộ Ba (Đảng ủy Trường A): đã chặn, chưa nhận 1 văn bản')
  expect(shown().text).toContain('Chi bộ Sáu (Đảng ủy phường Bình): chưa đăng ký')
  await press(user('office'), 'Chi bộ Sáu')
  expect(
    shown()
      .buttons!.flat()
      .map((button) => button.text),
  ).toContain('🔑 Cấp mã đăng ký')
})

test('progress offers what needs a person, and says that everything is paused, by whom and since when', async () => {
  const [list] = await bot.text(user('observer'), '/tinhhinh')
  await press(user('observer'), '05-CT/TU', list)
  await press(user('observer'), 'Tin cần xử lý (5)')
  expect(shown().text).toContain('Tin cần xử lý của 05-CT/TU')
  expect((await bot.text(user('officeA'), '/tamdung'))[0]!.text).toContain('Chỉ quản trị viên')
  const [ask] = await bot.text(administrator, '/tamdung')
  expect(ask!.text).toContain('Tin đang trên đường vẫn có thể đến')
  await press(administrator, 'Không tạm dừng', ask)
  expect(await paused()).toBe(false)
  const [done] = await press(administrator, 'Đúng, tạm dừng', ask)
  expect(await paused()).toBe(true)
  const [again] = await bot.text(user('observer'), '/tinhhinh')
  expect(again!.text).toContain('do Phạm Quản cho dừng')
  await press(user('observer'), '05-CT/TU', again)
  expect(shown().text).toContain('đang tạm dừng từ 09:00 ngày 16/11/2026, do Phạm Quản cho dừng')
  const resume = buttonData(done, 'Mở lại')
  await bot.tap(user('observer'), resume)
  expect(await paused()).toBe(true)
  await bot.tap(administrator, resume)
  expect(await paused()).toBe(false)
  const actions = await base.db
    .selectFrom('audit_entry')
    .select(['action', 'unit_id'])
    .orderBy('id')
    .execute()
  expect(actions.slice(-2)).toEqual([
    { action: 'circulation.pause_all', unit_id: world.unit.T },
    { action: 'circulation.resume_all', unit_id: world.unit.T },
  ])
})

async function paused(): Promise<boolean> {
  const row = await base.db
    .selectFrom('setting')
    .select('value')
    .where('key', '=', 'circulation.paused')
    .executeTakeFirst()
  return row?.value === true
}
