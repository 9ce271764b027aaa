// The short form of every fault of one part of the table, as tests.
import { beforeEach, describe, expect, test } from 'vitest'
import { useDatabase } from '../support/database.ts'
import { hasRedis } from '../support/redis.ts'
import { faults, type Part } from './faults.ts'
import { broken, type FaultGround } from './harness.ts'

export const seed = 20_261_122
/** None takes so long; a fault that ends by itself says better what is wrong. */
export const limitMs = 300_000

/** Where the faults of a test file strike: call at its top. */
export function useFaultGround(): () => FaultGround {
  const database = useDatabase({ max: 20 })
  beforeEach(() => database.reset())
  return () => ({ db: database.owner, databaseUrl: database.url, seed })
}

/** Declares the tests. */
export function testShortForms(part: Part): void {
  const ground = useFaultGround()
  describe(`faults, seed ${seed}`, () => {
    for (const fault of faults.filter((one) => one.part === part))
      test.skipIf(fault.needsRedis && !hasRedis)(fault.name, { timeout: limitMs }, async () => {
        const report = await fault.short(ground())
        expect(broken(report)).toEqual([])
      })
  })
}
