// Who may review a report, and which verdicts stand.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Actor, DutyHeld } from '../../src/org/actor.ts'
import { mayReview, reviewFault } from '../../src/response/review-rules.ts'
import { type Duty, duties } from '../org/duties.ts'
import { check } from '../support/property.ts'

const holder = (duty: Duty, unitId: number): Pick<Actor, 'duties'> => ({
  duties: [
    { duty, unitId, unitCode: `U${unitId}`, unitName: '', unitKind: 'committee', pathIds: [unitId] },
  ] satisfies DutyHeld[],
})

// Province 1, committee 2, grass-roots unit 3, cell 4, which owes the report.
const cell = { pathIds: [1, 2, 3, 4] }
test.each([
  [1, true],
  [2, true],
  [3, true],
  [4, false],
  [5, false],
])('the office of unit %d reviews the report of cell 4 below 1, 2 and 3: %s', (unitId, may) => {
  expect(mayReview(holder('office', unitId), cell)).toBe(may)
})

test('nobody reviews a report of their own unit, at whatever level, nor one from elsewhere', () => {
  const path = fc.uniqueArray(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 6 })
  check(path, fc.integer({ min: 1, max: 30 }), fc.constantFrom(...duties), (pathIds, unitId, duty) => {
    const at = pathIds.indexOf(unitId)
    const isAbove = at >= 0 && at < pathIds.length - 1
    expect(mayReview(holder(duty, unitId), { pathIds })).toBe(duty === 'office' && isAbove)
  })
  expect(mayReview(holder('office', 1), { pathIds: [] })).toBe(false)
})

const sent = { sentVersion: 2, state: 'submitted' }
const accepted = { version: 2, verdict: 'accepted', fields: [], note: null } as const
const returned = { ...accepted, verdict: 'returned' } as const
test.each([
  ['accepted', sent, accepted, null],
  ['an older version was read', sent, { ...accepted, version: 1 }, 'newer_version'],
  ['a version that is not there', sent, { ...accepted, version: 3 }, 'newer_version'],
  ['accepted before', { ...sent, state: 'accepted' }, accepted, 'already_reviewed'],
  ['returned before', { ...sent, state: 'returned' }, accepted, 'already_reviewed'],
  ['returned for a field', sent, { ...returned, fields: ['results'] }, null],
  ['returned with a note', sent, { ...returned, note: 'Thiếu số liệu' }, null],
  ['returned without a word', sent, returned, 'say_what'],
  [
    'a newer version counts first',
    { ...sent, state: 'accepted' },
    { ...returned, version: 1 },
    'newer_version',
  ],
] as const)('%s', (_what, report, verdict, fault) => {
  expect(reviewFault(report, verdict)).toBe(fault)
})
