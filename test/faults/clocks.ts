// Machines whose clocks are an hour off, ahead and behind.
import { sql } from 'kysely'
import type { Messenger } from '../../src/circulation/messenger.ts'
import { createDatabaseClock } from '../../src/platform/database-clock.ts'
import { firstChat, never, quietLog, testSender } from '../circulation/world.ts'
import {
  type FaultGround,
  type FaultReport,
  openCount,
  pause,
  plantMessages,
  random,
  silentMessenger,
} from './harness.ts'

const hour = 3_600_000

/**
 * Half of the messages become due only later: nothing goes out before that, nothing twice, no rest ends
 * early.
 */
export async function wrongClocks(
  ground: FaultGround,
  fault: { messages: number; dueWithinMs: number },
): Promise<FaultReport> {
  const { db, seed } = ground
  const chance = random(seed)
  await plantMessages(db, fault.messages)
  const beganAt = Date.now()
  const dueAt = new Map<number, number>()
  for (let chat = firstChat; chat < firstChat + fault.messages; chat += 2)
    dueAt.set(chat, beganAt + 1_000 + Math.floor(chance() * fault.dueWithinMs))
  await sql`update delivery d set due_at = to_timestamp(r.at / 1000) from
    unnest(${[...dueAt.keys()]}::bigint[], ${[...dueAt.values()]}::float8[]) as r (chat, at)
    where d.telegram_chat_id = r.chat`.execute(db)
  const sends = new Map<number, number>()
  const restUntil = new Map<number, number>()
  let beforeDue = 0
  let beforeRested = 0
  const messenger: Messenger = {
    ...silentMessenger,
    send: async ({ telegramChatId: chat }) => {
      const now = Date.now()
      if (now < (dueAt.get(chat) ?? 0)) beforeDue++
      if (now < (restUntil.get(chat) ?? 0)) beforeRested++
      await pause(3)
      if (chat % 101 === 0 && !restUntil.has(chat)) {
        restUntil.set(chat, now + 2_000)
        return { kind: 'not_delivered', reason: 'rate_limited', retryAfterMs: 2_000, detail: 'flood' }
      }
      sends.set(chat, (sends.get(chat) ?? 0) + 1)
      return { kind: 'sent', messageId: 1 }
    },
  }
  const clocks = await Promise.all(
    [-hour, 0, hour].map((offset) => {
      const machineNow = () => Date.now() + offset
      return createDatabaseClock({
        db,
        log: quietLog,
        base: { now: () => new Date(machineNow()) },
        machineNow,
      })
    }),
  )
  const senders = clocks.map((clock, i) =>
    testSender(db, {
      messenger,
      owner: `clock${i}`,
      clock,
      settings: {
        bulkPerSecond: 300,
        maxInFlight: 16,
      },
    }),
  )
  while ((await openCount(db)) > 0 && Date.now() - beganAt < 300_000)
    await Promise.all(senders.map((sender) => sender.run(never, { lanes: [1], maxMs: 3_000 })))
  for (const clock of clocks) clock.stop()
  return {
    fault: 'clocks an hour off',
    seed,
    note: `${fault.messages} messages, ${dueAt.size} due later, 3 senders`,
    checks: [
      {
        what: 'sends before they were due',
        value: beforeDue,
        atMost: 0,
      },
      {
        what: 'sends before the wait was over',
        value: beforeRested,
        atMost: 0,
      },
      {
        what: 'messages sent twice',
        value: [...sends.values()].filter((n) => n > 1).length,
        atMost: 0,
      },
      {
        what: 'messages still open',
        value: await openCount(db),
        atMost: 0,
      },
    ],
  }
}
