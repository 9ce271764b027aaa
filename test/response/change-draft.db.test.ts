// A change begun while it was allowed and left open: it lets nothing through once the report was accepted or
// the deadline has passed, and a returned report can be mended all the same.

import { describe, expect } from 'vitest'
import { createCalendar } from '../../src/platform/working-calendar.ts'
import { answerField, openDraft, readOpenDraft } from '../../src/response/report-draft.ts'
import { reviewReport } from '../../src/response/review-report.ts'
import { submitReport } from '../../src/response/submit-report.ts'
import { reportButtons } from '../../src/telegram/features/report/buttons.ts'
import { monday, person } from '../telegram/chat-world.ts'
import { test as base } from '../telegram/fixtures.ts'

const calendar = createCalendar({ timeZone: 'Asia/Ho_Chi_Minh' })
const beforeDeadline = new Date('2026-11-20T03:00:00Z')
const afterDeadline = new Date('2026-11-28T02:00:00Z')

const test = base
  // The directive asks one question, so that sending takes one answer.
  .extend('world', async ({ world }) => {
    const outline = {
      key: 'short',
      fields: [{ key: 'results', type: 'text', label: { vi: 'Kết quả', en: 'Results' }, required: true }],
      rules: [],
    }
    await world.db
      .updateTable('directive')
      .set({ outline: JSON.stringify(outline) })
      .execute()
    return world
  })
  .extend('obligationId', ({ world }) => world.obligation.A11!)
  .extend(
    'open',
    ({ as, obligationId }) =>
      (now: Date, change = false) =>
        as('secretary', now, (tx, actor) => openDraft(tx, actor, { obligationId, change }, { now })),
  )
  .extend(
    'answer',
    ({ as, obligationId }) =>
      (value: string, now: Date) =>
        as('secretary', now, (tx, actor) =>
          answerField(tx, actor, { obligationId, field: 'results', value }, { now }),
        ),
  )
  .extend(
    'send',
    ({ as, obligationId }) =>
      (now: Date, draftVersion: number) =>
        as('secretary', now, (tx, actor) =>
          submitReport(tx, actor, { obligationId, draftVersion, confirmed: true }, { now, calendar }),
        ),
  )
  .extend(
    'review',
    ({ as, obligationId }) =>
      (verdict: 'accepted' | 'returned', now: Date) =>
        as('office', now, (tx, actor) =>
          reviewReport(
            tx,
            actor,
            { obligationId, version: 1, verdict, note: 'Nêu rõ hơn' },
            { now, calendar },
          ),
        ),
  )
  .extend('stored', ({ db, obligationId }) => async () => {
    const { report_state, reported_at } = await db
      .selectFrom('obligation')
      .selectAll()
      .where('id', '=', obligationId)
      .executeTakeFirstOrThrow()
    const versions = await db.selectFrom('report_version').select('version').execute()
    return { report_state, reported_at, versions: versions.length }
  })
  // Version 1 was sent on Monday, a change begun and answered before the deadline; the version of its draft.
  .extend('changed', async ({ open, answer, send }) => {
    await open(monday)
    await answer('Đã quán triệt.', monday)
    expect(await send(monday, 2)).toMatchObject({ ok: true, version: 1 })
    expect(await open(beforeDeadline, true)).toMatchObject({ ok: true, begun: true })
    expect(await answer('Đã quán triệt đầy đủ.', beforeDeadline)).toMatchObject({ ok: true })
    return 2
  })

describe('a change left open', () => {
  test('is sent while that is allowed', async ({ open, send, changed }) => {
    expect(await open(beforeDeadline)).toMatchObject({ ok: true, begun: false })
    expect(await send(beforeDeadline, changed)).toMatchObject({ ok: true, version: 2 })
  })

  test('goes with the acceptance, which stands', async ({ db, send, review, stored, changed }) => {
    expect(await review('accepted', beforeDeadline)).toMatchObject({ ok: true })
    expect(await db.selectFrom('report_draft').select('obligation_id').execute()).toEqual([])
    expect(await send(beforeDeadline, changed)).toMatchObject({ ok: false, reason: 'sent', mayChange: false })
    expect(await stored()).toEqual({ report_state: 'accepted', reported_at: monday, versions: 1 })
  })

  test('does not pass an acceptance even where its draft is still there', async ({
    db,
    open,
    answer,
    send,
    stored,
    changed,
  }) => {
    await db.updateTable('obligation').set({ report_state: 'accepted' }).execute()
    const refused = { ok: false, reason: 'sent', mayChange: false, sent: { version: 1 } }
    expect(await open(beforeDeadline, true)).toMatchObject(refused)
    expect(await answer('Khác.', beforeDeadline)).toMatchObject(refused)
    expect(await send(beforeDeadline, changed)).toMatchObject(refused)
    expect(await stored()).toEqual({ report_state: 'accepted', reported_at: monday, versions: 1 })
  })

  test('does not pass the deadline', async ({ obligationId, as, open, send, stored, changed }) => {
    const refused = { ok: false, reason: 'sent', mayChange: false, sent: { version: 1 } }
    expect(await open(afterDeadline, true)).toMatchObject(refused)
    expect(
      await as('secretary', afterDeadline, (tx, actor) =>
        readOpenDraft(tx, actor, { obligationId }, { now: afterDeadline }),
      ),
    ).toMatchObject(refused)
    expect(await send(afterDeadline, changed)).toMatchObject(refused)
    expect(await stored()).toEqual({ report_state: 'submitted', reported_at: monday, versions: 1 })
  })

  test('mends a report that was returned, also after the deadline', async ({
    open,
    send,
    review,
    stored,
    changed,
  }) => {
    expect(await review('returned', beforeDeadline)).toMatchObject({ ok: true })
    expect(await open(afterDeadline)).toMatchObject({ ok: true, draft: { returned: { note: 'Nêu rõ hơn' } } })
    // The summary of before the return can no longer be sent.
    expect(await send(afterDeadline, changed)).toMatchObject({ ok: false, reason: 'changed' })
    expect(await send(afterDeadline, changed + 1)).toMatchObject({ ok: true, version: 2, late: true })
    expect(await stored()).toMatchObject({ report_state: 'submitted', versions: 2 })
  })

  test('first sent late is not stopped by the deadline', async ({ open, answer, send }) => {
    await open(monday)
    await answer('Đã quán triệt.', afterDeadline)
    expect(await send(afterDeadline, 2)).toMatchObject({ ok: true, version: 1, late: true })
  })

  test('in chat: the old button says that it can no longer be changed', async ({
    world,
    obligationId,
    stored,
    changed,
  }) => {
    world.clock.moveTo(afterDeadline)
    const { data } = reportButtons.button.send('', {
      obligation: obligationId,
      version: changed,
      warned: 'no',
    })
    const tap = await person(world, world.user.secretary!).tapData(data)
    expect(tap).toMatchObject({ alert: true })
    expect(tap?.text).toContain('không sửa được nữa')
    expect(tap?.text).toContain('09:00 ngày 16/11/2026')
    expect(await stored()).toMatchObject({ versions: 1 })
  })
})
