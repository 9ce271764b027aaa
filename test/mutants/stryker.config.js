// How Stryker changes the rules of one group (run.ts runs one group after the other).
import { chosenGroup } from './groups.js'

const { name, rules } = chosenGroup()

export default {
  mutate: rules,
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner', './test/mutants/unwritable-regex.js'],
  ignorers: ['unwritable-regex'],
  vitest: { configFile: 'test/mutants/vitest.config.ts' },
  coverageAnalysis: 'perTest',
  concurrency: 1,
  // What neither the rule nor its tests have changed is taken from the last run.
  incremental: true,
  incrementalFile: `data/mutants/${name}.incremental.json`,
  tempDirName: `data/mutants/${name}.sandbox`,
  ignorePatterns: ['data'],
  reporters: ['json', 'html'],
  jsonReporter: { fileName: `data/mutants/${name}.json` },
  htmlReporter: { fileName: `data/mutants/${name}.html` },
  timeoutMS: 20_000,
  warnings: { slow: false },
}
