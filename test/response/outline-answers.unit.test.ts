// Answers as people type them in chat, and how they are written back.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { defaultOutline } from '../../src/response/default-outline.ts'
import { fieldOf } from '../../src/response/outline.ts'
import { formatAnswer, parseAnswer } from '../../src/response/outline-answers.ts'
import { anyText, check } from '../support/property.ts'

const today = '2026-11-22'
const field = (key: string) => fieldOf(defaultOutline, key)!
function read(key: string, text: string) {
  const parsed = parseAnswer(field(key), text, today)
  return parsed.ok ? parsed.value : parsed.reason
}

describe('parseAnswer', () => {
  test.each([
    ['total_members', '25', 25],
    ['total_members', '4.842', 4842],
    ['total_members', '4 842 đảng viên', 4842],
    ['total_members', '25 đảng viên', 25],
    ['total_members', ' 0 ', 0],
    ['total_members', 'không', 0],
    ['total_members', 'Không có.', 0],
    ['union_members_attended', '8.842', 8842],
    ['union_members_attended', '8842', 8842],
    ['total_members', '5001', 'out_of_range'],
    ['total_members', '1,5', 'not_whole'],
    ['total_members', '1.5', 'not_whole'],
    ['total_members', '48.42', 'not_whole'],
    ['total_members', '-3', 'not_whole'],
    ['total_members', 'hai mươi', 'not_whole'],
    ['total_members', '-', 'required'],
    ['total_members', '', 'required'],
    ['attendances', '-', null],
    ['attendances', '–', null],
    ['hours', '1,5', 1.5],
    ['hours', '1.5 giờ', 1.5],
    ['hours', '2 tiếng', 2],
    ['hours', '2 giờ rưỡi', 2.5],
    ['hours', '1 giờ 30 phút', 1.5],
    ['hours', '1h15', 1.25],
    ['hours', '200', 200],
    ['hours', '201', 'out_of_range'],
    ['hours', 'lâu', 'not_hours'],
    ['started_on', 'hôm nay', '2026-11-22'],
    ['started_on', 'Hom nay', '2026-11-22'],
    ['started_on', 'hôm qua', '2026-11-21'],
    ['started_on', '7/11/2026', '2026-11-07'],
    ['started_on', 'ngày 7 tháng 11 năm 2026', '2026-11-07'],
    ['started_on', '31/2/2026', 'not_date'],
    ['started_on', 'tuần trước', 'not_date'],
    ['results', 'Không', 'Không'],
    ['results', '  Tốt.\nĐạt yêu cầu. ', 'Tốt.\nĐạt yêu cầu.'],
    ['results', 'x'.repeat(2001), 'too_long'],
    ['plan_issued', 'không', { yes: false }],
    ['plan_issued', 'Chưa', { yes: false }],
    ['plan_issued', 'chưa ban hành', { yes: false }],
    ['plan_issued', 'có, 34-KH/ĐUK ngày 7/11/2019', { yes: true, number: '34-KH/ĐUK', date: '2019-11-07' }],
    [
      'plan_issued',
      'Có, số 34 - KH/ĐUK, ngày 7 tháng 11 năm 2019',
      { yes: true, number: '34-KH/ĐUK', date: '2019-11-07' },
    ],
    ['plan_issued', 'rồi: 12-KH/CB hôm nay', { yes: true, number: '12-KH/CB', date: '2026-11-22' }],
    ['plan_issued', '12-KH/CB 1/11/2026', { yes: true, number: '12-KH/CB', date: '2026-11-01' }],
    ['plan_issued', 'có', 'document_number_missing'],
    ['plan_issued', 'có, 34-KH/ĐUK', 'document_date_missing'],
    ['plan_issued', 'hmm', 'not_yes_no'],
  ])('%s: %j', (key, text, expected) => {
    expect(read(key, text)).toEqual(expected)
    expect(read(key, text.normalize('NFD'))).toEqual(expected)
  })

  test('an answer out of range says what the range is', () => {
    expect(parseAnswer(field('models'), '51', today)).toEqual({
      ok: false,
      reason: 'out_of_range',
      values: { min: 0, max: 50 },
    })
  })

  test('no text makes it throw', () => {
    check(fc.constantFrom(...defaultOutline.fields), anyText(60), (any, text) => {
      parseAnswer(any, text, today)
    })
  })

  test('what is written in Vietnamese is read back', () => {
    const wholes = defaultOutline.fields.filter((each) => each.type === 'whole')
    check(fc.constantFrom(...wholes), fc.nat(), (any, n) => {
      const value = n % (any.max + 1)
      expect(parseAnswer(any, formatAnswer(any, value, 'vi'), today)).toEqual({ ok: true, value })
    })
    check(fc.integer({ min: 0, max: 20_000 }), (hundredths) => {
      const value = hundredths / 100
      expect(parseAnswer(field('hours'), formatAnswer(field('hours'), value, 'vi'), today)).toEqual({
        ok: true,
        value,
      })
    })
  })
})

describe('formatAnswer', () => {
  test.each([
    ['union_members_attended', 8842, '8.842 người', '8,842 people'],
    ['hours', 1.5, '1,5 giờ', '1.5 hours'],
    ['started_on', '2026-11-07', '7/11/2026', '7 Nov 2026'],
    ['plan_issued', { yes: false as const }, 'Chưa', 'No'],
    [
      'plan_issued',
      { yes: true as const, number: '34-KH/ĐUK', date: '2019-11-07' },
      'Có, 34-KH/ĐUK ngày 7/11/2019',
      'Yes, 34-KH/ĐUK of 7 Nov 2019',
    ],
    ['attendances', null, '—', '—'],
    ['results', 'Tốt', 'Tốt', 'Tốt'],
  ])('%s %j', (key, value, vi, en) => {
    expect(formatAnswer(field(key), value, 'vi')).toBe(vi)
    expect(formatAnswer(field(key), value, 'en')).toBe(en)
  })
})
