// Dates as documents and people write them; odd ones are kept and warned about.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  dateWarnings,
  findDocumentDates,
  parseVietnameseDate,
} from '../../../src/directive/reading/document-date.ts'
import { check } from '../../support/property.ts'

const read = (text: string) => {
  const parsed = parseVietnameseDate(text)
  return parsed.ok ? parsed.date : parsed.reason
}

describe('parseVietnameseDate', () => {
  test.each([
    ['7/11/2019', '2019-11-07'],
    ['07/8/2020', '2020-08-07'],
    ['7-11-2019', '2019-11-07'],
    ['7 / 11 / 2019', '2019-11-07'],
    ['07.11.2019', '2019-11-07'],
    ['7–11–2019', '2019-11-07'],
    ['2019-11-07', '2019-11-07'],
    ['ngày 7 tháng 11 năm 2019', '2019-11-07'],
    ['Ngày 07 tháng 11 năm 2019', '2019-11-07'],
    ['ngày\u00a07 tháng\u00a011 năm 2019'.normalize('NFD'), '2019-11-07'],
    ['ngày 3 tháng Hai năm 2026', '2026-02-03'],
    ['ngày 15 tháng mười một năm 2026', '2026-11-15'],
    ['ngày 7/11/2019', '2019-11-07'],
    ['29/2/2028', '2028-02-29'],
    ['29/2/2027', 'no_such_day'],
    ['31/4/2026', 'no_such_day'],
    ['11/13/2026', 'no_such_day'],
    ['0/1/2026', 'no_such_day'],
    ['7/11', 'form'],
    ['7/11/19', 'form'],
    ['7/11-2019', 'form'],
    ['hôm nay', 'form'],
    ['', 'empty'],
  ])('%j is %j', (text, expected) => {
    expect(read(text)).toBe(expected)
  })

  test.each([
    ['giêng', 1],
    ['một', 1],
    ['hai', 2],
    ['ba', 3],
    ['tư', 4],
    ['năm', 5],
    ['sáu', 6],
    ['bảy', 7],
    ['tám', 8],
    ['chín', 9],
    ['mười', 10],
    ['mười một', 11],
    ['mười  hai', 12],
    ['chạp', 12],
    ['10', 10],
    ['1', 1],
  ])('tháng %s is month %d, in small letters and in capitals', (name, month) => {
    const day = `2026-${String(month).padStart(2, '0')}-15`
    for (const written of [`ngày 15 tháng ${name} năm 2026`, `ngày15tháng ${name} năm2026`])
      expect([read(written), read(written.toUpperCase())]).toEqual([day, day])
  })

  test.each([
    ['07/8/2020.', '2020-08-07'],
    ['07/8/2020,', '2020-08-07'],
    ['07/8/2020;', '2020-08-07'],
    ['07/8/2020..', 'form'],
    ['.07/8/2020', 'form'],
    ['ngày07/8/2020', '2020-08-07'],
    ['NGÀY 07/8/2020', '2020-08-07'],
    ['ngày 2020-08-07', 'form'],
    ['hạn 07/8/2020', 'form'],
    ['07/8/2020 nhé', 'form'],
    ['007/8/2020', 'form'],
    ['07/008/2020', 'form'],
    ['07/8/20200', 'form'],
    ['2020-8-7', 'form'],
    ['12020-08-07', 'form'],
    ['2020-08-071', 'form'],
    ['2020-08-32', 'no_such_day'],
    ['2020-13-01', 'no_such_day'],
    ['ngày 7 tháng 13 năm 2020', 'no_such_day'],
    ['ngày 7 tháng mười ba năm 2020', 'form'],
    ['ngày 7 tháng 8', 'form'],
    ['ngày 7 tháng 8 năm 20', 'form'],
    ['ngày 7 tháng 8 năm 20201', 'form'],
    ['ngày 007 tháng 8 năm 2020', 'form'],
  ])('%j is %j', (text, expected) => {
    expect(read(text)).toBe(expected)
  })

  test('any day survives the ways of writing it', () => {
    const days = fc.date({ min: new Date('1930-02-03'), max: new Date('2099-12-31'), noInvalidDate: true })
    const ways = fc.constantFrom<(d: number, m: number, y: number) => string>(
      (d, m, y) => `${d}/${m}/${y}`,
      (d, m, y) => `${String(d).padStart(2, '0')}/${m}/${y}`,
      (d, m, y) => ` ${d} - ${m} - ${y} `,
      (d, m, y) => `ngày ${d} tháng ${m} năm ${y}`.normalize('NFD'),
      (d, m, y) => `ngày ${d}/${m}/${y}.`,
    )
    check(days, ways, (date, write) => {
      const day = date.toISOString().slice(0, 10)
      const [y, m, d] = day.split('-').map(Number) as [number, number, number]
      expect(read(write(d, m, y))).toBe(day)
    })
  })
})

describe('findDocumentDates', () => {
  test('finds dates with and without a comma before "ngày", with their place', () => {
    const text =
      'Kế hoạch 34-KH/ĐUK, ngày 7/11/2019 thực hiện Kết luận 01-KL/TW ngày 18 tháng 5 năm 2021 (hạn ' +
      '30-11-2026).'
    const found = findDocumentDates(text)
    expect(found.map((each) => each.date)).toEqual(['2019-11-07', '2021-05-18', '2026-11-30'])
    expect(found.map((each) => each.raw)).toEqual([
      'ngày 7/11/2019',
      'ngày 18 tháng 5 năm 2021',
      '30-11-2026',
    ])
    for (const each of found) expect(text.slice(each.start, each.end)).toBe(each.raw)
  })

  test.each<[string, string[]]>([
    ['(7/11/2019)', ['2019-11-07']],
    ['"7/11/2019"', ['2019-11-07']],
    ['hạn:7/11/2019.', ['2019-11-07']],
    ['7/11/2019-8/11/2019', ['2019-11-07']],
    ['từ 7/11/2019 đến 8/11/2019', ['2019-11-07', '2019-11-08']],
    ['2019-11-07', ['2019-11-07']],
    ['NGÀY 7 THÁNG GIÊNG NĂM 2019', ['2019-01-07']],
    ['số17/11/2019', []],
    ['17/11/2019/QĐ', []],
    ['5/7/11/2019', []],
    ['5-7-11-2019', []],
    ['7/11/2019a', []],
    ['7/11/20195', []],
    ['7/11-2019', []],
  ])('in %j', (text, days) => {
    expect(findDocumentDates(text).map((each) => each.date)).toEqual(days)
  })

  test('finds none in numbers that are no dates', () => {
    expect(findDocumentDates('Số 15/2020/QĐ-UBND, đạt 12/15, 31/2/2020, điện thoại 1-2-20266')).toEqual([])
  })
})

describe('dateWarnings', () => {
  test.each([
    ['2026-11-22', []],
    ['2016-11-22', []],
    ['2026-11-23', ['date_in_future']],
    ['2016-11-21', ['date_long_ago']],
    ['1930-02-03', ['date_long_ago']],
    ['1930-02-02', ['date_before_party']],
  ])('%s seen on 22 November 2026: %j', (date, rules) => {
    expect(dateWarnings(date, '2026-11-22').map((warning) => warning.rule)).toEqual(rules)
  })

  test('name the date', () => {
    expect(dateWarnings('2026-11-23', '2026-11-22')).toEqual([{ rule: 'date_in_future', date: '2026-11-23' }])
    expect(dateWarnings('1930-02-02', '2026-11-22')[0]?.date).toBe('1930-02-02')
    expect(dateWarnings('2016-11-21', '2026-11-22')[0]?.date).toBe('2016-11-21')
  })
})
