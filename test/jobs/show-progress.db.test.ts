// The message that shows a circulation ends when the directive does, also before all recipients were listed.
import { beforeEach, expect, test } from 'vitest'
import { showProgressOnce } from '../../jobs/show-progress.ts'
import { createFrozenClock } from '../../src/platform/clock.ts'
import { createLog } from '../../src/platform/log.ts'
import { createCalendar } from '../../src/platform/working-calendar.ts'
import { progressView } from '../../src/telegram/features/progress/circulation-watch.ts'
import type { Language } from '../../src/texts/index.ts'
import { useDatabase } from '../support/database.ts'
import { recordingMessenger } from '../telegram/bot-fixture.ts'
import { type ChatWorld, makeChatWorld, monday } from '../telegram/chat-world.ts'

const database = useDatabase()
let world: ChatWorld
beforeEach(async () => {
  await database.reset()
  world = await makeChatWorld(database.db)
})

/** A message that is shown below the directive while its recipients are still being listed. */
async function watched(language: Language): Promise<void> {
  const { id } = await world.db
    .insertInto('delivery')
    .values({
      purpose: 'answer',
      lane: 0,
      language,
      directive_id: world.directiveId,
      state: 'sent',
      telegram_chat_id: world.user.office!,
      message_id: 7,
      due_at: monday,
      created_at: monday,
      payload: JSON.stringify({ progress: progressView(language, world.directiveId) }),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await world.db
    .insertInto('circulation_watch')
    .values({
      directive_id: world.directiveId,
      delivery_id: id,
      telegram_chat_id: world.user.office!,
    })
    .execute()
  await world.db.updateTable('directive').set({ circulated_at: null }).execute()
}

async function show() {
  const messenger = recordingMessenger()
  const context = {
    db: world.db,
    clock: createFrozenClock(monday),
    calendar: createCalendar({ timeZone: 'Asia/Ho_Chi_Minh' }),
    messenger,
    log: createLog({
      level: 'silent',
      role: 'test',
    }),
  }
  const moves = await showProgressOnce(context, new AbortController().signal)
  const edit = messenger.edits.at(-1)
  return { moves, text: edit?.text ?? '', buttons: JSON.stringify(edit?.buttons) }
}
const openWatches = () =>
  world.db.selectFrom('circulation_watch').select('delivery_id').where('finished_at', 'is', null).execute()

test.each([
  ['vi', 'closed', 'Đã kết thúc theo dõi 05-CT/TU', 'Chưa gửi đến đơn vị nào'],
  ['vi', 'superseded', '05-CT/TU đã được thay thế', 'Chưa gửi đến đơn vị nào'],
  ['en', 'closed', '05-CT/TU is closed', 'Not sent to any unit'],
  ['en', 'superseded', '05-CT/TU is superseded', 'Not sent to any unit'],
] as const)(
  'in %s, %s before its hour: the message ends, and says only what is true',
  async (language, state, ended, none) => {
    await watched(language)
    await world.db.deleteFrom('delivery').where('purpose', '=', 'directive').execute()
    await world.db.deleteFrom('obligation').execute()
    const issueAt = new Date(monday.getTime() + 86_400_000)
    await world.db.updateTable('directive').set({ issue_at: issueAt }).execute()
    const before = await show()
    expect(before.moves).toBe(true)
    expect(before.buttons).toContain('⏸')
    await world.db.updateTable('directive').set({ state, closed_at: monday }).execute()
    const after = await show()
    expect(after.moves).toBe(false)
    expect(after.text).toContain(ended)
    expect(after.text).toContain(none)
    expect(after.text.split('\n')).toHaveLength(2)
    expect(after.buttons).not.toMatch(/⏸|⏹/)
    expect(await openWatches()).toEqual([])
  },
)

test('closed while the recipients were being listed: tells how many got it, not of how many', async () => {
  await watched('vi')
  await world.db.updateTable('directive').set({ state: 'closed', closed_at: monday }).execute()
  const { moves, text } = await show()
  expect(moves).toBe(false)
  expect(text).toContain('Đã gửi đến 3 đơn vị.')
  expect(text).not.toContain('3/3')
  expect(await openWatches()).toEqual([])
})

test('closed while paused: it is over, not paused', async () => {
  await watched('vi')
  await world.db.updateTable('directive').set({ state: 'closed', paused_at: monday }).execute()
  expect((await show()).text).not.toContain('Tạm dừng')
  expect(await openWatches()).toEqual([])
})

test('cancelled before its hour: says neither that it is being listed nor when it goes out', async () => {
  await watched('vi')
  await world.db.deleteFrom('delivery').where('purpose', '=', 'directive').execute()
  await world.db.deleteFrom('obligation').execute()
  const issueAt = new Date(monday.getTime() + 86_400_000)
  await world.db.updateTable('directive').set({ issue_at: issueAt, cancelled_at: monday }).execute()
  const { text } = await show()
  expect(text).toContain('Đã hủy việc gửi 05-CT/TU')
  expect(text).toContain('Chưa gửi đến đơn vị nào')
  expect(text).not.toContain('Sẽ gửi lúc')
})

test('closed before everything went out: it does not say that all was sent', async () => {
  await watched('vi')
  await world.db.updateTable('directive').set({ circulated_at: monday, state: 'closed' }).execute()
  const [first] = await world.db
    .selectFrom('delivery')
    .select('id')
    .where('purpose', '=', 'directive')
    .execute()
  const set = (state: 'sent' | 'cancelled') =>
    world.db.updateTable('delivery').set({ state }).where('purpose', '=', 'directive')
  await set('cancelled').execute()
  await set('sent').where('id', '=', first!.id).execute()
  const { text, moves } = await show()
  expect(text).toContain('Đã kết thúc theo dõi 05-CT/TU, không gửi tiếp')
  expect(text).toMatch(/1\/\d/)
  expect(text).not.toContain('Đã gửi xong')
  expect(moves).toBe(false)
  expect(await openWatches()).toEqual([])
})
