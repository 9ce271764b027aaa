// One budget for the bot: answers reserve always, bulk and edits take what they leave. By the database's
// clock, so instants are compared, never waited for.
import { sql } from 'kysely'
import { expect } from 'vitest'
import {
  reserveForAnswers,
  reserveForBulk,
  reserveLeftover,
  restLane,
} from '../../../src/circulation/sending/pace.store.ts'
import type { Db } from '../../../src/platform/database.ts'
import { test } from '../../support/database.ts'

// One message a minute: nothing becomes free while a test runs.
const rates = { bulkPerSecond: 1 / 60, totalPerSecond: 2 / 60 }
const budgetFreeIn = async (db: Db, secondsFromNow: number) =>
  await sql`update pace set next_at = clock_timestamp() + make_interval(secs => ${secondsFromNow})
    where key = 'budget'`.execute(db)

test('answers queue up one behind the other, in the whole budget', async ({ db }) => {
  const first = await reserveForAnswers(db, 2, rates)
  const second = await reserveForAnswers(db, 1, rates)
  expect(first).toMatchObject({ count: 2, stepMs: 30_000 })
  expect(first!.waitMs).toBeLessThanOrEqual(0)
  // Behind the two before it, less the time between the two statements.
  expect(second!.waitMs).toBeGreaterThan(50_000)
  expect(second!.waitMs).toBeLessThanOrEqual(60_000)
})

test('while answers wait, bulk and edits get nothing and are told how long; then they go on', async ({
  db,
}) => {
  await reserveForAnswers(db, 3, rates)
  const bulk = await reserveForBulk(db, 4, rates)
  expect(bulk).toMatchObject({ count: 0 })
  expect(bulk!.waitMs).toBeGreaterThan(80_000)
  expect(await reserveLeftover(db, 1, rates.totalPerSecond)).toMatchObject({ count: 0 })
  await budgetFreeIn(db, -1)
  expect(await reserveForBulk(db, 4, rates)).toMatchObject({ count: 4, stepMs: 60_000 })
  // What bulk has taken, an answer waits for, and edits too.
  const answer = await reserveForAnswers(db, 1, rates)
  expect(answer!.waitMs).toBeGreaterThan(110_000)
  expect(await reserveLeftover(db, 1, rates.totalPerSecond)).toMatchObject({ count: 0 })
})

test('bulk keeps its own rate, whatever the budget would allow', async ({ db }) => {
  await reserveForBulk(db, 2, rates)
  await budgetFreeIn(db, -1)
  const next = await reserveForBulk(db, 1, rates)
  expect(next!.waitMs).toBeGreaterThan(110_000)
})

test('a lane that rests takes nothing of the budget', async ({ db }) => {
  await restLane(db, 1, 60_000)
  expect(await reserveForBulk(db, 4, rates)).toBeNull()
  expect((await reserveForAnswers(db, 1, rates))!.waitMs).toBeLessThanOrEqual(0)
  await restLane(db, 0, 60_000)
  expect(await reserveForAnswers(db, 1, rates)).toBeNull()
})
