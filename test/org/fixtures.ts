// Set-up of the tests of this room. Apart from world.ts, which others use without a test runner.
import type { Tx } from '../../src/platform/database.ts'
import { test as base } from '../support/database.ts'
import { plantTree } from './world.ts'

/** Tests with the small tree; `ids` are its units by code, `id` the one of a code. */
export const test = base
  .extend('ids', async ({ db }) => await plantTree(db))
  .extend(
    'id',
    ({ ids }) =>
      (code: string) =>
        ids[code] ?? 0,
  )
  // Does one thing in a transaction of its own.
  .extend(
    'act',
    ({ db }) =>
      <Value>(work: (tx: Tx) => Promise<Value>) =>
        db.transaction().execute(work),
  )
