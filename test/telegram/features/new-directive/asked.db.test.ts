// What a directive asks, chosen in chat: reminders by a plan, with their days in the preview, and protection.
import { expect } from 'vitest'
import { planChaseOfDirective } from '../../../../src/chase/plan-chase.ts'
import { reminderPlans } from '../../../../src/directive/reminders.ts'
import { circulateDirective } from '../../../circulation/circulate.ts'
import { calendar, monday } from '../../../directive/world.ts'
import { buttonData } from '../../bot-fixture.ts'
import { officeTest as base, last } from '../fixtures.ts'

const test = base
  // As far as the preview: receipt by Thursday 19/11, report by Monday 30/11.
  .extend('preview', ({ bot, office, tap }) => async () => {
    let said = await tap(await bot.text(office, '/moi'), 'không mật')
    said = await bot.text(office, 'Số 05-CT/TU\nNgày 10 tháng 11 năm 2026\nCHỈ THỊ\nVề một việc')
    said = await tap(said, 'Đúng, tiếp tục')
    said = await tap(said, 'gửi báo cáo')
    said = await tap(said, '3 ngày')
    return await tap(said, '10 ngày')
  })
  .extend('issued', ({ db }) => () => {
    return db.selectFrom('directive').selectAll().executeTakeFirstOrThrow()
  })

test('the usual plan, as days', async ({ preview }) => {
  const text = last(await preview()).text
  expect(text).toContain('🔔 Cách nhắc: Thường')
  expect(text).toContain('• Nhắc xác nhận: 20/11, 24/11')
  expect(text).toContain('• Nhắc báo cáo: 23/11, 26/11, 30/11, 1/12, 3/12; sau đó mỗi tuần một lần đến 28/1')
  expect(text).toContain('• Báo cấp trên nếu còn nợ: 24/11, 3/12')
  expect(text).toContain('🔒 Người nhận không chuyển tiếp')
})

test('another plan is chosen with its days in view, frozen with the directive and followed', async ({
  db,
  tap,
  preview,
  issued,
}) => {
  const offered = await tap(await preview(), 'Đổi cách nhắc')
  expect(last(offered).text).toContain('<b>Gấp</b>\n• Nhắc xác nhận: 19/11, 20/11, 23/11')
  expect(last(offered).text).toContain('<b>Không nhắc</b>\n• Không có lần nhắc nào')
  const said = await tap(offered, 'Gấp')
  expect(last(said).text).toContain('Cách nhắc: Gấp')
  await tap(said, 'Phát hành')
  const { id, reminders, protect } = await issued()
  expect(reminders).toEqual(reminderPlans.tight)
  expect(protect).toBe(true)
  await circulateDirective(db, id, monday)
  await planChaseOfDirective(db, id, { now: monday, calendar })
  const steps = await db
    .selectFrom('chase_step')
    .select(['step', 'due_at'])
    .distinct()
    .orderBy('step')
    .execute()
  expect(steps).toEqual([
    { step: 'ack-0', due_at: new Date('2026-11-19T01:00:00Z') },
    { step: 'report-3', due_at: new Date('2026-11-25T01:00:00Z') },
  ])
})

test('nobody is reminded when the plan says so', async ({ db, tap, preview, issued }) => {
  const said = await tap(await tap(await preview(), 'Đổi cách nhắc'), 'Không nhắc')
  expect(last(said).text).toContain('Cách nhắc: Không nhắc')
  await tap(said, 'Phát hành')
  const { id } = await issued()
  await circulateDirective(db, id, monday)
  expect(await planChaseOfDirective(db, id, { now: monday, calendar })).toBe(0)
})

test('protection is switched in the preview itself and kept', async ({
  bot,
  office,
  tap,
  preview,
  issued,
}) => {
  const said = await preview()
  await tap(said, 'Cho chuyển tiếp')
  expect(bot.edits.at(-1)?.text).toContain('🔓 Người nhận được chuyển tiếp')
  await bot.tap(office, buttonData(bot.edits.at(-1), 'Chặn chuyển tiếp'))
  expect(bot.edits.at(-1)?.text).toContain('🔒')
  await bot.tap(office, buttonData(bot.edits.at(-1), 'Cho chuyển tiếp'))
  await bot.tap(office, buttonData(bot.edits.at(-1), 'Phát hành'))
  expect((await issued()).protect).toBe(false)
})
