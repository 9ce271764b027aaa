// "At a time": by the drafter and by the second person, sent once and not before, however often it is
// pressed.
import { expect } from 'vitest'
import { circulateDirective } from '../../circulation/circulate.ts'
import { test as base } from '../../directive/fixtures.ts'
import { monday } from '../../directive/world.ts'
import { askForTwoPersons } from '../../support/two-persons.ts'
import { buttonData, createTestBot, type Said } from '../bot-fixture.ts'

const last = (said: Said[]) => said.at(-1)!
const local = (text: string) => new Date(`${text}:00+07:00`)

const test = base
  .extend('office', ({ world }) => world.telegramUserId.office!)
  .extend('second', ({ world }) => world.telegramUserId.office2!)
  .extend('bot', ({ db }) => createTestBot(db, monday))
  .extend(
    'tap',
    ({ office, bot }) =>
      (said: Said[], label: string, who = office) =>
        bot.tap(who, buttonData(last(said), label)),
  )
  .extend('preview', ({ office, bot, tap }) => async () => {
    let said = await tap(await bot.text(office, '/moi'), 'không mật')
    said = await bot.text(office, 'Số 05-CT/TU\nNgày 10 tháng 11 năm 2026\nCHỈ THỊ\nVề một việc')
    said = await tap(said, 'Đúng, tiếp tục')
    said = await tap(said, 'Chỉ xác nhận')
    return await tap(said, '5 ngày')
  })
  .extend(
    'issued',
    ({ db }) =>
      () =>
        db.selectFrom('directive').select(['id', 'state', 'issue_at']).execute(),
  )

test('the drafter names a time: nothing goes out before, and two presses are one', async ({
  db,
  bot,
  office,
  tap,
  preview,
  issued,
}) => {
  let said = await tap(await preview(), 'Hẹn giờ gửi')
  expect(last(await bot.text(office, 'sáng mai')).text).toContain('Chưa đọc được giờ gửi')
  expect(last(await bot.text(office, '8:00 16/11/2026')).text).toContain('Giờ gửi đã qua')
  said = await bot.text(office, '7:30 18/11/2026')
  expect(last(said).text).toContain('🕗 Gửi lúc: 7 giờ 30, thứ Tư 18/11/2026')
  const press = buttonData(last(said), 'Phát hành')
  const done = await bot.tap(office, press)
  expect(done[0]!.text).toContain('05-CT/TU sẽ được gửi lúc 7 giờ 30, thứ Tư 18/11/2026')
  expect(await bot.tap(office, press)).toEqual([])
  const [row, ...others] = await issued()
  expect(others).toEqual([])
  expect(row).toMatchObject({ state: 'issued', issue_at: local('2026-11-18T07:30') })
  expect(await circulateDirective(db, row!.id, local('2026-11-18T07:29'))).toMatchObject({
    reason: 'not_yet',
  })
  expect(await circulateDirective(db, row!.id, local('2026-11-18T07:30'))).toMatchObject({ recipients: 6 })
})

test('the next working morning, taken back to at once; a time after the deadline is refused', async ({
  bot,
  office,
  tap,
  preview,
  issued,
}) => {
  let said = await tap(await tap(await preview(), 'Hẹn giờ gửi'), '8 giờ ngày làm việc tới')
  expect(last(said).text).toContain('Gửi lúc: 8 giờ, thứ Ba 17/11/2026')
  said = await tap(await tap(said, 'Hẹn giờ gửi'), 'Gửi ngay khi phát hành')
  expect(last(said).text).not.toContain('Gửi lúc')
  await tap(said, 'Hẹn giờ gửi')
  said = await bot.text(office, '8:00 1/12/2026')
  said = await tap(said, 'Phát hành')
  expect(said[0]!.text).toContain('Hạn xác nhận đã qua')
  expect(await issued()).toEqual([])
})

test('a time that passes while the preview lies open is asked for again', async ({
  bot,
  office,
  tap,
  preview,
  issued,
}) => {
  await tap(await preview(), 'Hẹn giờ gửi')
  const said = await bot.text(office, '10:00 16/11/2026')
  bot.clock.moveTo(local('2026-11-16T10:01'))
  const after = await tap(said, 'Phát hành')
  expect(after[0]!.text).toContain('Giờ gửi đã qua')
  expect(last(after).text).not.toContain('Gửi lúc')
  expect(await issued()).toEqual([])
})

test('the second person approves for a time of their own', async ({
  db,
  bot,
  second,
  tap,
  preview,
  issued,
}) => {
  await askForTwoPersons(db)
  const shown = await preview()
  expect(() => buttonData(last(shown), 'Hẹn giờ gửi')).toThrow()
  await tap(shown, 'Trình duyệt')
  const waiting = await bot.text(second, '/duyet')
  const card = await tap(waiting, '05-CT/TU', second)
  expect(last(card).text).toContain('🔔 Cách nhắc: Thường')
  const at = buttonData(last(card), 'Duyệt, chọn giờ gửi')
  await bot.tap(second, at)
  expect(last(await bot.text(second, 'mai')).text).toContain('Chưa đọc được giờ gửi')
  const done = await bot.text(second, '8:00 17/11/2026')
  expect(done[0]!.text).toContain('05-CT/TU sẽ được gửi lúc 8 giờ, thứ Ba 17/11/2026')
  expect(await issued()).toMatchObject([{ state: 'issued', issue_at: local('2026-11-17T08:00') }])
  await bot.tap(second, at)
  expect(bot.tapAnswers.at(-1)).toContain('không còn chờ duyệt')
  await bot.tap(second, buttonData(last(card), 'phát hành ngay'))
  expect(await issued()).toMatchObject([{ issue_at: local('2026-11-17T08:00') }])
})

test('approval for a time is refused when the draft has changed since it was shown', async ({
  db,
  bot,
  second,
  tap,
  preview,
  issued,
}) => {
  await askForTwoPersons(db)
  await tap(await preview(), 'Trình duyệt')
  const card = await tap(await bot.text(second, '/duyet'), '05-CT/TU', second)
  await tap(card, 'Duyệt, chọn giờ gửi', second)
  await db.updateTable('directive').set({ version: 2 }).execute()
  const said = await bot.text(second, '8:00 17/11/2026')
  expect(said[0]!.text).toContain('đã được sửa')
  expect(last(said).text).toContain('05-CT/TU')
  expect(await issued()).toMatchObject([{ state: 'awaiting_approval' }])
})
