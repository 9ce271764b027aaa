// The working calendar over the holidays of Vietnam, and counting in it.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { vietnamHolidays } from '../../src/platform/holidays.ts'
import { createCalendar } from '../../src/platform/working-calendar.ts'
import { check } from '../support/property.ts'

const years = { from: 2025, to: 2029 }
const timeZone = 'Asia/Ho_Chi_Minh'
const calendar = createCalendar({ timeZone, ...vietnamHolidays(years) })
const local = (text: string) => new Date(`${text}:00+07:00`)

describe('holidays', () => {
  test.each([
    ['2026-01-01', 'Thursday, new year'],
    ['2026-02-16', 'Tết, as announced'],
    ['2026-02-20', 'Tết, as announced'],
    ['2026-04-27', 'Giỗ Tổ on a Sunday gives the Monday'],
    ['2026-04-30', ''],
    ['2026-05-01', ''],
    ['2026-09-01', 'joined to 2 September'],
    ['2026-09-02', ''],
    ['2026-11-24', 'since 2026'],
    ['2027-02-05', 'eve of Tết'],
    ['2027-02-08', 'Tết'],
    ['2027-02-10', 'for the Saturday of Tết'],
    ['2027-02-11', 'for the Sunday of Tết'],
    ['2027-04-16', 'Giỗ Tổ'],
    ['2027-05-03', 'for Saturday 1 May'],
    ['2027-11-24', ''],
    ['2028-01-03', 'for Saturday 1 January'],
    ['2028-01-26', 'first day of Tết'],
    ['2028-04-04', 'Giỗ Tổ'],
    ['2028-05-02', 'for Sunday 30 April'],
  ])('%s is off: %s', (day) => {
    expect(calendar.isWorkingDay(day)).toBe(false)
  })

  test.each([
    '2026-01-02',
    '2026-02-13',
    '2026-02-23',
    '2026-04-28',
    '2026-08-31',
    '2026-09-03',
    '2025-11-24',
    '2026-11-23',
    '2026-11-25',
    '2027-02-04',
    '2027-02-12',
  ])('%s is worked', (day) => {
    expect(calendar.isWorkingDay(day)).toBe(true)
  })

  test('an administrator adds and takes away', () => {
    const table = vietnamHolidays(years, [
      { day: '2026-08-31', works: false, name: 'Nghỉ hoán đổi' },
      { day: '2026-08-22', works: true },
      { day: '2026-11-24', works: true },
    ])
    const edited = createCalendar({ timeZone, ...table })
    expect(edited.isWorkingDay('2026-08-31')).toBe(false)
    expect(edited.holidayName('2026-08-31')).toBe('Nghỉ hoán đổi')
    expect(edited.isWorkingDay('2026-08-22')).toBe(true)
    expect(edited.isWorkingDay('2026-11-24')).toBe(true)
    expect(edited.holidayName('2026-11-24')).toBeUndefined()
  })
})

describe('days', () => {
  test.each([
    ['2026-11-20', 1, '2026-11-23'],
    ['2026-11-21', 1, '2026-11-23'],
    ['2026-11-23', 1, '2026-11-25'],
    ['2026-11-25', -1, '2026-11-23'],
    ['2026-02-13', 1, '2026-02-23'],
    ['2026-02-25', -5, '2026-02-11'],
    ['2026-11-22', 0, '2026-11-22'],
  ])('%s and %i working days is %s', (day, n, expected) => {
    expect(calendar.addWorkingDays(day, n)).toBe(expected)
  })

  test('counts between', () => {
    expect(calendar.workingDaysBetween('2026-11-20', '2026-11-25')).toBe(2)
    expect(calendar.workingDaysBetween('2026-02-13', '2026-02-23')).toBe(1)
    expect(calendar.workingDaysBetween('2026-11-25', '2026-11-20')).toBe(-2)
    expect(calendar.workingDaysBetween('2026-11-21', '2026-11-22')).toBe(0)
  })

  test('adding and counting agree for any day', () => {
    const days = fc.date({ min: new Date('2025-03-01'), max: new Date('2029-09-30'), noInvalidDate: true })
    check(days, fc.integer({ min: -30, max: 30 }), (date, n) => {
      const day = calendar.workingDayOnOr(date.toISOString().slice(0, 10), 1)
      const moved = calendar.addWorkingDays(day, n)
      expect(calendar.isWorkingDay(moved)).toBe(true)
      expect(calendar.workingDaysBetween(day, moved)).toBe(n)
      expect(calendar.addWorkingDays(moved, -n)).toBe(day)
    })
  })
})

describe('hours', () => {
  test('days and hours are those of the zone', () => {
    expect(calendar.dayOf(new Date('2026-11-22T17:00:00Z'))).toBe('2026-11-23')
    expect(calendar.timeOf(new Date('2026-11-22T17:05:00Z'))).toBe('00:05')
    expect(calendar.instantAt('2026-11-23', '08:00')).toEqual(new Date('2026-11-23T01:00:00Z'))
  })

  test.each([
    ['2026-11-23T07:29', false, true],
    ['2026-11-23T07:30', true, false],
    ['2026-11-23T11:30', false, false],
    ['2026-11-23T13:30', true, false],
    ['2026-11-23T16:59', true, false],
    ['2026-11-23T17:00', false, true],
    ['2026-11-24T09:00', false, true],
    ['2026-11-22T09:00', false, true],
  ])('%s: working %s, quiet %s', (time, working, quiet) => {
    expect(calendar.nextWorkingInstant(local(time)).getTime() === local(time).getTime()).toBe(working)
    expect(calendar.inQuietHours(local(time))).toBe(quiet)
  })

  test.each([
    ['2026-11-23T06:00', '2026-11-23T07:30'],
    ['2026-11-23T12:00', '2026-11-23T13:30'],
    ['2026-11-23T17:00', '2026-11-25T07:30'],
    ['2026-11-23T09:15', '2026-11-23T09:15'],
  ])('next opening after %s is %s', (from, expected) => {
    expect(calendar.nextWorkingInstant(local(from))).toEqual(local(expected))
  })
})

test('nonsense is refused', () => {
  expect(() => createCalendar({ timeZone, hours: [] })).toThrow(RangeError)
  expect(() => createCalendar({ timeZone, hours: [['11:00', '08:00']] })).toThrow(RangeError)
  expect(() =>
    createCalendar({
      timeZone,
      hours: [
        ['08:00', '12:00'],
        ['11:00', '17:00'],
      ],
    }),
  ).toThrow(RangeError)
})
