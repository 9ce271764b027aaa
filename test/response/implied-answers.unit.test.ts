// What follows from answers given, so that nobody is asked for it.
import { expect, test } from 'vitest'
import { defaultOutline } from '../../src/response/default-outline.ts'
import { impliedAnswers, withoutImplied } from '../../src/response/implied-answers.ts'
import type { Answers } from '../../src/response/outline.ts'

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
