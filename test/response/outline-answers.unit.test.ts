// Answers as people type them in chat, and how they are written back.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { defaultOutline } from '../../src/response/default-outline.ts'
import { fieldOf, type OutlineField } from '../../src/response/outline.ts'
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

  const label = { vi: 'Câu', en: 'Question' }
  const own = (more: object): OutlineField =>
    ({ key: 'own', label, required: false, min: 2, max: 999_999_999, ...more }) as OutlineField
  const fields = {
    whole: own({ type: 'whole' }),
    hours: own({ type: 'hours', min: 0, max: 9_999 }),
    some: own({ type: 'hours', min: 1, max: 8 }),
    date: own({ type: 'date' }),
    text: own({ type: 'text', maxLength: 5 }),
    document: own({ type: 'yes_no_document' }),
    decimal: own({ type: 'decimal', min: 0, max: 1_000_000 }),
    yes_no: own({ type: 'yes_no' }),
    choice: own({
      type: 'choice',
      options: [
        { key: 'done', label: { vi: 'Đã xong', en: 'Done' } },
        { key: 'later', label: { vi: 'Chưa làm', en: 'Not begun' } },
      ],
    }),
    documents: own({ type: 'documents' }),
  }
  const asked = (type: keyof typeof fields, text: string) => {
    const parsed = parseAnswer(fields[type], text, today)
    return parsed.ok ? parsed.value : parsed.reason
  }

  test.each([
    ['8,5', 8.5],
    ['8.842', 8842],
    ['1.234,56', 1234.56],
    ['12.5', 12.5],
    ['0,25 ha', 0.25],
    ['không', 0],
    ['8,842', 'not_decimal'],
    ['1000000000000', 'out_of_range'],
    ['nhiều', 'not_decimal'],
  ])('a decimal: %j', (text, expected) => {
    expect(asked('decimal', text)).toBe(expected)
  })

  test.each([
    ['yes_no', 'có', true],
    ['yes_no', 'Rồi ạ', true],
    ['yes_no', 'chưa', false],
    ['yes_no', 'Không.', false],
    ['yes_no', 'có lẽ', 'not_yes_or_no'],
    ['yes_no', 'chưa rõ', 'not_yes_or_no'],
    ['yes_no', 'mai', 'not_yes_or_no'],
    ['choice', 'ĐÃ XONG', 'done'],
    ['choice', 'chua lam', 'later'],
    ['choice', 'Not begun', 'later'],
    ['choice', '2', 'later'],
    ['choice', '1.', 'done'],
    ['choice', '3', 'not_an_option'],
    ['choice', 'xong rồi', 'not_an_option'],
  ] as const)('%s: %j', (type, text, expected) => {
    expect(asked(type, text)).toBe(expected)
  })

  test('documents, each with the date behind it', () => {
    expect(asked('documents', '34-KH/ĐU ngày 7/11/2026; 35-CTr/ĐU, 08/11/2026')).toEqual([
      { number: '34-KH/ĐU', date: '2026-11-07' },
      { number: '35-CTr/ĐU', date: '2026-11-08' },
    ])
    expect(asked('documents', '34-KH/ĐU hôm nay')).toEqual([{ number: '34-KH/ĐU', date: today }])
    expect(asked('documents', 'không có')).toEqual([])
    expect(asked('documents', '34-KH/ĐU và 35-CTr/ĐU ngày 8/11/2026')).toBe('document_date_missing')
    expect(asked('documents', 'có')).toBe('document_number_missing')
    const many = Array.from({ length: 31 }, (_, index) => `${index + 1}-KH/ĐU ngày 7/11/2026`).join('; ')
    expect(asked('documents', many)).toBe('too_many_documents')
  })

  test('the new kinds of answers are written for people', () => {
    const written = (type: keyof typeof fields, value: Parameters<typeof formatAnswer>[1]) =>
      formatAnswer(fields[type], value, 'vi')
    expect(written('decimal', 1234.56)).toBe('1.234,56')
    expect([written('yes_no', true), written('yes_no', false)]).toEqual(['Có', 'Không'])
    expect([written('choice', 'later'), written('choice', 'gone')]).toEqual(['Chưa làm', 'gone'])
    const document = { number: '34-KH/ĐU', date: '2026-11-07' }
    expect(written('documents', [document, document])).toBe(
      '34-KH/ĐU ngày 7/11/2026; 34-KH/ĐU ngày 7/11/2026',
    )
    expect(written('documents', [])).toBe('Không')
  })

  test.each([
    ['2', 2],
    ['1', 'out_of_range'],
    ['999999999', 999_999_999],
    ['1234567890', 'out_of_range'],
    ['1000000000000', 'out_of_range'],
    ['1.000.000.000.000', 'out_of_range'],
    ['1234567890123456', 'not_whole'],
    ['1.234.567', 1_234_567],
    ['12 345 678', 12_345_678],
    ['1.234 567', 1_234_567],
    ['1234.567', 'not_whole'],
    ['1.23', 'not_whole'],
    ['1.2345', 'not_whole'],
    ['25đảng viên', 25],
    ['25 đảng viên, kể cả dự bị', 25],
    ['25 người và 3 khách', 'not_whole'],
    ['25, người', 'not_whole'],
    ['25 5', 'not_whole'],
    ['có 25', 'not_whole'],
    ['-', null],
    ['', null],
    ['--', 'not_whole'],
  ])('a whole number: %j', (text, expected) => {
    expect(asked('whole', text)).toBe(expected)
  })

  test.each([
    ['0', 0],
    ['9999', 9_999],
    ['10000', 'not_hours'],
    ['1,25', 1.25],
    ['1,255', 'not_hours'],
    ['1.5h', 1.5],
    ['1,5 TIẾNG', 1.5],
    ['2 hours', 2],
    ['2hour', 2],
    ['2 giờ 30', 2.5],
    ['2 giờ  rưỡi', 2.5],
    ['2 tiếng rưỡi', 2.5],
    ['2hrưỡi', 2.5],
    ['2h30p', 2.5],
    ["2h30'", 2.5],
    ['2 GIỜ 45 PHÚT', 2.75],
    ['12 tiếng 6 ph', 12.1],
    ['2 giờ 20 phút', 2.33],
    ['2 giờ 59 phút', 2.98],
    ['2 giờ 60 phút', 'not_hours'],
    ['2 giờ 100 phút', 'not_hours'],
    ['2 giờ rưỡi phút', 'not_hours'],
    ['2 rưỡi', 'not_hours'],
    ['2 giờ đúng', 'not_hours'],
    ['khoảng 2 giờ', 'not_hours'],
    ['khoảng 2 giờ 30', 'not_hours'],
    ['2 giờ 30 phút nhé', 'not_hours'],
    ['10000 giờ 30', 'not_hours'],
    ['không', 0],
  ])('hours: %j', (text, expected) => {
    expect(asked('hours', text)).toBe(expected)
  })

  test.each([
    ['1', 1],
    ['8', 8],
    ['0,99', 'out_of_range'],
    ['8,01', 'out_of_range'],
  ])('between 1 and 8 hours: %j', (text, expected) => {
    expect(asked('some', text)).toBe(expected)
  })

  test.each(['không', 'Không có', 'ko', 'k', 'no', 'NONE', 'chưa', 'chưa có', 'không.', 'chưa có!'])(
    '%j is nothing',
    (text) => {
      expect(asked('hours', text)).toBe(0)
      expect(asked('whole', text)).toBe('out_of_range')
      expect(asked('document', text)).toEqual({ yes: false })
    },
  )

  test.each(['không..', 'k.o', 'không rõ', 'có không', 'kk'])('%j is not nothing', (text) => {
    expect(asked('hours', text)).toBe('not_hours')
    expect(asked('whole', text)).toBe('not_whole')
  })

  test.each([
    ['today', today],
    ['Hôm nay', today],
    ['YESTERDAY', '2026-11-21'],
    ['hôm qua', '2026-11-21'],
    ['hôm kia', 'not_date'],
    ['từ hôm nay', 'not_date'],
    ['7/11/2026', '2026-11-07'],
  ])('a day: %j', (text, expected) => {
    expect(asked('date', text)).toBe(expected)
  })

  test.each([
    ['abcde', 'abcde'],
    ['abcdef', 'too_long'],
    ['  abcde  ', 'abcde'],
    ['-', null],
  ])('a text of at most five letters: %j', (text, expected) => {
    expect(asked('text', text)).toBe(expected)
  })

  const plan = { yes: true, number: '12-KH/CB', date: today }
  test.each([
    ['không ban hành', { yes: false }],
    ['No, not yet', { yes: false }],
    ['chuẩn bị', 'not_yes_no'],
    ['chưabiết', 'not_yes_no'],
    ['có', 'document_number_missing'],
    ['đã ban hành', 'document_number_missing'],
    ['rồi', 'document_number_missing'],
    ['có mà không nhớ số', 'document_number_missing'],
    ['Yes', 'document_number_missing'],
    ['cói', 'not_yes_no'],
    ['đang có', 'not_yes_no'],
    ['12-KH/CB', 'document_date_missing'],
    ['12-KH/CB hôm nay', plan],
    ['today: 12-KH/CB', plan],
    ['12-KH/CB ngày 7/11/2026', { ...plan, date: '2026-11-07' }],
    ['ngày 7/11/2026: 12-KH/CB', { ...plan, date: '2026-11-07' }],
    ['12-KH/CB 7/11/2026 hôm nay', { ...plan, date: '2026-11-07' }],
    ['12-KH/CB và 13-KH/CB hôm nay', plan],
    // A number that was written over a date is taken out before the date is looked for.
    ['7/2026/QĐ-UBND', 'document_date_missing'],
  ])('a document: %j', (text, expected) => {
    expect(asked('document', text)).toEqual(expected)
  })

  test('a refusal names what goes into its text', () => {
    const values = (type: keyof typeof fields, text: string) => {
      const parsed = parseAnswer(fields[type], text, today)
      return parsed.ok ? null : parsed.values
    }
    expect(values('whole', '1')).toEqual({ min: 2, max: 999_999_999 })
    expect(values('some', '9')).toEqual({ min: 1, max: 8 })
    expect(values('text', 'abcdef')).toEqual({ length: 6, max: 5 })
    expect(values('whole', 'x')).toEqual({})
    expect(values('document', 'x')).toEqual({})
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
    ['attendances', undefined, '—', '—'],
    ['results', '', '—', '—'],
    ['hours', 1.239, '1,24 giờ', '1.24 hours'],
    ['started_on', '2026-01-09', '9/1/2026', '9 Jan 2026'],
  ])('%s %j', (key, value, vi, en) => {
    expect(formatAnswer(field(key), value, 'vi')).toBe(vi)
    expect(formatAnswer(field(key), value, 'en')).toBe(en)
  })

  test('a number has a unit only where the outline names one', () => {
    const bare = { ...field('hours'), unit: undefined } as OutlineField
    expect(formatAnswer(bare, 1_234.5, 'vi')).toBe('1.234,5')
    expect(formatAnswer(bare, 1_234.5, 'en')).toBe('1,234.5')
    expect(formatAnswer(field('results'), 5, 'vi')).toBe('5')
  })
})
