// The unit tests as Stryker runs them: once for every mutant, so without services and with few runs per property.
// vitest.config.ts has more projects than a mutant needs, and starts PostgreSQL for some of them.
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: [
      'test/{org,response,chase}/*.unit.test.ts',
      'test/directive/{,secrecy/}*.unit.test.ts',
      'test/directive/reading/document-*.unit.test.ts',
      'test/platform/working-calendar.unit.test.ts',
      'test/telegram/buttons.unit.test.ts',
    ],
    // A mutant must not live or die by the draw: the same values for all of them.
    env: { PROPERTY_SEED: '20261201', PROPERTY_RUNS: '40' },
    testTimeout: 60_000,
  },
})
