// The same as report-race.db.test.ts, 2,000 times; PROPERTY_RUNS=10000 runs as many.
import { expect } from 'vitest'
import { runs, seed } from '../support/property.ts'
import { raceTest } from './race-fixture.ts'

raceTest(
  '2,000 races of two secretaries and an office lose nothing',
  { timeout: 1_800_000 },
  async ({ run }) => {
    const races = runs(2_000)
    expect(await run(seed, races)).toBe(races)
  },
)
