// A channel that refuses, breaks and dawdles: 429 in all its shapes, 5xx, resets before, during and after the body,
// answers of one byte a second. Against the local Telegram, which keeps the score.
import { sql } from 'kysely'
import { circulateDirective } from '../../src/circulation/circulate-directive.ts'
import type { Messenger } from '../../src/circulation/messenger.ts'
import { enqueueMessage } from '../../src/circulation/outbox.ts'
import { createTelegramMessenger } from '../../src/telegram/telegram-messenger.ts'
import { startServer } from '../bench/circulation-ground.ts'
import { firstChat, issueTo, monday, never, plantCells, testSender, token } from '../circulation/world.ts'
import { endChecks, type FaultGround, type FaultReport, openCount, pause, random } from './harness.ts'

export type Flood = 'some' | 'one group' | 'everyone'

/**
 * 429 with `retry_after` for some chats, one chat, or everybody: nothing is sent to a chat before its wait is over,
 * the others go on (unless it is everybody), and answers to people flow all the time.
 */
export async function flood(
  ground: FaultGround,
  fault: { messages: number; kind: Flood; longestWaitS: number },
): Promise<FaultReport> {
  const { db, seed } = ground
  const chance = random(seed)
  await plant(ground, fault.messages)
  const restUntil = new Map<number, number>()
  let early = 0
  let refusals = 0
  let answers = 0
  let slowestAnswerMs = 0
  const isStruck = (chat: number) =>
    fault.kind === 'everyone' || (fault.kind === 'one group' ? chat === firstChat : chat % 10 < 3)
  const answeredAt = new Map<number, number>()
  const messenger: Messenger = {
    ...silent,
    send: async ({ telegramChatId: chat }) => {
      await pause(5)
      const now = performance.now()
      if (chat < firstChat) {
        answers++
        slowestAnswerMs = Math.max(slowestAnswerMs, now - (answeredAt.get(chat) ?? now))
        return { kind: 'sent', messageId: 1 }
      }
      if (now < (restUntil.get(chat) ?? 0)) early++
      if (isStruck(chat) && !restUntil.has(chat)) {
        refusals++
        const waitS = 1 + Math.floor(chance() * fault.longestWaitS)
        restUntil.set(chat, now + waitS * 1_000)
        return { kind: 'not_delivered', reason: 'rate_limited', retryAfterMs: waitS * 1_000, detail: 'flood' }
      }
      return { kind: 'sent', messageId: 1 }
    },
  }
  const senders = ['one', 'two'].map((owner) =>
    testSender(db, { messenger, owner, settings: { bulkPerSecond: 400, maxInFlight: 16, leaseMs: 10_000 } }),
  )
  const stop = new AbortController()
  const sending = senders.map(async (sender) => {
    while (!stop.signal.aborted && (await openCount(db)) > 0) {
      await sender.run(stop.signal, { maxMs: 5_000 })
      await pause(50)
    }
  })
  const people = (async () => {
    for (let chat = 1; !stop.signal.aborted && (await openCount(db)) > 0; chat++) {
      answeredAt.set(chat, performance.now())
      await enqueueMessage(db, {
        ...{ purpose: 'answer', lane: 0, telegramChatId: chat, payload: { message: { text: 'Trả lời' } } },
        ...{ dueAt: monday, now: monday },
      })
      senders[0]!.kick()
      await pause(200)
    }
  })()
  const limit = setTimeout(() => stop.abort(), (fault.longestWaitS + fault.messages / 20 + 120) * 1_000)
  await Promise.all([...sending, people])
  clearTimeout(limit)
  await senders[0]!.close()
  return {
    ...{ fault: `429: ${fault.kind}`, seed, note: `${refusals} refusals, ${answers} answers meanwhile` },
    checks: [
      { what: 'sends before the wait was over', value: early, atMost: 0 },
      { what: 'messages still open', value: await openCount(db), atMost: 0 },
      { what: 'slowest answer in ms', value: slowestAnswerMs, atMost: 5_000, isTiming: true },
    ],
  }
}

/** 20 % 5xx and 10 % broken connections, half of them after delivery, and a few answers that never end. */
export async function breakWire(ground: FaultGround, fault: { messages: number }): Promise<FaultReport> {
  const { db, seed } = ground
  await plant(ground, fault.messages)
  const server = await startServer({ chats: fault.messages, limits: { enforce: false } })
  const struck = (share: number, from: number) => {
    const first = Math.floor(from * fault.messages)
    return Array.from({ length: Math.floor(share * fault.messages) }, (_, i) => firstChat + first + i)
  }
  const once = (chatIds: number[]) => ({ chatIds, count: chatIds.length, seed })
  // Each kind has chats of its own, so that what it may cause is known.
  await server.ask({ ask: 'fault', fault: { kind: 'server-error', status: 502, ...once(struck(0.2, 0)) } })
  await server.ask({ ask: 'fault', fault: { kind: 'reset-before', ...once(struck(0.03, 0.2)) } })
  await server.ask({ ask: 'fault', fault: { kind: 'reset-mid-body', ...once(struck(0.04, 0.25)) } })
  await server.ask({ ask: 'fault', fault: { kind: 'reset-after-commit', ...once(struck(0.03, 0.3)) } })
  const slow = struck(0.01, 0.4)
  await server.ask({ ask: 'fault', fault: { kind: 'slow-body', bytesPerSecond: 1, ...once(slow) } })
  const perSecond = 200
  const messenger = createTelegramMessenger({ token, apiRoot: server.url, requestTimeoutMs: 1_000 })
  let slowestMs = 0
  let unstruck = 0
  let unstruckDoneAt = 0
  const lastStruck = firstChat + 0.41 * fault.messages
  const sender = testSender(db, {
    messenger: {
      ...messenger,
      send: async (to, message) => {
        const began = performance.now()
        const outcome = await messenger.send(to, message)
        slowestMs = Math.max(slowestMs, performance.now() - began)
        if (to.telegramChatId >= lastStruck && ++unstruck > 0) unstruckDoneAt = performance.now()
        return outcome
      },
    },
    settings: { bulkPerSecond: perSecond, maxInFlight: 512, leaseMs: 10_000, resendDelayMs: 500 },
  })
  const began = performance.now()
  while ((await openCount(db)) > 0 && performance.now() - began < 300_000)
    await sender.run(never, { lanes: [1], maxMs: 10_000 })
  // Struck chats cost one more slot each; the others must not lose theirs.
  const slots = fault.messages * 1.31
  const pace = slots / perSecond / ((unstruckDoneAt - began) / 1_000)
  const mayArriveTwice = Math.ceil(fault.messages * 0.08)
  const checks = await endChecks(db, server, fault.messages, mayArriveTwice)
  await server.stop()
  return {
    ...{ fault: '5xx, resets, endless answers', seed },
    note: `${fault.messages} messages, ${unstruck} to chats left alone`,
    checks: [
      ...checks,
      { what: 'slowest exchange in seconds', value: slowestMs / 1_000, atMost: 2, isTiming: true },
      {
        what: 'pace of the others, share missing',
        value: Math.max(0, 1 - pace),
        atMost: 0.1,
        isTiming: true,
      },
    ],
  }
}

/** Machines whose clocks are an hour off, ahead and behind: nothing goes out twice, no rest ends early. */
export async function wrongClocks(ground: FaultGround, fault: { messages: number }): Promise<FaultReport> {
  const { db, seed } = ground
  await plant(ground, fault.messages)
  const sends = new Map<number, number>()
  const restUntil = new Map<number, number>()
  let early = 0
  const messenger: Messenger = {
    ...silent,
    send: async ({ telegramChatId: chat }) => {
      await pause(3)
      const now = performance.now()
      if (now < (restUntil.get(chat) ?? 0)) early++
      if (chat % 7 === 0 && !restUntil.has(chat)) {
        restUntil.set(chat, now + 2_000)
        return { kind: 'not_delivered', reason: 'rate_limited', retryAfterMs: 2_000, detail: 'flood' }
      }
      sends.set(chat, (sends.get(chat) ?? 0) + 1)
      return { kind: 'sent', messageId: 1 }
    },
  }
  const hour = 3_600_000
  const senders = [-hour, 0, hour].map((offset, i) =>
    testSender(db, {
      ...{ messenger, owner: `clock${i}`, clock: { now: () => new Date(Date.now() + offset) } },
      settings: { bulkPerSecond: 300, maxInFlight: 16 },
    }),
  )
  const began = performance.now()
  while ((await openCount(db)) > 0 && performance.now() - began < 60_000)
    await Promise.all(senders.map((sender) => sender.run(never, { lanes: [1], maxMs: 10_000 })))
  return {
    ...{ fault: 'clocks an hour off', seed, note: `${fault.messages} messages, 3 senders` },
    checks: [
      { what: 'sends before the wait was over', value: early, atMost: 0 },
      { what: 'messages sent twice', value: [...sends.values()].filter((n) => n > 1).length, atMost: 0 },
      { what: 'messages still open', value: await openCount(db), atMost: 0 },
    ],
  }
}

async function plant({ db }: FaultGround, messages: number): Promise<void> {
  const { rootId } = await plantCells(db, messages)
  const directiveId = await issueTo(db, rootId)
  await circulateDirective(db, directiveId, monday)
  await sql`analyze`.execute(db)
}

const sent = async () => ({ kind: 'sent' as const, messageId: 1 })
const silent: Messenger = {
  capabilities: { buttons: true, files: true, edit: true, groups: true, maxText: 4096, maxCaption: 1024 },
  ...{ send: sent, edit: sent, editButtons: sent, remove: sent },
  answerTap: async () => {},
  close: async () => {},
}
