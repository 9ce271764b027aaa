// Numbers as the users write them; the golden cases come from their own reports.
import { expect, test } from 'vitest'
import { formatRate, formatWhole } from '../../src/rollup/number-format.ts'

test.each([
  ['vi', 8_842, '8.842'],
  ['vi', 452, '452'],
  ['en', 35_599, '35,599'],
] as const)('%s %i is %s', (language, value, written) => {
  expect(formatWhole(language, value)).toBe(written)
})

test.each([
  ['vi', 35_599, 35_900, '99,16 %'],
  ['en', 35_599, 35_900, '99.16%'],
  ['vi', 1, 2, '50 %'],
  ['vi', 0, 7, '0 %'],
  ['vi', 7, 7, '100 %'],
  ['vi', 0, 0, '–'],
  ['vi', 99_999, 100_000, '99,99 %'],
] as const)('%s %i of %i is %s', (language, part, whole, written) => {
  expect(formatRate(language, part, whole)).toBe(written)
})
