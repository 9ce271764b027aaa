// Set-up of the tests of this room. Apart from world.ts, which others use without a test runner.
import { test as base } from '../support/database.ts'
import { makeWorld } from './world.ts'

/** Tests with the organisation of world.ts; `unit` is the id of the unit of a code. */
export const test = base
  .extend('world', async ({ db }) => await makeWorld(db))
  .extend(
    'unit',
    ({ world }) =>
      (code: string) =>
        world.unit[code]!,
  )
