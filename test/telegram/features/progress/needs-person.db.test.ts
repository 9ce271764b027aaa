// /canxuly and /tamdung: what needs a person, in plain words, within one's own subtree; sending again;
// stopping everything.

import { sql } from 'kysely'
import { expect } from 'vitest'
import { needsPersonCounts } from '../../../../src/circulation/needs-person.ts'
import { needsPersonButtons } from '../../../../src/telegram/features/progress/buttons.ts'
import { monday } from '../../../directive/world.ts'
import { addOfficer } from '../../../org/world.ts'
import { buttonData, type Said } from '../../bot-fixture.ts'
import { test as base } from './fixtures.ts'

type Shown = Pick<Said, 'buttons'>

const test = base
  .extend('administrator', { auto: true }, async ({ db, world }) => {
    const telegramUserId = 7_900
    await addOfficer(db, {
      telegramUserId,
      unitId: world.unit.T!,
      duty: 'administrator',
      name: 'Phạm Quản',
    })
    return telegramUserId
  })
  // A11 blocked the channel, A12 may or may not have it, B11 was refused; A13 and B13 have no chat at all.
  .extend('settled', { auto: true }, async ({ db, user, directiveId: _directiveId }) => {
    const settle = async (who: string, state: 'failed' | 'parked', why: string) => {
      await db
        .updateTable('delivery')
        .set({ state, error_text: why, copies: state === 'parked' ? 2 : 1 })
        .where('telegram_chat_id', '=', user(who))
        .execute()
    }
    await settle('one', 'failed', 'blocked: bot was blocked by the user')
    await settle('two', 'parked', 'lease expired')
    await settle('four', 'failed', 'bad_request: Bad Request: something')
  })
  .extend('press', ({ bot, shown }) => async (who: number, label: string, below: Shown = shown()) => {
    return await bot.tap(who, buttonData(below, label))
  })
  .extend('stateOf', ({ db, user }) => async (who: string) => {
    return (
      await db
        .selectFrom('delivery')
        .select('state')
        .where('telegram_chat_id', '=', user(who))
        .where('purpose', '=', 'directive')
        .executeTakeFirstOrThrow()
    ).state
  })
  .extend('paused', ({ db }) => async () => {
    const row = await db
      .selectFrom('setting')
      .select('value')
      .where('key', '=', 'circulation.paused')
      .executeTakeFirst()
    return row?.value === true
  })

test('what is overdue and nobody above can hear stands in /canxuly, with the committees', async ({
  db,
  bot,
  user,
  directiveId,
}) => {
  expect((await bot.text(user('office'), '/canxuly'))[0]?.text).not.toContain('chưa báo được cấp trên')
  await sql`insert into chase_step (obligation_id, step, about, audience, due_at, waiting_since)
    select id, 'escalate+3', 'report', 'superior', ${monday}, ${monday} from obligation
    where directive_id = ${directiveId} and unit_name in ('Chi bộ Một', 'Chi bộ Bốn')`.execute(db)
  const [all] = await bot.text(user('office'), '/canxuly')
  expect(all?.text).toContain('Đảng ủy Trường A, Đảng ủy Trạm B nhận được tin: <b>2</b> việc')
  const [own] = await bot.text(user('officeA'), '/canxuly')
  expect(own?.text).toContain('không ai ở Đảng ủy Trường A nhận được tin: <b>1</b> việc')
})

test('an office sees counts, one message in plain words with the way out, and sends it again', async ({
  db,
  world,
  bot,
  user,
  shown,
  press,
  stateOf,
}) => {
  const [page] = await bot.text(user('office'), '/canxuly')
  expect(page!.text).toContain('Người nhận đã chặn kênh này: <b>1</b>')
  expect(page!.text).toContain('Chưa rõ đã đến nơi: <b>1</b>')
  expect(page!.text).toContain('Chưa có nơi để gửi: <b>2</b> đơn vị')
  await press(user('office'), 'Người nhận đã chặn', page)
  expect(shown().text).toContain('Chi bộ Một (Đảng ủy Trường A): văn bản 05-CT/TU')
  expect(shown().text).toContain('Bắt đầu')
  await db.updateTable('chat').set({ state: 'blocked' }).where('telegram_chat_id', '=', user('one')).execute()
  await press(user('office'), 'Chi bộ Một')
  expect(shown().text).toContain('chưa liên lạc được (đã chặn)')
  await bot.tap(user('office'), buttonData(shown(), 'cấp mã mới'))
  expect(shown().text).toContain('<b>Chi bộ Một</b>')
  expect(
    shown()
      .buttons!.flat()
      .map((button) => button.text),
  ).toContain('🔑 Cấp mã đăng ký')
  const delivery = await db
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
  const entry = await db
    .selectFrom('audit_entry')
    .selectAll()
    .where('action', '=', 'circulation.send_again')
    .executeTakeFirstOrThrow()
  expect(entry).toMatchObject({ unit_id: world.unit.A11, detail: { count: 1 } })
})

test('all of one reason are sent again after a question; a doubtful one is marked as sent again', async ({
  db,
  bot,
  user,
  shown,
  press,
  stateOf,
}) => {
  const [page] = await bot.text(user('office'), '/canxuly')
  await press(user('office'), 'Chưa rõ', page)
  await press(user('office'), 'Gửi lại tất cả (1)')
  expect(shown().text).toContain('sẽ thấy thêm một tin')
  expect(await stateOf('two')).toBe('parked')
  await press(user('office'), 'Đúng, gửi lại')
  expect(await stateOf('two')).toBe('pending')
  expect(await stateOf('one')).toBe('failed')
  const { copies } = await db
    .selectFrom('delivery')
    .select('copies')
    .where('telegram_chat_id', '=', user('two'))
    .executeTakeFirstOrThrow()
  expect(copies).toBe(1)
  expect(shown().text).not.toContain('Chưa rõ')
})

test('everybody stays inside the own subtree; observers and secretaries only look', async ({
  db,
  bot,
  user,
  shown,
  administrator,
  press,
  stateOf,
}) => {
  const [ofA] = await bot.text(user('officeA'), '/canxuly')
  expect(ofA!.text).toContain('Người nhận đã chặn kênh này: <b>1</b>')
  expect(ofA!.text).not.toContain('Telegram không nhận')
  expect(ofA!.text).toContain('Chưa có nơi để gửi: <b>1</b>')
  const ids = await db.selectFrom('delivery').select(['id', 'telegram_chat_id']).execute()
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

test('what is of no use any more needs nobody', async ({ db, world }) => {
  const count = async () =>
    (await needsPersonCounts(db, { within: 'everywhere' })).reduce((sum, row) => sum + row.count, 0)
  expect(await count()).toBe(3)
  await sql`update obligation set acknowledged_at = ${monday} where unit_id = ${world.unit.A12!}`.execute(db)
  expect(await count()).toBe(2)
  await db.updateTable('directive').set({ state: 'recalled' }).execute()
  expect(await count()).toBe(0)
})

test('units without a chat are listed with the way to a code', async ({ bot, user, shown, press }) => {
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

test('progress offers what needs a person, and says that everything is paused, by whom and since when', async ({
  db,
  world,
  bot,
  user,
  shown,
  administrator,
  press,
  paused,
}) => {
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
  const actions = await db.selectFrom('audit_entry').select(['action', 'unit_id']).orderBy('id').execute()
  expect(actions.slice(-2)).toEqual([
    { action: 'circulation.pause_all', unit_id: world.unit.T },
    { action: 'circulation.resume_all', unit_id: world.unit.T },
  ])
})
