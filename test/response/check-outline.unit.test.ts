// Outlines that somebody wrote: what is taken, and where each fault is said to be; from JSON and from a
// workbook.
import { expect, test } from 'vitest'
import { writeWorkbook } from '../../src/platform/workbook.ts'
import { checkOutline } from '../../src/response/check-outline.ts'
import { defaultOutline } from '../../src/response/default-outline.ts'
import { outlineTemplate, readOutlineTable } from '../../src/response/outline-table.ts'

const label = { vi: 'Số người', en: 'People' }
const whole = (key: string, more: object = {}) => ({
  key,
  type: 'whole',
  label,
  required: true,
  min: 0,
  max: 100,
  ...more,
})
const outline = (change: object = {}) => ({
  key: 'meeting',
  title: label,
  fields: [whole('all'), whole('there')],
  rules: [],
  ...change,
})
const faults = (change: object) => {
  const checked = checkOutline(outline(change))
  return checked.ok
    ? []
    : checked.faults.map(({ at, reason, about }) => `${at} ${reason} ${about ?? ''}`.trim())
}

test('the default outline is one of its own kind', () => {
  const checked = checkOutline(JSON.parse(JSON.stringify(defaultOutline)))
  expect(checked).toMatchObject({ ok: true })
})

const atMost = (left: string, right: string) => ({
  key: 'r',
  level: 'error',
  test: 'at_most',
  left: { plus: [left] },
  right: { plus: [right] },
})
test.each([
  ['a good one', { rules: [atMost('there', 'all')] }, []],
  ['no question', { fields: [] }, ['fields no_fields']],
  ['too many', { fields: Array.from({ length: 61 }, (_, i) => whole(`f${i}`)) }, ['fields too_many_fields']],
  ['a key twice', { fields: [whole('a'), whole('a')] }, ['fields[1].key key_twice a']],
  ['bounds', { fields: [whole('a', { min: 5, max: 2 })] }, ['fields[0].max min_above_max 5 > 2']],
  [
    'asked only when a later number fits',
    { fields: [whole('a', { onlyWhen: { field: 'b', atLeast: 1 } }), whole('b')] },
    ['fields[0].onlyWhen asked_later b'],
  ],
  [
    'a rule about nothing, a rule twice',
    { rules: [atMost('there', 'x'), atMost('there', 'all')] },
    ['rules[0] unknown_field x', 'rules[1].key key_twice r'],
  ],
  [
    'a rule about words',
    {
      fields: [whole('all'), { key: 'why', type: 'text', label, required: false, maxLength: 10 }],
      rules: [atMost('why', 'all')],
    },
    ['rules[0] not_a_number why'],
  ],
  [
    'a rule with a name of the program',
    { rules: [{ ...atMost('there', 'all'), key: 'required' }] },
    ['rules[0].key key_reserved required'],
  ],
  [
    'dates',
    { rules: [{ key: 'd', level: 'error', test: 'dates_in_order', fields: ['all', 'submitted_on'] }] },
    ['rules[0] not_a_date all'],
  ],
  [
    'sections',
    { sections: [{ title: label, fields: ['all', 'x'] }] },
    ['sections[0].fields unknown_field x', 'sections in_no_section there'],
  ],
])('%s', (_what, change, expected) => {
  expect(faults(change)).toEqual(expected)
})

test('what has another form is told with its place', () => {
  expect(faults({ fields: [whole('A B')] })[0]).toMatch(/^fields\[0\]\.key form/)
  expect(faults({ fields: [{ ...whole('a'), colour: 'red' }] })[0]).toMatch(/^fields\[0\] form .*colour/)
  expect(checkOutline('x')).toMatchObject({ ok: false, faults: [{ at: 'outline', reason: 'form' }] })
})

test('the template is read back as a good outline', async () => {
  const table = await readOutlineTable(await outlineTemplate())
  if (!table.ok) throw new Error(JSON.stringify(table))
  const checked = checkOutline({ key: 'mau', title: label, ...table.form })
  expect(checked).toMatchObject({
    ok: true,
    outline: {
      fields: [
        { key: 'tong_so', type: 'whole', required: true, max: 5000, unit: { vi: 'người' } },
        { key: 'du', onlyWhen: { field: 'tong_so', atLeast: 1 } },
      ],
      sections: [{ title: { vi: 'Tham dự' }, fields: ['tong_so', 'du'] }],
      rules: [
        { level: 'error', test: 'at_most', left: { plus: ['du'] }, right: { plus: ['tong_so'] } },
        { level: 'warning', test: 'rate_at_least', percent: 90, text: { vi: 'Tỷ lệ dự dưới 90 %.' } },
      ],
    },
  })
})

test('a row that cannot be understood is told by sheet, row and column', async () => {
  const questions = ['Mã câu', 'Mục', 'Câu hỏi', 'Kiểu trả lời', 'Bắt buộc', 'Nhỏ nhất', 'Lớn nhất']
  const bytes = await writeWorkbook([
    {
      name: 'Câu hỏi',
      headings: [...questions, 'Đơn vị tính', 'Hướng dẫn', 'Chỉ hỏi khi'],
      rows: [
        ['a', '', 'Số người', 'Số nguyên', 'x', 0, 'nhiều', '', '', ''],
        ['b', '', 'Vì sao', 'Tranh', 'có lẽ', '', '', '', '', 'khi có'],
      ],
      widths: Array.from({ length: 10 }, () => 10),
    },
    {
      name: 'Điều kiện',
      headings: ['Mã điều kiện', 'Mức', 'Điều kiện', 'Lời nhắc'],
      rows: [['r', 'Lỗi', 'a hơn b', '']],
      widths: [10, 10, 10, 10],
    },
  ])
  const table = await readOutlineTable(bytes)
  expect(
    table.ok ? [] : 'rows' in table && table.rows.map((each) => `${each.row} ${each.column}: ${each.given}`),
  ).toEqual([
    '2 Lớn nhất: nhiều',
    '3 Kiểu trả lời: Tranh',
    '3 Bắt buộc: có lẽ',
    '3 Chỉ hỏi khi: khi có',
    '2 Điều kiện: a hơn b',
  ])
})
