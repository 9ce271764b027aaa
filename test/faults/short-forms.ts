// The short form of every fault of one part of the table, as tests.
import { describe, expect } from 'vitest'
import { openDatabase } from '../../src/platform/database.ts'
import { test as base } from '../support/database.ts'
import { hasRedis } from '../support/redis.ts'
import { faults, type Part } from './faults.ts'
import { broken, type FaultGround } from './harness.ts'

export const seed = 20_261_122
/** None takes so long; a fault that ends by itself says better what is wrong. */
export const limitMs = 300_000

/** Tests with the ground on which a fault strikes. Its `db` has the rights of the owner of the tables. */
export const test = base
  .extend('owner', { scope: 'file' }, async ({ database }, { onCleanup }) => {
    const owner = openDatabase({ url: database.url, max: 20 })
    onCleanup(() => owner.close())
    return owner
  })
  .extend('ground', ({ database, owner }): FaultGround => ({ db: owner.db, databaseUrl: database.url, seed }))

/** Declares the tests. */
export function testShortForms(part: Part): void {
  describe(`faults, seed ${seed}`, () => {
    for (const fault of faults.filter((one) => one.part === part))
      test.skipIf(fault.needsRedis && !hasRedis)(fault.name, { timeout: limitMs }, async ({ ground }) => {
        const report = await fault.short(ground)
        expect(broken(report)).toEqual([])
      })
  })
}
