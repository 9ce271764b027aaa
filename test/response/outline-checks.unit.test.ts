// The default outline's errors and warnings, one by one and over any answers.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { defaultOutline } from '../../src/response/default-outline.ts'
import { impliedAnswers } from '../../src/response/implied-answers.ts'
import {
  type Answers,
  nextQuestion,
  type Outline,
  type OutlineField,
  type OutlineRule,
} from '../../src/response/outline.ts'
import { type CheckContext, checkAnswers } from '../../src/response/outline-checks.ts'
import { check } from '../support/property.ts'
import { goodReport } from './good-report.ts'

const context: CheckContext = { submittedOn: '2026-11-22', unitKind: 'cell' }
const good = goodReport
function rules(change: Answers, more: Partial<CheckContext> = {}) {
  const { errors, warnings } = checkAnswers(defaultOutline, { ...good, ...change }, { ...context, ...more })
  return { errors: errors.map((each) => each.rule), warnings: warnings.map((each) => each.rule) }
}

test('a good report has nothing to say', () => {
  expect(rules({})).toEqual({ errors: [], warnings: [] })
})

describe('errors', () => {
  test.each<[string, Answers, string]>([
    [
      'more exempt than members',
      { exempt_members: 26, members_attended: 0, reflection_papers: 0 },
      'exempt_at_most_total',
    ],
    ['more attending than expected', { members_attended: 24 }, 'attended_at_most_expected'],
    ['more papers than expected', { reflection_papers: 24 }, 'papers_at_most_expected'],
    ['more materials supplied than needed', { materials_supplied: 31 }, 'supplied_at_most_needed'],
    ['sessions do not add up', { sessions_online: 2 }, 'sessions_add_up'],
    ['sessions do not add up, fewer', { sessions_in_person: 1 }, 'sessions_add_up'],
    ['more union members than there are', { union_members_attended: 13 }, 'union_attended_at_most_total'],
    ['three decimals', { hours: 1.255 }, 'too_fine'],
    ['more combined than sessions', { sessions_combined: 4 }, 'combined_at_most_sessions'],
    ['end before start', { ended_on: '2026-11-02' }, 'dates_in_order'],
    ['end after submission', { ended_on: '2026-11-23' }, 'dates_in_order'],
    ['start after submission, no end', { started_on: '2026-11-23', ended_on: null }, 'dates_in_order'],
    ['required and missing', { total_members: undefined }, 'required'],
    ['required and left out', { results: null }, 'required'],
    ['out of range', { models: 51 }, 'out_of_range'],
    ['below range', { models: -1 }, 'out_of_range'],
    ['not whole', { models: 0.5 }, 'not_whole'],
    ['not a number', { models: 'nhiều' }, 'wrong_type'],
    ['not a day', { started_on: '2026-02-30' }, 'wrong_type'],
    ['no document', { plan_issued: { yes: true } as never }, 'wrong_type'],
    ['too long', { results: 'x'.repeat(2001) }, 'too_long'],
    ['no such field', { mood: 5 }, 'unknown_field'],
  ])('%s', (_, change, rule) => {
    expect(rules(change).errors).toContain(rule)
  })

  test('anyone attending needs a session', () => {
    const none = {
      sessions: 0,
      sessions_in_person: 0,
      sessions_online: 0,
      sessions_combined: 0,
      started_on: undefined,
      ended_on: undefined,
    }
    for (const key of ['members_attended', 'union_members_attended', 'non_members_attended', 'attendances']) {
      const nobody = { members_attended: 0, union_members_attended: 0, reflection_papers: 0 }
      expect(rules({ ...none, ...nobody, [key]: 1 }).errors).toEqual(['attendance_needs_session'])
      expect(rules({ ...none, ...nobody }).errors).toEqual([])
    }
  })

  test('on the border there is no error', () => {
    expect(rules({ exempt_members: 25, members_attended: 0, reflection_papers: 0 }).errors).toEqual([])
    expect(rules({ started_on: '2026-11-22', ended_on: '2026-11-22' }).errors).toEqual([])
    expect(rules({ total_members: 5000, members_attended: 4998 }).errors).toEqual([])
  })

  test('names the fields and values to put into the text', () => {
    const { errors } = checkAnswers(defaultOutline, { ...good, sessions_online: 2 }, context)
    expect(errors).toEqual([
      {
        rule: 'sessions_add_up',
        fields: ['sessions_in_person', 'sessions_online', 'sessions'],
        values: { left: 4, right: 3 },
      },
    ])
  })
})

describe('warnings', () => {
  test.each<[string, Answers, Partial<CheckContext>, string[]]>([
    ['attendance under 90 %', { members_attended: 20 }, {}, ['attendance_below_goal']],
    [
      'attendance of exactly 90 %',
      { total_members: 22, members_attended: 18, reflection_papers: 18 },
      {},
      [],
    ],
    ['everybody there and no paper', { reflection_papers: 0 }, {}, ['full_attendance_without_papers']],
    ['not everybody there and no paper', { members_attended: 22, reflection_papers: 0 }, {}, []],
    [
      'total over 10 % above the last',
      {},
      { lastReport: { total_members: 22 } },
      ['total_differs_from_last'],
    ],
    [
      'total over 10 % below the last',
      {},
      { lastReport: { total_members: 28 } },
      ['total_differs_from_last'],
    ],
    [
      'total within 10 % of the last',
      { total_members: 22, members_attended: 20, reflection_papers: 20 },
      { lastReport: { total_members: 20 } },
      [],
    ],
    [
      'over 200 members in a cell',
      { total_members: 201, members_attended: 199 },
      {},
      ['many_members_for_cell'],
    ],
    [
      'over 200 members elsewhere',
      { total_members: 201, members_attended: 199 },
      { unitKind: 'grassroots' },
      [],
    ],
  ])('%s', (_, change, more, expected) => {
    expect(rules(change, more)).toEqual({ errors: [], warnings: expected })
  })

  test('all zero', () => {
    const zero = Object.fromEntries(
      defaultOutline.fields
        .filter((field) => field.type === 'whole' || field.type === 'hours')
        .map((field) => [field.key, 0]),
    )
    const change = {
      ...zero,
      plan_issued: { yes: false as const },
      started_on: undefined,
      ended_on: undefined,
    }
    expect(rules(change)).toEqual({ errors: [], warnings: ['all_zero'] })
    expect(rules({ ...change, models: 1 }).warnings).toEqual([])
  })
})

test('missing is not zero: rules over unanswered fields say nothing', () => {
  const { errors, warnings } = checkAnswers(defaultOutline, { members_attended: 5 }, context)
  expect(new Set(errors.map((each) => each.rule))).toEqual(new Set(['required']))
  expect(warnings).toEqual([])
})

test('questions come in order, hours and dates only when there were sessions', () => {
  const answers: Record<string, number | string | null | object> = {}
  const asked: string[] = []
  for (
    let field = nextQuestion(defaultOutline, {});
    field;
    field = nextQuestion(defaultOutline, answers as Answers)
  ) {
    asked.push(field.key)
    answers[field.key] = field.type === 'whole' || field.type === 'hours' ? 0 : ''
  }
  expect(asked).toEqual(
    defaultOutline.fields
      .map((field) => field.key)
      .filter((key) => key !== 'hours' && !key.endsWith('ed_on')),
  )
  const held = { ...(answers as Answers), sessions: 1 }
  expect(nextQuestion(defaultOutline, held)?.key).toBe('hours')
  expect(nextQuestion(defaultOutline, { ...held, hours: 1 })?.key).toBe('started_on')
})

test('rules and sections name only fields that exist, each field once', () => {
  const keys = defaultOutline.fields.map((field) => field.key)
  expect(new Set(keys).size).toBe(keys.length)
  const inSections = defaultOutline.sections!.flatMap((section) => section.fields)
  expect([...inSections].sort()).toEqual([...keys].sort())
  for (const mentioned of JSON.stringify(defaultOutline.rules).match(
    /"(?:total_members|exempt_members|[a-z]+_attended|started_on|ended_on)"/g,
  ) ?? [])
    expect(keys).toContain(JSON.parse(mentioned))
})

test('any answers are checked without throwing, and a report of consistent numbers has no error', () => {
  const anything = fc.dictionary(
    fc.constantFrom(...defaultOutline.fields.map((field) => field.key)),
    fc.oneof(fc.anything(), fc.integer()),
  )
  check(anything, (answers) => {
    checkAnswers(defaultOutline, answers as Answers, context)
  })
  const numbers = fc.tuple(
    fc.nat(5000),
    fc.nat(5000),
    fc.nat(5000),
    fc.nat(250),
    fc.nat(250),
    fc.nat(100_000),
    fc.nat(100_000),
  )
  check(numbers, ([total, exempt, attended, inPerson, online, needed, supplied]) => {
    const exempted = Math.min(exempt, total)
    const there = Math.min(attended, total - exempted)
    const sessions = inPerson + online
    const report = {
      total_members: total,
      exempt_members: exempted,
      members_attended: sessions > 0 ? there : 0,
      reflection_papers: there,
      union_members_attended: 0,
      sessions,
      sessions_in_person: inPerson,
      sessions_online: online,
      sessions_combined: inPerson,
      materials_needed: needed,
      materials_supplied: Math.min(needed, supplied),
    }
    expect(rules(report).errors).toEqual([])
  })
})

describe('decimals', () => {
  const hours = (key: string): OutlineField => ({
    key,
    type: 'hours',
    label: { vi: key, en: key },
    required: false,
    min: 0,
    max: 100_000,
  })
  const outline = (rule: OutlineRule): Outline => ({
    key: 'hours',
    version: 1,
    title: { vi: 'Giờ', en: 'Hours' },
    fields: ['first', 'second', 'all', 'goal'].map(hours),
    rules: [rule],
  })
  const findings = (rule: OutlineRule, answers: Answers, lastReport?: Answers) => {
    const found = checkAnswers(outline(rule), answers, { ...context, lastReport })
    return [...found.errors, ...found.warnings].map((each) => each.rule)
  }
  const parts = { plus: ['first', 'second'] }
  const equal: OutlineRule = {
    key: 'eq',
    level: 'error',
    test: 'equal',
    left: parts,
    right: { plus: ['all'] },
  }
  const atMost: OutlineRule = { ...equal, key: 'most', test: 'at_most' }

  test('1.1 and 2.2 are 3.3, in sums, differences, rates and beside the last report', () => {
    const written = { first: 1.1, second: 2.2, all: 3.3 }
    expect(findings(equal, written)).toEqual([])
    expect(findings(atMost, written)).toEqual([])
    expect(
      findings({ ...equal, left: { plus: ['all'], minus: ['second'] }, right: { plus: ['first'] } }, written),
    ).toEqual([])
    const rate = { key: 'rate', level: 'warning', part: parts, whole: { plus: ['all'] } } as const
    expect(
      findings({ ...rate, test: 'rate_at_least', percent: 100 }, { first: 0.1, second: 0.2, all: 0.3 }),
    ).toEqual([])
    expect(
      findings({ ...rate, test: 'rate_at_least', percent: 55 }, { first: 1.1, second: 0, all: 2 }),
    ).toEqual([])
    expect(findings({ ...rate, test: 'full_rate_without', but: 'goal' }, { ...written, goal: 0 })).toEqual([
      'rate',
    ])
    const near: OutlineRule = {
      key: 'near',
      level: 'warning',
      test: 'near_last_report',
      field: 'all',
      percent: 10,
    }
    expect(findings(near, { all: 1.1 }, { all: 1 })).toEqual([])
    expect(findings(near, { all: 1.11 }, { all: 1 })).toEqual(['near'])
  })

  test('hundredths count to the last, and whole sums of any size stay exact', () => {
    const hundredths = fc.nat(4_000_000)
    check(hundredths, hundredths, fc.integer({ min: -3, max: 3 }), (first, second, off) => {
      const answers = {
        first: first / 100,
        second: second / 100,
        all: Math.max(0, first + second + off) / 100,
      }
      const sum = Math.max(0, first + second + off)
      expect(findings(equal, answers)).toEqual(sum === first + second ? [] : ['eq'])
      expect(findings(atMost, answers)).toEqual(first + second <= sum ? [] : ['most'])
    })
  })

  test('what is left over is written as a person would', () => {
    check(fc.nat(10_000_000), fc.nat(10_000_000), (first, rest) => {
      const answers = { first: first / 100, all: (first + rest) / 100 }
      fc.pre(rest > 0 && first > 0 && first + rest <= 10_000_000)
      expect(impliedAnswers(outline(equal), answers)).toEqual({ second: rest / 100 })
    })
  })
})

describe('fields of other outlines', () => {
  const label = { vi: 'x', en: 'x' }
  const base = { key: 'x', label, required: true }
  const found = (field: OutlineField, value: unknown) => {
    const outline: Outline = { key: 'own', version: 1, title: label, fields: [field], rules: [] }
    return checkAnswers(outline, { x: value } as Answers, context).errors.map(({ rule }) => rule)
  }
  const options = [
    { key: 'a', label },
    { key: 'b', label },
  ]
  const document = { number: '34-KH/ĐU', date: '2026-11-07' }

  test.each<[string, OutlineField, unknown, string[]]>([
    ['yes', { ...base, type: 'yes_no' }, true, []],
    ['no', { ...base, type: 'yes_no' }, false, []],
    ['neither', { ...base, type: 'yes_no' }, 'có', ['wrong_type']],
    ['an option', { ...base, type: 'choice', options }, 'b', []],
    ['no option', { ...base, type: 'choice', options }, 'c', ['wrong_type']],
    ['no documents', { ...base, type: 'documents' }, [], []],
    ['documents', { ...base, type: 'documents' }, [document, document], []],
    ['a document without date', { ...base, type: 'documents' }, [{ number: '1-KH/ĐU' }], ['wrong_type']],
    ['words', { ...base, type: 'documents' }, '34-KH/ĐU', ['wrong_type']],
    [
      '31 documents',
      { ...base, type: 'documents' },
      Array.from({ length: 31 }, () => document),
      ['too_many'],
    ],
    ['a decimal', { ...base, type: 'decimal', min: 0, max: 9 }, 3.3, []],
    ['a sum of decimals', { ...base, type: 'decimal', min: 0, max: 9 }, 1.1 + 2.2, []],
    ['three decimals', { ...base, type: 'decimal', min: 0, max: 9 }, 3.333, ['too_fine']],
    ['a decimal out of range', { ...base, type: 'decimal', min: 0, max: 9 }, 9.01, ['out_of_range']],
  ])('%s', (_what, field, value, expected) => {
    expect(found(field, value)).toEqual(expected)
  })
})
