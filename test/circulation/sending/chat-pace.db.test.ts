// The limits per chat and per group hold for all senders together: two of them, both lanes, and a local
// Telegram that refuses whatever comes too soon.
import { sql } from 'kysely'
import { expect } from 'vitest'
import { enqueueMessages } from '../../../src/circulation/outbox.ts'
import { chatSpacing } from '../../../src/circulation/sending/chat-pace.ts'
import { findDue } from '../../../src/circulation/sending/delivery.store.ts'
import { commitIntents } from '../../../src/circulation/sending/intent.store.ts'
import { inOrder } from '../../support/in-order.ts'
import { telegramTest } from '../fixtures.ts'
import { firstChat, monday, never, statesOf, testSender } from '../world.ts'

const limits = { chatPerSecond: 1, groupPerMinute: 20 }

const test = telegramTest
  .extend('cells', 4)
  .extend('telegramLimits', { enforce: true, perChatPerSecond: 1, perChatBurst: 1, groupPerMinute: 20 })
  .extend('enqueue', ({ db }) => async (telegramChatId: number, count: number) => {
    const messages = Array.from({ length: count }, (_, i) => ({
      purpose: 'notice' as const,
      lane: (i % 2) as 0 | 1,
      telegramChatId,
      dueAt: monday,
      now: monday,
      payload: { message: { text: `Tin ${i}` } },
    }))
    await enqueueMessages(db, messages)
  })

test('two senders with one database keep the pace of each chat, and everything arrives', async ({
  db,
  telegram,
  enqueue,
}) => {
  telegram.world.addGroup({ id: -100_777, kind: 'supergroup', title: 'Nhóm chi bộ', memberIds: [] })
  telegram.world.addBotToGroup(-100_777, { silently: true })
  for (let chat = 0; chat < 4; chat++) await enqueue(firstChat + chat, 4)
  await enqueue(-100_777, 6)
  const settings = { ...limits, bulkPerSecond: 200, answersPerSecond: 200 }
  const senders = ['one', 'two'].map((owner) => testSender(db, { url: telegram.url, owner, settings }))
  // Each in a loop, as its jobs would wake it: what waits for its turn is not late.
  await Promise.all(
    senders.map(async (sender) => {
      while ((await statesOf(db)).pending) await sender.run(never)
    }),
  )
  expect(await statesOf(db)).toEqual({ sent: 22 })
  // A machine that stands still between the pace and the wire brings two messages together now and then;
  // without the pace all but the first of each chat would be refused.
  expect(telegram.stats.refusedByLimits).toBeLessThanOrEqual(2)
})

test('one turn per chat, whoever takes its messages and however many there are', async ({ db, enqueue }) => {
  await enqueue(firstChat, 6)
  await enqueue(firstChat + 1, 2)
  const due = await Promise.all(
    [0, 1].map((lane) => findDue(db, { lane, limit: 10, now: monday, held: 'nothing' })),
  )
  const spacing = chatSpacing(limits)
  const intents = await Promise.all(
    due.map((rows, i) =>
      commitIntents(db, rows, { owner: ['one', 'two'][i]!, leaseMs: 60_000, isBulk: false, spacing }),
    ),
  )
  const going = inOrder(intents.flatMap(({ go }) => go.map((row) => row.telegramChatId)))
  expect(going).toEqual([firstChat, firstChat + 1])
  expect(intents.flatMap(({ stay }) => stay).every(({ verdict }) => verdict === 'rest')).toBe(true)
  const waiting = await sql<{ n: number }>`select count(*) as n from delivery
    where state = 'pending' and not_before > clock_timestamp()`.execute(db)
  // The answers that stand behind the first of their chat were not looked at.
  expect(waiting.rows[0]!.n).toBe(4)
})

test('what was refused before comes again in its share, and wholly when nothing else is due', async ({
  db,
  enqueue,
}) => {
  for (let chat = 0; chat < 4; chat++) await enqueue(firstChat + chat, 40)
  await sql`update delivery set lane = 1`.execute(db)
  // Refused, older than all others, and their wait is over; the last ones still wait.
  await sql`update delivery set not_before = clock_timestamp() - interval '1 second',
    error_text = 'Too Many Requests'
    where id <= 60`.execute(db)
  await sql`update delivery set not_before = clock_timestamp() + interval '1 hour' where id <= 10`.execute(db)
  const due = async () => {
    const rows = await findDue(db, { lane: 1, limit: 50, now: monday, held: 'nothing' })
    return rows.map((row) => row.id)
  }
  const first = await due()
  expect(first.slice(0, 2).every((id) => id > 10 && id <= 60)).toBe(true)
  expect(first.slice(2)).toEqual(Array.from({ length: 48 }, (_, i) => 61 + i))
  // What waited for something else, such as a correction, takes its old place.
  await sql`update delivery set not_before = clock_timestamp() - interval '1 second' where id between 100
    and 130`.execute(db)
  expect((await due()).slice(2)).toEqual(Array.from({ length: 48 }, (_, i) => 61 + i))
  await sql`update delivery set state = 'sent' where id > 60`.execute(db)
  expect((await due()).toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => 11 + i))
})
