// Deadlines as people give them, their rules and doubts, and the term of a document.
import { describe, expect, test } from 'vitest'
import { deadlineFault, deadlineWarnings, readDeadline } from '../../src/directive/deadline.ts'
import { termOf } from '../../src/directive/term.ts'
import { calendar, monday } from './world.ts'

const at = { now: monday, calendar }

describe('readDeadline', () => {
  test.each([
    ['2026-11-27T08:00:00Z', '2026-11-27T08:00:00Z'],
    ['2026-11-27T15:00:00+07:00', '2026-11-27T08:00:00Z'],
    ['2026-11-27T15:00', '2026-11-27T08:00:00Z'],
    ['2026-11-27 15:00', '2026-11-27T08:00:00Z'],
    ['2026-11-27', '2026-11-27T10:00:00Z'],
    ['27/11/2026', '2026-11-27T10:00:00Z'],
    ['27/11/2026 15:00', '2026-11-27T08:00:00Z'],
    ['15:00 27/11/2026', '2026-11-27T08:00:00Z'],
    ['15h ngày 27/11/2026', '2026-11-27T08:00:00Z'],
    ['ngày 27 tháng 11 năm 2026', '2026-11-27T10:00:00Z'],
    ['+3d', '2026-11-19T10:00:00Z'],
    ['3 ngày', '2026-11-19T10:00:00Z'],
    // Saturday, Sunday and the holiday of 24 November do not count.
    ['+6d', '2026-11-25T10:00:00Z'],
  ])('%s', (text, instant) => {
    expect(readDeadline(text, at)).toEqual({ ok: true, at: new Date(instant) })
  })

  test.each(['', 'mai', '31/2/2026', '27/11', '25:00 27/11/2026', '2026-13-01', '+'])(
    '"%s" is none',
    (text) => {
      expect(readDeadline(text, at)).toMatchObject({ ok: false })
    },
  )
})

describe('rules of deadlines', () => {
  const day = (n: number) => new Date(monday.getTime() + n * 86_400_000)
  test.each([
    [day(3), day(10), true, null],
    [day(3), day(3), true, null],
    [day(3), null, false, null],
    [null, day(3), true, 'ack_deadline_missing'],
    [day(3), null, true, 'report_deadline_missing'],
    [monday, day(3), true, 'ack_deadline_past'],
    [day(3), day(-1), true, 'report_deadline_past'],
    [day(4), day(3), true, 'ack_after_report'],
    [day(4), day(3), false, null],
  ])('%s, %s, report %s: %s', (ackDueAt, reportDueAt, asksReport, fault) => {
    expect(deadlineFault({ ackDueAt, reportDueAt, asksReport }, monday)).toBe(fault)
  })

  test('a day off and a report before the monthly meeting are doubts', () => {
    const deadlines = { ackDueAt: new Date('2026-11-24T10:00:00Z'), reportDueAt: day(10), asksReport: true }
    const rules = deadlineWarnings(deadlines, monday, calendar).map(({ rule, about }) => `${rule} ${about}`)
    expect(rules).toEqual(['deadline_on_day_off ack', 'before_monthly_meeting report'])
    // A month from when it goes out, which may be later.
    const inFiveWeeks = { ackDueAt: day(3), reportDueAt: day(35), asksReport: true }
    const about = (goesOutAt: Date) =>
      deadlineWarnings(inFiveWeeks, goesOutAt, calendar).filter(
        ({ rule }) => rule === 'before_monthly_meeting',
      )
    expect(about(monday)).toEqual([])
    expect(about(day(14))).toHaveLength(1)
  })
})

test.each([
  ['2020-06-30', '2015-2020'],
  ['2020-07-01', '2020-2025'],
  ['2025-06-30', '2020-2025'],
  ['2026-11-12', '2025-2030'],
])('%s belongs to the term %s unless the settings say otherwise', (day, term) => {
  expect(termOf(day)).toBe(term)
  expect(termOf(day, [{ name: 'XIV', from: '2026-01-19' }])).toBe(day > '2026' ? 'XIV' : term)
})
