// The proof that the harness can fail: planted faults, each caught; and that no fault of the table is left
// out.
import { readdir } from 'node:fs/promises'
import { describe, expect, test as plainTest } from 'vitest'
import { parts } from './faults.ts'
import { broken } from './harness.ts'
import { raceInterleaved } from './interleavings.ts'
import { freezeWorkers, killWorkers } from './processes.ts'
import { raceReminders } from './race.ts'
import { limitMs, test } from './short-forms.ts'

plainTest('every part of the table has its test file', async () => {
  const files = await readdir(import.meta.dirname)
  expect(files).toEqual(expect.arrayContaining(parts.map((part) => `${part}.slow.test.ts`)))
})

describe('a planted fault is caught', { timeout: limitMs }, () => {
  test('results written without asking for the generation', async ({ ground }) => {
    const report = await freezeWorkers(ground, { messages: 800, strikes: 1, planted: 'no-generation' })
    expect(broken(report).join()).toMatch(/stale writes/)
  })

  test('progress marked when the message is fetched', async ({ ground }) => {
    const report = await killWorkers(ground, {
      messages: 300,
      strikes: 3,
      refusals: 20,
      planted: 'marked-at-fetch',
    })
    expect(broken(report).join()).toMatch(/lost/)
  })

  test('"still wanted?" asked when looking', async ({ ground }) => {
    const report = await raceReminders(ground, { reminders: 1_000, planted: 'wanted-at-look' })
    expect(broken(report).join()).toMatch(/intents after the answer/)
  })

  test('the same, among seeded orderings', async ({ ground }) => {
    const report = await raceInterleaved(ground, { orderings: 20, planted: 'wanted-at-look' })
    expect(broken(report).join()).toMatch(/intents after the answer/)
  })
})
