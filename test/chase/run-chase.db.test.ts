// Chasing on the real database: too early, due, too late, twice at once, after the answer, over Tết, one
// digest a day.
import { describe, expect } from 'vitest'
import type { EscalationPayload, ReminderPayload } from '../../src/chase/payloads.ts'
import { planChaseOfDirective } from '../../src/chase/plan-chase.ts'
import { findDueChase, runChase } from '../../src/chase/run-chase.ts'
import { waitingEscalations } from '../../src/chase/waiting-escalations.store.ts'
import type { Urgency } from '../../src/platform/database-types.ts'
import { test as base } from '../directive/fixtures.ts'
import { calendar } from '../directive/world.ts'
import { addOfficer } from '../org/world.ts'
import { inOrder } from '../support/in-order.ts'
import { wordedMessages } from '../support/notices.ts'
import { markReceived } from '../support/received.ts'

const local = (text: string) => new Date(`${text}:00+07:00`)
const issuedAt = local('2026-10-01T09:00')

interface Given {
  ackDueAt?: Date | null
  reportDueAt?: Date | null
  urgency?: Urgency
  units?: string[]
  issuer?: string
  issuedAt?: Date
}

const reportDueAt = local('2026-10-15T17:00')
const ackDueAt = local('2026-10-05T17:00')
const pathOf = (code: string) => {
  const committee = code[0]!
  return code.length < 3 || code === 'B13' ? ['T', committee, code] : ['T', committee, code.slice(0, 2), code]
}

const test = base
  .extend('poolSize', { scope: 'file' }, 20)
  // A circulated directive with its obligations, chase not planned yet.
  .extend('circulated', ({ db, world }) => {
    let directives = 0
    return async (given: Given = {}) => {
      const number = ++directives
      const at = given.issuedAt ?? issuedAt
      const { ackDueAt = null, reportDueAt = null } = given
      const { id } = await db
        .insertInto('directive')
        .values({
          issuer_unit_id: world.unit[given.issuer ?? 'T']!,
          kind: 'CT',
          number,
          number_text: `0${number}-CT/TU`,
          number_key: `0${number}-ct/tu`,
          term: '2025-2030',
          issued_on: '2026-10-01',
          subject: 'về một việc',
          search_key: 've mot viec',
          urgency: given.urgency ?? 'normal',
          ack_due_at: ackDueAt,
          report_due_at: reportDueAt,
          audience: JSON.stringify({}),
          state: 'issued',
          created_at: at,
          issued_at: at,
          circulated_at: at,
        })
        .returning('id')
        .executeTakeFirstOrThrow()
      const obligation: Record<string, number> = {}
      for (const code of given.units ?? ['A11']) {
        const path = pathOf(code)
        const row = await db
          .insertInto('obligation')
          .values({
            directive_id: id,
            unit_id: world.unit[code]!,
            unit_name: `Chi bộ ${code}`,
            unit_kind: 'cell',
            path_ids: path.map((each) => world.unit[each]!),
            path_names: path,
            ack_due_at: ackDueAt,
            report_due_at: reportDueAt,
            report_state: reportDueAt ? 'owed' : 'not_required',
            created_at: at,
          })
          .returning('id')
          .executeTakeFirstOrThrow()
        obligation[code] = row.id
      }
      return { id, obligation }
    }
  })
  .extend('chased', ({ db, circulated }) => async (given: Given = {}) => {
    const directive = await circulated(given)
    await planChaseOfDirective(db, directive.id, { now: given.issuedAt ?? issuedAt, calendar })
    return directive
  })
  .extend(
    'run',
    ({ db }) =>
      (time: string) =>
        runChase(db, { now: local(time), calendar }),
  )
  .extend(
    'messages',
    ({ db }) =>
      async () =>
        await db
          .selectFrom('delivery')
          .select([
            'purpose',
            'telegram_chat_id as chat',
            'payload',
            'asks',
            'urgent',
            'directive_id',
            'obligation_id',
            'due_at',
          ])
          .where('purpose', 'in', ['reminder', 'escalation'])
          .orderBy('id')
          .execute(),
  )
  .extend('reminders', ({ messages }) => async () => {
    const found = (await messages()).filter((each) => each.purpose === 'reminder')
    return found.map((each) => each.payload as unknown as ReminderPayload)
  })
  .extend('escalations', ({ messages }) => async () => {
    const found = (await messages()).filter((each) => each.purpose === 'escalation')
    return found.map((each) => each.payload as unknown as EscalationPayload)
  })
  .extend('steps', ({ db }) => async (obligationId?: number) => {
    const rows = await db
      .selectFrom('chase_step')
      .select(['step', 'state', 'due_at'])
      .$if(obligationId !== undefined, (query) => query.where('obligation_id', '=', obligationId!))
      .orderBy('id')
      .execute()
    return rows.map(
      (row) => `${row.step} ${row.state} ${calendar.dayOf(row.due_at)} ${calendar.timeOf(row.due_at)}`,
    )
  })
  .extend(
    'acknowledge',
    ({ db }) =>
      (id: number) =>
        db.updateTable('obligation').set({ acknowledged_at: issuedAt }).where('id', '=', id).execute(),
  )
  .extend(
    'report',
    ({ db }) =>
      (id: number, state: 'submitted' | 'returned' | 'accepted') =>
        db
          .updateTable('obligation')
          .set({ report_state: state, reported_at: issuedAt, acknowledged_at: issuedAt })
          .where('id', '=', id)
          .execute(),
  )

describe('planning', () => {
  test('puts in the first step about each matter, once', async ({ db, circulated, steps }) => {
    const { id, obligation } = await circulated({ ackDueAt, reportDueAt, units: ['A11', 'A12'] })
    const at = { now: issuedAt, calendar }
    const planned = await Promise.all([1, 2, 3].map(() => planChaseOfDirective(db, id, at)))
    expect(inOrder(planned)).toEqual([0, 0, 4])
    expect(await steps(obligation.A11)).toEqual([
      'ack+1 planned 2026-10-06 08:00',
      'report-5 planned 2026-10-08 08:00',
    ])
    const directive = db.selectFrom('directive').select('chase_planned_at').where('id', '=', id)
    expect((await directive.executeTakeFirstOrThrow()).chase_planned_at).toEqual(issuedAt)
  })

  test('leaves out those who answered already and directives without deadlines', async ({
    db,
    circulated,
    steps,
    acknowledge,
  }) => {
    const { id, obligation } = await circulated({ ackDueAt, reportDueAt, units: ['A11', 'A12'] })
    await acknowledge(obligation.A12!)
    await planChaseOfDirective(db, id, { now: issuedAt, calendar })
    expect(await steps(obligation.A12)).toEqual(['report-5 planned 2026-10-08 08:00'])
    const none = await circulated({ units: ['B11'] })
    expect(await planChaseOfDirective(db, none.id, { now: issuedAt, calendar })).toBe(0)
  })
})

describe('reminders', () => {
  test('too early nothing, due one, run again nothing', async ({
    world,
    chased,
    run,
    messages,
    reminders,
    steps,
  }) => {
    const { obligation } = await chased({ reportDueAt })
    expect(await run('2026-10-08T07:59')).toEqual({ steps: 0, messages: 0, busy: false })
    expect(await run('2026-10-08T08:00')).toEqual({ steps: 1, messages: 1, busy: false })
    expect(await run('2026-10-08T08:00')).toEqual({ steps: 0, messages: 0, busy: false })
    expect(await reminders()).toEqual([
      {
        kind: 'reminder',
        answerBy: local('2026-10-09T17:00').toISOString(),
        items: [
          {
            obligationId: obligation.A11,
            unitName: 'Chi bộ A11',
            numberText: '01-CT/TU',
            subject: 'về một việc',
            about: 'report',
            dueAt: reportDueAt.toISOString(),
            workingDaysLeft: 5,
            overdueDays: 0,
            returned: false,
          },
        ],
      },
    ])
    const [message] = await messages()
    expect(message).toMatchObject({
      asks: [{ obligationId: obligation.A11, about: 'report' }],
      chat: world.telegramUserId.one,
      urgent: false,
      obligation_id: obligation.A11,
    })
    expect(await steps()).toEqual(['report-5 done 2026-10-08 08:00', 'report-2 planned 2026-10-13 08:00'])
  })

  test('the whole plan, day by day: thirteen reminders and one word to the superior', async ({
    chased,
    run,
    messages,
    reminders,
  }) => {
    await chased({ reportDueAt })
    for (let day = '2026-10-01'; day < '2027-02-01'; day = calendar.addWorkingDays(day, 1))
      await run(`${day}T08:05`)
    const days = (await messages()).map((each) => `${each.purpose} ${calendar.dayOf(each.due_at)}`)
    expect(days.slice(0, 7)).toEqual([
      'reminder 2026-10-08',
      'reminder 2026-10-13',
      'reminder 2026-10-15',
      'reminder 2026-10-16',
      'reminder 2026-10-20',
      'escalation 2026-10-20',
      'reminder 2026-10-27',
    ])
    expect(days).toHaveLength(14)
    expect((await reminders())[3]!.items[0]).toMatchObject({ workingDaysLeft: null, overdueDays: 1 })
  })

  test('too late: after an outage one message with the words of today, not one for every step missed', async ({
    chased,
    run,
    reminders,
    steps,
  }) => {
    await chased({ reportDueAt })
    expect((await run('2026-10-19T09:00')).messages).toBe(1)
    expect((await reminders())[0]!.items[0]).toMatchObject({ overdueDays: 2 })
    expect(await steps()).toEqual(['report-5 done 2026-10-08 08:00', 'report+3 planned 2026-10-20 08:00'])
  })

  test('runs at once on many connections give one message', async ({ chased, run, reminders }) => {
    await chased({ reportDueAt, units: ['A11', 'A12', 'B11', 'B12'] })
    await Promise.all(Array.from({ length: 12 }, () => run('2026-10-08T08:00')))
    expect(await reminders()).toHaveLength(4)
    expect((await run('2026-10-08T08:00')).messages).toBe(0)
  })

  test('whoever has answered gets none', async ({
    chased,
    run,
    reminders,
    escalations,
    steps,
    acknowledge,
    report,
  }) => {
    const { obligation } = await chased({ ackDueAt, reportDueAt, units: ['A11', 'A12'] })
    await acknowledge(obligation.A11!)
    await run('2026-10-06T08:00')
    expect((await reminders()).flatMap((each) => each.items.map((item) => item.obligationId))).toEqual([
      obligation.A12,
    ])
    expect(await steps(obligation.A11)).toContain('ack+1 skipped 2026-10-06 08:00')
    await report(obligation.A11!, 'accepted')
    await report(obligation.A12!, 'accepted')
    for (const day of ['08', '13', '15', '16', '20', '27']) await run(`2026-10-${day}T08:00`)
    expect(await reminders()).toHaveLength(1)
    expect(await escalations()).toHaveLength(0)
  })

  test('a report handed in is not chased; one that comes back for supplement is', async ({
    chased,
    run,
    reminders,
    report,
  }) => {
    const { obligation } = await chased({ reportDueAt })
    await report(obligation.A11!, 'submitted')
    await run('2026-10-08T08:00')
    expect(await reminders()).toHaveLength(0)
    await report(obligation.A11!, 'returned')
    await run('2026-10-13T08:00')
    expect((await reminders())[0]!.items[0]).toMatchObject({ returned: true, workingDaysLeft: 2 })
  })

  test.for(['recalled', 'closed', 'superseded'] as const)(
    'a %s directive is not chased',
    async (state, { db, chased, run, reminders, steps }) => {
      const { id } = await chased({ reportDueAt })
      await db.updateTable('directive').set({ state }).where('id', '=', id).execute()
      await run('2026-10-08T08:00')
      expect(await reminders()).toHaveLength(0)
      expect(await steps()).toEqual(['report-5 skipped 2026-10-08 08:00'])
    },
  )

  test('a held circulation is chased when it goes on', async ({ db, chased, run }) => {
    const { id } = await chased({ reportDueAt })
    const hold = (at: Date | null) =>
      db.updateTable('directive').set({ paused_at: at }).where('id', '=', id).execute()
    await hold(issuedAt)
    expect(await findDueChase(db, { now: local('2026-10-08T08:00'), calendar })).toMatchObject({ count: 0 })
    expect((await run('2026-10-08T08:00')).steps).toBe(0)
    await hold(null)
    expect((await run('2026-10-08T09:00')).messages).toBe(1)
  })

  test('an extension moves the steps, and the ones before the new deadline come again', async ({
    db,
    chased,
    run,
    reminders,
    steps,
  }) => {
    const { obligation } = await chased({ reportDueAt })
    await run('2026-10-08T08:00')
    await db
      .updateTable('obligation')
      .set({ report_due_at: local('2026-10-30T17:00') })
      .where('id', '=', obligation.A11!)
      .execute()
    await run('2026-10-13T08:00')
    expect(await reminders()).toHaveLength(1)
    expect((await steps()).at(-1)).toBe('report-5@2026-10-30 planned 2026-10-23 08:00')
    await run('2026-10-23T08:00')
    expect((await reminders())[1]!.items[0]).toMatchObject({ workingDaysLeft: 5 })
  })

  test('a unit without a reachable chat is passed over, and the chase goes on', async ({
    chased,
    run,
    steps,
  }) => {
    const { obligation } = await chased({ reportDueAt, units: ['A13', 'B13'] })
    expect((await run('2026-10-08T08:00')).messages).toBe(0)
    expect(await steps(obligation.B13)).toEqual([
      'report-5 skipped 2026-10-08 08:00',
      'report-2 planned 2026-10-13 08:00',
    ])
  })
})

describe('one digest a day', () => {
  test('several directives and several units of one chat make one message', async ({
    db,
    world,
    chased,
    messages,
    reminders,
  }) => {
    await db
      .insertInto('duty_holding')
      .values({
        officer_id: world.officer.one!,
        unit_id: world.unit.B13!,
        duty: 'secretary',
        since: issuedAt,
      })
      .execute()
    const first = await chased({ reportDueAt, units: ['A11', 'B13'] })
    const second = await chased({ ackDueAt: local('2026-10-07T17:00'), units: ['A11'] })
    await runChase(db, { now: local('2026-10-08T08:00'), calendar, batch: 1 })
    const [digest, ...rest] = await reminders()
    expect(rest).toEqual([])
    expect(digest!.items.map((item) => `${item.obligationId} ${item.about}`)).toEqual([
      `${second.obligation.A11} ack`,
      `${first.obligation.A11} report`,
      `${first.obligation.B13} report`,
    ])
    expect(await messages()).toMatchObject([{ directive_id: null, obligation_id: null }])
  })

  test('runs at once with small batches still merge what one chat owes', async ({
    db,
    chased,
    reminders,
  }) => {
    for (let n = 0; n < 5; n++) await chased({ reportDueAt, units: ['A11', 'B11'] })
    const at = { now: local('2026-10-08T08:00'), calendar, batch: 1 }
    await Promise.all(Array.from({ length: 8 }, () => runChase(db, at)))
    await runChase(db, at)
    expect((await reminders()).map((each) => each.items.length)).toEqual([5, 5])
  })

  test('what becomes due later on the same day waits for the next working day', async ({
    chased,
    run,
    reminders,
  }) => {
    await chased({ reportDueAt })
    await run('2026-10-08T08:00')
    await chased({ ackDueAt: local('2026-10-07T07:00'), issuedAt: local('2026-10-05T07:00') })
    await run('2026-10-08T10:00')
    expect(await reminders()).toHaveLength(1)
    await run('2026-10-09T08:00')
    expect(await reminders()).toHaveLength(2)
  })
})

describe('polite hours', () => {
  test('steps that are late wait for the morning and for the end of Tết', async ({
    db,
    chased,
    run,
    reminders,
    steps,
  }) => {
    await chased({ reportDueAt: local('2026-02-12T17:00'), issuedAt: local('2026-01-20T09:00') })
    await run('2026-02-05T08:00')
    expect((await run('2026-02-12T21:00')).messages).toBe(0)
    expect((await run('2026-02-17T09:00')).messages).toBe(0)
    expect(await findDueChase(db, { now: local('2026-02-17T09:00'), calendar })).toMatchObject({ count: 0 })
    expect((await run('2026-02-23T08:00')).messages).toBe(1)
    expect((await reminders())[1]!.items[0]).toMatchObject({ overdueDays: 2 })
    expect((await steps()).at(-1)).toBe('report+3 planned 2026-02-24 08:00')
  })

  test('an urgent mark is chased at night, from receipt', async ({ db, chased, run, messages }) => {
    const { obligation } = await chased({ ackDueAt, urgency: 'khan', issuedAt: local('2026-10-02T20:00') })
    await markReceived(db, local('2026-10-02T21:00'), obligation.A11!)
    expect((await run('2026-10-03T00:30')).messages).toBe(0)
    expect(await findDueChase(db, { now: local('2026-10-03T01:00'), calendar })).toMatchObject({ count: 1 })
    expect((await run('2026-10-03T01:00')).messages).toBe(1)
    expect(await messages()).toMatchObject([{ urgent: true }])
    expect((await run('2026-10-06T08:00')).messages).toBe(1)
  })

  test('HỎA TỐC: at once, with a call list for the office above', async ({
    world,
    chased,
    run,
    reminders,
    escalations,
  }) => {
    const { id } = await chased({
      ackDueAt,
      urgency: 'hoa_toc',
      units: ['A11', 'A12', 'A13'],
      issuedAt: local('2026-10-02T23:00'),
    })
    await run('2026-10-02T23:00')
    expect((await reminders()).length).toBe(2)
    expect(await escalations()).toMatchObject([
      {
        unitId: world.unit.A,
        items: [
          {
            directiveId: id,
            about: 'ack',
            isCallList: true,
            count: 3,
            overdueDays: 0,
            units: [
              {
                name: 'Chi bộ A11',
                officerId: world.officer.one,
              },
              {
                name: 'Chi bộ A12',
                officerId: world.officer.two,
              },
              {
                name: 'Chi bộ A13',
                officerId: world.officer.three,
              },
            ],
          },
        ],
      },
    ])
  })
})

describe('the committee above', () => {
  test('hears at D+3 of what stays overdue, once a day, from all its units', async ({
    world,
    chased,
    run,
    messages,
    escalations,
    report,
  }) => {
    const first = await chased({ reportDueAt, units: ['A11', 'A12', 'A13', 'B11'] })
    const second = await chased({ reportDueAt, units: ['A11'] })
    await report(first.obligation.A12!, 'submitted')
    for (const day of ['08', '13', '15', '16', '20']) await run(`2026-10-${day}T08:00`)
    const told = await messages()
    expect(told.filter((each) => each.purpose === 'escalation').map((each) => each.chat)).toEqual([
      world.telegramUserId.officeA,
      world.telegramUserId.office,
    ])
    const [toA, toT] = await escalations()
    const owed = [first.obligation.A11, first.obligation.A13, second.obligation.A11]
    const asks = told.find((each) => each.chat === world.telegramUserId.officeA)?.asks
    expect(asks).toHaveLength(3)
    for (const obligationId of owed) expect(asks).toContainEqual({ obligationId, about: 'report' })
    expect(toA).toMatchObject({
      unitName: 'Đảng ủy xã An',
      items: [
        {
          numberText: '01-CT/TU',
          count: 2,
          overdueDays: 3,
          units: [{ name: 'Chi bộ A11' }, { name: 'Chi bộ A13' }],
        },
        { numberText: '02-CT/TU', count: 1 },
      ],
    })
    // B has nobody who can be reached, so the province hears of its cells.
    expect(toT).toMatchObject({
      unitId: world.unit.T,
      items: [{ count: 1, units: [{ name: 'Chi bộ B11' }] }],
    })
    await run('2026-10-20T10:00')
    await run('2026-10-21T08:00')
    expect(await escalations()).toHaveLength(2)
  })

  test('whom the directive never reached is told of apart, with another request', async ({
    db,
    chased,
    run,
    escalations,
  }) => {
    const { obligation } = await chased({ ackDueAt, units: ['A11', 'A12'] })
    await markReceived(db, issuedAt, obligation.A11)
    for (const day of ['06', '08', '09']) await run(`2026-10-${day}T08:00`)
    const [told] = await escalations()
    expect(told?.items.map(({ isUnreached, units }) => [isUnreached, units.map(({ name }) => name)])).toEqual(
      [
        [false, ['Chi bộ A11']],
        [true, ['Chi bộ A12']],
      ],
    )
    const [message] = await wordedMessages(db, 'escalation')
    expect(message?.message.text).toContain('1 đơn vị chưa xác nhận đã nhận')
    expect(message?.message.text).toContain('1 đơn vị chưa nhận được tin')
  })

  test('nobody above the issuer hears of it', async ({ db, world, chased, run, escalations }) => {
    await db
      .updateTable('chat')
      .set({ state: 'blocked' })
      .where('telegram_chat_id', 'in', [world.telegramUserId.officeA!, world.telegramUserId.secretaryA!])
      .execute()
    await chased({ reportDueAt, issuer: 'A', units: ['A11'] })
    for (const day of ['08', '13', '15', '16', '20']) await run(`2026-10-${day}T08:00`)
    expect(await escalations()).toHaveLength(0)
  })

  test('nobody can be reached above: it waits, and is told once when somebody is back', async ({
    db,
    world,
    chased,
    run,
    escalations,
    reminders,
  }) => {
    const above = db
      .updateTable('chat')
      .where('telegram_chat_id', 'in', [world.telegramUserId.officeA!, world.telegramUserId.secretaryA!])
    await above.set({ state: 'blocked' }).execute()
    await chased({ reportDueAt, issuer: 'A', units: ['A11'] })
    for (const day of ['08', '13', '15', '16', '20']) await run(`2026-10-${day}T08:00`)
    await run('2026-10-20T09:00')
    await run('2026-10-20T10:00')
    expect(await escalations()).toHaveLength(0)
    const before = (await reminders()).length
    await run('2026-10-27T08:00')
    expect((await reminders()).length).toBe(before + 1)
    await above.set({ state: 'reachable' }).execute()
    for (const day of ['27T09:30', '27T10:30', '28T08:00', '29T08:00']) await run(`2026-10-${day}`)
    expect(await escalations()).toHaveLength(1)
  })

  test('nobody can be reached up to the issuer: the nearest administrator is told instead, and says of whom', async ({
    db,
    world,
    chased,
    run,
    messages,
    escalations,
  }) => {
    const above = [world.telegramUserId.officeA!, world.telegramUserId.secretaryA!]
    await db.updateTable('chat').set({ state: 'blocked' }).where('telegram_chat_id', 'in', above).execute()
    await addOfficer(db, { telegramUserId: 900, unitId: world.unit.T!, duty: 'administrator' })
    await chased({ reportDueAt, issuer: 'A', units: ['A11'] })
    for (const day of ['08', '13', '15', '16', '20', '21']) await run(`2026-10-${day}T08:00`)
    expect(await escalations()).toMatchObject([
      { unitId: world.unit.T, insteadOf: 'A1', items: [{ count: 1 }] },
    ])
    const told = (await messages()).filter((each) => each.purpose === 'escalation')
    expect(told.map((each) => each.chat)).toEqual([900])
    const [worded] = await wordedMessages(db, 'escalation')
    expect(worded?.message.text).toContain('vì A1 hiện chưa có ai nhận được')
    expect(await waitingEscalations(db, { within: 'everywhere' })).toEqual({ count: 0, committees: [] })
  })

  test('no administrator either: what waits is counted for whoever may see it, until somebody is back', async ({
    db,
    world,
    chased,
    run,
  }) => {
    const above = db
      .updateTable('chat')
      .where('telegram_chat_id', 'in', [world.telegramUserId.officeA!, world.telegramUserId.secretaryA!])
    await above.set({ state: 'blocked' }).execute()
    await chased({ reportDueAt, issuer: 'A', units: ['A11', 'A12'] })
    for (const day of ['08', '13', '15', '16', '20']) await run(`2026-10-${day}T08:00`)
    const waiting = (unit?: number) =>
      waitingEscalations(db, { within: unit === undefined ? 'everywhere' : [unit] })
    expect(await waiting()).toEqual({ count: 2, committees: ['A1'] })
    expect(await waiting(world.unit.A)).toMatchObject({ count: 2 })
    expect(await waiting(world.unit.B)).toMatchObject({ count: 0 })
    await above.set({ state: 'reachable' }).execute()
    await run('2026-10-20T09:30')
    expect(await waiting()).toMatchObject({ count: 0 })
  })

  test('an escalation that its chat refuses goes to the next level above', async ({
    db,
    world,
    chased,
    run,
    messages,
  }) => {
    await chased({ reportDueAt, units: ['A11'] })
    for (const day of ['08', '13', '15', '16', '20']) await run(`2026-10-${day}T08:00`)
    const refusing = [world.telegramUserId.officeA!, world.telegramUserId.secretaryA!]
    await db.updateTable('chat').set({ state: 'blocked' }).where('telegram_chat_id', 'in', refusing).execute()
    await db
      .updateTable('delivery')
      .set({ state: 'failed', error_text: 'blocked: bot was blocked by the user' })
      .where('purpose', '=', 'escalation')
      .execute()
    const time = { now: local('2026-10-20T08:05'), calendar }
    expect(await findDueChase(db, time)).toMatchObject({ count: 1 })
    await run('2026-10-20T08:05')
    await run('2026-10-20T08:10')
    const told = (await messages()).filter((each) => each.purpose === 'escalation')
    expect(told.map((each) => each.chat)).toEqual([world.telegramUserId.officeA, world.telegramUserId.office])
    expect(await findDueChase(db, time)).toMatchObject({ count: 0 })
  })

  test('runs at once tell it once', async ({ chased, run, escalations }) => {
    await chased({ reportDueAt, units: ['A11', 'A12'] })
    for (const day of ['08', '13', '15', '16']) await run(`2026-10-${day}T08:00`)
    await Promise.all(Array.from({ length: 8 }, () => run('2026-10-20T08:00')))
    expect(await escalations()).toHaveLength(1)
  })
})
