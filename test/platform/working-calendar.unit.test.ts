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

  test.each([
    [
      2025,
      ['01-01 Tết Dương lịch', '01-28 Tết Nguyên Đán', '01-29 Tết Nguyên Đán', '01-30 Tết Nguyên Đán'],
      ['01-31 Tết Nguyên Đán', '02-01 Tết Nguyên Đán', '02-03 Tết Nguyên Đán (nghỉ bù)'],
      ['04-07 Giỗ tổ Hùng Vương', '04-30 Ngày Giải phóng miền Nam', '05-01 Quốc tế Lao động'],
      ['09-01 Quốc khánh', '09-02 Quốc khánh'],
    ],
    [
      2026,
      ['01-01 Tết Dương lịch', '02-14 Tết Nguyên Đán', '02-15 Tết Nguyên Đán', '02-16 Tết Nguyên Đán'],
      ['02-17 Tết Nguyên Đán', '02-18 Tết Nguyên Đán', '02-19 Tết Nguyên Đán', '02-20 Tết Nguyên Đán'],
      ['02-21 Tết Nguyên Đán', '02-22 Tết Nguyên Đán'],
      ['04-26 Giỗ tổ Hùng Vương', '04-27 Giỗ tổ Hùng Vương (nghỉ bù)', '04-30 Ngày Giải phóng miền Nam'],
      ['05-01 Quốc tế Lao động', '09-01 Quốc khánh', '09-02 Quốc khánh', '11-24 Ngày Văn hóa Việt Nam'],
    ],
    [
      2028,
      ['01-01 Tết Dương lịch', '01-03 Tết Dương lịch (nghỉ bù)', '01-25 Tết Nguyên Đán'],
      ['01-26 Tết Nguyên Đán', '01-27 Tết Nguyên Đán', '01-28 Tết Nguyên Đán', '01-29 Tết Nguyên Đán'],
      ['01-31 Tết Nguyên Đán (nghỉ bù)', '04-04 Giỗ tổ Hùng Vương', '04-30 Ngày Giải phóng miền Nam'],
      ['05-01 Quốc tế Lao động', '05-02 Ngày Giải phóng miền Nam (nghỉ bù)'],
      ['09-01 Quốc khánh', '09-02 Quốc khánh', '09-04 Quốc khánh (nghỉ bù)'],
      ['11-24 Ngày Văn hóa Việt Nam'],
    ],
  ] as const)('the whole year %d', (year, ...rows) => {
    const table = vietnamHolidays({ from: year, to: year })
    const days = [...table.holidays].map(([day, name]) => `${day} ${name}`).sort()
    expect(days).toEqual(rows.flat().map((row) => `${year}-${row}`))
    expect(table.workdays.size).toBe(0)
  })

  // 2 September and the day beside it that makes the longer rest, with what a weekend gives back.
  test.each([
    [2027, 'Thursday', ['02', '03']],
    [2029, 'Sunday', ['02', '03', '04']],
    [2030, 'Monday', ['02', '03']],
    [2031, 'Tuesday', ['01', '02']],
    [2033, 'Friday', ['01', '02']],
    [2034, 'Saturday', ['01', '02', '04']],
  ])('2 September %d is a %s', (year, _weekday, days) => {
    const { holidays } = vietnamHolidays({ from: year, to: year })
    const found = [...holidays.keys()].filter((day) => day.startsWith(`${year}-09`)).sort()
    expect(found).toEqual(days.map((day) => `${year}-09-${day}`))
  })

  test('the years asked for, both included, and no other', () => {
    const days = [...vietnamHolidays({ from: 2026, to: 2028 }).holidays.keys()]
    expect(new Set(days.map((day) => day.slice(0, 4)))).toEqual(new Set(['2026', '2027', '2028']))
    expect(vietnamHolidays({ from: 2028, to: 2027 }).holidays.size).toBe(0)
  })

  test('of an administrator’s rows about one day the last counts', () => {
    const day = '2026-08-22'
    const off = { day, works: false }
    const works = { day, works: true }
    expect(vietnamHolidays(years, [works, off]).workdays.has(day)).toBe(false)
    expect(vietnamHolidays(years, [works, off]).holidays.get(day)).toBe('')
    expect(vietnamHolidays(years, [off, works]).workdays.has(day)).toBe(true)
    expect(vietnamHolidays(years, [off, works]).holidays.has(day)).toBe(false)
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

describe('any calendar', () => {
  const dayMs = 86_400_000
  const iso = (ms: number) => new Date(ms).toISOString().slice(0, 10)
  const start = Date.parse('2026-03-01')
  const offsets = fc.uniqueArray(fc.nat(40), { maxLength: 15 })

  /** The same by counting one day at a time, in plain milliseconds. */
  function model(off: Set<string>, worked: Set<string>) {
    const works = (ms: number) => {
      const weekday = new Date(ms).getUTCDay()
      if (worked.has(iso(ms))) return true
      return weekday !== 0 && weekday !== 6 && !off.has(iso(ms))
    }
    const onOr = (ms: number, step: number) => {
      let at = ms
      while (!works(at)) at += step * dayMs
      return at
    }
    const add = (ms: number, n: number) => {
      let [at, left] = [ms, Math.abs(n)]
      while (left > 0) {
        at += Math.sign(n) * dayMs
        if (works(at)) left--
      }
      return at
    }
    return { works, onOr, add }
  }

  test('counts as one counts on a wall calendar', () => {
    check(offsets, offsets, fc.nat(40), fc.integer({ min: -12, max: 12 }), (off, worked, from, n) => {
      const holidays = new Set(off.map((offset) => iso(start + offset * dayMs)))
      const workdays = new Set(worked.map((offset) => iso(start + offset * dayMs)))
      const own = createCalendar({ timeZone, holidays, workdays })
      const wall = model(holidays, workdays)
      const at = start + from * dayMs
      expect(own.isWorkingDay(iso(at))).toBe(wall.works(at))
      expect(own.workingDayOnOr(iso(at), 1)).toBe(iso(wall.onOr(at, 1)))
      expect(own.workingDayOnOr(iso(at), -1)).toBe(iso(wall.onOr(at, -1)))
      expect(own.addWorkingDays(iso(at), n)).toBe(iso(wall.add(at, n)))
      const to = at + n * dayMs
      let between = 0
      for (let day = Math.min(at, to) + dayMs; day <= Math.max(at, to); day += dayMs)
        if (wall.works(day)) between++
      expect(own.workingDaysBetween(iso(at), iso(to)) + 0).toBe(Math.sign(n) * between + 0)
    })
  })

  test('without holidays has weekends only, and names none', () => {
    const plain = createCalendar({ timeZone })
    expect(plain.timeZone).toBe(timeZone)
    expect(plain.isWorkingDay('2026-09-02')).toBe(true)
    expect(plain.isWorkingDay('2026-09-05')).toBe(false)
    expect(plain.holidayName('2026-09-02')).toBeUndefined()
  })

  test('names a holiday where a name was given', () => {
    const named = createCalendar({ timeZone, holidays: new Map([['2026-09-02', 'Quốc khánh']]) })
    const nameless = createCalendar({ timeZone, holidays: new Set(['2026-09-02']) })
    expect(named.holidayName('2026-09-02')).toBe('Quốc khánh')
    expect(nameless.holidayName('2026-09-02')).toBe('')
    expect(named.holidayName('2026-09-03')).toBeUndefined()
  })

  test('a day is over when the next one begins, also when the clocks change', () => {
    expect(calendar.endOfDay('2026-12-31')).toEqual(local('2027-01-01T00:00'))
    const berlin = createCalendar({ timeZone: 'Europe/Berlin' })
    expect(berlin.endOfDay('2026-10-25')).toEqual(new Date('2026-10-25T23:00:00Z'))
    expect(berlin.endOfDay('2026-10-24')).toEqual(new Date('2026-10-24T22:00:00Z'))
  })

  test('that opens once a day, or three times, is quiet from its last closing', () => {
    const closing = (...hours: [string, string][]) => {
      const own = createCalendar({ timeZone, hours })
      return ['11:59', '12:00', '17:59', '18:00'].map((time) => own.inQuietHours(local(`2026-11-23T${time}`)))
    }
    expect(closing(['08:00', '12:00'])).toEqual([false, true, true, true])
    expect(closing(['08:00', '10:00'], ['10:30', '12:00'], ['13:00', '18:00'])).toEqual([
      false,
      false,
      false,
      true,
    ])
  })

  test('that has no working day for a year says so', () => {
    const days = Array.from({ length: 800 }, (_, n) => iso(start + n * dayMs))
    const never = createCalendar({ timeZone, holidays: new Set(days) })
    expect(() => never.workingDayOnOr('2026-03-02', 1)).toThrow('no working day within a year')
    expect(() => never.nextWorkingInstant(local('2026-03-02T08:00'))).toThrow(RangeError)
    const aYear = createCalendar({ timeZone, holidays: new Set(days.slice(0, 366)) })
    expect(aYear.workingDayOnOr('2026-03-01', 1)).toBe('2027-03-02')
  })

  test('opens and closes at its own hours', () => {
    const own = createCalendar({
      timeZone,
      hours: [
        ['08:00', '12:00'],
        ['12:00', '16:30'],
      ],
    })
    expect(own.nextWorkingInstant(local('2026-11-23T07:59'))).toEqual(local('2026-11-23T08:00'))
    expect(own.nextWorkingInstant(local('2026-11-23T12:00'))).toEqual(local('2026-11-23T12:00'))
    expect(own.nextWorkingInstant(local('2026-11-23T16:30'))).toEqual(local('2026-11-24T08:00'))
    expect(own.inQuietHours(local('2026-11-23T08:00'))).toBe(false)
    expect(own.inQuietHours(local('2026-11-23T16:29'))).toBe(false)
    expect(own.inQuietHours(local('2026-11-23T16:30'))).toBe(true)
  })
})

describe('nonsense is refused', () => {
  test.each([
    ['no hours', []],
    ['closing before opening', [['11:00', '08:00']]],
    ['closing while opening', [['08:00', '08:00']]],
    [
      'overlapping',
      [
        ['08:00', '12:00'],
        ['11:00', '17:00'],
      ],
    ],
    [
      'in the wrong order',
      [
        ['13:00', '17:00'],
        ['08:00', '12:00'],
      ],
    ],
    [
      'a wrong second half',
      [
        ['08:00', '12:00'],
        ['17:00', '13:00'],
      ],
    ],
  ] as [string, [string, string][]][])('%s', (_what, hours) => {
    expect(() => createCalendar({ timeZone, hours })).toThrow(`not in order: ${JSON.stringify(hours)}`)
  })

  test('times that are none', () => {
    expect(() => createCalendar({ timeZone, hours: [['8h', '12h']] })).toThrow(RangeError)
  })
})
