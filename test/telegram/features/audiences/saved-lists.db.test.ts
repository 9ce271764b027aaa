// Lists of recipients in chat: kept while drafting, used again, renamed and deleted, by the office that owns
// them.
import { expect } from 'vitest'
import { buttonData } from '../../bot-fixture.ts'
import { officeTest as base, last } from '../fixtures.ts'

const test = base
  .extend('tapEdited', ({ bot, office }) => async (label: string, who = office) => {
    return await bot.tap(who, buttonData(bot.edits.at(-1), label))
  })
  .extend('lists', ({ db }) => () => {
    return db.selectFrom('saved_audience').select(['name', 'audience']).orderBy('name').execute()
  })
  // As far as the recipients.
  .extend('atAudience', ({ bot, office, tap }) => async (number = '05-CT/TU') => {
    let said = await tap(await bot.text(office, '/moi'), 'không mật')
    said = await bot.text(office, `Số ${number}\nNgày 10 tháng 11 năm 2026\nCHỈ THỊ\nVề một việc`)
    said = await tap(said, 'Đúng, tiếp tục')
    said = await tap(said, 'Chỉ xác nhận')
    said = await tap(said, '3 ngày')
    return await tap(said, 'Đổi nơi nhận')
  })
  // Keeps the cells without those of commune An as a list.
  .extend('keepList', ({ bot, office, tap, atAudience }) => async (name: string) => {
    const said = await atAudience()
    await bot.tap(office, buttonData(last(said), 'Đảng ủy xã An'))
    expect(last(await tap(said, 'Lưu danh sách')).text).toContain('gõ tên danh sách')
    return await bot.text(office, name)
  })

test('the present choice is kept under a name, chosen again for another directive, and goes out', async ({
  db,
  world,
  bot,
  office,
  tap,
  lists,
  atAudience,
  keepList,
}) => {
  const kept = await keepList('Các chi bộ phường Bình')
  expect(kept[0]!.text).toContain('Đã lưu danh sách “Các chi bộ phường Bình”')
  expect(last(kept).text).toContain('Đang dùng danh sách')
  expect(last(kept).text).toContain('Không gửi 1 đơn vị')
  const root = world.unit.T!
  expect(await lists()).toEqual([
    { name: 'Các chi bộ phường Bình', audience: { root, exclude: [world.unit.A!] } },
  ])
  await bot.text(office, '/huy')
  const offered = await tap(await atAudience('06-CT/TU'), 'Dùng danh sách')
  const used = await tap(offered, 'Các chi bộ phường Bình (3)')
  expect(last(used).text).toContain('Đang dùng danh sách: <b>Các chi bộ phường Bình</b>')
  const shown = await tap(used, 'Xong')
  expect(last(shown).text).toContain('<b>3</b> đơn vị')
  await tap(shown, 'Phát hành')
  const issued = await db.selectFrom('directive').select('audience').executeTakeFirstOrThrow()
  expect(issued.audience).toEqual({ root, exclude: [world.unit.A!] })
})

test('the same name in another spelling replaces; a mark of secrecy ends it all; no list yet', async ({
  bot,
  office,
  tap,
  lists,
  atAudience,
  keepList,
}) => {
  const empty = await tap(await atAudience(), 'Dùng danh sách')
  expect(last(empty).text).toContain('chưa có danh sách')
  const back = await tap(empty, 'Quay lại')
  await tap(back, 'Lưu danh sách')
  await bot.text(office, 'Toàn tỉnh')
  await bot.text(office, '/huy')
  const again = await keepList('TOÀN  TỈNH')
  expect(again[0]!.text).toContain('thay cho nơi nhận cũ')
  expect(await lists()).toHaveLength(1)
  expect(JSON.stringify(await lists())).toContain('exclude')
  await tap(again, 'Lưu danh sách')
  expect(last(await bot.text(office, 'TỐI MẬT')).text).toContain('không tiếp nhận tài liệu mật')
  expect(await lists()).toHaveLength(1)
})

test('/danhsach shows, renames and deletes; others see nothing of it', async ({
  db,
  world,
  bot,
  office,
  tapEdited,
  lists,
  keepList,
}) => {
  await keepList('Phường Bình')
  await bot.text(office, '/huy')
  const officeA = world.telegramUserId.officeA!
  expect(last(await bot.text(officeA, '/danhsach')).text).toContain('chưa có danh sách')
  expect(last(await bot.text(world.telegramUserId.one!, '/danhsach')).text).toContain('văn phòng cấp ủy')
  const offered = await bot.text(office, '/danhsach')
  const show = buttonData(last(offered), 'Phường Bình')
  await bot.tap(officeA, show)
  expect(bot.tapAnswers.at(-1)).toContain('không dùng được')
  await bot.tap(office, show)
  const card = bot.edits.at(-1)!.text!
  expect(card).toContain('Cấp nhận: Chi bộ')
  expect(card).toContain('<b>3</b> đơn vị')
  expect(card).toContain('Chưa liên lạc được <b>1</b>')
  const rename = buttonData(bot.edits.at(-1), 'Đổi tên')
  await bot.text(office, '/moi')
  expect(last(await bot.tap(office, rename)).text).toContain('soạn dở một văn bản')
  await bot.text(office, '/huy')
  await bot.tap(office, rename)
  expect(last(await bot.text(office, '   ')).text).toContain('còn trống')
  expect(last(await bot.text(office, 'Các chi bộ của phường')).text).toContain('nay có tên')
  expect((await lists()).map((list) => list.name)).toEqual(['Các chi bộ của phường'])
  await bot.tap(office, show)
  await tapEdited('Xóa')
  expect(bot.edits.at(-1)!.text).toContain('giữ nguyên nơi nhận')
  const yes = buttonData(bot.edits.at(-1), 'Đúng, xóa')
  await bot.tap(office, yes)
  expect(await lists()).toEqual([])
  await bot.tap(office, yes)
  expect(bot.tapAnswers.at(-1)).toContain('nội dung không còn')
  const audited = await db
    .selectFrom('audit_entry')
    .select('action')
    .where('subject_kind', '=', 'saved_audience')
    .orderBy('id')
    .execute()
  expect(audited.map((row) => row.action)).toEqual(['audience.save', 'audience.rename', 'audience.delete'])
})

test('a list that goes away while it is offered changes nothing', async ({
  db,
  bot,
  office,
  tap,
  atAudience,
  keepList,
}) => {
  await keepList('Phường Bình')
  await bot.text(office, '/huy')
  const offered = await tap(await atAudience('06-CT/TU'), 'Dùng danh sách')
  await db.deleteFrom('saved_audience').execute()
  const said = await tap(offered, 'Phường Bình')
  expect(said[0]!.text).toContain('không còn nữa')
  expect(last(said).text).toContain('Nơi nhận')
})
