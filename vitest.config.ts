// Four projects, named by the suffix of a file: pure rules (unit), real SQL on the embedded PostgreSQL (db), the whole
// story over HTTP (scenario), and what takes long without being needed for every change (slow). `npm test` leaves out the
// slow one; `npm run test:all` (mode "all") runs everything, and properties at their full number.
// One PostgreSQL cluster serves a run; every test file gets a database of its own, cloned from a template.
// All files share one queue. Those that take long are begun first: they mostly wait (for leases, restarts, processes that
// start), and the many short ones fill the time beside them. No limit here measures anything: they end what hangs, and
// leave room for a busy machine.
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config'
import { touchedTests } from './test/support/changed-files.ts'
import { LongestFirst } from './test/support/longest-first.ts'

/** A scenario may take minutes; an installation that does not start tells what it printed before the hook ends. */
const patient = { testTimeout: 300_000, hookTimeout: 240_000 }

const project = (
  name: string,
  options: { include?: string[]; isolate?: boolean } = {},
): TestProjectInlineConfiguration => ({
  extends: true,
  test: { name, include: [`test/**/*.${name}.test.ts`], ...options },
})

// Loading the product anew for every short file would take half of the processor's time. What a file may not leave behind
// for the next one of its process: changed globals and changed modules. The database is new for each.
const quick = { isolate: false }

export default defineConfig(({ mode }) => {
  const touched = mode === 'quick' ? touchedTests() : []
  const projects = [project('unit', quick)]
  if (mode !== 'quick') projects.push(project('db', quick))
  else if (touched.length > 0) projects.push(project('db', { include: touched, ...quick }))
  const long = [project('scenario'), ...(mode === 'all' ? [project('slow')] : [])]
  for (const one of long) Object.assign(one.test!, patient)
  return {
    test: {
      globalSetup: ['test/support/global-setup.ts'],
      env: mode === 'all' ? { PROPERTY_RUNS: process.env.PROPERTY_RUNS ?? 'full' } : {},
      testTimeout: 60_000,
      hookTimeout: 120_000,
      expect: { poll: { timeout: 60_000 } },
      maxWorkers: 4,
      sequence: { sequencer: LongestFirst },
      projects: mode === 'quick' ? projects : [...projects, ...long],
    },
  }
})
