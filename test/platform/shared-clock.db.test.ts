// Machines whose clocks disagree read the same time.
import { expect, test } from 'vitest'
import { createMovableClock } from '../../src/platform/clock.ts'
import { createSharedClock } from '../../src/platform/shared-clock.ts'
import { quietLog } from '../circulation/world.ts'
import { useDatabase } from '../support/database.ts'

const database = useDatabase()
const hour = 3_600_000

test.each([-hour, 0, hour])('a machine that is %i ms off', async (offMs) => {
  const machineNow = () => Date.now() + offMs
  const base = createMovableClock(0, { now: () => new Date(machineNow()) })
  const clock = await createSharedClock({ db: database.db, log: quietLog, base, machineNow })
  const off = () => Math.round((clock.now().getTime() - Date.now()) / hour)
  expect(off()).toBe(0)
  base.moveTo(new Date(base.now().getTime() + 3 * hour))
  expect(off()).toBe(3)
  clock.stop()
})
