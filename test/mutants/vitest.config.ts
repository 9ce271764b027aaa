// The unit tests of one group of rules, as Stryker runs them: once for every mutant.
import { defineConfig } from 'vitest/config'
import { chosenGroup } from './groups.ts'

export default defineConfig({
  test: {
    include: chosenGroup().tests,
    // A mutant must not live or die by the draw: the same values for all of them.
    env: { PROPERTY_SEED: '20261201', PROPERTY_RUNS: '40' },
    testTimeout: 60_000,
  },
})
