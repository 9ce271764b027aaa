// Speakers in chat: a directive to them is drafted, arrives in private, is acknowledged by each, and the
// office sees by name who has not; lists of named speakers are made by searching.

import { expect } from 'vitest'
import { acknowledgeButtons } from '../../../../src/telegram/features/report/buttons.ts'
import { circulateDirective } from '../../../circulation/circulate.ts'
import { monday } from '../../../directive/world.ts'
import { addOfficer } from '../../../org/world.ts'
import { buttonData } from '../../bot-fixture.ts'
import { officeTest as base, last } from '../fixtures.ts'

const hoa = 901
const lan = 902

const test = base
  // The three speakers are there for every test.
  .extend('speakers', { auto: true }, async ({ db, world }) => {
    const speaker = (telegramUserId: number, name: string, unit: string, chat?: 'blocked') =>
      addOfficer(db, {
        telegramUserId,
        name,
        unitId: world.unit[unit]!,
        duty: 'speaker' as const,
        ...(chat ? { chat } : {}),
      })
    await speaker(hoa, 'Lê Thị Hoa', 'T')
    await speaker(lan, 'Phạm Lan', 'A')
    await speaker(903, 'Đỗ Sơn', 'B', 'blocked')
  })
  .extend('tapEdited', ({ bot, office }) => async (label: string, who = office) => {
    return await bot.tap(who, buttonData(bot.edits.at(-1), label))
  })
  // As far as the preview; a report is asked for at first.
  .extend('preview', ({ bot, office, tap }) => async () => {
    let said = await tap(await bot.text(office, '/moi'), 'không mật')
    said = await bot.text(office, 'Số 05-TB/TU\nNgày 10 tháng 11 năm 2026\nTHÔNG BÁO\nTài liệu tháng 11')
    said = await tap(said, 'Đúng, tiếp tục')
    said = await tap(said, 'gửi báo cáo')
    said = await tap(said, '3 ngày')
    return await tap(said, '10 ngày')
  })

test('from /moi to the name of who has not acknowledged', async ({
  db,
  world,
  bot,
  office,
  tap,
  tapEdited,
  preview,
}) => {
  await tap(await preview(), 'Đổi nơi nhận').then((said) => tap(said, 'Gửi cho báo cáo viên'))
  expect(bot.edits.at(-1)?.text).toContain('mỗi người tự xác nhận')
  const said = await tapEdited('Xong')
  const { text } = last(said)
  expect(text).toContain('🎤 Nơi nhận: <b>3</b> báo cáo viên')
  expect(text).toContain('Đảng ủy phường Bình: 1 (chưa liên lạc được 1)')
  expect(text).toContain('Chưa liên lạc được <b>1</b> báo cáo viên')
  expect(text).toContain('Không yêu cầu báo cáo')
  await tap(said, 'Phát hành')
  const { id } = await db.selectFrom('directive').select('id').executeTakeFirstOrThrow()
  await circulateDirective(db, id, monday)
  const rows = await db
    .selectFrom('delivery')
    .select(['telegram_chat_id as chat', 'obligation_id'])
    .where('purpose', '=', 'directive')
    .orderBy('telegram_chat_id')
    .execute()
  expect(rows.map((row) => row.chat)).toEqual([hoa, lan])
  const ofLan = acknowledgeButtons.button.directive('', { obligation: rows[1]!.obligation_id! }).data
  // Neither a colleague nor the secretary of the committee can tap for her.
  await bot.tap(hoa, ofLan)
  expect(bot.tapAnswers.at(-1)).toContain('dành cho người được giao')
  await bot.tap(world.telegramUserId.secretaryA!, ofLan)
  expect(
    await db.selectFrom('obligation').select('id').where('acknowledged_at', 'is not', null).execute(),
  ).toEqual([])
  const todo = last(await bot.text(lan, '/viec'))
  expect(todo.text).toContain('Gửi riêng đồng chí (báo cáo viên, Đảng ủy xã An)')
  expect(last(await bot.text(world.telegramUserId.secretaryA!, '/viec')).text).toContain('không còn việc')
  await bot.tap(lan, buttonData(todo, 'Đã nhận'))
  expect(bot.tapAnswers.at(-1)).toContain('Đã ghi nhận')
  expect(last(await bot.text(lan, '/viec')).text).toContain('không còn việc')
  await bot.tap(office, buttonData(last(await bot.text(office, '/tinhhinh')), '05-TB/TU'))
  expect(bot.edits.at(-1)?.text).toContain('Đã nhận: 1/3')
  await tapEdited('Chưa xác nhận')
  const missing = bot.edits.at(-1)!.text!
  expect(missing).toContain('Chưa xác nhận đã nhận: <b>2</b> báo cáo viên')
  expect(missing).toContain('Lê Thị Hoa (Tỉnh ủy Mẫu)')
  expect(missing).toContain('Đỗ Sơn (Đảng ủy phường Bình)')
})

test('back to units, and the levels of speakers', async ({ bot, office, tap, tapEdited, preview }) => {
  await tap(await preview(), 'Đổi nơi nhận').then((said) => tap(said, 'Gửi cho báo cáo viên'))
  expect(
    bot.edits
      .at(-1)
      ?.buttons?.flat()
      .map((each) => each.text),
  ).toContain('🔘 Mọi cấp')
  await tapEdited('Chỉ đảng ủy')
  expect(last(await tapEdited('Xong')).text).toContain('<b>2</b> báo cáo viên')
  const again = await bot.text(office, '/huy')
  expect(last(again).text).toContain('Đã hủy')
})

test('a list of named speakers: made, searched, used, and followed when a duty is handed over', async ({
  world,
  bot,
  office,
  tap,
  tapEdited,
  preview,
}) => {
  const offered = await bot.text(office, '/danhsach')
  await tap(offered, 'Danh sách báo cáo viên · Tỉnh ủy Mẫu')
  const begun = await bot.text(office, 'Báo cáo viên cấp tỉnh')
  expect(last(begun).text).toContain('Báo cáo viên cấp tỉnh</b>: 0 báo cáo viên')
  expect(last(await bot.text(office, 'không ai cả')).text).toContain('Không tìm thấy báo cáo viên')
  const found = await bot.text(office, 'le thi hoa')
  const add = buttonData(last(found), '➕ Lê Thị Hoa, Tỉnh ủy Mẫu')
  await bot.tap(office, add)
  await bot.tap(office, add)
  expect(bot.edits.at(-1)?.text).toContain('1 báo cáo viên')
  await tap(await bot.text(office, 'xã an'), '➕ Phạm Lan')
  await tapEdited('➖ Lê Thị Hoa')
  await tap(await bot.text(office, 'hoa'), '➕ Lê Thị Hoa')
  await tapEdited('Xong')
  // Others cannot reach it, not even by an old button.
  await bot.tap(world.telegramUserId.officeA!, add)
  expect(bot.tapAnswers.at(-1)).toContain('không dùng được')
  await tap(await bot.text(office, '/danhsach'), 'Báo cáo viên cấp tỉnh')
  expect(bot.edits.at(-1)?.text).toContain('Chỉ 2 báo cáo viên có tên')
  const lists = await tap(await tap(await preview(), 'Đổi nơi nhận'), 'Dùng danh sách')
  const used = await tap(lists, 'Báo cáo viên cấp tỉnh (2)')
  expect(last(await tap(used, 'Xong')).text).toContain('<b>2</b> báo cáo viên')
})

test('a name that is taken, a list that is gone', async ({ db, bot, office, tap }) => {
  const make = async () => await tap(await bot.text(office, '/danhsach'), 'Danh sách báo cáo viên')
  await make()
  await bot.text(office, 'Báo cáo viên')
  await make()
  expect(last(await bot.text(office, 'báo cáo viên')).text).toContain('Đã có danh sách khác')
  await bot.text(office, 'Báo cáo viên hai')
  await db.deleteFrom('saved_audience').execute()
  expect(last(await bot.text(office, 'hoa')).text).toContain('không còn nữa')
})
