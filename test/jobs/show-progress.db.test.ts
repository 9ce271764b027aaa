// The message that shows a circulation ends when the directive does, also before all recipients were listed.
import { expect } from 'vitest'
import { showProgressOnce } from '../../jobs/show-progress.ts'
import { createFrozenClock } from '../../src/platform/clock.ts'
import { createLog } from '../../src/platform/log.ts'
import { createCalendar } from '../../src/platform/working-calendar.ts'
import { progressView } from '../../src/telegram/features/progress/circulation-watch.ts'
import type { Language } from '../../src/texts/index.ts'
import { recordingMessenger } from '../telegram/bot-fixture.ts'
import { monday } from '../telegram/chat-world.ts'
import { test as base } from '../telegram/fixtures.ts'

const test = base
  // A message that is shown below the directive while its recipients are still being listed.
  .extend('watched', ({ db, world }) => async (language: Language) => {
    const { directiveId, user } = world
    const { id } = await db
      .insertInto('delivery')
      .values({
        purpose: 'answer',
        lane: 0,
        language,
        directive_id: directiveId,
        state: 'sent',
        telegram_chat_id: user.office!,
        message_id: 7,
        due_at: monday,
        created_at: monday,
        payload: JSON.stringify({ progress: progressView(language, directiveId) }),
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await db
      .insertInto('circulation_watch')
      .values({ directive_id: directiveId, delivery_id: id, telegram_chat_id: user.office! })
      .execute()
    await db.updateTable('directive').set({ circulated_at: null }).execute()
  })
  .extend('show', ({ db }) => async () => {
    const messenger = recordingMessenger()
    const context = {
      db,
      clock: createFrozenClock(monday),
      calendar: createCalendar({ timeZone: 'Asia/Ho_Chi_Minh' }),
      messenger,
      log: createLog({ level: 'silent', role: 'test' }),
    }
    const moves = await showProgressOnce(context, new AbortController().signal)
    const edit = messenger.edits.at(-1)
    return { moves, text: edit?.text ?? '', buttons: JSON.stringify(edit?.buttons) }
  })
  .extend('openWatches', ({ db }) => async () => {
    const watches = db.selectFrom('circulation_watch').select('delivery_id')
    return await watches.where('finished_at', 'is', null).execute()
  })

test.for([
  ['vi', 'closed', 'Đã kết thúc theo dõi 05-CT/TU', 'Chưa gửi đến đơn vị nào'],
  ['vi', 'superseded', '05-CT/TU đã được thay thế', 'Chưa gửi đến đơn vị nào'],
  ['en', 'closed', '05-CT/TU is closed', 'Not sent to any unit'],
  ['en', 'superseded', '05-CT/TU is superseded', 'Not sent to any unit'],
] as const)(
  'in %s, %s before its hour: the message ends, and says only what is true',
  async ([language, state, ended, none], { db, watched, show, openWatches }) => {
    await watched(language)
    await db.deleteFrom('delivery').where('purpose', '=', 'directive').execute()
    await db.deleteFrom('obligation').execute()
    const issueAt = new Date(monday.getTime() + 86_400_000)
    await db.updateTable('directive').set({ issue_at: issueAt }).execute()
    const before = await show()
    expect(before.moves).toBe(true)
    expect(before.buttons).toContain('⏸')
    await db.updateTable('directive').set({ state, closed_at: monday }).execute()
    const after = await show()
    expect(after.moves).toBe(false)
    expect(after.text).toContain(ended)
    expect(after.text).toContain(none)
    expect(after.text.split('\n')).toHaveLength(2)
    expect(after.buttons).not.toMatch(/⏸|⏹/)
    expect(await openWatches()).toEqual([])
  },
)

test('closed while the recipients were being listed: tells how many got it, not of how many', async ({
  db,
  watched,
  show,
  openWatches,
}) => {
  await watched('vi')
  await db.updateTable('directive').set({ state: 'closed', closed_at: monday }).execute()
  const { moves, text } = await show()
  expect(moves).toBe(false)
  expect(text).toContain('Đã gửi đến 3 đơn vị.')
  expect(text).not.toContain('3/3')
  expect(await openWatches()).toEqual([])
})

test('closed while paused: it is over, not paused', async ({ db, watched, show, openWatches }) => {
  await watched('vi')
  await db.updateTable('directive').set({ state: 'closed', paused_at: monday }).execute()
  expect((await show()).text).not.toContain('Tạm dừng')
  expect(await openWatches()).toEqual([])
})

test('cancelled before its hour: says neither that it is being listed nor when it goes out', async ({
  db,
  watched,
  show,
}) => {
  await watched('vi')
  await db.deleteFrom('delivery').where('purpose', '=', 'directive').execute()
  await db.deleteFrom('obligation').execute()
  const issueAt = new Date(monday.getTime() + 86_400_000)
  await db.updateTable('directive').set({ issue_at: issueAt, cancelled_at: monday }).execute()
  const { text } = await show()
  expect(text).toContain('Đã hủy việc gửi 05-CT/TU')
  expect(text).toContain('Chưa gửi đến đơn vị nào')
  expect(text).not.toContain('Sẽ gửi lúc')
})

test('closed before everything went out: it does not say that all was sent', async ({
  db,
  watched,
  show,
  openWatches,
}) => {
  await watched('vi')
  await db.updateTable('directive').set({ circulated_at: monday, state: 'closed' }).execute()
  const [first] = await db.selectFrom('delivery').select('id').where('purpose', '=', 'directive').execute()
  const set = (state: 'sent' | 'cancelled') =>
    db.updateTable('delivery').set({ state }).where('purpose', '=', 'directive')
  await set('cancelled').execute()
  await set('sent').where('id', '=', first!.id).execute()
  const { text, moves } = await show()
  expect(text).toContain('Đã kết thúc theo dõi 05-CT/TU, không gửi tiếp')
  expect(text).toMatch(/1\/\d/)
  expect(text).not.toContain('Đã gửi xong')
  expect(moves).toBe(false)
  expect(await openWatches()).toEqual([])
})
