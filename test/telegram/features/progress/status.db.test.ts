// /tinhhinh: rates by unit, drilling down, lists with pages, and nothing outside one's own subtree.

import { sql } from 'kysely'
import { expect } from 'vitest'
import type { Outline, OutlineField } from '../../../../src/response/outline.ts'
import { circulationButtons, statusButtons } from '../../../../src/telegram/features/progress/buttons.ts'
import { reportButtons } from '../../../../src/telegram/features/report/buttons.ts'
import { monday } from '../../../directive/world.ts'
import { buttonData, type Said } from '../../bot-fixture.ts'
import { test as base } from './fixtures.ts'

type Shown = Pick<Said, 'buttons'>

const test = base
  // Two cells of A have acknowledged it.
  .extend('acknowledged', { auto: true }, async ({ db, world, directiveId: _directiveId }) => {
    await db
      .updateTable('obligation')
      .set({ acknowledged_at: monday })
      .where('unit_id', 'in', [world.unit.A11!, world.unit.A12!])
      .execute()
  })
  .extend('press', ({ bot, user, shown }) => async (who: string, label: string, below: Shown = shown()) => {
    return await bot.tap(user(who), buttonData(below, label))
  })

test('from the list down to a committee and to who has not answered', async ({ bot, user, shown, press }) => {
  const [list] = await bot.text(user('observer'), '/tinhhinh')
  await press('observer', '05-CT/TU', list)
  expect(shown().text).toContain('Đã nhận: 2/6 (33,33 %)')
  expect(shown().text).toContain('Đảng ủy xã An: đã nhận 2/3 (66,67 %), đã nộp 0/3 (0 %)')
  expect(shown().text).toContain('Đảng ủy phường Bình: đã nhận 0/3 (0 %)')
  await press('observer', 'Đảng ủy xã An')
  expect(shown().text).toContain('Đảng ủy Trường A: đã nhận 2/3')
  await press('observer', 'Cấp trên')
  await press('observer', 'Chưa xác nhận (4)')
  expect(shown().text).toContain('<b>4</b> đơn vị')
  expect(shown().text).toContain('Chi bộ Bốn (Đảng ủy Trạm B): chưa đến hạn')
  expect(shown().text).toContain('Chi bộ Sáu (Đảng ủy phường Bình): tin chưa đến được đơn vị')
  bot.clock.moveTo(new Date('2026-11-26T03:00:00Z'))
  await press('observer', 'Quay lại')
  expect(shown().text).toContain('Quá hạn xác nhận: 2')
  expect(shown().text).toContain('Tin chưa đến: 2 đơn vị')
  await press('observer', 'Chưa xác nhận (4)')
  expect(shown().text).toMatch(/Chi bộ Bốn .*: quá hạn \d ngày làm việc/)
})

test('a committee sees its own subtree, whatever the button says', async ({
  world,
  bot,
  user,
  directiveId,
  shown,
  press,
}) => {
  const [list] = await bot.text(user('secretaryA'), '/tinhhinh')
  await press('secretaryA', '05-CT/TU', list)
  expect(shown().text).toContain('Đã nhận: 2/3')
  expect(shown().text).not.toContain('Bình')
  const before = bot.edits.length
  for (const unit of ['T', 'B', 'B1']) {
    const overview = { directive: directiveId, unit: world.unit[unit]!, tree: 'then', page: 0 } as const
    const { data } = statusButtons.button.overview('', overview)
    await bot.tap(user('secretaryA'), data)
    expect(bot.tapAnswers.at(-1)).toContain('không dùng được')
  }
  expect(bot.edits).toHaveLength(before)
})

// The reports of three cells: their numbers as the figures and the report itself show them.
const reported = test.extend('reported', ({ db, world, user, bot, directiveId }) => async () => {
  const outline: Outline = {
    key: 'attendance',
    version: 1,
    title: { vi: 'Dự họp', en: 'Attendance' },
    fields: [
      number('total', 'Tổng số'),
      number('attended', 'Số dự'),
      { key: 'held', type: 'yes_no', label: both('Đã họp chưa?'), required: false },
    ],
    rules: [],
    rates: [{ key: 'rate', label: both('Tỷ lệ dự'), part: sum('attended'), whole: sum('total'), goal: 99.5 }],
    unitCounts: [{ key: 'held', label: both('Đơn vị đã họp'), field: 'held', atLeast: 1 }],
  }
  await db
    .updateTable('directive')
    .set({ outline: JSON.stringify(outline) })
    .execute()
  for (const [who, code, answers] of [
    ['one', 'A11', ['1.000', '1.000', 'có']],
    ['two', 'A12', ['100', '50', '-']],
    ['four', 'B11', ['4.742', '4.700', 'không']],
  ] as const) {
    const { id } = await db
      .selectFrom('obligation')
      .select('id')
      .where('unit_id', '=', world.unit[code]!)
      .executeTakeFirstOrThrow()
    await bot.tap(user(who), reportButtons.button.start('', { obligation: id }).data)
    let said: Said[] = []
    for (const answer of answers) said = await bot.text(user(who), answer)
    await bot.tap(user(who), buttonData(said.at(-1)!, 'Gửi báo cáo'))
  }
  return directiveId
})

reported(
  'the figures in one tap: rates with their goal, counts, sums, on how many reports',
  async ({ bot, user, shown, press, reported }) => {
    await reported()
    const [list] = await bot.text(user('observer'), '/tinhhinh')
    await press('observer', '05-CT/TU', list)
    expect(shown().text).toContain('Hạn báo cáo: 17 giờ, thứ Sáu 20/11/2026 (còn 4 ngày làm việc)')
    expect(shown().text).toContain('Nộp đúng hạn: 3 · muộn: 0')
    await press('observer', 'Số liệu')
    const { text } = shown()
    expect(text).toContain('tính trên 3/6 báo cáo')
    expect(text).toContain(
      'Tỷ lệ dự: <b>98,43 %</b> (5.750/5.842) — chưa đạt mục tiêu 99,5 %, thiếu 1,07 điểm',
    )
    expect(text).toContain('Đơn vị đã họp: <b>1/2</b>')
    expect(text).toContain('Tổng số: <b>5.842</b> người')
    expect(text).toContain('Đã họp chưa: <b>1</b> (trên 2 báo cáo)')
    await press('observer', 'Theo đơn vị')
    const byRate = shown().text
    await press('observer', 'Đã nộp báo cáo')
    expect(shown().text).toMatch(/Đã nộp báo cáo.*thấp nhất trước:\n\n• Đảng ủy phường Bình: <b>33,33 %<\/b>/)
    await press('observer', 'Tỷ lệ dự')
    expect(shown().text).toBe(byRate)
    expect(shown().text).toMatch(
      /• Đảng ủy xã An: <b>95,45 %<\/b> \(1\.050\/1\.100\)\n• Đảng ủy phường Bình: <b>99,11/,
    )
    await press('observer', 'Quay lại')
    expect(shown().text).toContain('tính trên 3/6 báo cáo')
  },
)

reported(
  'a report is opened from the list; a returned one says that it does not count',
  async ({ db, world, bot, user, shown, press, reported }) => {
    await reported()
    const [list] = await bot.text(user('observer'), '/tinhhinh')
    await press('observer', '05-CT/TU', list)
    await press('observer', 'Xem báo cáo (3)')
    expect(
      shown()
        .buttons?.flat()
        .map(({ text }) => text)
        .slice(0, 3),
    ).toEqual(['📨 Chi bộ Bốn', '📨 Chi bộ Hai', '📨 Chi bộ Một'])
    await press('observer', 'Chi bộ Hai')
    expect(shown().text).toContain('Số dự: <b>50 người</b>')
    await db
      .updateTable('obligation')
      .set({ report_state: 'returned' })
      .where('unit_id', '=', world.unit.A12!)
      .execute()
    await press('observer', 'Quay lại')
    await press('observer', '↩️ Chi bộ Hai')
    expect(shown().text).toContain('chưa tính vào số liệu')
  },
)

reported('nobody opens a report of another branch', async ({ world, db, bot, user, reported }) => {
  await reported()
  const { id } = await db
    .selectFrom('obligation')
    .select('id')
    .where('unit_id', '=', world.unit.B11!)
    .executeTakeFirstOrThrow()
  const before = bot.edits.length
  for (const unit of ['A', 'B']) {
    const at = { obligation: id, unit: world.unit[unit]!, tree: 'then', page: 0 } as const
    await bot.tap(user('secretaryA'), statusButtons.button.report('', at).data)
  }
  expect(bot.edits).toHaveLength(before)
})

test('after a cancelled sending those who got nothing owe nothing, and it can be continued', async ({
  db,
  world,
  bot,
  user,
  directiveId,
  shown,
  press,
}) => {
  // The two of A have it, the others were not reached before it was cancelled.
  await db
    .updateTable('delivery')
    .set({ state: 'pending', sent_at: null })
    .where('purpose', '=', 'directive')
    .where('obligation_id', 'in', (obligations) =>
      obligations.selectFrom('obligation').select('id').where('acknowledged_at', 'is', null),
    )
    .execute()
  const cancel = circulationButtons.button.cancel_yes('', { directive: directiveId })
  await bot.tap(user('office'), cancel.data)
  bot.clock.moveTo(new Date('2026-11-26T03:00:00Z'))
  const [list] = await bot.text(user('observer'), '/tinhhinh')
  await press('observer', '05-CT/TU', list)
  expect(shown().text).toContain('Việc gửi văn bản này đã bị hủy')
  expect(shown().text).toContain('Đã nhận: 2/2 (100 %)')
  expect(shown().text).toContain('Chưa gửi (việc gửi đã hủy): 4 đơn vị')
  expect(shown().text).not.toContain('Quá hạn xác nhận')
  expect((await bot.text(user('four'), '/viec')).at(-1)?.text).toContain('không còn việc')
  const found = await bot.text(user('office'), '/vanban 05-CT/TU')
  const card = await bot.tap(user('office'), buttonData(found.at(-1)!, '05-CT/TU'))
  expect(card.at(-1)?.text).toContain('Việc gửi đã bị hủy')
  const [asked] = await bot.tap(user('office'), buttonData(card.at(-1)!, 'Gửi tiếp'))
  expect(asked?.text).toContain('4 đơn vị chưa nhận')
  await bot.tap(user('office'), buttonData(asked!, 'Đúng, gửi tiếp'))
  await bot.tap(user('office'), buttonData(asked!, 'Đúng, gửi tiếp'))
  const states = await db
    .selectFrom('delivery')
    .select(['state', db.fn.countAll().as('n')])
    .where('purpose', '=', 'directive')
    .groupBy('state')
    .orderBy('state')
    .execute()
  // Two cells of the four have nobody who can be written to.
  expect(states).toEqual([
    { state: 'pending', n: 2 },
    { state: 'sent', n: 2 },
  ])
  expect((await bot.text(user('four'), '/viec')).at(-1)?.text).toContain('05-CT/TU')
  const planned = await db
    .selectFrom('directive')
    .select(['cancelled_at', 'chase_planned_at'])
    .executeTakeFirst()
  expect(planned).toEqual({ cancelled_at: null, chase_planned_at: null })
  expect(world.unit.T).toBeDefined()
})

test('names are in Vietnamese order, numbers by their value', async ({
  db,
  world,
  bot,
  user,
  shown,
  press,
}) => {
  const rename = (code: string, at: number, name: string) =>
    sql`update obligation set path_names[${sql.lit(at)}] = ${name}
      where path_ids[${sql.lit(at)}] = ${world.unit[code]!}`.execute(db)
  // By code point Đ and Ủ come after all other letters, and 10 before 2.
  await rename('A', 2, 'Đảng ủy xã Vinh')
  await rename('B', 2, 'Đảng ủy xã Ủng')
  for (const [code, name] of [
    ['A11', 'Chi bộ thôn 10'],
    ['A12', 'Chi bộ thôn 2'],
    ['A13', 'Chi bộ thôn Đông'],
  ] as const)
    await rename(code, 4, name)
  const [list] = await bot.text(user('observer'), '/tinhhinh')
  await press('observer', '05-CT/TU', list)
  expect(shown().text).toMatch(/xã Ủng[\s\S]*xã Vinh/)
  await press('observer', 'xã Vinh')
  await press('observer', 'Đảng ủy Trường A')
  expect(shown().text).toMatch(/thôn 2:[\s\S]*thôn 10:[\s\S]*thôn Đông:/)
})

const both = (text: string) => ({ vi: text, en: text })
const sum = (key: string) => ({ plus: [key] })
const number = (key: string, label: string): OutlineField => ({
  key,
  type: 'whole',
  label: both(label),
  required: true,
  min: 0,
  max: 100_000,
  unit: both('người'),
})
