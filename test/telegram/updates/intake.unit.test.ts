// Calls that come back as soon as they are answered, as in a storm, go with the others into one statement.
import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createIntake } from '../../../src/telegram/updates/intake.ts'

test('a statement waits a moment for those that were just answered, and a lone call for nobody', async () => {
  const sizes: number[] = []
  const take = createIntake(async (updates) => {
    sizes.push(updates.length)
    await setImmediate()
  })
  const callers = 6
  const each = 20
  await Promise.all(
    Array.from({ length: callers }, async (_, caller) => {
      for (let i = 0; i < each; i++) {
        await take([caller * each + i])
        // Answered in one turn of the event loop, the next request read in another.
        await setImmediate()
      }
    }),
  )
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(callers * each)
  expect(sizes.filter((size) => size === callers).length).toBeGreaterThanOrEqual(each - 2)
  for (let turn = 0; turn < 5; turn++) await setImmediate()
  sizes.length = 0
  void take(['alone'])
  expect(sizes).toEqual([1])
})
