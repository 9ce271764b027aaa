// Deadlines as people give them, their rules and doubts, and the term of a document.
import { describe, expect, test } from 'vitest'
import {
  afterWorkingDays,
  deadlineFault,
  deadlineWarnings,
  readDeadline,
} from '../../src/directive/deadline.ts'
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
    ['ngày 27 tháng 11 năm 2026 15:00', '2026-11-27T08:00:00Z'],
    ['15:00 ngày 27 tháng 11 năm 2026', '2026-11-27T08:00:00Z'],
    ['15h30, ngày 27/11/2026', '2026-11-27T08:30:00Z'],
    ['15h30 27/11/2026', '2026-11-27T08:30:00Z'],
    ['15g 27/11/2026', '2026-11-27T08:00:00Z'],
    ['15g05 27/11/2026', '2026-11-27T08:05:00Z'],
    ['7:05 27/11/2026', '2026-11-27T00:05:00Z'],
    ['27/11/2026 9h', '2026-11-27T02:00:00Z'],
    ['27/11/2026, 15:00', '2026-11-27T08:00:00Z'],
    ['27/11/2026,15:00', '2026-11-27T08:00:00Z'],
    ['27/11/2026 lúc 15h30', '2026-11-27T08:30:00Z'],
    ['27/11/2026 LÚC 15H', '2026-11-27T08:00:00Z'],
    ['27/11/2026 lúc 15h30'.normalize('NFD'), '2026-11-27T08:30:00Z'],
    ['  27/11/2026   15:00 ', '2026-11-27T08:00:00Z'],
    ['00:00 27/11/2026', '2026-11-26T17:00:00Z'],
    ['23:59 27/11/2026', '2026-11-27T16:59:00Z'],
    ['2026-11-27t15:00z', '2026-11-27T15:00:00Z'],
    ['2026-11-27T15:00+0700', '2026-11-27T08:00:00Z'],
    ['2026-11-27T15:00:30.5-01:30', '2026-11-27T16:30:30.500Z'],
    ['+3', '2026-11-19T10:00:00Z'],
    ['+3 d', '2026-11-19T10:00:00Z'],
    ['+03D', '2026-11-19T10:00:00Z'],
    ['3 ngày làm việc', '2026-11-19T10:00:00Z'],
    ['3 NGÀY', '2026-11-19T10:00:00Z'],
    ['3  ngày', '2026-11-19T10:00:00Z'],
    ['10 ngày', '2026-12-01T10:00:00Z'],
    ['+0', '2026-11-16T10:00:00Z'],
    // Twenty weeks, and seven holidays in them.
    ['+100d', '2027-04-14T10:00:00Z'],
    ['+3d', '2026-11-19T10:00:00Z'],
    ['3 ngày', '2026-11-19T10:00:00Z'],
    // Saturday, Sunday and the holiday of 24 November do not count.
    ['+6d', '2026-11-25T10:00:00Z'],
  ])('%s', (text, instant) => {
    expect(readDeadline(text, at)).toEqual({ ok: true, at: new Date(instant) })
  })

  test.each([
    ['', 'form'],
    ['mai', 'form'],
    ['27/11', 'form'],
    ['+', 'form'],
    ['+ 3d', 'form'],
    ['+1000', 'form'],
    ['+3 d nữa', 'form'],
    ['sau +3d', 'form'],
    ['3 ngày nữa', 'form'],
    ['sau 3 ngày', 'form'],
    ['1000 ngày', 'form'],
    ['31/2/2026', 'no_such_day'],
    ['31/2/2026 15:00', 'no_such_day'],
    ['2026-13-01', 'no_such_day'],
    // A day that does not exist is not the next one that does.
    ['2026-02-30T10:00:00Z', 'no_such_day'],
    ['2026-11-31T10:00:00+07:00', 'no_such_day'],
    ['2026-11-27T25:00:00Z', 'no_such_day'],
    ['2026-11-27T24:00:00Z', 'no_such_day'],
    ['2026-11-27T15:60:00Z', 'no_such_day'],
    ['2026-11-27T15:00Z nhé', 'form'],
    ['hạn 2026-11-27T15:00Z', 'form'],
    ['2026-11-27T15:00+7', 'form'],
    ['24:00 27/11/2026', 'form'],
    ['25:00 27/11/2026', 'form'],
    ['15:60 27/11/2026', 'form'],
    ['27/11/2026 7:5', 'form'],
    ['27/11/2026 15', 'form'],
    ['115:00 27/11/2026', 'form'],
    ['27/11/2026 15:000', 'form'],
  ])('"%s" is none: %s', (text, reason) => {
    expect(readDeadline(text, at)).toEqual({ ok: false, reason })
  })
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

  const ms = (n: number) => new Date(monday.getTime() + n)
  test.each([
    ['the next instant', ms(1), ms(1), null],
    ['this instant is past', ms(0), ms(1), 'ack_deadline_past'],
    ['the receipt before', ms(-1), ms(1), 'ack_deadline_past'],
    ['the receipt a millisecond after the report', ms(2), ms(1), 'ack_after_report'],
  ])('%s', (_what, ackDueAt, reportDueAt, fault) => {
    expect(deadlineFault({ ackDueAt, reportDueAt, asksReport: true }, monday)).toBe(fault)
  })

  test('the report at this instant is past, unless no report is asked for', () => {
    const deadlines = { ackDueAt: day(1), reportDueAt: ms(0) }
    expect(deadlineFault({ ...deadlines, asksReport: true }, monday)).toBe('report_deadline_past')
    expect(deadlineFault({ ...deadlines, asksReport: false }, monday)).toBeNull()
  })

  test('one that stays as it is may have passed, one that is moved may not', () => {
    const old = { ackDueAt: day(-3), reportDueAt: day(-1) }
    const fault = (change: object, before: object = {}) =>
      deadlineFault({ ...old, asksReport: true, ...change }, monday, { ...old, ...before })
    expect(fault({})).toBeNull()
    expect(fault({ reportDueAt: day(4) })).toBeNull()
    expect(fault({ ackDueAt: day(-2) })).toBe('ack_deadline_past')
    expect(fault({ reportDueAt: day(-2) })).toBe('report_deadline_past')
    expect(fault({}, { ackDueAt: null })).toBe('ack_deadline_past')
    expect(fault({}, { reportDueAt: null })).toBe('report_deadline_past')
    expect(fault({ ackDueAt: day(5), reportDueAt: day(4) })).toBe('ack_after_report')
  })

  test('n working days from now, at the end of the day', () => {
    const saturday = new Date('2026-11-21T16:59:59Z')
    expect(afterWorkingDays(1, saturday, calendar)).toEqual(new Date('2026-11-23T10:00:00Z'))
    expect(afterWorkingDays(0, saturday, calendar)).toEqual(new Date('2026-11-21T10:00:00Z'))
    expect(afterWorkingDays(2, monday, calendar)).toEqual(new Date('2026-11-18T10:00:00Z'))
  })

  test.each([
    ['a day before a month is over', '2026-12-15T10:00:00Z', ['before_monthly_meeting report 2026-12-15']],
    ['the day on which it is over', '2026-12-16T10:00:00Z', []],
    [
      'a Sunday, early',
      '2026-12-13T10:00:00Z',
      ['deadline_on_day_off report 2026-12-13', 'before_monthly_meeting report 2026-12-13'],
    ],
  ])('a report asked for on 16 November: %s', (_what, reportDueAt, expected) => {
    const deadlines = { ackDueAt: null, reportDueAt: new Date(reportDueAt), asksReport: true }
    const warnings = deadlineWarnings(deadlines, monday, calendar)
    expect(warnings.map((each) => `${each.rule} ${each.about} ${each.day}`)).toEqual(expected)
    expect(deadlineWarnings({ ...deadlines, asksReport: false }, monday, calendar)).toEqual([])
  })

  test('the receipt is never too early for the meeting', () => {
    const deadlines = { ackDueAt: day(1), reportDueAt: null, asksReport: true }
    expect(deadlineWarnings(deadlines, monday, calendar)).toEqual([])
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
