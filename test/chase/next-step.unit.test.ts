// Planners remember what obligations share, however many there are, and plan each as it would be planned
// alone.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type ChaseUrgency, chasePlanOf, type PlannedStep, planChase } from '../../src/chase/chase-plan.ts'
import { type ChasedObligation, createPlanner, isUrgentStep, nextStep } from '../../src/chase/next-step.ts'
import { type Reminders, reminderPlans } from '../../src/directive/reminders.ts'
import { vietnamHolidays } from '../../src/platform/holidays.ts'
import { createCalendar } from '../../src/platform/working-calendar.ts'
import { check } from '../support/property.ts'

const calendar = createCalendar({
  timeZone: 'Asia/Ho_Chi_Minh',
  ...vietnamHolidays({ from: 2025, to: 2030 }),
})
const local = (text: string) => new Date(`${text}:00+07:00`)
const issuedAt = local('2026-10-01T09:00')
const urgencies: ChaseUrgency[] = ['normal', 'khan', 'thuong_khan', 'hoa_toc']

function chased(given: Partial<ChasedObligation> = {}): ChasedObligation {
  const ackDueAt = local('2026-10-05T17:00')
  const reportDueAt = local('2026-10-15T17:00')
  return {
    urgency: 'normal',
    reminders: null,
    issuedAt,
    receivedAt: null,
    ackDueAt,
    reportDueAt,
    directiveAckDueAt: ackDueAt,
    directiveReportDueAt: reportDueAt,
    ...given,
  }
}

test('2,000 units that received at 2,000 instants are planned from what a few plans share', () => {
  const known = new Map<string, PlannedStep[]>()
  const planner = createPlanner(calendar, known)
  for (let n = 0; n < 2_000; n++) {
    const receivedAt = new Date(issuedAt.getTime() + n * 1_009)
    const each = chased({ receivedAt, urgency: urgencies[n % urgencies.length]! })
    planner(each, 'ack')
    planner(each, 'report')
  }
  expect(known.size).toBeLessThanOrEqual(2 * urgencies.length)
})

test('plans each obligation as it would be planned alone, also after others', () => {
  const planner = createPlanner(calendar)
  const minutes = (from: string, most: number) =>
    fc.integer({ min: 0, max: most }).map((n) => new Date(local(from).getTime() + n * 60_000))
  const given = fc.record({
    urgency: fc.constantFrom(...urgencies),
    reminders: fc.constantFrom<(Reminders | null)[]>(null, ...Object.values(reminderPlans)),
    receivedAt: fc.option(minutes('2026-10-01T00:00', 60 * 24 * 40)),
    // Few deadlines, so that many obligations share one; receipts at 08:00 sharp meet steps of that hour.
    ackDueAt: fc.constantFrom(local('2026-10-05T17:00'), local('2026-10-07T07:00')),
    reportDueAt: fc.constantFrom(local('2026-10-15T17:00'), local('2026-10-30T17:00')),
    isAtEight: fc.boolean(),
  })
  check(given, fc.constantFrom<'ack' | 'report'>('ack', 'report'), ({ isAtEight, ...rest }, about) => {
    const received = rest.receivedAt
    const receivedAt = received && isAtEight ? local(`${calendar.dayOf(received)}T08:00`) : received
    const each = chased({ ...rest, receivedAt })
    const original = about === 'ack' ? each.directiveAckDueAt : each.directiveReportDueAt
    const dueAt = about === 'ack' ? each.ackDueAt! : each.reportDueAt!
    const suffix = original?.getTime() === dueAt.getTime() ? '' : `@${calendar.dayOf(dueAt)}`
    const alone = planChase({
      receivedAt: receivedAt ?? issuedAt,
      urgency: each.urgency,
      calendar,
      ackDueAt: about === 'ack' ? dueAt : null,
      reportDueAt: about === 'report' ? dueAt : null,
      plan: chasePlanOf(each.reminders),
    }).map((step) => ({ ...step, step: isUrgentStep(step.step) ? step.step : step.step + suffix }))
    expect(planner(each, about)).toEqual(alone)
  })
})

describe('a planner', () => {
  const names = (given: Partial<ChasedObligation>, about: 'ack' | 'report') =>
    createPlanner(calendar)(chased(given), about).map((each) => each.step)

  test('plans what is due, and nothing when nothing is', () => {
    expect(names({}, 'ack')).toEqual(['ack+1', 'ack+3', 'ack-escalate+3'])
    expect(names({}, 'report').slice(0, 2)).toEqual(['report-5', 'report-2'])
    expect(names({ ackDueAt: null }, 'ack')).toEqual([])
    expect(names({ reportDueAt: null }, 'report')).toEqual([])
    expect(names({ ackDueAt: null, urgency: 'khan' }, 'ack')).toEqual([])
    expect(names({ reportDueAt: null }, 'ack')).toHaveLength(3)
  })

  test('after an extension the steps carry the new day, for that unit alone', () => {
    const extended = { ackDueAt: local('2026-10-07T17:00') }
    expect(names(extended, 'ack')).toEqual([
      'ack+1@2026-10-07',
      'ack+3@2026-10-07',
      'ack-escalate+3@2026-10-07',
    ])
    expect(names(extended, 'report')[0]).toBe('report-5')
    // The directive itself has no deadline: there is nothing to extend.
    expect(names({ ...extended, directiveAckDueAt: null }, 'ack')[0]).toBe('ack+1')
  })

  test('keeps what units share, and keeps units apart that differ', () => {
    const cache = new Map<string, PlannedStep[]>()
    const planner = createPlanner(calendar, cache)
    const step = (given: Partial<ChasedObligation>) => planner(chased(given), 'ack')[0]
    expect(step({})?.step).toBe('ack+1')
    const [kept] = [...cache.values()]
    expect(step({ urgency: 'khan' })?.step).toBe('ack+4h')
    expect([...cache.values()]).toEqual([kept])
    expect([...cache.values()][0]).toBe(kept)
    expect(step({ reminders: reminderPlans.tight })?.step).toBe('ack-0')
    expect(step({ directiveAckDueAt: local('2026-10-04T17:00') })?.step).toBe('ack+1@2026-10-05')
    expect(cache.size).toBe(3)
  })
})

describe('the next step', () => {
  const now = local('2026-10-08T08:00')
  const step = (name: string, ms: number, audience: 'unit' | 'superior' = 'unit'): PlannedStep => ({
    step: name,
    about: 'ack',
    audience,
    dueAt: new Date(now.getTime() + ms),
  })
  const none = new Set<string>()
  const next = (plan: PlannedStep[], taken: Iterable<string> = none) =>
    nextStep(plan, new Set(taken), now)?.step ?? null

  test.each([
    ['the first that is to come', [step('ack+1', 1), step('ack+3', 2)], [], 'ack+1'],
    ['not one that was taken', [step('ack+1', 1), step('ack+3', 2)], ['ack+1'], 'ack+3'],
    ['not a reminder whose time is now', [step('ack+1', 0), step('ack+3', 1)], [], 'ack+3'],
    ['not a reminder whose time has passed', [step('ack+1', -1)], [], null],
    ['an escalation, however late', [step('ack+1', -1), step('up+3', -1, 'superior')], [], 'up+3'],
    ['a step of an urgent mark, however late', [step('ack+1', -2), step('ack+4h', -1)], [], 'ack+4h'],
    ['not an urgent one twice', [step('ack+4h', -1)], ['ack+4h'], null],
    ['not an escalation twice', [step('up+3', -1, 'superior')], ['up+3'], null],
    ['nothing of an empty plan', [], [], null],
  ])('%s', (_what, plan, taken, expected) => {
    expect(next(plan, taken)).toBe(expected)
  })
})
