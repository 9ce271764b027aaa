// The author of a change: a person needs the duty, the operator and a job do not.
import { expect, test } from 'vitest'
import {
  auditActor,
  isPerson,
  mayDo,
  officerIdOf,
  type Person,
  personWithoutDuty,
} from '../../src/org/author.ts'

const office: Person = {
  officerId: 12,
  duties: [{ duty: 'office', unitId: 1, unitCode: 'T', unitName: '', unitKind: 'province', pathIds: [1] }],
}
const unit = { pathIds: [1, 2] }

test.each([
  [office, true, true, { kind: 'officer', id: 12 }, 12],
  [personWithoutDuty(12), true, false, { kind: 'officer', id: 12 }, 12],
  ['operator', false, true, { kind: 'operator' }, null],
  ['job', false, true, { kind: 'system' }, null],
] as const)('%j', (author, person, may, audited, officerId) => {
  expect(isPerson(author)).toBe(person)
  expect(mayDo(author, 'directive.issue', unit)).toBe(may)
  expect(auditActor(author)).toEqual(audited)
  expect(officerIdOf(author)).toBe(officerId)
})

test('a person does nothing outside the own subtree, and one without duty holds none', () => {
  expect(mayDo(office, 'directive.issue', { pathIds: [3] })).toBe(false)
  expect(personWithoutDuty(12).duties).toEqual([])
})
