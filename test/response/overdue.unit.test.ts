// The instant at which an answer becomes late, and the days that it is.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isChangeable, isOverdue, overdueDays } from '../../src/response/overdue.ts'
import { calendar } from '../directive/world.ts'
import { check } from '../support/property.ts'

/** A Friday, 17:00 in Hà Nội. */
const due = new Date('2026-11-20T10:00:00Z')
const after = (ms: number) => new Date(due.getTime() + ms)
const second = 1_000
const hour = 3_600 * second

test.each([
  ['a millisecond before the deadline', -1, false, 0],
  ['at the very instant', 0, false, 0],
  ['a millisecond after', 1, true, 1],
  ['at the end of the same day', 7 * hour - 1, true, 1],
  ['as the next day begins', 7 * hour, true, 1],
  ['on Sunday', 48 * hour, true, 1],
  ['on Monday, the first working day past', 72 * hour, true, 1],
  ['a millisecond before Tuesday', 79 * hour - 1, true, 1],
  ['ten days later, with two weekends and a holiday between', 240 * hour, true, 5],
] as const)('%s: %d ms, late %s, %d days', (_what, ms, late, days) => {
  expect(isOverdue(due, after(ms))).toBe(late)
  expect(overdueDays(due, { now: after(ms), calendar })).toBe(days)
})

test('without a deadline nothing is ever late', () => {
  expect(isOverdue(null, after(hour))).toBe(false)
  expect(overdueDays(null, { now: after(hour), calendar })).toBe(0)
})

test('days are counted exactly while the deadline is past, and never fall', () => {
  const instants = fc.integer({ min: -400 * hour, max: 4_000 * hour })
  check(instants, fc.nat(100 * hour), (ms, more) => {
    const [now, later] = [after(ms), after(ms + more)]
    expect(overdueDays(due, { now, calendar }) > 0).toBe(isOverdue(due, now))
    expect(overdueDays(due, { now: later, calendar })).toBeGreaterThanOrEqual(
      overdueDays(due, { now, calendar }),
    )
  })
})

describe('a report that was sent', () => {
  test.each([
    ['submitted', -1, true],
    ['submitted', 0, true],
    ['submitted', 1, false],
    ['accepted', -1, false],
    ['returned', -1, false],
    ['owed', -1, false],
  ] as const)('%s, %d ms after the deadline: the unit may change it %s', (reportState, ms, may) => {
    expect(isChangeable({ reportState, reportDueAt: due }, after(ms))).toBe(may)
  })

  test('without a deadline is changed until it is accepted', () => {
    expect(isChangeable({ reportState: 'submitted', reportDueAt: null }, due)).toBe(true)
    expect(isChangeable({ reportState: 'accepted', reportDueAt: null }, due)).toBe(false)
  })
})
