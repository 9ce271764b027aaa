// The days of a period that holds a day.
import { expect, test } from 'vitest'
import { daysOf } from '../../src/rollup/period.ts'

test.each([
  ['month', '2026-11-16', '2026-11-01', '2026-11-30'],
  ['month', '2028-02-29', '2028-02-01', '2028-02-29'],
  ['quarter', '2026-11-16', '2026-10-01', '2026-12-31'],
  ['quarter', '2026-01-01', '2026-01-01', '2026-03-31'],
  ['quarter', '2026-06-30', '2026-04-01', '2026-06-30'],
  ['year', '2026-12-31', '2026-01-01', '2026-12-31'],
  ['last_year', '2026-01-01', '2025-01-01', '2025-12-31'],
] as const)('%s on %s', (period, today, since, until) => {
  expect(daysOf(period, today)).toEqual({ since, until })
})
