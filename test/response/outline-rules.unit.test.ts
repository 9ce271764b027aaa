// Each kind of check of a report alone, at its boundaries, with the fields and values that its text needs.
import { describe, expect, test } from 'vitest'
import type { Answers, Finding, Outline, OutlineField, OutlineRule } from '../../src/response/outline.ts'
import { type CheckContext, checkAnswers } from '../../src/response/outline-checks.ts'

const context: CheckContext = { submittedOn: '2026-11-22', unitKind: 'cell' }
const label = { vi: 'Câu', en: 'Question' }
const base = { label, required: false }
const fields: OutlineField[] = [
  { ...base, key: 'a', type: 'whole', min: 2, max: 50 },
  { ...base, key: 'b', type: 'hours', min: 0, max: 1_000 },
  { ...base, key: 'c', type: 'hours', min: 0, max: 1_000 },
  { ...base, key: 'd', type: 'date' },
  { ...base, key: 'e', type: 'date' },
  { ...base, key: 'text', type: 'text', maxLength: 5 },
  { ...base, key: 'document', type: 'yes_no_document' },
]
const outline = (given: Partial<Outline>): Outline => ({
  key: 'o',
  version: 1,
  title: label,
  fields,
  rules: [],
  ...given,
})

describe('one answer', () => {
  const findings = (answers: object, only: OutlineField[] = fields) =>
    checkAnswers(outline({ fields: only }), answers as Answers, context).errors
  const wrong = (key: string, rule: string, values: Finding['values'] = {}) => [
    { rule, fields: [key], values },
  ]
  const range = (value: number) => ({ value, min: 2, max: 50 })

  test.each<[string, unknown, Finding[]]>([
    ['a', 2, []],
    ['a', 50, []],
    ['a', 1, wrong('a', 'out_of_range', range(1))],
    ['a', 51, wrong('a', 'out_of_range', range(51))],
    ['a', 2.5, wrong('a', 'not_whole', { value: 2.5 })],
    ['a', Number.NaN, wrong('a', 'wrong_type')],
    ['a', Number.POSITIVE_INFINITY, wrong('a', 'wrong_type')],
    ['a', '3', wrong('a', 'wrong_type')],
    ['a', true, wrong('a', 'wrong_type')],
    ['b', 2.5, []],
    ['b', '2', wrong('b', 'wrong_type')],
    ['d', '2026-02-28', []],
    ['d', '2026-02-30', wrong('d', 'wrong_type')],
    ['d', '2026-2-28', wrong('d', 'wrong_type')],
    ['d', '2026-02-28T10:00', wrong('d', 'wrong_type')],
    ['d', '+002026-02-28', wrong('d', 'wrong_type')],
    ['d', 20260228, wrong('d', 'wrong_type')],
    ['text', 'abcde', []],
    ['text', 'abcdef', wrong('text', 'too_long', { length: 6, max: 5 })],
    ['text', 12345, wrong('text', 'wrong_type')],
    ['text', { length: 3 }, wrong('text', 'wrong_type')],
    ['document', { yes: false }, []],
    ['document', { yes: true, number: '1-KH/CB', date: '2026-11-02' }, []],
    ['document', { yes: true, number: '1-KH/CB', date: '2026-11-31' }, wrong('document', 'wrong_type')],
    ['document', { yes: true, number: 1, date: '2026-11-02' }, wrong('document', 'wrong_type')],
    ['document', { yes: true, date: '2026-11-02' }, wrong('document', 'wrong_type')],
    ['document', { yes: 'có', number: '1-KH/CB', date: '2026-11-02' }, wrong('document', 'wrong_type')],
    ['document', { number: '1-KH/CB', date: '2026-11-02' }, wrong('document', 'wrong_type')],
    ['document', 'không', wrong('document', 'wrong_type')],
  ])('%s: %j', (key, value, expected) => {
    expect(findings({ [key]: value })).toEqual(expected)
  })

  test.each([undefined, null, ''])('%j is no answer: allowed when the field is not required', (nothing) => {
    for (const { key } of fields) expect(findings({ [key]: nothing })).toEqual([])
    for (const field of fields) {
      const asked = [{ ...field, required: true }]
      expect(findings({ [field.key]: nothing }, asked)).toEqual(wrong(field.key, 'required'))
    }
  })

  test('is required only when the question applies', () => {
    const asked: OutlineField[] = [
      fields[0]!,
      { ...fields[1]!, required: true, onlyWhen: { field: 'a', atLeast: 3 } },
    ]
    expect(findings({ a: 2 }, asked)).toEqual([])
    expect(findings({ a: 3 }, asked)).toEqual(wrong('b', 'required'))
    expect(findings({}, asked)).toEqual([])
    expect(findings({ a: '4' }, asked)).toEqual(wrong('a', 'wrong_type'))
  })

  test('to a question that the outline does not ask is told', () => {
    expect(findings({ mood: 5 })).toEqual(wrong('mood', 'unknown_field'))
  })
})

describe('a rule', () => {
  /** What one rule finds, without its name, or null. */
  function finds(rule: object, answers: Answers, more: Partial<CheckContext> = {}) {
    const given = outline({ rules: [{ key: 'r', level: 'warning', ...rule } as OutlineRule] })
    const { errors, warnings } = checkAnswers(given, answers, { ...context, ...more })
    expect(errors).toEqual([])
    expect(warnings.length).toBeLessThanOrEqual(1)
    const [found] = warnings
    return found ? { fields: found.fields, values: found.values } : null
  }
  const of = (...plus: string[]) => ({ plus })

  test('over a wrong answer says nothing: the answer is told already', () => {
    const rule: OutlineRule = { key: 'r', level: 'error', test: 'at_most', left: of('a'), right: of('b') }
    const { errors, warnings } = checkAnswers(outline({ rules: [rule] }), { a: 51, b: 1 }, context)
    expect(errors.map((each) => each.rule)).toEqual(['out_of_range'])
    expect(warnings).toEqual([])
  })

  test('is an error or a warning, as the outline says', () => {
    const rule = { key: 'r', test: 'at_most', left: of('b'), right: of('c') } as const
    const check = (level: 'error' | 'warning') =>
      checkAnswers(outline({ rules: [{ ...rule, level }] }), { b: 2, c: 1 }, context)
    expect(check('error')).toMatchObject({ errors: [{ rule: 'r' }], warnings: [] })
    expect(check('warning')).toMatchObject({ errors: [], warnings: [{ rule: 'r' }] })
  })

  test('at most, and equal', () => {
    const most = { test: 'at_most', left: of('b'), right: { plus: ['c'], minus: ['a'] } }
    expect(finds(most, { a: 2, b: 3, c: 5 })).toBeNull()
    expect(finds(most, { a: 2, b: 3.01, c: 5 })).toEqual({
      fields: ['b', 'c', 'a'],
      values: { left: 3.01, right: 3 },
    })
    expect(finds(most, { b: 9, c: 5 })).toBeNull()
    expect(finds(most, { a: 2, c: 5 })).toBeNull()
    const equal = { ...most, test: 'equal' }
    expect(finds(equal, { a: 2, b: 3, c: 5 })).toBeNull()
    expect(finds(equal, { a: 2, b: 2.99, c: 5 })).toMatchObject({ values: { left: 2.99, right: 3 } })
    expect(finds(equal, { a: 2, b: 3.01, c: 5 })).toMatchObject({ values: { left: 3.01, right: 3 } })
  })

  test('implies', () => {
    const rule = { test: 'implies', whenAny: ['b', 'c'], needs: 'a', atLeast: 4 }
    expect(finds(rule, { a: 4, b: 1 })).toBeNull()
    expect(finds(rule, { a: 3, b: 1, c: 0 })).toEqual({
      fields: ['a', 'b'],
      values: { value: 3, atLeast: 4 },
    })
    expect(finds(rule, { a: 3, b: 0, c: 0 })).toBeNull()
    expect(finds(rule, { a: 3 })).toBeNull()
    expect(finds(rule, { b: 1 })).toBeNull()
  })

  test('dates in order', () => {
    const rule = { test: 'dates_in_order', fields: ['d', 'e', 'submitted_on'] }
    expect(finds(rule, { d: '2026-11-21', e: '2026-11-21' })).toBeNull()
    expect(finds(rule, { d: '2026-11-21', e: '2026-11-20' })).toEqual({
      fields: ['d', 'e'],
      values: { first: '2026-11-21', second: '2026-11-20', secondIs: 'e' },
    })
    expect(finds(rule, { d: '2026-11-22' })).toBeNull()
    expect(finds(rule, { d: '2026-11-23' })).toEqual({
      fields: ['d'],
      values: { first: '2026-11-23', second: '2026-11-22', secondIs: 'submitted_on' },
    })
    // Of two pairs the earlier one is told.
    const twice = { d: '2026-11-30', e: '2026-11-29' }
    expect(finds(rule, twice)).toMatchObject({ values: { first: '2026-11-30', second: '2026-11-29' } })
  })

  test('a rate, and what is said about it never reaches the goal that is missed', () => {
    const rule = { test: 'rate_at_least', part: of('b'), whole: of('c'), percent: 90 }
    expect(finds(rule, { b: 90, c: 100 })).toBeNull()
    expect(finds(rule, { b: 89.99, c: 100 })).toEqual({
      fields: ['b'],
      values: { part: 89.99, whole: 100, percent: 89.99, goal: 90 },
    })
    expect(finds(rule, { b: 1, c: 3 })).toMatchObject({ values: { percent: 33.33 } })
    expect(finds(rule, { b: 899.99, c: 1_000 })).toMatchObject({ values: { percent: 89.99 } })
    expect(finds(rule, { b: 0, c: 0 })).toBeNull()
    expect(finds(rule, { b: 0, c: 1 })).toMatchObject({ values: { percent: 0 } })
    expect(finds(rule, { c: 1 })).toBeNull()
    expect(finds(rule, { b: 1 })).toBeNull()
  })

  test('a rate of a difference that is nothing, or less, says nothing', () => {
    const rule = { test: 'rate_at_least', part: of('b'), whole: { plus: ['c'], minus: ['a'] }, percent: 90 }
    expect(finds(rule, { a: 2, b: -0, c: 2 })).toBeNull()
    expect(finds(rule, { a: 4, b: 0, c: 2 })).toBeNull()
    const full = { test: 'full_rate_without', part: of('b'), whole: { plus: ['c'], minus: ['a'] }, but: 'b' }
    expect(finds(full, { a: 2, b: 0, c: 2 })).toBeNull()
  })

  test('a full rate without something', () => {
    const rule = { test: 'full_rate_without', part: of('a'), whole: of('b'), but: 'c' }
    expect(finds(rule, { a: 9, b: 9, c: 0 })).toEqual({ fields: ['c'], values: { part: 9, whole: 9 } })
    expect(finds(rule, { a: 9, b: 9, c: 1 })).toBeNull()
    expect(finds(rule, { a: 9, b: 9 })).toBeNull()
    expect(finds(rule, { a: 8, b: 9, c: 0 })).toBeNull()
    expect(finds(rule, { b: 9, c: 0 })).toBeNull()
    expect(finds(rule, { a: 9, c: 0 })).toBeNull()
    expect(finds(rule, { c: 0 })).toBeNull()
  })

  test('near the last report', () => {
    const rule = { test: 'near_last_report', field: 'b', percent: 10 }
    const last = (b: Answers['b']) => ({ lastReport: { b } })
    expect(finds(rule, { b: 22 }, last(20))).toBeNull()
    expect(finds(rule, { b: 18 }, last(20))).toBeNull()
    expect(finds(rule, { b: 22.01 }, last(20))).toEqual({
      fields: ['b'],
      values: { now: 22.01, last: 20, percent: 10 },
    })
    expect(finds(rule, { b: 17.99 }, last(20))).toMatchObject({ values: { now: 17.99 } })
    expect(finds(rule, {}, last(20))).toBeNull()
    expect(finds(rule, { b: 5 }, last(null))).toBeNull()
    expect(finds(rule, { b: 5 }, last('2'))).toBeNull()
    expect(finds(rule, { b: 5 })).toBeNull()
  })

  test('not all zero', () => {
    const rule = { test: 'not_all_zero', fields: ['b', 'c'] }
    expect(finds(rule, { b: 0, c: 0 })).toEqual({ fields: ['b', 'c'], values: {} })
    expect(finds(rule, { b: 0 })).toEqual({ fields: ['b', 'c'], values: {} })
    expect(finds(rule, { b: 0, c: 0.5 })).toBeNull()
    expect(finds(rule, {})).toBeNull()
  })

  test('a usual maximum for some kinds of units', () => {
    const rule = { test: 'usual_maximum', field: 'b', max: 200, unitKinds: ['cell', 'section'] }
    expect(finds(rule, { b: 200 })).toBeNull()
    expect(finds(rule, { b: 200.5 })).toEqual({ fields: ['b'], values: { value: 200.5, max: 200 } })
    expect(finds(rule, { b: 201 }, { unitKind: 'section' })).not.toBeNull()
    expect(finds(rule, { b: 201 }, { unitKind: 'committee' })).toBeNull()
    expect(finds(rule, {})).toBeNull()
  })
})
