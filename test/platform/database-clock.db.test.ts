// Machines whose clocks disagree read the same time.
import { expect } from 'vitest'
import { createMovableClock } from '../../src/platform/clock.ts'
import { createDatabaseClock } from '../../src/platform/database-clock.ts'
import { quietLog } from '../circulation/world.ts'
import { test } from '../support/database.ts'

const hour = 3_600_000

test.for([-hour, 0, hour])('a machine that is %i ms off', async (offMs, { db }) => {
  const machineNow = () => Date.now() + offMs
  const base = createMovableClock(0, { now: () => new Date(machineNow()) })
  const clock = await createDatabaseClock({ db, log: quietLog, base, machineNow })
  // Plus nothing, or a little less than nothing would be -0.
  const off = () => Math.round((clock.now().getTime() - Date.now()) / hour) + 0
  expect(off()).toBe(0)
  base.moveTo(new Date(base.now().getTime() + 3 * hour))
  expect(off()).toBe(3)
  clock.stop()
})

test('one answer that took long does not move the time', async ({ db }) => {
  // The first answer seems to have been under way for ten seconds, all of them after the database had told
  // the time.
  const seen = [-hour, 10_000 - hour]
  const machineNow = () => Date.now() + (seen.shift() ?? -hour)
  const base = { now: () => new Date(Date.now() - hour) }
  const clock = await createDatabaseClock({ db, log: quietLog, base, machineNow })
  expect(Math.abs(clock.now().getTime() - Date.now())).toBeLessThan(1_000)
  clock.stop()
})

test('is never ahead of the database, however the time of an answer was spent', async ({ db }) => {
  // The answer seems to have taken 0.8 seconds, all of them before the database told the time.
  const seen = [-hour - 800]
  const machineNow = () => Date.now() + (seen.shift() ?? -hour)
  const base = { now: () => new Date(Date.now() - hour) }
  const clock = await createDatabaseClock({ db, log: quietLog, base, machineNow })
  const aheadMs = clock.now().getTime() - Date.now()
  expect(aheadMs).toBeLessThanOrEqual(0)
  expect(aheadMs).toBeGreaterThan(-900)
  clock.stop()
})
