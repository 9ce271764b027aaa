// People of the unit and of the office at one report at once. `npm run test:all` does it 2,000
// times (report-race.slow.test.ts).
import { expect } from 'vitest'
import { seed } from '../support/property.ts'
import { raceTest } from './race-fixture.ts'

raceTest('forty races of two secretaries and an office lose nothing', async ({ run }) => {
  expect(await run(seed, 40)).toBe(40)
})
