import { expect, test } from 'vitest'
import { standingToGoal } from '../../src/rollup/goal.ts'

test.each([
  // 95,88 % against 100 %.
  [9588, 10_000, 100, { isMet: false, missingPoints: 4.12 }],
  // 35.599 of 35.900 is 99,16 %.
  [35_599, 35_900, 99.5, { isMet: false, missingPoints: 0.34 }],
  [199, 200, 99.5, { isMet: true }],
  [198, 200, 99.5, { isMet: false, missingPoints: 0.5 }],
  // One of a million: missed, and told so.
  [999_999, 1_000_000, 100, { isMet: false, missingPoints: 0.01 }],
  [5, 0, 90, null],
  [5, 10, null, null],
] as const)('%i of %i against %s', (part, whole, goal, standing) => {
  expect(standingToGoal(part, whole, goal)).toEqual(standing)
})
