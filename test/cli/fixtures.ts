// What the tests of the command line share: commands run in this process, and a folder for their files.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { CliContext } from '../../src/cli/command.ts'
import { createFrozenClock } from '../../src/platform/clock.ts'
import { calendar, monday } from '../directive/world.ts'
import { runCommand } from '../support/command-line.ts'
import { test as base } from '../support/database.ts'

/** Tests that `run` commands on the database, with files `at` a name in a folder of their own. */
export const test = base
  /** What a command gets besides the database. */
  .extend('context', (): Partial<CliContext> => ({ clock: createFrozenClock(monday), calendar }))
  .extend(
    'run',
    ({ db, context }) =>
      (command: string, ...args: string[]) =>
        runCommand(command, args, { db, out() {}, ...context }),
  )
  .extend('folder', async ({ onTestFinished }) => {
    const folder = await mkdtemp(path.join(tmpdir(), 'thongsuot-cli-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    return folder
  })
  .extend(
    'at',
    ({ folder }) =>
      (name: string) =>
        path.join(folder, name),
  )
