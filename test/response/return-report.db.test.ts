// What a return does and leaves alone: the first time of a report stays on time, the unit gets a new deadline
// and reminders that count from it, the returned questions are asked whatever lay open, and the unit is told
// in working hours. Acceptances are told once a day.

import { describe, expect } from 'vitest'
import { planChaseOfDirective } from '../../src/chase/plan-chase.ts'
import { runChase } from '../../src/chase/run-chase.ts'
import { mergeUnits } from '../../src/org/change-tree.ts'
import { createCalendar } from '../../src/platform/working-calendar.ts'
import { owedBy } from '../../src/response/owed.ts'
import { answerField, openDraft } from '../../src/response/report-draft.ts'
import { type ReviewInput, reviewReport } from '../../src/response/review-report.ts'
import { submitReport } from '../../src/response/submit-report.ts'
import { findAcceptancesToTell, tellAcceptances } from '../../src/response/tell-acceptances.ts'
import { responseRates } from '../../src/rollup/rates.ts'
import { reportButtons } from '../../src/telegram/features/report/buttons.ts'
import { addOfficer } from '../org/world.ts'
import { wordedMessages, wordedNotices } from '../support/notices.ts'
import { addDirective, person } from '../telegram/chat-world.ts'
import { test as base } from '../telegram/fixtures.ts'

const calendar = createCalendar({ timeZone: 'Asia/Ho_Chi_Minh' })
const local = (text: string) => new Date(`${text}:00+07:00`)
/** The deadline of the report is Friday 27 November, 10:00 UTC. */
const inTime = local('2026-11-24T09:00')
const afterDeadline = local('2026-12-01T09:00')

const question = (key: string) => ({
  key,
  type: 'text',
  label: { vi: key, en: key },
  required: true,
  maxLength: 100,
})

const test = base
  .extend('world', async ({ world }) => {
    const outline = {
      key: 'two',
      version: 1,
      title: { vi: 'Hai câu', en: 'Two' },
      fields: [question('results'), question('proposals')],
      rules: [],
    }
    await world.db
      .updateTable('directive')
      .set({ outline: JSON.stringify(outline) })
      .execute()
    return world
  })
  .extend('obligationId', ({ world }) => world.obligation.A11!)
  .extend('open', ({ as, obligationId }) => async (now: Date, id = obligationId) => {
    const opened = await as('secretary', now, (tx, actor) =>
      openDraft(tx, actor, { obligationId: id, change: true }, { now }),
    )
    if (!opened.ok) throw new Error(opened.reason)
    return opened.draft
  })
  .extend(
    'answer',
    ({ as, obligationId }) =>
      async (now: Date, field: string, value: string, id = obligationId) => {
        const kept = await as('secretary', now, (tx, actor) =>
          answerField(tx, actor, { obligationId: id, field, value }, { now }),
        )
        if (!kept.ok) throw new Error(kept.reason)
        return kept.draft
      },
  )
  .extend('send', ({ as, open, obligationId }) => async (now: Date, id = obligationId) => {
    const { version } = await open(now, id)
    const report = { obligationId: id, draftVersion: version, confirmed: true }
    return await as('secretary', now, (tx, actor) => submitReport(tx, actor, report, { now, calendar }))
  })
  // The whole report, as it is sent the first time.
  .extend('report', ({ open, answer, send, obligationId }) => async (now: Date, id = obligationId) => {
    await open(now, id)
    await answer(now, 'results', 'Tốt', id)
    await answer(now, 'proposals', 'Không', id)
    expect(await send(now, id)).toMatchObject({ ok: true })
  })
  .extend('review', ({ as, obligationId }) => async (now: Date, more: Partial<ReviewInput> = {}) => {
    const input: ReviewInput = { obligationId, version: 1, verdict: 'returned', fields: ['results'] }
    return await as('office', now, (tx, actor) =>
      reviewReport(tx, actor, Object.assign(input, more), { now, calendar }),
    )
  })
  .extend('row', ({ db, obligationId }) => async () => {
    return await db
      .selectFrom('obligation')
      .select([
        'first_reported_at',
        'first_due_at',
        'reported_late',
        'returns',
        'report_due_at',
        'report_state',
      ])
      .where('id', '=', obligationId)
      .executeTakeFirstOrThrow()
  })

describe('the first time', () => {
  test('stays on time, however late the report comes again after a return', async ({
    db,
    report,
    review,
    open,
    answer,
    send,
    row,
    world,
  }) => {
    await report(inTime)
    await review(afterDeadline)
    const again = local('2026-12-20T09:00')
    await open(again)
    await answer(again, 'results', 'Rất tốt')
    expect(await send(again)).toMatchObject({ ok: true, version: 2, late: true })
    expect(await row()).toMatchObject({ first_reported_at: inTime, reported_late: false, returns: 1 })
    const rates = await responseRates(db, world.directiveId, { now: again })
    expect(rates).toMatchObject({ reported: 1, onTime: 1, late: 0 })
    await review(again, { version: 2, verdict: 'accepted' })
    // Accepted, but not without a return.
    expect(await responseRates(db, world.directiveId, { now: again })).toMatchObject({
      accepted: 1,
      complete: 0,
    })
  })

  test('is late by the deadline that the unit had then', async ({ report, row }) => {
    await report(afterDeadline)
    expect(await row()).toMatchObject({
      first_reported_at: afterDeadline,
      first_due_at: new Date('2026-11-27T10:00:00Z'),
      reported_late: true,
    })
  })

  test('a correction in the same second makes one more version and changes no stamp', async ({
    db,
    report,
    open,
    answer,
    send,
    row,
  }) => {
    await report(inTime)
    await open(inTime)
    await answer(inTime, 'results', 'Khá')
    await send(inTime)
    await open(inTime)
    await answer(inTime, 'results', 'Rất khá')
    expect(await send(inTime)).toMatchObject({ ok: true, version: 3 })
    expect(await row()).toMatchObject({ first_reported_at: inTime, reported_late: false, returns: 0 })
    const versions = await db.selectFrom('report_version').select('answers').orderBy('version').execute()
    expect(versions.map(({ answers }) => answers)).toMatchObject([
      { results: 'Tốt' },
      { results: 'Khá' },
      { results: 'Rất khá' },
    ])
  })
})

describe('the new deadline', () => {
  test.for([
    [undefined, '2026-12-04T17:00'],
    [1, '2026-12-02T17:00'],
    [5, '2026-12-08T17:00'],
  ] as const)(
    'of %s working days is told and counts',
    async ([dueInDays, expected], { db, world, as, report, review, row }) => {
      await report(inTime)
      const outcome = await review(afterDeadline, dueInDays ? { dueInDays } : {})
      expect(outcome).toMatchObject({ ok: true, returned: { dueAt: local(expected), isTold: true } })
      expect((await row()).report_due_at).toEqual(local(expected))
      const [notice] = await wordedNotices(db)
      const day = Number(expected.slice(8, 10))
      expect(notice?.message.text).toContain(`${day}/12/2026`)
      expect(notice?.message.text).toContain('Đề nghị bổ sung: <b>results</b>')
      // Overdue only after it, in the unit's list and in the counts.
      for (const [now, overdue] of [
        [local(expected), 0],
        [new Date(local(expected).getTime() + 1), 1],
      ] as const) {
        const [owed] = await as('secretary', now, (tx, actor) => owedBy(tx, actor, { now, calendar }))
        expect(owed?.report?.overdueDays).toBe(overdue)
        const { reportOverdue } = await responseRates(db, world.directiveId, { now, unitId: world.unit.A11! })
        expect(reportOverdue).toBe(overdue)
      }
    },
  )

  test('is never before the one that the unit has anyway', async ({ report, review, row }) => {
    await report(local('2026-11-17T09:00'))
    await review(local('2026-11-18T09:00'), { dueInDays: 1 })
    expect((await row()).report_due_at).toEqual(new Date('2026-11-27T10:00:00Z'))
  })

  test('counts from when the unit is told: the next working hours, or at once when urgent', async ({
    db,
    report,
    review,
    row,
  }) => {
    await report(inTime)
    const fridayNight = local('2026-12-04T22:00')
    await review(fridayNight, { dueInDays: 1 })
    expect((await row()).report_due_at).toEqual(local('2026-12-08T17:00'))
    const due = await db.selectFrom('delivery').select('due_at').where('purpose', '=', 'notice').execute()
    expect(due).toEqual([{ due_at: local('2026-12-07T07:30') }])
  })

  test('is not told when the unit has answered before, and told once when it was returned again', async ({
    db,
    report,
    review,
    open,
    answer,
    send,
  }) => {
    await report(inTime)
    const notices = async () =>
      (
        await db
          .selectFrom('delivery')
          .select('state')
          .where('purpose', '=', 'notice')
          .orderBy('id')
          .execute()
      ).map(({ state }) => state)
    await review(local('2026-12-04T22:00'))
    const saturday = local('2026-12-05T09:00')
    await open(saturday)
    await answer(saturday, 'results', 'Rất tốt')
    expect(await send(saturday)).toMatchObject({ ok: true, version: 2 })
    expect(await notices()).toEqual(['cancelled'])
    await review(saturday, { version: 2 })
    expect(await notices()).toEqual(['cancelled', 'pending'])
  })

  test('of an urgent directive is told at night', async ({ db, report, review }) => {
    await db.updateTable('directive').set({ urgency: 'hoa_toc' }).execute()
    await report(inTime)
    const night = local('2026-12-03T22:00')
    await review(night)
    const due = await db.selectFrom('delivery').select('due_at').where('purpose', '=', 'notice').execute()
    expect(due).toEqual([{ due_at: night }])
  })

  test('is chased anew, also when the weekly reminders had run out', async ({
    db,
    world,
    report,
    review,
  }) => {
    await planChaseOfDirective(db, world.directiveId, { now: local('2026-11-16T09:00'), calendar })
    await report(inTime)
    // Long after the last step of the plan.
    for (
      let day = local('2026-11-20T08:00');
      day < local('2027-02-20T08:00');
      day = new Date(day.getTime() + 86_400_000)
    )
      await runChase(db, { now: day, calendar })
    const planned = async () =>
      await db
        .selectFrom('chase_step')
        .select(['step', 'due_at'])
        .where('obligation_id', '=', world.obligation.A11!)
        .where('about', '=', 'report')
        .where('state', '=', 'planned')
        .execute()
    expect(await planned()).toEqual([])
    const before = (await wordedMessages(db, 'reminder')).length
    const returnedAt = local('2027-02-22T09:00')
    await review(returnedAt)
    await runChase(db, { now: returnedAt, calendar })
    // Due on Thursday the 25th: the first reminder is two working days before it.
    expect(await planned()).toEqual([{ step: 'report-2@2027-02-25', due_at: local('2027-02-23T08:00') }])
    await runChase(db, { now: local('2027-02-23T08:00'), calendar })
    const reminders = (await wordedMessages(db, 'reminder')).slice(before)
    expect(reminders.map(({ telegram_chat_id: chat }) => chat)).toEqual([world.user.secretary])
    expect(reminders[0]?.message.text).toContain('25/2/2027')
  })
})

describe('the returned questions', () => {
  test('are asked although a correction was open; what was typed there is kept and offered', async ({
    report,
    open,
    answer,
    review,
    send,
  }) => {
    await report(inTime)
    await open(inTime)
    await answer(inTime, 'results', 'Đang sửa')
    await review(inTime)
    const draft = await open(inTime)
    expect(draft).toMatchObject({ asked: ['results'], answers: { results: 'Đang sửa', proposals: 'Không' } })
    expect(await send(inTime)).toMatchObject({
      ok: false,
      reason: 'errors',
      findings: [{ rule: 'asked_again', fields: ['results'] }],
    })
    // The same answer once more is an answer.
    expect(await answer(inTime, 'results', 'Đang sửa')).toMatchObject({ asked: [] })
    expect(await send(inTime)).toMatchObject({ ok: true, version: 2 })
  })

  test('in chat: the earlier answer is shown and kept with one tap', async ({
    secretary,
    report,
    review,
    world,
    obligationId,
    db,
  }) => {
    await report(inTime)
    await review(inTime)
    world.clock.moveTo(inTime)
    const asked = await secretary.say('/baocao')
    expect(asked).toContain('Hiện ghi: Tốt')
    await secretary.tap('Giữ nguyên')
    expect((await secretary.last()).text).toContain('results: <b>Tốt</b>')
    await secretary.tap('Gửi báo cáo')
    const sent = await db
      .selectFrom('obligation')
      .select('report_state')
      .where('id', '=', obligationId)
      .executeTakeFirstOrThrow()
    expect(sent.report_state).toBe('submitted')
  })

  test('a return while somebody types: the answer counts, then the returned question comes', async ({
    secretary,
    report,
    review,
    world,
  }) => {
    await report(inTime)
    world.clock.moveTo(inTime)
    await secretary.say('/start')
    await secretary.tapData(
      reportButtons.button.change('', {
        obligation: world.obligation.A11!,
      }).data,
    )
    await secretary.tap('Sửa')
    await secretary.tap('proposals')
    await review(inTime)
    const next = await secretary.say('Cần thêm tài liệu')
    expect(next).toContain('Hiện ghi: Tốt')
    await secretary.say('Khá tốt')
    expect((await secretary.last()).text).toContain('proposals: <b>Cần thêm tài liệu</b>')
  })
})

describe('whoever owes the report', () => {
  test('of a unit that was merged twice is the last successor, who is told and mends it', async ({
    db,
    world,
    obligationId,
    report,
    review,
  }) => {
    await report(inTime)
    const merge = (unit: string, into: string) =>
      db.transaction().execute((tx) =>
        mergeUnits(
          tx,
          'operator',
          {
            unitIds: [world.unit[unit]!],
            intoId: world.unit[into]!,
            day: '2026-11-24',
            decision: '7-QĐ/TU',
          },
          { now: inTime, calendar },
        ),
      )
    expect(await merge('A11', 'A12')).toMatchObject({ ok: true })
    expect(await merge('A12', 'B11')).toMatchObject({ ok: true })
    await addOfficer(db, { telegramUserId: 601, unitId: world.unit.B11!, duty: 'secretary' })
    expect(await review(inTime)).toMatchObject({ ok: true, returned: { isTold: true } })
    expect((await wordedNotices(db)).map(({ telegram_chat_id: chat }) => chat)).toEqual([601])
    const last = person(world, 601)
    world.clock.moveTo(inTime)
    await last.tapData(reportButtons.button.start('', { obligation: obligationId }).data)
    expect((await last.last()).text).toContain('Hiện ghi: Tốt')
  })
})

describe('in chat a return', () => {
  test('leaves only with its button, takes reason and questions in any order, and can be given up', async ({
    db,
    world,
    office,
    report,
    row,
  }) => {
    await report(inTime)
    world.clock.moveTo(inTime)
    await office.say('/baocaoden')
    await office.tap('Đề nghị bổ sung')
    await office.tap('Gửi đề nghị bổ sung')
    expect((await office.last()).text).toContain('Chưa gửi')
    await office.say('chờ chút')
    expect((await row()).report_state).toBe('submitted')
    await office.tap('Bỏ lý do')
    expect((await office.last()).text).not.toContain('chờ chút')
    await office.tap('Thôi')
    expect((await office.last()).text).toContain('Báo cáo chờ xem')
    await office.say('một câu lạc')
    expect((await row()).report_state).toBe('submitted')
    await office.say('/baocaoden')
    await office.tap('Đề nghị bổ sung')
    await office.say('Nêu rõ số liệu')
    await office.tap('proposals')
    await office.tap('1 ngày')
    await office.tap('Gửi đề nghị bổ sung')
    expect(await row()).toMatchObject({ report_state: 'returned', returns: 1 })
    const notices = await wordedNotices(db)
    expect(notices).toHaveLength(1)
    expect(notices[0]?.message.text).toContain('proposals — Nêu rõ số liệu')
    expect(notices[0]?.message.buttons?.flat().map(({ text }) => text)).toEqual(['📝 Bổ sung báo cáo'])
  })
})

describe('acceptances', () => {
  test('are told once a day, all of a chat together, at the hour for it', async ({
    db,
    world,
    as,
    report,
    obligationId,
  }) => {
    const second = await addDirective(db, world.unit, ['A11'], { number: 6 })
    await db
      .updateTable('directive')
      .set({
        outline: JSON.stringify({
          key: 'two',
          fields: [question('results'), question('proposals')],
          rules: [],
        }),
      })
      .where('id', '=', second.directiveId)
      .execute()
    const morning = local('2026-11-25T09:00')
    for (const id of [obligationId, second.obligation.A11!]) {
      await report(inTime, id)
      await as('office', morning, (tx, actor) =>
        reviewReport(
          tx,
          actor,
          { obligationId: id, version: 1, verdict: 'accepted' },
          { now: morning, calendar },
        ),
      )
    }
    const at = (time: string) => ({ now: local(time), calendar })
    for (const early of ['2026-11-25T15:59', '2026-11-25T17:00', '2026-11-26T03:00']) {
      expect(await findAcceptancesToTell(db, at(early)), early).toMatchObject({ count: 0 })
      expect(await tellAcceptances(db, at(early)), early).toBe(0)
    }
    expect(await findAcceptancesToTell(db, at('2026-11-25T16:00'))).toMatchObject({ count: 2 })
    const both = await Promise.all([
      tellAcceptances(db, at('2026-11-25T16:00')),
      tellAcceptances(db, at('2026-11-25T16:00')),
    ])
    expect(both.toSorted()).toEqual([0, 1])
    expect(await tellAcceptances(db, at('2026-11-25T16:01'))).toBe(0)
    const [notice, ...more] = await wordedNotices(db)
    expect(more).toEqual([])
    expect(notice?.message.text).toMatch(/2 báo cáo[\s\S]*05-CT\/TU[\s\S]*06-CT\/TU/)
  })
})
