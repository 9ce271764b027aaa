// Tables asked for in chat: of a directive, of a campaign, of a period; made by the job, with its progress in
// one message.
import { expect } from 'vitest'
import { makeExportsJob } from '../../../../jobs/make-exports.ts'
import { createLog } from '../../../../src/platform/log.ts'
import { calendar, monday } from '../../../directive/world.ts'
import { buttonData, recordingMessenger } from '../../bot-fixture.ts'
import { test as base } from './fixtures.ts'

const test = base
  .extend('messenger', () => recordingMessenger())
  .extend('run', ({ db, bot, messenger }) => async () => {
    // The message that tells of progress has gone out.
    await db.updateTable('delivery').set({ message_id: 77 }).where('purpose', '=', 'answer').execute()
    const log = createLog({ level: 'silent', role: 'test' })
    const context = { db, clock: bot.clock, calendar, messenger, log }
    await makeExportsJob(context as never, {}, new AbortController().signal)
  })

test('a directive in two taps; one message tells how far it is, then the file comes', async ({
  db,
  bot,
  user,
  directiveId,
  shown,
  messenger,
  run,
}) => {
  // A report came in, so there are figures.
  await db
    .updateTable('obligation')
    .set({ report_state: 'submitted', reported_at: monday, first_reported_at: monday })
    .where('directive_id', '=', directiveId)
    .execute()
  const [list] = await bot.text(user('observer'), '/tinhhinh')
  await bot.tap(user('observer'), buttonData(list!, '05-CT/TU'))
  await bot.tap(user('observer'), buttonData(shown(), 'Số liệu'))
  const [which] = await bot.tap(user('observer'), buttonData(shown(), 'Xuất bảng tính'))
  const [begun] = await bot.tap(user('observer'), buttonData(which!, 'Từng báo cáo (XLSX)'))
  expect(begun?.text).toContain('Đang lập bảng tính')
  await run()
  expect(messenger.edits.map(({ messageId, text }) => [messageId, text])).toEqual([
    [77, expect.stringContaining('đang đọc số liệu')],
    [77, expect.stringContaining('6 dòng, đang ghi tệp')],
    [77, expect.stringContaining('Đã lập xong bảng tính: 6 dòng')],
  ])
  expect(messenger.sentNow).toMatchObject([
    { chatId: user('observer'), file: { name: 'bao-cao-05-ct-tu-2026-11-16.xlsx' } },
  ])
})

test('commendation over a period, from the list', async ({ bot, user, messenger, run }) => {
  const [list] = await bot.text(user('observer'), '/tinhhinh')
  const [which] = await bot.tap(user('observer'), buttonData(list!, 'khen thưởng'))
  expect(which?.text).toContain('không quyết định')
  await bot.tap(user('observer'), buttonData(which!, 'Quý này (CSV)'))
  await run()
  expect(messenger.sentNow).toMatchObject([
    { file: { name: 'thi-dua-2026-10-01-2026-12-31-2026-11-16.csv' } },
  ])
})

test('a campaign from its own view', async ({ db, world, bot, user, shown, directiveId, messenger, run }) => {
  const { id } = await db
    .insertInto('campaign')
    .values({ unit_id: world.unit.T!, name: 'Đại hội', created_at: monday })
    .returning('id')
    .executeTakeFirstOrThrow()
  await db.updateTable('directive').set({ campaign_id: id }).where('id', '=', directiveId).execute()
  const [list] = await bot.text(user('observer'), '/dot')
  await bot.tap(user('observer'), buttonData(list!, 'Đại hội'))
  const [which] = await bot.tap(user('observer'), buttonData(shown(), 'Xuất bảng tính'))
  await bot.tap(user('observer'), buttonData(which!, 'Chưa thực hiện (CSV)'))
  await run()
  expect(messenger.sentNow).toMatchObject([{ file: { name: 'chua-thuc-hien-dai-hoi-2026-11-16.csv' } }])
})
