// The short form of every fault, and the proof that the harness can fail: three planted faults, each caught.
import { beforeEach, describe, expect, test } from 'vitest'
import { useDatabase } from '../support/database.ts'
import { hasRedis } from '../support/redis.ts'
import { faults } from './faults.ts'
import { broken } from './harness.ts'
import { raceInterleaved } from './interleavings.ts'
import { freezeWorkers, killWorkers } from './processes.ts'
import { raceReminders } from './race.ts'

const database = useDatabase({ max: 20 })
beforeEach(() => database.reset())

const seed = 20_261_122
const ground = () => ({ db: database.owner, databaseUrl: database.url, seed })

describe(`faults, seed ${seed}`, () => {
  for (const fault of faults)
    test.skipIf(fault.needsRedis && !hasRedis)(fault.name, { timeout: 300_000 }, async () => {
      const report = await fault.short(ground())
      expect(broken(report)).toEqual([])
    })
})

describe('a planted fault is caught', { timeout: 300_000 }, () => {
  test('results written without asking for the generation', async () => {
    const report = await freezeWorkers(ground(), { messages: 800, strikes: 1, planted: 'no-generation' })
    expect(broken(report).join()).toMatch(/stale writes/)
  })

  test('progress marked when the message is fetched', async () => {
    const report = await killWorkers(ground(), {
      messages: 300,
      strikes: 3,
      refusals: 20,
      planted: 'marked-at-fetch',
    })
    expect(broken(report).join()).toMatch(/lost/)
  })

  test('"still wanted?" asked when looking', async () => {
    const report = await raceReminders(ground(), { reminders: 1_000, planted: 'wanted-at-look' })
    expect(broken(report).join()).toMatch(/intents after the answer/)
  })

  test('the same, among seeded orderings', async () => {
    const report = await raceInterleaved(ground(), { orderings: 20, planted: 'wanted-at-look' })
    expect(broken(report).join()).toMatch(/intents after the answer/)
  })
})
