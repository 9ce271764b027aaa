// An outline of the office's own, chosen in chat, asked question by question by the units, with its own
// conditions.

import { expect } from 'vitest'
import { checkOutline } from '../../../../src/response/check-outline.ts'
import type { Outline } from '../../../../src/response/outline.ts'
import { registerOutline, retireOutline } from '../../../../src/response/register-outline.ts'
import { reportButtons } from '../../../../src/telegram/features/report/buttons.ts'
import { circulateDirective } from '../../../circulation/circulate.ts'
import { monday } from '../../../directive/world.ts'
import { buttonData } from '../../bot-fixture.ts'
import { officeTest as base, last } from '../fixtures.ts'

const test = base
  .extend('register', ({ db, world }) => (unit: string, outline = meeting()) => {
    return db
      .transaction()
      .execute((tx) =>
        registerOutline(tx, 'operator', { unitId: world.unit[unit]!, outline }, { now: monday }),
      )
  })
  .extend('preview', ({ bot, office, tap }) => async (who = office) => {
    let said = await tap(await bot.text(who, '/moi'), 'không mật', who)
    said = await bot.text(who, 'Số 05-KH/TU\nNgày 10 tháng 11 năm 2026\nKẾ HOẠCH\nVề sinh hoạt')
    said = await tap(said, 'Đúng, tiếp tục', who)
    said = await tap(said, 'gửi báo cáo', who)
    said = await tap(said, '3 ngày', who)
    return await tap(said, '10 ngày', who)
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

test('without outlines of its own the office is not asked', async ({ preview }) => {
  const said = await preview()
  expect(last(said).text).toContain('Đề cương báo cáo: Báo cáo kết quả học tập')
  expect(() => buttonData(last(said), 'Đổi đề cương')).toThrow()
})

test('chosen, kept as it was at issue, asked of the cell with its own condition', async ({
  db,
  world,
  bot,
  tap,
  register,
  preview,
}) => {
  await register('T')
  const offered = await tap(await preview(), 'Đổi đề cương')
  expect(last(offered).text).toContain('• Báo cáo sinh hoạt: 2 câu (bản 1, Tỉnh ủy Mẫu)')
  const said = await tap(offered, 'Báo cáo sinh hoạt')
  expect(last(said).text).toContain('Đề cương báo cáo: Báo cáo sinh hoạt (2 câu)')
  await tap(said, 'Phát hành')
  await register('T', meeting('Báo cáo sinh hoạt mới'))
  const { id, outline } = await db.selectFrom('directive').select(['id', 'outline']).executeTakeFirstOrThrow()
  expect(outline).toMatchObject({ version: 1, title: { vi: 'Báo cáo sinh hoạt' } })
  await circulateDirective(db, id, monday)
  const owed = await db
    .selectFrom('obligation')
    .select('id')
    .where('unit_id', '=', world.unit.A11!)
    .executeTakeFirstOrThrow()
  const one = world.telegramUserId.one!
  const asked = await bot.tap(one, reportButtons.button.start('', { obligation: owed.id }).data)
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
