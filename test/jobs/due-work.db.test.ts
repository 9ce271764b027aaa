import { sql } from 'kysely'
import { beforeEach, describe, expect, it } from 'vitest'
import { dueWork } from '../../jobs/due-work.ts'
import { jobs } from '../../jobs/index.ts'
import { raiseAlarm } from '../../jobs/raise-alarm.ts'
import { noteMovement } from '../../src/circulation/movement.store.ts'
import { enqueueMessage } from '../../src/circulation/outbox.ts'
import { pauseEverything, resumeEverything } from '../../src/circulation/pause-everything.ts'
import { restLane } from '../../src/circulation/sending/pace.store.ts'
import type { Wake } from '../../src/platform/wake.ts'
import { createCalendar } from '../../src/platform/working-calendar.ts'
import { circulateDirective } from '../circulation/circulate.ts'
import { issueTo, monday, plantCells } from '../circulation/world.ts'
import { addOfficer } from '../org/fixtures.ts'
import { useDatabase } from '../support/database.ts'
import { wordedNotices } from '../support/notices.ts'

const test = useDatabase()
beforeEach(() => test.reset())

/** What is woken at `now`, by name. */
async function wokenAt(now: Date): Promise<string[]> {
  const woken: string[] = []
  const wake: Wake = (name, data) => void woken.push([name, ...Object.values(data)].join(' '))
  for (const finder of dueWork(wake, createCalendar({ timeZone: 'Asia/Ho_Chi_Minh' }))) {
    if ((await finder.find(test.db, now)).count > 0) finder.wake()
  }
  return woken
}

/** What a finder of that name says at `now`. */
async function found(name: string, now = monday) {
  const finder = dueWork(() => {}, createCalendar({ timeZone: 'Asia/Ho_Chi_Minh' })).find(
    (each) => each.name === name,
  )!
  return await finder.find(test.db, now)
}

describe('due work', () => {
  it('has a finder for every job, so that no lost wake-up is lost for good', () => {
    for (const [name, { due }] of Object.entries(jobs))
      expect([name, Object.keys(due).length]).not.toEqual([name, 0])
  })

  it('is found without any wake-up: messages, what a dead sender left, reminders to plan, entries to seal', async () => {
    const { rootId } = await plantCells(test.db, 3)
    const id = await issueTo(test.db, rootId)
    await circulateDirective(test.db, id, monday)
    expect(await wokenAt(monday)).toEqual([
      `plan-chase ${id}`,
      ...[0, 1, 2, 3].map((slot) => `send-deliveries ${slot}`),
      'seal-audit',
      'clean-up',
    ])
    const past = new Date(Date.now() - 60_000)
    await test.db.updateTable('delivery').set({ state: 'sending', lease_until: past }).execute()
    expect(await found('send-deliveries')).toMatchObject({ count: 3, oldestDueAt: past })
    await test.db.updateTable('delivery').set({ state: 'sent', lease_until: null }).execute()
    expect(await found('send-deliveries')).toMatchObject({ count: 0 })
    await enqueueMessage(test.db, {
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

  it('what is held on purpose is not late, and what waits behind messages that go out carries a mark', async () => {
    const { rootId } = await plantCells(test.db, 3)
    const id = await issueTo(test.db, rootId)
    await circulateDirective(test.db, id, monday)
    expect(await found('send-deliveries')).toEqual({ count: 3, oldestDueAt: monday, mark: null })
    await noteMovement(test.db, 1)
    expect((await found('send-deliveries')).mark).toEqual(expect.any(Number))
    await restLane(test.db, 1, 60_000)
    expect(await found('send-deliveries')).toMatchObject({ count: 0, oldestDueAt: null })
    await sql`delete from pace`.execute(test.db)
    await test.db.transaction().execute((tx) => pauseEverything(tx, 'operator', { now: monday }))
    expect(await found('send-deliveries')).toMatchObject({ count: 0 })
    await test.db.transaction().execute((tx) => resumeEverything(tx, 'operator', { now: monday }))
    await test.db.updateTable('directive').set({ paused_at: monday }).execute()
    expect(await found('send-deliveries')).toMatchObject({ count: 0 })
  })

  it('that stays undone is told to the administrators at the top, once an hour', async () => {
    const { rootId } = await plantCells(test.db, 1)
    await addOfficer(test.db, { telegramUserId: 501, unitId: rootId, duty: 'administrator' })
    await addOfficer(test.db, { telegramUserId: 502, unitId: rootId, duty: 'office' })
    const raise = (now: Date) =>
      raiseAlarm(
        { db: test.db, clock: { now: () => now } },
        'send-deliveries',
        { count: 7, oldestDueAt: monday },
        181_000,
      )
    await Promise.all([raise(monday), raise(monday)])
    await raise(new Date(monday.getTime() + 30 * 60_000))
    const told = () => wordedNotices(test.db)
    expect(await told()).toMatchObject([{ telegram_chat_id: 501, lane: 0 }])
    expect((await told())[0]?.message.text).toContain('Gửi văn bản và tin nhắc việc: đã quá 3 phút')
    await raise(new Date(monday.getTime() + 61 * 60_000))
    expect(await told()).toHaveLength(2)
  })

  it('is found without any wake-up: a directive that nobody circulates', async () => {
    const { rootId } = await plantCells(test.db, 3)
    const id = await issueTo(test.db, rootId)
    expect(await wokenAt(monday)).toContain(`circulate-directive ${id}`)
  })

  it('is not found before its hour: a directive to be sent later', async () => {
    const { rootId } = await plantCells(test.db, 3)
    const id = await issueTo(test.db, rootId)
    const later = new Date(monday.getTime() + 3_600_000)
    await test.db.updateTable('directive').set({ issue_at: later }).where('id', '=', id).execute()
    expect(await wokenAt(monday)).not.toContain(`circulate-directive ${id}`)
    expect(await wokenAt(later)).toContain(`circulate-directive ${id}`)
  })
})
