// An outline of the office's own, chosen in chat, asked question by question by the units, with its own
// conditions.

import { expect } from 'vitest'
import { checkOutline } from '../../../../src/response/check-outline.ts'
import type { Outline } from '../../../../src/response/outline.ts'
import { registerOutline, retireOutline } from '../../../../src/response/register-outline.ts'
import { reportButtons } from '../../../../src/telegram/features/report/buttons.ts'
import { circulateDirective } from '../../../circulation/circulate.ts'
import { monday } from '../../../directive/world.ts'
import { buttonData, type Said } from '../../bot-fixture.ts'
import { officeTest as base, last } from '../fixtures.ts'

const test = base
  .extend('register', ({ db, world }) => (unit: string, outline = meeting()) => {
    return db
      .transaction()
      .execute((tx) =>
        registerOutline(tx, 'operator', { unitId: world.unit[unit]!, outline }, { now: monday }),
      )
  })
  .extend('preview', ({ bot, office, tap }) => async (who = office, answer = 'gửi báo cáo', other = '') => {
    let said = await tap(await bot.text(who, '/moi'), 'không mật', who)
    said = await bot.text(who, 'Số 05-KH/TU\nNgày 10 tháng 11 năm 2026\nKẾ HOẠCH\nVề sinh hoạt')
    said = await tap(said, 'Đúng, tiếp tục', who)
    said = await tap(said, answer, who)
    if (other !== '') said = await tap(said, other, who)
    said = await tap(said, '3 ngày', who)
    return await tap(said, '10 ngày', who)
  })
  // Issues the draft of that preview and opens the report of cell A11.
  .extend('openReport', ({ db, world, bot, tap }) => async (said: Said[]) => {
    await tap(said, 'Phát hành')
    const { id } = await db.selectFrom('directive').select('id').executeTakeFirstOrThrow()
    await circulateDirective(db, id, monday)
    const owed = await db
      .selectFrom('obligation')
      .select('id')
      .where('unit_id', '=', world.unit.A11!)
      .executeTakeFirstOrThrow()
    const { data } = reportButtons.button.start('', { obligation: owed.id })
    return await bot.tap(world.telegramUserId.one!, data)
  })

const both = (vi: string) => ({ vi, en: vi })
function meeting(title = 'Báo cáo sinh hoạt'): Outline {
  const whole = (key: string, label: string) => ({
    key,
    type: 'whole',
    label: both(label),
    required: true,
    min: 0,
    max: 5e3,
  })
  const checked = checkOutline({
    key: 'sinh_hoat',
    title: both(title),
    fields: [whole('tong_so', 'Tổng số đảng viên'), whole('du', 'Số đảng viên dự')],
    rules: [
      {
        key: 'du_khong_qua_tong',
        level: 'error',
        test: 'at_most',
        left: { plus: ['du'] },
        right: { plus: ['tong_so'] },
        text: both('Số dự nhiều hơn tổng số.'),
      },
    ],
  })
  if (!checked.ok) throw new Error(JSON.stringify(checked.faults))
  return checked.outline
}

test('the full report is the newest version, kept with the directive', async ({
  db,
  preview,
  openReport,
}) => {
  const said = await preview()
  expect(last(said).text).toContain('Đề cương báo cáo: Báo cáo kết quả học tập')
  const asked = await openReport(said)
  expect(last(asked).text).toContain('Câu 1/22')
  const { outline } = await db.selectFrom('directive').select('outline').executeTakeFirstOrThrow()
  expect(outline).toMatchObject({ key: 'study', version: 2 })
})

test('a short report is three taps and a number', async ({ world, bot, preview, openReport }) => {
  const said = await preview(undefined, 'báo cáo nhanh')
  expect(last(said).text).toContain('Đề cương báo cáo: Báo cáo nhanh (3 câu)')
  const one = world.telegramUserId.one!
  const asked = await openReport(said)
  expect(last(asked).text).toContain('Đã triển khai văn bản chưa?')
  expect(last(await bot.text(one, 'gần xong')).text).toContain('“Đã xong”, “Đang làm”, “Chưa làm”')
  await bot.tap(one, buttonData(last(asked), 'Đang làm'))
  const third = await bot.text(one, '28')
  const summary = last(await bot.tap(one, buttonData(last(third), 'Không có')))
  expect(summary.text).toContain('Đã triển khai văn bản chưa: <b>Đang làm</b>')
  expect(last(await bot.tap(one, buttonData(summary, 'Gửi báo cáo'))).text).toContain('Đã nhận báo cáo')
})

test('a few sentences are one question', async ({ world, bot, preview, openReport }) => {
  const asked = await openReport(await preview(undefined, 'viết một đoạn văn'))
  expect(last(asked).text).toContain('Nội dung báo cáo')
  const summary = last(await bot.text(world.telegramUserId.one!, 'Đã phổ biến trong buổi sinh hoạt.'))
  expect(summary.text).toContain('<b>Đã phổ biến trong buổi sinh hoạt.</b>')
})

test('any other outline is two taps', async ({ register, preview, openReport }) => {
  await register('T')
  const said = await preview(undefined, 'Đề cương khác', 'tập huấn')
  expect(last(said).text).toContain('Đề cương báo cáo: Báo cáo mở lớp bồi dưỡng, tập huấn (4 câu)')
  expect(last(await openReport(said)).text).toContain('Số lớp đã mở')
})

test('yes or no, decimals and documents are asked and summed up', async ({
  world,
  bot,
  register,
  preview,
  openReport,
}) => {
  const base = { required: true } as const
  await register('T', {
    key: 'khac',
    version: 1,
    title: both('Báo cáo khác'),
    fields: [
      { ...base, key: 'held', type: 'yes_no', label: both('Đã họp chưa?') },
      { ...base, key: 'area', type: 'decimal', label: both('Diện tích'), min: 0, max: 100, unit: both('ha') },
      { ...base, key: 'plans', type: 'documents', label: both('Các văn bản đã ban hành') },
    ],
    rules: [],
  })
  const one = world.telegramUserId.one!
  const asked = await openReport(await preview(undefined, 'Đề cương khác', 'Báo cáo khác'))
  const second = await bot.tap(one, buttonData(last(asked), 'Có'))
  expect(last(second).text).toContain('Diện tích (ha)')
  const third = await bot.text(one, '12,5')
  expect(buttonData(last(third), 'Không có')).toBeTruthy()
  const summary = last(await bot.text(one, '34-KH/ĐU ngày 7/11/2026, 35-CTr/ĐU ngày 8/11/2026'))
  expect(summary.text).toContain('Đã họp chưa: <b>Có</b>')
  expect(summary.text).toContain('Diện tích: <b>12,5 ha</b>')
  expect(summary.text).toContain('<b>34-KH/ĐU ngày 7/11/2026; 35-CTr/ĐU ngày 8/11/2026</b>')
  expect(last(await bot.tap(one, buttonData(summary, 'Gửi báo cáo'))).text).toContain('Đã nhận báo cáo')
})

test('chosen, kept as it was at issue, asked of the cell with its own condition', async ({
  db,
  world,
  bot,
  tap,
  register,
  preview,
  openReport,
}) => {
  await register('T')
  const offered = await tap(await preview(), 'Đổi đề cương')
  expect(last(offered).text).toContain('• Báo cáo sinh hoạt: 2 câu (bản 1, Tỉnh ủy Mẫu)')
  const said = await tap(offered, 'Báo cáo sinh hoạt')
  expect(last(said).text).toContain('Đề cương báo cáo: Báo cáo sinh hoạt (2 câu)')
  const asked = await openReport(said)
  await register('T', meeting('Báo cáo sinh hoạt mới'))
  const { outline } = await db.selectFrom('directive').select('outline').executeTakeFirstOrThrow()
  expect(outline).toMatchObject({ version: 1, title: { vi: 'Báo cáo sinh hoạt' } })
  const one = world.telegramUserId.one!
  expect(last(asked).text).toContain('Câu 1/2')
  await bot.text(one, '10')
  const refused = last(await bot.text(one, '12'))
  expect(refused.text).toContain('Số dự nhiều hơn tổng số.')
  const summary = last(await bot.text(one, '9'))
  expect(summary.text).toContain('Số đảng viên dự: <b>9</b>')
  expect(last(await bot.tap(one, buttonData(summary, 'Gửi báo cáo'))).text).toContain('Đã nhận báo cáo')
})

test('a committee may use the outlines of the office above, not the other way round', async ({
  world,
  tap,
  register,
  preview,
}) => {
  await register('T')
  await register('A', meeting('Báo cáo của xã'))
  const above = last(await tap(await preview(), 'Đổi đề cương')).text
  expect(above).not.toContain('Báo cáo của xã')
  const below = last(
    await tap(await preview(world.telegramUserId.officeA!), 'Đổi đề cương', world.telegramUserId.officeA!),
  )
  expect(below.text).toContain('Báo cáo của xã')
  expect(below.text).toContain('Báo cáo sinh hoạt: 2 câu')
})

test('one that is retired while the preview is open is not sent', async ({
  db,
  world,
  tap,
  register,
  preview,
}) => {
  await register('T')
  const said = await tap(await tap(await preview(), 'Đổi đề cương'), 'Báo cáo sinh hoạt')
  await db
    .transaction()
    .execute((tx) =>
      retireOutline(tx, 'operator', { unitId: world.unit.T!, key: 'sinh_hoat' }, { now: monday }),
    )
  const after = await tap(said, 'Phát hành')
  expect(after[0]!.text).toContain('không còn dùng')
  expect(last(after).text).toContain('Báo cáo kết quả học tập')
  expect(await db.selectFrom('directive').select('id').execute()).toEqual([])
})
