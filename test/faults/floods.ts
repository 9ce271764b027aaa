// 429 in all its shapes, each asking for patience of so many seconds: for some chats, for one group, for
// everybody. Nothing is sent to a chat before its wait is over; meanwhile answers go out and acknowledgements
// are recorded.

import { runMs } from '../../jobs/send-deliveries.ts'
import type { Outcome } from '../../src/circulation/messenger.ts'
import { deliveryStore } from '../../src/circulation/sending/sending.store.ts'
import { firstChat, testSender } from '../circulation/world.ts'
import {
  type FaultGround,
  type FaultReport,
  openCount,
  pause,
  plantMessages,
  random,
  silentMessenger,
} from './harness.ts'
import { type HeardTelegram, startPeople } from './people.ts'

export type Flood = 'some' | 'one group' | 'everyone'

export interface FloodFault {
  messages: number
  kind: Flood
  longestWaitS: number
}

const group = -100_777
const perSecond = 200
/** A flood of everybody begins again after so many messages. */
const betweenFloods = 100
const senderCount = 2
const window = 16
/**
 * A sender judges by what it puts on the wire after it has heard of the first refusal: eight of these, beside
 * the window that was on the wire before. With so many written down, one of the senders has judged.
 */
const untilJudged = senderCount * (8 + window)
/**
 * Then the lane rests, and nobody gets a slot any more; each sender may use up what it has reserved before:
 * one block of 150 ms and the rest of another.
 */
const maxReserved = senderCount * 1.5 * perSecond * 0.15

export async function flood(ground: FaultGround, fault: FloodFault): Promise<FaultReport> {
  const { db, seed } = ground
  await plantMessages(db, fault.messages)
  if (fault.kind === 'one group')
    await db
      .updateTable('delivery')
      .set({ telegram_chat_id: group })
      .where('telegram_chat_id', '=', firstChat)
      .execute()
  const telegram = floodedTelegram(fault, random(seed))
  const senders = Array.from({ length: senderCount }, (_, i) =>
    testSender(db, {
      messenger: telegram.messenger,
      owner: `sender${i}`,
      settings: {
        bulkPerSecond: perSecond,
        maxInFlight: window,
      },
      store: {
        ...deliveryStore,
        writeBack(given, results, now) {
          telegram.isWritten(results.filter((result) => result.state === 'pending').length)
          return deliveryStore.writeBack(given, results, now)
        },
      },
    }),
  )
  const stop = new AbortController()
  const began = performance.now()
  const sending = senders.map(async (sender) => {
    while (!stop.signal.aborted && (await openCount(db)) > 0) {
      await sender.run(stop.signal, { maxMs: runMs })
      await pause(50)
    }
  })
  const people = startPeople(db, seed, senders[0]!.kick, telegram)
  const limit = setTimeout(() => stop.abort(), (fault.longestWaitS * 15 + fault.messages / 20 + 120) * 1_000)
  await Promise.all(sending)
  clearTimeout(limit)
  const peopleChecks = await people.end()
  await senders[0]!.close()
  const pace = fault.messages / perSecond / ((telegram.lastOther() - began) / 1_000)
  return {
    fault: `429: ${fault.kind}`,
    seed,
    note: `${fault.messages} messages, ${telegram.refusals()} refusals`,
    checks: [
      {
        what: 'sends to a chat before its wait was over',
        value: telegram.early(),
        atMost: 0,
      },
      ...(fault.kind === 'everyone'
        ? [
            {
              what: 'sends into a flood after it was written down',
              value: telegram.deaf(),
              atMost: maxReserved,
            },
          ]
        : []),
      {
        what: 'messages sent twice',
        value: telegram.twice(),
        atMost: 0,
      },
      {
        what: 'messages still open',
        value: await openCount(db),
        atMost: 0,
      },
      ...(fault.kind !== 'everyone'
        ? [
            {
              what: 'pace of the others, share missing',
              value: Math.max(0, 1 - pace),
              atMost: 0.1,
              isTiming: true,
            },
          ]
        : []),
      ...peopleChecks,
    ],
  }
}

interface FloodedTelegram extends HeardTelegram {
  refusals(): number
  early(): number
  /** So many refusals are written down, with the rests that follow from them. */
  isWritten(refused: number): void
  /** Of all floods of everybody: most sends that began after enough refusals had been written down. */
  deaf(): number
  twice(): number
  /** When the last message went out to a chat that is never refused. */
  lastOther(): number
}

function floodedTelegram(fault: FloodFault, chance: () => number): FloodedTelegram {
  const restUntil = new Map<number, number>()
  const copies = new Map<number, number>()
  let refusals = 0
  let early = 0
  let deaf = 0
  let lastOther = 0
  let sinceFlood = 0
  let floodUntil = 0
  let written = 0
  let sentAfter = 0
  let listener = (_id: string) => {}

  const waitMs = () => (1 + Math.floor(chance() * fault.longestWaitS)) * 1_000
  const refuse = (chat: number, forMs: number, now: number): Outcome => {
    refusals++
    restUntil.set(chat, now + forMs)
    return { kind: 'not_delivered', reason: 'rate_limited', retryAfterMs: forMs, detail: 'flood' }
  }
  const refusal = (chat: number, now: number, hasHeard: boolean): Outcome | undefined => {
    if (fault.kind === 'everyone') {
      if (now >= floodUntil && sinceFlood >= betweenFloods) {
        sinceFlood = 0
        floodUntil = now + waitMs()
        written = 0
        sentAfter = 0
      }
      if (now >= floodUntil) return undefined
      if (hasHeard) deaf = Math.max(deaf, ++sentAfter)
      // Whole seconds, never less than what is left.
      return refuse(chat, Math.ceil((floodUntil - now) / 1_000) * 1_000, now)
    }
    const isStruck = fault.kind === 'one group' ? chat === group : chat % 10 < 3
    return isStruck && !restUntil.has(chat) ? refuse(chat, waitMs(), now) : undefined
  }
  return {
    refusals: () => refusals,
    early: () => early,
    isWritten(refused) {
      written += refused
    },
    deaf: () => deaf,
    twice: () => [...copies.values()].filter((count) => count > 1).length,
    lastOther: () => lastOther,
    onAnswer(next) {
      listener = next
    },
    messenger: {
      ...silentMessenger,
      answerTap: async (tapId) => listener(tapId),
      async send({ telegramChatId: chat }) {
        const hasHeard = written >= untilJudged
        await pause(5)
        const now = performance.now()
        if (chat > 0 && chat < firstChat) {
          listener(`chat${chat}`)
          return { kind: 'sent', messageId: 1 }
        }
        if (now < (restUntil.get(chat) ?? 0)) early++
        const refused = refusal(chat, now, hasHeard)
        if (refused) return refused
        sinceFlood++
        copies.set(chat, (copies.get(chat) ?? 0) + 1)
        if (!restUntil.has(chat)) lastOther = now
        return { kind: 'sent', messageId: 1 }
      },
    },
  }
}
