// Which contradictions an answer makes with those given before.
import { expect, test } from 'vitest'
import { createCalendar } from '../../src/platform/working-calendar.ts'
import { defaultOutline } from '../../src/response/default-outline.ts'
import { contradictionsOf } from '../../src/response/keep-answer.ts'
import { type Answers, type AnswerValue, fieldOf } from '../../src/response/outline.ts'
import type { Draft } from '../../src/response/report-draft.ts'

const at = {
  now: new Date('2026-11-16T02:00:00Z'),
  calendar: createCalendar({ timeZone: 'Asia/Ho_Chi_Minh' }),
}
const obligation = { unitKind: 'cell' } as Draft['obligation']

function rulesBroken(answers: Answers, key: string, value: AnswerValue | null): string[] {
  const draft: Draft = {
    obligation,
    outline: defaultOutline,
    asked: [],
    answers,
    version: 1,
    lastReport: null,
    returned: null,
  }
  return contradictionsOf(draft, fieldOf(defaultOutline, key)!, value, at).map((finding) => finding.rule)
}

test.each([
  ['a first answer with nothing to contradict', {}, 'exempt_members', 30, []],
  ['more exempt than there are', { total_members: 28 }, 'exempt_members', 30, ['exempt_at_most_total']],
  ['as many as there are', { total_members: 28 }, 'exempt_members', 28, []],
  ['a total below the exempt', { exempt_members: 3 }, 'total_members', 2, ['exempt_at_most_total']],
  [
    'others that contradict each other are not its fault',
    { total_members: 28, exempt_members: 30 },
    'models',
    1,
    [],
  ],
  ['a day to come', { sessions: 1 }, 'started_on', '2026-11-17', ['dates_in_order']],
  ['left out', { total_members: 28 }, 'attendances', null, []],
] as [string, Answers, string, AnswerValue | null, string[]][])(
  '%s',
  (_what, answers, key, value, broken) => {
    expect(rulesBroken(answers, key, value)).toEqual(broken)
  },
)
