// Outlines that somebody wrote: what is taken, and where each fault is said to be; from JSON and from a
// workbook.
import { describe, expect, test } from 'vitest'
import { writeWorkbook } from '../../src/platform/workbook.ts'
import { builtInKeys, builtInOutline, builtInOutlines } from '../../src/response/built-in-outlines.ts'
import { checkOutline } from '../../src/response/check-outline.ts'
import { firstDefaultOutline } from '../../src/response/default-outline.ts'
import { readOutlineTable } from '../../src/response/outline-table.ts'
import { outlineTemplate } from '../../src/response/outline-template.ts'

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
const choice = (key: string, ...options: string[]) => ({
  key,
  type: 'choice',
  label,
  required: true,
  options: options.map((each) => ({ key: each, label })),
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

test.each([firstDefaultOutline, ...builtInOutlines].map((each) => [`${each.key} ${each.version}`, each]))(
  'the built-in outline %s is one of its own kind',
  (_name, each) => {
    expect(checkOutline(JSON.parse(JSON.stringify(each)))).toMatchObject({ ok: true })
  },
)

test('the built-in outlines are found by their keys', () => {
  expect(builtInOutlines.map(({ key }) => key)).toEqual(builtInKeys)
  expect(builtInKeys.map((key) => builtInOutline(key)?.key)).toEqual(builtInKeys)
})

test('the first version of the default outline lacks the total of union members', () => {
  expect(firstDefaultOutline).toMatchObject({ key: 'study', version: 1 })
  expect(firstDefaultOutline.fields).toHaveLength(21)
  expect(JSON.stringify(firstDefaultOutline)).not.toContain('total_union_members')
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
    'an option twice',
    { fields: [whole('all'), choice('way', 'a', 'a')] },
    ['fields[1].options[1].key option_twice a'],
  ],
  [
    'counts of what has no such option, of a text, of nothing',
    {
      fields: [choice('way', 'a', 'b'), { key: 'why', type: 'text', label, required: false, maxLength: 10 }],
      unitCounts: [
        { key: 'c', label, field: 'way', is: 'x' },
        { key: 'd', label, field: 'why', atLeast: 1 },
        { key: 'e', label, field: 'gone', is: 'a' },
        { key: 'f', label, field: 'way', atLeast: 1 },
      ],
    },
    [
      'unitCounts[0].is no_such_option x',
      'unitCounts[1] not_a_number why',
      'unitCounts[2] unknown_field gone',
      'unitCounts[3] not_a_number way',
    ],
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

describe('the form, at its boundaries', () => {
  const keys = (n: number) => Array.from({ length: n }, (_, i) => `k${i}`)
  const field = (change: object) => ({ fields: [whole('all'), whole('there'), whole('x', change)] })
  const rule = (change: object) => ({ rules: [{ key: 'r', level: 'error', ...change }] })
  const sum = { plus: ['all'] }
  const most = (change: object) => rule({ test: 'at_most', left: sum, right: sum, ...change })
  const other = (type: string, change: object = {}) => ({
    fields: [whole('all'), whole('there'), { key: 'x', type, label, required: false, ...change }],
  })
  const text = (change: object) => other('text', change)
  const rate = { test: 'rate_at_least', part: sum, whole: sum, percent: 90 }
  const usual = { test: 'usual_maximum', field: 'all', max: 200, unitKinds: ['cell'] }
  const implies = { test: 'implies', whenAny: ['all'], needs: 'there', atLeast: 1 }
  const section = (change: object) => ({ sections: [{ title: label, fields: ['all', 'there'], ...change }] })

  /** The places at which the form is refused; what the form allows may still be refused for its meaning. */
  function formFaults(change: object) {
    const checked = checkOutline(outline(change))
    return checked.ok ? [] : checked.faults.filter(({ reason }) => reason === 'form').map(({ at }) => at)
  }

  test.each<[string, object]>([
    ['a key of one letter', { key: 'a' }],
    ['a key of forty', { key: `a${'_1'.repeat(19)}z` }],
    ['a label of 200 letters', { title: { vi: 'x'.repeat(200), en: 'y'.repeat(200) } }],
    ['no rules at all', { rules: undefined }],
    ['version 1', { version: 1 }],
    ['nothing as the least and the most', field({ min: 0, max: 0 })],
    ['a thousand million', field({ max: 1_000_000_000 })],
    ['parts of an hour', field({ type: 'hours', min: 0.25, max: 0.75 })],
    [
      'help, unit, usual and a condition',
      field({ help: label, unit: label, usual: sum, onlyWhen: { field: 'all', atLeast: 0 } }),
    ],
    ['hours with a unit', field({ type: 'hours', unit: label })],
    ['a text of one letter', text({ maxLength: 1 })],
    ['a text of 2,000 letters', text({ maxLength: 2_000 })],
    ['a day', other('date')],
    ['a document', other('yes_no_document')],
    ['documents', other('documents')],
    ['yes or no', other('yes_no')],
    ['decimals', other('decimal', { min: 0.5, max: 0.75, unit: label })],
    ['a choice of two', { fields: [whole('all'), whole('there'), choice('x', 'a', 'b')] }],
    ['a choice of eight', { fields: [whole('all'), whole('there'), choice('x', ...keys(8))] }],
    ['sums of twenty', most({ left: { plus: keys(20), minus: keys(20) } })],
    ['a sum that takes nothing away', most({ left: { plus: ['all'], minus: [] } })],
    ['a warning with its own words', most({ level: 'warning', text: label })],
    ['any percentage', rule({ ...rate, percent: 0 })],
    ['the whole percentage', rule({ ...rate, percent: 100 })],
    ['two dates', rule({ test: 'dates_in_order', fields: keys(2) })],
    ['ten dates', rule({ test: 'dates_in_order', fields: keys(10) })],
    ['twenty causes', rule({ ...implies, whenAny: keys(20) })],
    ['one and sixty that may not all be zero', rule({ test: 'not_all_zero', fields: keys(60) })],
    [
      'every kind of unit',
      rule({ ...usual, unitKinds: ['province', 'committee', 'grassroots', 'section', 'cell'] }),
    ],
    ['full rate', rule({ test: 'full_rate_without', part: sum, whole: sum, but: 'all' })],
    ['near the last', rule({ test: 'near_last_report', field: 'all', percent: 10 })],
    ['sixty rules', { rules: keys(60).map((key) => ({ ...atMost('all', 'there'), key })) }],
    ['thirty sections', { sections: keys(30).map(() => ({ title: label, fields: [] })) }],
  ])('%s is allowed', (_what, change) => {
    expect(formFaults(change)).toEqual([])
  })

  test.each<[string, object, string]>([
    ['no key', { key: '' }, 'key'],
    ['a key of 41', { key: 'a'.repeat(41) }, 'key'],
    ['a key that begins with a digit', { key: '1a' }, 'key'],
    ['a key that begins with a line', { key: '_a' }, 'key'],
    ['a key with a capital', { key: 'aB' }, 'key'],
    ['a key with a space behind', { key: 'a ' }, 'key'],
    ['a key with something before', { key: ' a' }, 'key'],
    ['an empty label', { title: { vi: '  ', en: 'x' } }, 'title.vi'],
    ['an empty label in English', { title: { vi: 'x', en: ' ' } }, 'title.en'],
    ['a label of 201', { title: { vi: 'x'.repeat(201), en: 'x' } }, 'title.vi'],
    ['a label of 201 in English', { title: { vi: 'x', en: 'x'.repeat(201) } }, 'title.en'],
    ['a label in one language', { title: { vi: 'x' } }, 'title.en'],
    ['a label in a third one', { title: { ...label, fr: 'x' } }, 'title'],
    ['version 0', { version: 0 }, 'version'],
    ['version 1.5', { version: 1.5 }, 'version'],
    ['something else', { colour: 'red' }, 'outline'],
    ['less than nothing', field({ min: -1 }), 'fields[2].min'],
    ['more than a thousand million', field({ max: 1_000_000_001 }), 'fields[2].max'],
    ['half a person', field({ min: 0.5 }), 'fields[2].min'],
    ['half a person more', field({ max: 9.5 }), 'fields[2].max'],
    ['a sum of nothing', field({ usual: { plus: [] } }), 'fields[2].usual.plus'],
    [
      'a condition with more',
      field({ onlyWhen: { field: 'all', atLeast: 0, atMost: 1 } }),
      'fields[2].onlyWhen',
    ],
    [
      'a condition below nothing',
      field({ onlyWhen: { field: 'all', atLeast: -1 } }),
      'fields[2].onlyWhen.atLeast',
    ],
    ['a text of nothing', text({ maxLength: 0 }), 'fields[2].maxLength'],
    ['a text of 2,001', text({ maxLength: 2_001 }), 'fields[2].maxLength'],
    ['a text of half a letter', text({ maxLength: 1.5 }), 'fields[2].maxLength'],
    ['a text with a unit', text({ maxLength: 5, unit: label }), 'fields[2]'],
    ['a day with a unit', other('date', { unit: label }), 'fields[2]'],
    ['a document with a unit', other('yes_no_document', { unit: label }), 'fields[2]'],
    ['hours with a usual number', field({ type: 'hours', usual: sum }), 'fields[2]'],
    ['a choice of one', { fields: [choice('x', 'a')] }, 'fields[0].options'],
    ['a choice of nine', { fields: [choice('x', ...keys(9))] }, 'fields[0].options'],
    ['a type that is none', field({ type: 'mood' }), 'fields[2].type'],
    ['not said whether required', field({ required: undefined }), 'fields[2].required'],
    ['a level that is none', most({ level: 'info' }), 'rules[0].level'],
    ['a test that is none', rule({ test: 'nice' }), 'rules[0].test'],
    ['a sum with more', most({ left: { ...sum, times: [] } }), 'rules[0].left'],
    ['21 added', most({ left: { plus: keys(21) } }), 'rules[0].left.plus'],
    ['21 taken away', most({ left: { plus: ['all'], minus: keys(21) } }), 'rules[0].left.minus'],
    ['at most with more', most({ percent: 5 }), 'rules[0]'],
    ['equal with more', most({ test: 'equal', percent: 5 }), 'rules[0]'],
    ['implies with more', rule({ ...implies, percent: 5 }), 'rules[0]'],
    ['no cause', rule({ ...implies, whenAny: [] }), 'rules[0].whenAny'],
    ['21 causes', rule({ ...implies, whenAny: keys(21) }), 'rules[0].whenAny'],
    ['one date', rule({ test: 'dates_in_order', fields: keys(1) }), 'rules[0].fields'],
    ['eleven dates', rule({ test: 'dates_in_order', fields: keys(11) }), 'rules[0].fields'],
    ['dates with more', rule({ test: 'dates_in_order', fields: keys(2), percent: 5 }), 'rules[0]'],
    ['less than no percent', rule({ ...rate, percent: -1 }), 'rules[0].percent'],
    ['101 percent', rule({ ...rate, percent: 101 }), 'rules[0].percent'],
    ['a rate with more', rule({ ...rate, field: 'all' }), 'rules[0]'],
    [
      'full rate with more',
      rule({ test: 'full_rate_without', part: sum, whole: sum, but: 'all', percent: 5 }),
      'rules[0]',
    ],
    [
      'near the last with more',
      rule({ test: 'near_last_report', field: 'all', percent: 10, max: 5 }),
      'rules[0]',
    ],
    ['none that may be zero', rule({ test: 'not_all_zero', fields: [] }), 'rules[0].fields'],
    ['61 of them', rule({ test: 'not_all_zero', fields: keys(61) }), 'rules[0].fields'],
    ['all zero with more', rule({ test: 'not_all_zero', fields: ['all'], max: 5 }), 'rules[0]'],
    ['no kind of unit', rule({ ...usual, unitKinds: [] }), 'rules[0].unitKinds'],
    ['a kind that is none', rule({ ...usual, unitKinds: ['club'] }), 'rules[0].unitKinds[0]'],
    ['a usual maximum with more', rule({ ...usual, percent: 5 }), 'rules[0]'],
    ['61 rules', { rules: keys(61).map((key) => ({ ...atMost('all', 'there'), key })) }, 'rules'],
    ['31 sections', { sections: keys(31).map(() => ({ title: label, fields: [] })) }, 'sections'],
    ['a section with more', section({ colour: 'red' }), 'sections[0]'],
    ['a section with a bad key', section({ fields: ['All'] }), 'sections[0].fields[0]'],
  ])('%s is refused', (_what, change, place) => {
    expect(formFaults(change)).toEqual([place])
  })

  test('spaces around a label go, and a version is kept or given', () => {
    const spaced = checkOutline(outline({ title: { vi: ' Họp ', en: ' Meeting ' } }))
    expect(spaced).toMatchObject({ ok: true, outline: { version: 1, title: { vi: 'Họp', en: 'Meeting' } } })
    expect(checkOutline(outline({ version: 3 }))).toMatchObject({ ok: true, outline: { version: 3 } })
    expect(checkOutline(outline({ rules: undefined }))).toMatchObject({ ok: true, outline: { rules: [] } })
  })
})

describe('the meaning', () => {
  const why = { key: 'why', type: 'text', label, required: false, maxLength: 10 }
  const when = { key: 'day', type: 'date', label, required: false }
  const some = { fields: [whole('all'), whole('there', { type: 'hours' }), why, when] }
  const sum = (key: string) => ({ plus: [key] })
  const meaning = (rule: object) => faults({ ...some, rules: [{ key: 'r', level: 'error', ...rule }] })

  test.each<[string, object]>([
    ['sixty questions', { fields: Array.from({ length: 60 }, (_, i) => whole(`f${i}`)) }],
    ['one number only', { fields: [whole('a', { min: 5, max: 5 })] }],
    [
      'asked when an earlier number or hours fit',
      { fields: [whole('a', { type: 'hours' }), whole('b', { onlyWhen: { field: 'a', atLeast: 1 } })] },
    ],
    [
      'usually as many as another',
      {
        fields: [
          whole('a', { usual: { plus: ['b'], minus: ['c'] } }),
          whole('b'),
          whole('c', { type: 'hours' }),
        ],
      },
    ],
    [
      'sections that hold every question once',
      {
        sections: [
          { title: label, fields: ['there'] },
          { title: label, fields: ['all'] },
        ],
      },
    ],
  ])('%s', (_what, change) => {
    expect(faults(change)).toEqual([])
  })

  test.each<[string, object, string[]]>([
    [
      'hours',
      { fields: [whole('a', { type: 'hours', min: 2.5, max: 2 })] },
      ['fields[0].max min_above_max 2.5 > 2'],
    ],
    [
      'the third like the first',
      { fields: [whole('a'), whole('b'), whole('a')] },
      ['fields[2].key key_twice a'],
    ],
    [
      'asked by itself',
      { fields: [whole('a', { onlyWhen: { field: 'a', atLeast: 1 } })] },
      ['fields[0].onlyWhen asked_later a'],
    ],
    [
      'asked by nothing',
      { fields: [whole('a', { onlyWhen: { field: 'x', atLeast: 1 } })] },
      ['fields[0].onlyWhen unknown_field x'],
    ],
    [
      'asked by words',
      { fields: [why, whole('a', { onlyWhen: { field: 'why', atLeast: 1 } })] },
      ['fields[1].onlyWhen not_a_number why'],
    ],
    [
      'usually as nothing, less words',
      { fields: [why, whole('a', { usual: { plus: ['x'], minus: ['why'] } })] },
      ['fields[1].usual unknown_field x', 'fields[1].usual not_a_number why'],
    ],
    [
      'a question in two sections',
      {
        sections: [
          { title: label, fields: ['all'] },
          { title: label, fields: ['there', 'all'] },
        ],
      },
      ['sections[1].fields in_two_sections all'],
    ],
    [
      'a question in one section twice',
      { sections: [{ title: label, fields: ['all', 'there', 'all'] }] },
      ['sections[0].fields in_two_sections all'],
    ],
    [
      'a rule like the one before the last',
      {
        rules: [
          { ...atMost('there', 'all'), key: 'p' },
          atMost('there', 'all'),
          { ...atMost('there', 'all'), key: 'p' },
        ],
      },
      ['rules[2].key key_twice p'],
    ],
  ])('%s', (_what, change, expected) => {
    expect(faults(change)).toEqual(expected)
  })

  test.each<[string, object, string[]]>([
    ['at most', { test: 'at_most', left: sum('x'), right: sum('why') }, ['x', 'why']],
    [
      'equal',
      { test: 'equal', left: { plus: ['all'], minus: ['x'] }, right: { plus: ['all'], minus: ['why'] } },
      ['x', 'why'],
    ],
    ['implies', { test: 'implies', whenAny: ['x'], needs: 'why', atLeast: 1 }, ['x', 'why']],
    ['rate', { test: 'rate_at_least', part: sum('x'), whole: sum('why'), percent: 9 }, ['x', 'why']],
    ['full rate', { test: 'full_rate_without', part: sum('all'), whole: sum('x'), but: 'why' }, ['x', 'why']],
    ['not all zero', { test: 'not_all_zero', fields: ['x', 'all', 'why'] }, ['x', 'why']],
    ['near the last', { test: 'near_last_report', field: 'x', percent: 9 }, ['x']],
    ['usual maximum', { test: 'usual_maximum', field: 'why', max: 9, unitKinds: ['cell'] }, ['why']],
  ])('%s is about numbers that are there', (_what, rule, wrong) => {
    const reason = { x: 'unknown_field', why: 'not_a_number' } as Record<string, string>
    expect(meaning(rule)).toEqual(wrong.map((about) => `rules[0] ${reason[about]} ${about}`))
  })

  test('dates are about days, and the day of sending is one', () => {
    const order = (...fields: string[]) => meaning({ test: 'dates_in_order', fields })
    expect(order('day', 'submitted_on')).toEqual([])
    expect(order('day', 'x', 'why')).toEqual(['rules[0] unknown_field x', 'rules[0] not_a_date why'])
  })

  test.each(['required', 'wrong_type', 'not_whole', 'out_of_range', 'too_long', 'unknown_field', 'other'])(
    'no rule is named %s',
    (key) => {
      expect(meaning({ ...atMost('there', 'all'), key })).toEqual([`rules[0].key key_reserved ${key}`])
    },
  )

  test('all faults at once', () => {
    const everything = { fields: [whole('a'), whole('a')], sections: [], rules: [atMost('a', 'x')] }
    expect(faults(everything)).toEqual([
      'fields[1].key key_twice a',
      'sections in_no_section a',
      'sections in_no_section a',
      'rules[0] unknown_field x',
    ])
  })
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
        {
          key: 'tien_do',
          type: 'choice',
          options: [{ key: 'da_xong', label: { vi: 'Đã xong' } }, { key: 'dang_lam' }, { key: 'chua_lam' }],
        },
      ],
      sections: [
        { title: { vi: 'Tham dự' }, fields: ['tong_so', 'du'] },
        { title: { vi: 'Kết quả' }, fields: ['tien_do'] },
      ],
      rates: [{ key: 'ty_le_du', part: { plus: ['du'] }, whole: { plus: ['tong_so'] }, goal: 90 }],
      unitCounts: [{ key: 'da_xong', field: 'tien_do', is: 'da_xong', goal: 100 }],
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
