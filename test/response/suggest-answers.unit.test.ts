// Answers worth a button, derived from the rules of the outline.
import { expect, test } from 'vitest'
import { defaultOutline } from '../../src/response/default-outline.ts'
import { type Answers, fieldOf } from '../../src/response/outline.ts'
import { suggestAnswers } from '../../src/response/suggest-answers.ts'

const suggest = (key: string, answers: Answers, lastReport: Answers | null = null) =>
  suggestAnswers(
    fieldOf(defaultOutline, key)!,
    { outline: defaultOutline, answers, lastReport },
    '2026-11-16',
  ).map(({ value, why }) => `${why} ${typeof value === 'object' ? JSON.stringify(value) : value}`)

test.each([
  ['the total of last time, never zero', 'total_members', {}, { total_members: 28 }, ['last_report 28']],
  ['nobody exempt', 'exempt_members', { total_members: 28 }, null, ['zero 0']],
  [
    'all who were expected',
    'members_attended',
    { total_members: 28, exempt_members: 3 },
    null,
    ['fits 25', 'zero 0'],
  ],
  ['all sessions in person', 'sessions_in_person', { sessions: 4 }, null, ['fits 4', 'zero 0']],
  [
    'the rest of the sessions',
    'sessions_online',
    { sessions: 4, sessions_in_person: 3 },
    null,
    ['fits 1', 'zero 0'],
  ],
  ['no impossible rest', 'sessions_online', { sessions: 2, sessions_in_person: 3 }, null, ['zero 0']],
  ['as many copies as needed', 'materials_supplied', { materials_needed: 30 }, null, ['fits 30', 'zero 0']],
  [
    'the first day or later',
    'ended_on',
    { started_on: '2026-11-10' },
    null,
    ['same_day 2026-11-10', 'today 2026-11-16', 'yesterday 2026-11-15'],
  ],
  ['no day before the first', 'ended_on', { started_on: '2026-11-16' }, null, ['same_day 2026-11-16']],
  ['no plan', 'plan_issued', {}, null, ['no {"yes":false}']],
  ['a meeting or two', 'sessions', {}, null, ['zero 0', 'usual 1', 'usual 2']],
  ['a few hours', 'hours', {}, { hours: 4 }, ['last_report 4', 'usual 1', 'usual 2', 'usual 3']],
  ['a copy for each', 'materials_needed', { total_members: 28 }, null, ['usual 28', 'zero 0']],
  ['nothing for a text', 'results', {}, { results: 'x' }, []],
] as const)('%s', (_what, key, answers, last, expected) => {
  expect(suggest(key, answers, last)).toEqual(expected)
})
