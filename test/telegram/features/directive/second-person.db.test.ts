// The rule of two persons as a new installation has it, from the drafter's side: who may approve, and what to
// do when nobody may. The second person's side is in register.db.test.ts.
import { expect } from 'vitest'
import { monday } from '../../../directive/world.ts'
import { addOfficer } from '../../../org/world.ts'
import { askForTwoPersons, letOneIssue } from '../../../support/two-persons.ts'
import { buttonData, type Said } from '../../bot-fixture.ts'
import { test as base, last } from '../fixtures.ts'

const test = base
  .extend('rule', { auto: true }, async ({ db, world: _world }) => {
    await askForTwoPersons(db)
  })
  .extend('tap', ({ bot, user }) => async (said: Said[], label: string, who = 'office') => {
    return await bot.tap(user(who), buttonData(last(said), label))
  })
  .extend('states', ({ db }) => async () => {
    return (await db.selectFrom('directive').select('state').orderBy('id').execute()).map((row) => row.state)
  })
  .extend('notices', ({ db }) => async () => {
    return (
      await db.selectFrom('delivery').select('telegram_chat_id').where('purpose', '=', 'notice').execute()
    ).map((row) => row.telegram_chat_id)
  })
  .extend('endDuty', ({ db, world }) => (name: string) => {
    return db
      .updateTable('duty_holding')
      .set({ until: monday })
      .where('officer_id', '=', world.officer[name]!)
      .execute()
  })
  .extend('preview', ({ bot, user, tap }) => async (who = 'office', number = '05-CT/TU') => {
    let said = await tap(await bot.text(user(who), '/moi'), 'không mật', who)
    said = await bot.text(user(who), `Số ${number}\nNgày 10 tháng 11 năm 2026\nCHỈ THỊ\nVề một việc`)
    said = await tap(said, 'Đúng, tiếp tục', who)
    said = await tap(said, 'Chỉ xác nhận', who)
    return await tap(said, '5 ngày', who)
  })
  .extend('lastSaid', ({ db, user }) => async (who: string) => {
    const row = await db
      .selectFrom('delivery')
      .select('payload')
      .where('purpose', '=', 'answer')
      .where('telegram_chat_id', '=', user(who))
      .orderBy('id', 'desc')
      .executeTakeFirstOrThrow()
    return (row.payload as unknown as { message: Said }).message
  })

test('the drafter reads who may approve, before and after submitting; nothing goes out', async ({
  user,
  tap,
  states,
  notices,
  preview,
}) => {
  const shown = await preview()
  expect(last(shown).text).toContain('cần người thứ hai duyệt')
  expect(last(shown).text).toContain('• office2 (Văn phòng, Tỉnh ủy Mẫu)')
  expect(() => buttonData(last(shown), 'Phát hành')).toThrow()
  const done = await tap(shown, 'Trình duyệt')
  expect(last(done).text).toContain('Đã trình duyệt 05-CT/TU')
  expect(last(done).text).toContain('• office2 (Văn phòng, Tỉnh ủy Mẫu)')
  expect(last(done).text).not.toContain('rule two-persons')
  expect(await states()).toEqual(['awaiting_approval'])
  expect(await notices()).toEqual([user('office2')])
})

test('people above, whom the drafter may not look up, are told by their duty', async ({ preview }) => {
  const { text } = last(await preview('officeA', '05-KH/ĐU'))
  expect(text).toContain('• secretaryA (Bí thư, Đảng ủy xã An)')
  expect(text.match(/• Văn phòng, Tỉnh ủy Mẫu/g)).toHaveLength(1)
  expect(text).not.toContain('office2')
})

test('who cannot be written to is named as such', async ({ db, user, tap, notices, preview }) => {
  await db
    .updateTable('chat')
    .set({ state: 'blocked' })
    .where('telegram_chat_id', '=', user('office2'))
    .execute()
  const done = await tap(await preview(), 'Trình duyệt')
  expect(last(done).text).toContain('• office2 (Văn phòng, Tỉnh ủy Mẫu) – chưa nhắn được')
  expect(last(done).text).toContain('đề nghị đồng chí báo trực tiếp')
  expect(await notices()).toEqual([])
})

test('nobody else: it is kept, and a second person who enrols approves it', async ({
  db,
  world,
  bot,
  tap,
  states,
  notices,
  endDuty,
  preview,
}) => {
  await endDuty('office2')
  const shown = await preview()
  expect(last(shown).text).toContain('chưa có người thứ hai được duyệt văn bản của Tỉnh ủy Mẫu')
  expect(last(shown).text).toContain('/donvi')
  expect(last(shown).text).toContain('<code>npm run cli -- rule two-persons off</code>')
  const done = await tap(shown, 'Trình duyệt')
  expect(last(done).text).toContain('chưa gửi đến đơn vị nào')
  expect(last(done).text).toContain('<code>npm run cli -- rule two-persons off</code>')
  expect(await states()).toEqual(['awaiting_approval'])
  expect(await notices()).toEqual([])
  await addOfficer(db, {
    telegramUserId: 7_900,
    unitId: world.unit.T!,
    duty: 'secretary',
    name: 'Bí thư mới',
  })
  world.telegramUserId.newcomer = 7_900
  const card = await tap(await bot.text(7_900, '/duyet'), '05-CT/TU', 'newcomer')
  await tap(card, 'phát hành ngay', 'newcomer')
  expect(await states()).toEqual(['issued'])
})

test('nobody else: once the rule is off, the way that was told leads out', async ({
  db,
  bot,
  user,
  tap,
  states,
  endDuty,
  preview,
  lastSaid,
}) => {
  await endDuty('office2')
  await tap(await preview(), 'Trình duyệt')
  const card = await tap(await bot.text(user('office'), '/duyet'), '05-CT/TU')
  expect(last(card).text).toContain('chưa có người thứ hai')
  expect(last(card).text).toContain('bấm “Sửa”, xác nhận “Tài liệu không mật”, rồi “Đúng, tiếp tục”')
  await letOneIssue(db)
  await tap(card, 'Sửa')
  await tap([await lastSaid('office')], 'không mật')
  const again = await tap([await lastSaid('office')], 'Đúng, tiếp tục')
  const press = buttonData(last(again), 'Phát hành')
  expect(last(await bot.tap(user('office'), press)).text).toContain('đã được phát hành')
  expect(await bot.tap(user('office'), press)).toEqual([])
  expect(await states()).toEqual(['issued'])
})

test('a draft that the second person changed leaves neither of the two', async ({
  bot,
  user,
  tap,
  notices,
  preview,
  lastSaid,
}) => {
  await tap(await preview(), 'Trình duyệt')
  const card = await tap(await bot.text(user('office2'), '/duyet'), '05-CT/TU', 'office2')
  expect(() => buttonData(last(card), 'Sửa')).toThrow()
  await tap(card, 'Trả lại', 'office2')
  await bot.text(user('office2'), 'Sai hạn')
  const returned = await tap(await bot.text(user('office2'), '/duyet'), '05-CT/TU', 'office2')
  await tap(returned, 'Sửa và trình lại', 'office2')
  await tap([await lastSaid('office2')], 'không mật', 'office2')
  const shown = await tap([await lastSaid('office2')], 'Đúng, tiếp tục', 'office2')
  expect(last(shown).text).toContain('chưa có người thứ hai')
  const before = (await notices()).length
  expect(last(await tap(shown, 'Trình duyệt', 'office2')).text).toContain('chưa có người thứ hai')
  expect(await notices()).toHaveLength(before)
})

test('to one unit alone one person is enough', async ({ db, world, tap, states, endDuty, preview }) => {
  await endDuty('officeA')
  await db.updateTable('unit').set({ valid_to: '2026-01-01' }).where('code', 'in', ['A12', 'A13']).execute()
  await addOfficer(db, { telegramUserId: 7_901, unitId: world.unit.A1!, duty: 'office', name: 'Một mình' })
  world.telegramUserId.alone = 7_901
  const shown = await preview('alone', '01-KH/ĐU')
  await tap(shown, 'Phát hành', 'alone')
  expect(await states()).toEqual(['issued'])
})
