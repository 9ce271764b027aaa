// A directive goes out: obligations and deliveries are made once, every chat gets one message, and the counts
// agree.
import { expect } from 'vitest'
import { circulationProgress } from '../../../src/circulation/progress.ts'
import { circulateDirective } from '../circulate.ts'
import { telegramTest } from '../fixtures.ts'
import { monday, never, statesOf, testSender } from '../world.ts'

const test = telegramTest.extend('cells', 1_000)

test('a directive reaches every chat once, and progress is what count(*) says', async ({
  db,
  telegram,
  directiveId,
}) => {
  expect(await circulateDirective(db, directiveId, monday)).toEqual({ ok: true, recipients: 1_000 })
  expect(await circulateDirective(db, directiveId, monday)).toEqual({ ok: false, reason: 'already' })
  const report = await testSender(db, { url: telegram.url }).run(never)
  expect(report).toEqual({ sent: 1_000, other: 0 })
  expect(telegram.world.syntheticSummary()).toMatchObject({
    messages: 1_000,
    chatsReached: 1_000,
    duplicates: 0,
  })
  expect(await statesOf(db)).toEqual({ sent: 1_000 })
  expect(await circulationProgress(db, directiveId)).toMatchObject({
    recipients: 1e3,
    sent: 1e3,
    pending: 0,
    failed: 0,
    unknown: 0,
    parked: 0,
    unreachable: 0,
  })
})
