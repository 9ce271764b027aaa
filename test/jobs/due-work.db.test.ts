import { sql } from 'kysely'
import { describe, expect, test as plainTest } from 'vitest'
import { dueWork } from '../../jobs/due-work.ts'
import { jobs } from '../../jobs/index.ts'
import { raiseAlarm } from '../../jobs/raise-alarm.ts'
import { noteMovement } from '../../src/circulation/movement.store.ts'
import { enqueueMessage } from '../../src/circulation/outbox.ts'
import { pauseEverything, resumeEverything } from '../../src/circulation/pause-everything.ts'
import { restLane } from '../../src/circulation/sending/pace.store.ts'
import { noteTelegramAway, noteTelegramBack } from '../../src/circulation/telegram-away.store.ts'
import type { Wake } from '../../src/platform/wake.ts'
import { createCalendar } from '../../src/platform/working-calendar.ts'
import { circulateDirective } from '../circulation/circulate.ts'
import { test as base } from '../circulation/fixtures.ts'
import { monday } from '../circulation/world.ts'
import { addOfficer } from '../org/world.ts'
import { wordedNotices } from '../support/notices.ts'

const test = base
  // What is woken at `now`, by name.
  .extend('wokenAt', ({ db }) => async (now: Date) => {
    const woken: string[] = []
    const wake: Wake = (name, data) => void woken.push([name, ...Object.values(data)].join(' '))
    for (const finder of dueWork(wake, createCalendar({ timeZone: 'Asia/Ho_Chi_Minh' }))) {
      if ((await finder.find(db, now)).count > 0) finder.wake()
    }
    return woken
  })
  // What a finder of that name says at `now`.
  .extend('found', ({ db }) => async (name: string, now = monday) => {
    const finder = dueWork(() => {}, createCalendar({ timeZone: 'Asia/Ho_Chi_Minh' })).find(
      (each) => each.name === name,
    )!
    return await finder.find(db, now)
  })

describe('due work', () => {
  plainTest('has a finder for every job, so that no lost wake-up is lost for good', () => {
    for (const [name, { due }] of Object.entries(jobs))
      expect([name, Object.keys(due).length]).not.toEqual([name, 0])
  })

  test('is found without any wake-up: messages, what a dead sender left, reminders to plan, entries to seal', async ({
    db,
    directiveId,
    wokenAt,
    found,
  }) => {
    await circulateDirective(db, directiveId, monday)
    expect(await wokenAt(monday)).toEqual([
      `plan-chase ${directiveId}`,
      ...[0, 1, 2, 3].map((slot) => `send-deliveries ${slot}`),
      'seal-audit',
      'clean-up',
    ])
    const past = new Date(Date.now() - 60_000)
    await db.updateTable('delivery').set({ state: 'sending', lease_until: past }).execute()
    expect(await found('send-deliveries')).toMatchObject({ count: 3, oldestDueAt: past })
    await db.updateTable('delivery').set({ state: 'sent', lease_until: null }).execute()
    expect(await found('send-deliveries')).toMatchObject({ count: 0 })
    await enqueueMessage(db, {
      purpose: 'answer',
      lane: 0,
      telegramChatId: 1,
      payload: { message: { text: 'x' } },
      dueAt: monday,
      now: monday,
    })
    expect(await wokenAt(monday)).toContain('send-answers')
    expect(await found('send-answers')).toMatchObject({ count: 1, oldestDueAt: monday })
  })

  test('what is held on purpose is not late, and what waits behind messages that go out carries a mark', async ({
    db,
    directiveId,
    transact,
    found,
  }) => {
    await circulateDirective(db, directiveId, monday)
    expect(await found('send-deliveries')).toEqual({ count: 3, oldestDueAt: monday, mark: null })
    await noteMovement(db, 1)
    expect((await found('send-deliveries')).mark).toEqual(expect.any(Number))
    await restLane(db, 1, 60_000)
    expect(await found('send-deliveries')).toMatchObject({ count: 0, oldestDueAt: null })
    await sql`delete from pace`.execute(db)
    await transact((tx) => pauseEverything(tx, 'operator', { now: monday }))
    expect(await found('send-deliveries')).toMatchObject({ count: 0 })
    await transact((tx) => resumeEverything(tx, 'operator', { now: monday }))
    await db.updateTable('directive').set({ paused_at: monday }).execute()
    expect(await found('send-deliveries')).toMatchObject({ count: 0 })
    // A notice of a change goes out all the same: a lost wake-up must not hold it until the pause ends.
    await enqueueMessage(db, {
      purpose: 'notice',
      lane: 1,
      telegramChatId: 1,
      directiveId,
      payload: { kind: 'change', what: 'extended' },
      dueAt: monday,
      now: monday,
    })
    expect(await found('send-deliveries')).toMatchObject({ count: 1, oldestDueAt: monday })
  })

  test('that stays undone is told to the administrators at the top, once an hour', async ({ db, ids }) => {
    await addOfficer(db, { telegramUserId: 501, unitId: ids.T!, duty: 'administrator' })
    await addOfficer(db, { telegramUserId: 502, unitId: ids.T!, duty: 'office' })
    const raise = (now: Date) =>
      raiseAlarm(
        { db, clock: { now: () => now } },
        'send-deliveries',
        { count: 7, oldestDueAt: monday },
        181_000,
      )
    await Promise.all([raise(monday), raise(monday)])
    await raise(new Date(monday.getTime() + 30 * 60_000))
    const told = () => wordedNotices(db)
    expect(await told()).toMatchObject([{ telegram_chat_id: 501, lane: 0 }])
    expect((await told())[0]?.message.text).toContain('Gửi văn bản và tin nhắc việc: đã quá 3 phút')
    await raise(new Date(monday.getTime() + 61 * 60_000))
    expect(await told()).toHaveLength(2)
  })

  test('Telegram that is not reached has an alarm of its own, with the instant since when', async ({
    db,
    ids,
    found,
  }) => {
    await addOfficer(db, { telegramUserId: 501, unitId: ids.T!, duty: 'administrator' })
    expect(await found('reach-telegram')).toEqual({ count: 0, oldestDueAt: null })
    await noteTelegramAway(db)
    const first = await found('reach-telegram')
    await noteTelegramAway(db)
    expect(await found('reach-telegram')).toEqual({ count: 1, oldestDueAt: first.oldestDueAt })
    await raiseAlarm({ db, clock: { now: () => monday } }, 'reach-telegram', first, 121_000)
    expect((await wordedNotices(db))[0]?.message.text).toContain('Không kết nối được Telegram từ')
    // A note that nobody renews has ended.
    await sql`update pace set changed_at = changed_at - interval '2 minutes'`.execute(db)
    expect(await found('reach-telegram')).toEqual({ count: 0, oldestDueAt: null })
    await noteTelegramAway(db)
    await noteTelegramBack(db)
    expect(await found('reach-telegram')).toEqual({ count: 0, oldestDueAt: null })
  })

  test('is found without any wake-up: a directive that nobody circulates', async ({
    directiveId,
    wokenAt,
  }) => {
    expect(await wokenAt(monday)).toContain(`circulate-directive ${directiveId}`)
  })

  test('is not found before its hour: a directive to be sent later', async ({ db, directiveId, wokenAt }) => {
    const later = new Date(monday.getTime() + 3_600_000)
    await db.updateTable('directive').set({ issue_at: later }).where('id', '=', directiveId).execute()
    expect(await wokenAt(monday)).not.toContain(`circulate-directive ${directiveId}`)
    expect(await wokenAt(later)).toContain(`circulate-directive ${directiveId}`)
  })
})
