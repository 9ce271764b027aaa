// Three projects: pure rules (unit), real SQL on the embedded PostgreSQL (db), the whole story over HTTP (scenario).
// One PostgreSQL cluster serves a run; every test file gets a database of its own, cloned from a template.
// All files share one queue. Those that take long are begun first: they mostly wait (for leases, restarts, processes that
// start), and the many short ones fill the time beside them. No limit here measures anything: they end what hangs, and
// leave room for a busy machine.
import { defineConfig } from 'vitest/config'
import { LongestFirst } from './test/support/longest-first.ts'

export default defineConfig({
  test: {
    globalSetup: ['test/support/global-setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 60_000 } },
    maxWorkers: 4,
    sequence: { sequencer: LongestFirst },
    projects: [
      { extends: true, test: { name: 'unit', include: ['test/**/*.unit.test.ts'] } },
      { extends: true, test: { name: 'db', include: ['test/**/*.db.test.ts'] } },
      {
        extends: true,
        test: {
          name: 'scenario',
          include: ['test/**/*.scenario.test.ts'],
          testTimeout: 300_000,
          // Longer than an installation may take to start, which tells what it printed when it does not.
          hookTimeout: 240_000,
        },
      },
    ],
  },
})
