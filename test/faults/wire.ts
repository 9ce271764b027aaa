// A channel that breaks and dawdles: 5xx, resets before, during and after the body, answers of one byte a
// second. Against the local Telegram, which keeps the score.

import type { FaultRequest } from '../../src/sandbox/index.ts'
import { createTelegramMessenger } from '../../src/telegram/channel/telegram-messenger.ts'
import { startServer } from '../bench/circulation-ground.ts'
import { firstChat, never, testSender, token } from '../circulation/world.ts'
import { endChecks, type FaultGround, type FaultReport, openCount, plantMessages, random } from './harness.ts'

/** 20 % 5xx and 10 % broken connections, half of them after delivery, and a few answers that never end. */
export async function breakWire(
  ground: FaultGround,
  fault: { messages: number; requestTimeoutMs: number },
): Promise<FaultReport> {
  const { db, seed } = ground
  const { requestTimeoutMs } = fault
  await plantMessages(db, fault.messages)
  const server = await startServer({ chats: fault.messages, limits: { enforce: false } })
  // Each kind has chats of its own, anywhere among the others, so that what it may cause is known.
  const chance = random(seed)
  const unstruck = new Set(
    Array.from({ length: fault.messages }, (_, i) => ({ chat: firstChat + i, key: chance() }))
      .sort((one, other) => one.key - other.key)
      .map(({ chat }) => chat),
  )
  const strike = async (share: number, kind: FaultRequest) => {
    const chatIds = [...unstruck].slice(0, Math.floor(share * fault.messages))
    for (const chat of chatIds) unstruck.delete(chat)
    await server.ask({ ask: 'fault', fault: { ...kind, chatIds, count: chatIds.length, seed } })
    return chatIds.length
  }
  await strike(0.2, { kind: 'server-error', status: 502 })
  await strike(0.03, { kind: 'reset-before' })
  // Whoever is struck twice is left to a person: there is one re-send, not two.
  let mayArriveTwice = await strike(0.04, { kind: 'reset-mid-body' })
  mayArriveTwice += await strike(0.03, { kind: 'reset-after-commit' })
  // The answer takes minutes; the message has arrived all the same.
  mayArriveTwice += await strike(0.01, { kind: 'slow-body', bytesPerSecond: 1 })
  const perSecond = 200
  const messenger = createTelegramMessenger({ token, apiRoot: server.url, requestTimeoutMs })
  let slowestMs = 0
  let calls = 0
  let callsToTheOthers = 0
  let othersDoneAt = 0
  let callsByThen = 0
  const sender = testSender(db, {
    messenger: {
      ...messenger,
      send: async (to, message) => {
        const began = performance.now()
        const outcome = await messenger.send(to, message)
        slowestMs = Math.max(slowestMs, performance.now() - began)
        calls++
        if (unstruck.has(to.telegramChatId)) {
          callsToTheOthers++
          callsByThen = calls
          othersDoneAt = performance.now()
        }
        return outcome
      },
    },
    settings: { bulkPerSecond: perSecond, maxInFlight: 512, requestTimeoutMs, resendDelayMs: 500 },
  })
  const began = performance.now()
  while ((await openCount(db)) > 0 && performance.now() - began < 300_000)
    await sender.run(never, { lanes: [1], maxMs: 10_000 })
  // Every call has a slot, also the second one to a struck chat; until the others are done no slot may be
  // lost.
  const pace = callsByThen / perSecond / ((othersDoneAt - began) / 1_000)
  const checks = await endChecks(
    db,
    server,
    fault.messages,
    mayArriveTwice,
    (fault.messages - unstruck.size) / 2,
  )
  await server.stop()
  return {
    fault: '5xx, resets, endless answers',
    seed,
    note: `${fault.messages} messages, ${callsToTheOthers} calls to the ${unstruck.size} chats left alone`,
    checks: [
      ...checks,
      {
        what: 'slowest exchange in seconds',
        value: slowestMs / 1e3,
        atMost: requestTimeoutMs / 1e3 + 1,
        isTiming: true,
      },
      {
        what: 'pace of the others, share missing',
        value: Math.max(0, 1 - pace),
        atMost: 0.1,
        isTiming: true,
      },
    ],
  }
}
