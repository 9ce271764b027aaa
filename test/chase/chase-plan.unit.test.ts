// The chase plan: the default steps, the calendar around them, and promises over any dates.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chaseDays } from '../../src/chase/chase-days.ts'
import { type ChaseInput, chasePlanOf, planChase } from '../../src/chase/chase-plan.ts'
import {
  type Reminders,
  reminderPlanOf,
  reminderPlans,
  remindersFault,
} from '../../src/directive/reminders.ts'
import { vietnamHolidays } from '../../src/platform/holidays.ts'
import { createCalendar } from '../../src/platform/working-calendar.ts'
import { check } from '../support/property.ts'

const calendar = createCalendar({
  timeZone: 'Asia/Ho_Chi_Minh',
  ...vietnamHolidays({ from: 2025, to: 2030 }),
})
const local = (text: string) => new Date(`${text}:00+07:00`)
function plan(input: Partial<ChaseInput>) {
  const whole = {
    receivedAt: local('2026-10-01T09:00'),
    ackDueAt: null,
    reportDueAt: null,
    urgency: 'normal' as const,
    calendar,
    ...input,
  }
  return planChase(whole).map(
    ({ step, audience, dueAt }) => `${step} ${audience} ${calendar.dayOf(dueAt)} ${calendar.timeOf(dueAt)}`,
  )
}

test('acknowledgement: D+1, D+3, and the superior at D+3', () => {
  expect(plan({ ackDueAt: local('2026-10-05T17:00') })).toEqual([
    'ack+1 unit 2026-10-06 08:00',
    'ack+3 unit 2026-10-08 08:00',
    'ack-escalate+3 superior 2026-10-08 08:00',
  ])
})

test('report: D−5, D−2, the day, D+1, D+3, weekly eight times, and the superior at D+3', () => {
  expect(plan({ reportDueAt: local('2026-10-15T17:00') })).toEqual([
    'report-5 unit 2026-10-08 08:00',
    'report-2 unit 2026-10-13 08:00',
    'report-0 unit 2026-10-15 08:00',
    'report+1 unit 2026-10-16 08:00',
    'report+3 unit 2026-10-20 08:00',
    'escalate+3 superior 2026-10-20 08:00',
    'report+w1 unit 2026-10-27 08:00',
    'report+w2 unit 2026-11-03 08:00',
    'report+w3 unit 2026-11-10 08:00',
    'report+w4 unit 2026-11-17 08:00',
    'report+w5 unit 2026-11-25 08:00',
    'report+w6 unit 2026-12-02 08:00',
    'report+w7 unit 2026-12-09 08:00',
    'report+w8 unit 2026-12-16 08:00',
  ])
})

test('over Tết nothing falls on a day off and weeks do not pile up', () => {
  const steps = plan({ receivedAt: local('2026-01-20T09:00'), reportDueAt: local('2026-02-12T17:00') })
  expect(steps.slice(2, 8)).toEqual([
    'report-0 unit 2026-02-12 08:00',
    'report+1 unit 2026-02-13 08:00',
    'report+3 unit 2026-02-24 08:00',
    'escalate+3 superior 2026-02-24 08:00',
    'report+w1 unit 2026-03-03 08:00',
    'report+w2 unit 2026-03-10 08:00',
  ])
})

test('a deadline on a day off, or before the hour, is announced on the last working day before', () => {
  expect(plan({ reportDueAt: local('2026-10-18T17:00') })).toContain('report-0 unit 2026-10-16 08:00')
  expect(plan({ reportDueAt: local('2026-10-20T07:30') })).toContain('report-0 unit 2026-10-19 08:00')
  expect(plan({ reportDueAt: local('2026-10-20T08:00') })).toContain('report-0 unit 2026-10-20 08:00')
})

test('steps already past at receipt are left out', () => {
  const steps = plan({ receivedAt: local('2026-10-13T08:00'), reportDueAt: local('2026-10-15T17:00') })
  expect(steps[0]).toBe('report-0 unit 2026-10-15 08:00')
})

describe('urgent marks count from receipt, round the clock', () => {
  const late = { receivedAt: local('2026-10-03T22:00'), ackDueAt: local('2026-10-05T17:00') }
  test.each([
    ['khan', ['ack+4h unit 2026-10-04 02:00']],
    ['thuong_khan', ['ack+2h unit 2026-10-04 00:00']],
    ['hoa_toc', ['ack+0h unit 2026-10-03 22:00', 'call+0h superior 2026-10-03 22:00']],
  ] as const)('%s', (urgency, first) => {
    const steps = plan({ ...late, urgency })
    expect(steps.slice(0, first.length)).toEqual(first)
    expect(steps.slice(first.length)).toEqual(plan(late))
  })
})

test('nothing due, nothing chased', () => {
  expect(plan({})).toEqual([])
})

test('each step says what it is about and to whom', () => {
  const input = {
    receivedAt: local('2026-10-01T09:00'),
    ackDueAt: local('2026-10-05T17:00'),
    reportDueAt: local('2026-10-15T17:00'),
    urgency: 'hoa_toc' as const,
    calendar,
  }
  const steps = planChase(input).map((each) => `${each.step} ${each.about} ${each.audience}`)
  expect(steps.slice(0, 9)).toEqual([
    'ack+0h ack unit',
    'call+0h ack superior',
    'ack+1 ack unit',
    'ack+3 ack unit',
    'ack-escalate+3 ack superior',
    'report-5 report unit',
    'report-2 report unit',
    'report-0 report unit',
    'report+1 report unit',
  ])
  expect(steps).toContain('escalate+3 report superior')
  expect(steps).toContain('report+w8 report unit')
})

test('a step of the very instant of receipt is past, one a millisecond later is not', () => {
  const ackDueAt = local('2026-10-05T17:00')
  const first = (ms: number) =>
    plan({ ackDueAt, receivedAt: new Date(local('2026-10-06T08:00').getTime() + ms) })[0]
  expect(first(0)).toContain('ack+3')
  expect(first(-1)).toContain('ack+1')
})

test('of two steps at one instant for one audience about one thing the first stays', () => {
  const days = chasePlanOf({ ackDays: [], reportDays: [-1, 0], weeklyTimes: 0, superiorDay: null })
  // Due before the hour: the last such hour is that of the day before.
  expect(plan({ reportDueAt: local('2026-10-20T07:30'), plan: days })).toEqual([
    'report-1 unit 2026-10-19 08:00',
  ])
  const both = chasePlanOf({ ackDays: [2], reportDays: [2], weeklyTimes: 0, superiorDay: 2 })
  const due = local('2026-10-05T17:00')
  expect(plan({ ackDueAt: due, reportDueAt: due, plan: both })).toHaveLength(4)
})

test('due on the morning after days off, the day itself is announced before them', () => {
  const zero = chasePlanOf({ ackDays: [], reportDays: [0], weeklyTimes: 0, superiorDay: null })
  expect(plan({ reportDueAt: local('2026-10-19T07:30'), plan: zero })).toEqual([
    'report-0 unit 2026-10-16 08:00',
  ])
  expect(plan({ reportDueAt: local('2026-10-19T08:00'), plan: zero })).toEqual([
    'report-0 unit 2026-10-19 08:00',
  ])
  expect(plan({ reportDueAt: local('2026-10-17T07:00'), plan: zero })).toEqual([
    'report-0 unit 2026-10-16 08:00',
  ])
})

test('weeks count from the last reminder; without one there are none; the hour is the plan’s', () => {
  const weekly = { ackDays: [], weeklyTimes: 2, superiorDay: 0 }
  const due = { reportDueAt: local('2026-10-15T17:00') }
  const at = { ...chasePlanOf({ ...weekly, reportDays: [2] }), at: '14:30' }
  expect(plan({ ...due, plan: at })).toEqual([
    'escalate+0 superior 2026-10-15 14:30',
    'report+2 unit 2026-10-19 14:30',
    'report+w1 unit 2026-10-26 14:30',
    'report+w2 unit 2026-11-02 14:30',
  ])
  expect(plan({ ...due, plan: chasePlanOf({ ...weekly, reportDays: [] }) })).toEqual([
    'escalate+0 superior 2026-10-15 08:00',
  ])
})

test('an urgent mark reminds only of a receipt that is asked for', () => {
  expect(plan({ urgency: 'hoa_toc' })).toEqual([])
  expect(plan({ urgency: 'khan', reportDueAt: local('2026-10-15T17:00') })[0]).toContain('report-5')
})

test('for any dates: after receipt, polite, no step twice, no two for one audience at one instant', () => {
  const instants = fc.date({ min: new Date('2026-01-01'), max: new Date('2028-12-31'), noInvalidDate: true })
  const due = fc.option(instants, { nil: null })
  const urgency = fc.constantFrom(
    'normal' as const,
    'khan' as const,
    'thuong_khan' as const,
    'hoa_toc' as const,
  )
  check(instants, due, due, urgency, (receivedAt, ackDueAt, reportDueAt, mark) => {
    const steps = planChase({ receivedAt, ackDueAt, reportDueAt, urgency: mark, calendar })
    expect(new Set(steps.map((each) => each.step)).size).toBe(steps.length)
    const places = steps.map((each) => `${each.about} ${each.audience} ${each.dueAt.getTime()}`)
    expect(new Set(places).size).toBe(places.length)
    for (const [i, each] of steps.entries()) {
      expect(each.dueAt >= receivedAt).toBe(true)
      if (i > 0) expect(each.dueAt >= steps[i - 1]!.dueAt).toBe(true)
      if (!each.step.endsWith('h')) {
        expect(calendar.inQuietHours(each.dueAt)).toBe(false)
        expect(calendar.timeOf(each.dueAt)).toBe('08:00')
      }
    }
    expect(
      steps.filter((each) => each.about === 'report' && each.audience === 'unit').length,
    ).toBeLessThanOrEqual(13)
  })
})

describe('plans to choose from', () => {
  const due = { ackDueAt: local('2026-10-05T17:00'), reportDueAt: local('2026-10-15T17:00') }

  test('tight: before, on and after the day, and the superior after one day', () => {
    const steps = plan({ ...due, plan: chasePlanOf(reminderPlans.tight) })
    expect(steps.slice(0, 6)).toEqual([
      'ack-0 unit 2026-10-05 08:00',
      'ack+1 unit 2026-10-06 08:00',
      'ack-escalate+1 superior 2026-10-06 08:00',
      'ack+2 unit 2026-10-07 08:00',
      'report-3 unit 2026-10-12 08:00',
      'report-1 unit 2026-10-14 08:00',
    ])
  })

  test('none: nothing, whatever the urgency', () => {
    const silent = chasePlanOf(reminderPlans.none)
    expect(plan({ ...due, plan: silent })).toEqual([])
    expect(plan({ ...due, urgency: 'hoa_toc', plan: silent })).toEqual([])
  })

  test('as days for a person to read', () => {
    const days = chaseDays({
      receivedAt: local('2026-10-01T09:00'),
      urgency: 'khan',
      calendar,
      ...due,
      plan: chasePlanOf(reminderPlans.sparse),
    })
    expect(days).toEqual({
      ack: ['2026-10-06'],
      report: ['2026-10-13', '2026-10-16'],
      weekly: ['2026-10-23', '2026-10-30'],
      superior: ['2026-10-12', '2026-10-22'],
      urgentAfterHours: 4,
    })
  })

  test('as days for a person to read, urgent: a call list is no day, and none is urgent without a mark', () => {
    const input = { receivedAt: local('2026-10-01T09:00'), calendar, ...due }
    const silent = chasePlanOf(reminderPlans.none)
    expect(chaseDays({ ...input, urgency: 'hoa_toc' }).urgentAfterHours).toBe(0)
    expect(chaseDays({ ...input, urgency: 'hoa_toc' }).superior).toEqual(['2026-10-08', '2026-10-20'])
    expect(chaseDays({ ...input, urgency: 'thuong_khan' }).urgentAfterHours).toBe(2)
    expect(chaseDays({ ...input, urgency: 'normal' }).urgentAfterHours).toBeNull()
    expect(chaseDays({ ...input, urgency: 'khan', plan: silent })).toEqual({
      ack: [],
      report: [],
      weekly: [],
      superior: [],
      urgentAfterHours: null,
    })
  })

  test('days of one’s own are in order, whole and near', () => {
    const fault = (change: Partial<Reminders>) => remindersFault({ ...reminderPlans.usual, ...change })
    expect(fault({})).toBeNull()
    expect(fault({ ackDays: [1, 1] })).toBe('reminder_day')
    expect(fault({ reportDays: [3, 1] })).toBe('reminder_day')
    expect(fault({ reportDays: [-61] })).toBe('reminder_day')
    expect(fault({ reportDays: Array.from({ length: 21 }, (_, i) => i) })).toBe('reminders_too_many')
    expect(fault({ weeklyTimes: 1.5 })).toBe('reminder_weeks')
    expect(fault({ superiorDay: -1 })).toBe('reminder_superior')
    expect(reminderPlanOf(null)).toBe('usual')
    expect(reminderPlanOf({ ...reminderPlans.tight })).toBe('tight')
    expect(reminderPlanOf({ ...reminderPlans.tight, weeklyTimes: 1 })).toBeNull()
  })
})
