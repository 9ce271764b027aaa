// Three projects: pure rules (unit), real SQL on the embedded PostgreSQL (db), the whole story over HTTP (scenario).
// One PostgreSQL cluster serves a run; every test file gets a database of its own, cloned from a template.
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    globalSetup: ['test/support/global-setup.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects: [
      { extends: true, test: { name: 'unit', include: ['test/**/*.unit.test.ts'] } },
      { extends: true, test: { name: 'db', include: ['test/**/*.db.test.ts'] } },
      {
        extends: true,
        test: {
          name: 'scenario',
          include: ['test/**/*.scenario.test.ts'],
          testTimeout: 180_000,
          maxWorkers: 2,
        },
      },
    ],
  },
})
