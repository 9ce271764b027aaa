// /tinhhinh: rates by unit, drilling down, lists with pages, and nothing outside one's own subtree.

import { expect } from 'vitest'
import { statusButtons } from '../../../../src/telegram/features/progress/buttons.ts'
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
  expect(shown().text).toContain('Quá hạn xác nhận: 4')
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
