// What follows from answers given, so that nobody is asked for it.
import { describe, expect, test } from 'vitest'
import { defaultOutline } from '../../src/response/default-outline.ts'
import { impliedAnswers, withImplied, withoutImplied } from '../../src/response/implied-answers.ts'
import type { Answers, Outline, OutlineField, OutlineRule } from '../../src/response/outline.ts'

const noAttendance = {
  members_attended: 0,
  union_members_attended: 0,
  non_members_attended: 0,
  attendances: 0,
}

test.each([
  ['nothing from nothing', {}, {}],
  ['the rest was online', { sessions: 3, sessions_in_person: 2 }, { sessions_online: 1 }],
  ['not before the other part is known', { sessions: 3 }, {}],
  ['no impossible rest', { sessions: 2, sessions_in_person: 3 }, {}],
  [
    'no session, no attendance',
    { sessions: 0 },
    { sessions_in_person: 0, sessions_online: 0, sessions_combined: 0, ...noAttendance },
  ],
  ['an answer given stays', { sessions: 3, sessions_in_person: 2, sessions_online: 2 }, {}],
  ['nobody expected', { total_members: 3, exempt_members: 3 }, { members_attended: 0, reflection_papers: 0 }],
  ['nothing needed', { materials_needed: 0 }, { materials_supplied: 0 }],
] as [string, Answers, Answers][])('%s', (_what, answers, expected) => {
  expect(impliedAnswers(defaultOutline, answers)).toEqual(expected)
})

test('what follows is not kept, so that it changes with what it follows from', () => {
  expect(
    withoutImplied(defaultOutline, { sessions: 2, sessions_in_person: 2, sessions_online: 0, models: 0 }),
  ).toEqual({ sessions: 2, sessions_in_person: 2, models: 0 })
})

describe('an outline of one rule', () => {
  const label = { vi: 'Câu', en: 'Question' }
  const number = (key: string, more: object = {}): OutlineField => ({
    key,
    type: 'whole',
    label,
    required: true,
    min: 0,
    max: 10,
    ...more,
  })
  const why: OutlineField = { key: 'why', type: 'text', label, required: false, maxLength: 10 }
  const outline = (rule: object, more: OutlineField[] = []): Outline => ({
    key: 'o',
    version: 1,
    title: label,
    fields: [...['a', 'b', 'c'].map((key) => number(key)), why, ...more],
    rules: [{ key: 'r', level: 'error', ...rule } as OutlineRule],
  })
  const of = (...plus: string[]) => ({ plus })
  const equal = { test: 'equal', left: of('a', 'b'), right: of('c') }
  const atMost = { ...equal, test: 'at_most' }
  const needs = { test: 'implies', whenAny: ['a', 'b'], needs: 'c', atLeast: 3 }

  test.each<[string, Outline, Answers, Answers]>([
    ['the rest of a sum', outline(equal), { a: 4, c: 10 }, { b: 6 }],
    ['the rest in front', outline(equal), { b: 4, c: 4 }, { a: 0 }],
    ['the most that a field may hold', outline(equal), { a: 0, c: 10 }, { b: 10 }],
    ['not more than a field may hold', outline(equal), { a: 0, c: 11 }, {}],
    ['not less than a field may hold', outline(equal, [number('d', { min: 2 })]), { a: 3, c: 2 }, {}],
    ['no rest of an unknown sum', outline(equal), { a: 4 }, {}],
    ['no rest while two parts are open', outline(equal), { c: 4 }, {}],
    ['no rest when a part was left out', outline(equal), { a: null, c: 4 }, {}],
    ['no rest when no part is open', outline(equal), { a: 1, b: 2, c: 4 }, {}],
    ['a bound leaves no rest', outline(atMost), { a: 4, c: 10 }, {}],
    ['parts of nothing are nothing', outline(atMost), { c: 0 }, { a: 0, b: 0 }],
    [
      'nothing of less than nothing',
      outline({ ...equal, right: { plus: ['c'], minus: ['a'] } }),
      { a: 4, c: 2 },
      {},
    ],
    [
      'no rest of a difference',
      outline({ ...equal, left: { plus: ['a'], minus: ['b'] } }),
      { a: 4, c: 2 },
      {},
    ],
    ['a warning implies nothing', outline({ ...equal, level: 'warning' }), { a: 4, c: 10 }, {}],
    ['what needs more than there is, is nothing', outline(needs), { c: 2 }, { a: 0, b: 0 }],
    ['what needs what there is, is open', outline(needs), { c: 3 }, {}],
    ['what needs something unknown is open', outline(needs), {}, {}],
    ['what needs something left out is open', outline(needs), { c: null }, {}],
    ['an answer given stays', outline(needs), { a: 5, c: 2 }, { b: 0 }],
    ['a text is no number', outline({ ...atMost, left: of('a', 'why') }), { c: 0 }, { a: 0 }],
    ['a field that is not there is none', outline({ ...atMost, left: of('a', 'x') }), { c: 0 }, { a: 0 }],
    [
      'a question that may not be asked is not answered',
      outline({ ...atMost, left: of('a', 'd') }, [number('d', { onlyWhen: { field: 'b', atLeast: 1 } })]),
      { c: 0 },
      { a: 0 },
    ],
    [
      'hours too',
      outline({ ...atMost, left: of('a', 'd') }, [number('d', { type: 'hours' })]),
      { c: 0 },
      { a: 0, d: 0 },
    ],
    [
      'a field that must be more than nothing is not nothing',
      outline({ ...atMost, left: of('a', 'd') }, [number('d', { min: 1 })]),
      { c: 0 },
      { a: 0 },
    ],
    ['other rules imply nothing', outline({ test: 'not_all_zero', fields: ['a'] }), { b: 0, c: 0 }, {}],
  ])('%s', (_what, given, answers, expected) => {
    expect(impliedAnswers(given, answers)).toEqual(expected)
    expect(withImplied(given, answers)).toEqual({ ...answers, ...expected })
  })

  test('what follows from what follows', () => {
    const chain: Outline = {
      ...outline(equal, [number('d')]),
      rules: [
        { key: 'second', level: 'error', test: 'at_most', left: of('d'), right: of('b') },
        { key: 'first', level: 'error', test: 'equal', left: of('a', 'b'), right: of('c') },
      ],
    }
    expect(impliedAnswers(chain, { a: 4, c: 4 })).toEqual({ b: 0, d: 0 })
    expect(withoutImplied(chain, { a: 4, b: 0, c: 4, d: 0 })).toEqual({ a: 4, c: 4 })
    expect(withoutImplied(chain, { a: 4, b: 1, c: 5, d: 1 })).toEqual({ a: 4, c: 5, d: 1 })
  })

  test('without what follows, whatever else was answered stays', () => {
    expect(withoutImplied(outline(needs), { c: null, why: 'x' })).toEqual({ c: null, why: 'x' })
    expect(withoutImplied(outline(needs), { b: undefined, c: 5 })).toEqual({ b: undefined, c: 5 })
  })
})
