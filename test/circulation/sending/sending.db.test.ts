// A directive goes out: obligations and deliveries are made once, every chat gets one message, and the counts
// agree.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { circulationProgress } from '../../../src/circulation/progress.ts'
import type { Sandbox } from '../../../src/sandbox/index.ts'
import { useDatabase } from '../../support/database.ts'
import { circulateDirective } from '../circulate.ts'
import { issueTo, monday, never, plantCells, startTelegram, statesOf, testSender } from '../world.ts'

const database = useDatabase({ max: 20 })
let telegram: Sandbox

beforeEach(async () => {
  await database.reset()
  telegram = await startTelegram(1_000)
})
afterEach(() => telegram.close())

test('a directive reaches every chat once, and progress is what count(*) says', async () => {
  const { db } = database
  const { rootId } = await plantCells(db, 1_000)
  const directiveId = await issueTo(db, rootId)
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
