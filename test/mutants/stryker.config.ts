// How Stryker changes the rules of one group (run.ts runs one group after the other).
import type { PartialStrykerOptions } from '@stryker-mutator/api/core'
import { chosenGroup } from './groups.ts'

const { name, rules } = chosenGroup()

const options: PartialStrykerOptions = {
  mutate: rules,
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner', './test/mutants/unwritable-regex.ts'],
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
  timeoutMS: 10_000,
}

export default options
