// People who want something of the bot while its bulk is refused: answers must go out, taps must be recorded.
import type { Messenger } from '../../src/circulation/messenger.ts'
import { enqueueMessage } from '../../src/circulation/outbox.ts'
import { systemClock } from '../../src/platform/clock.ts'
import type { Db } from '../../src/platform/database.ts'
import { createBot } from '../../src/telegram/bot.ts'
import { calendar, monday, quietLog } from '../circulation/world.ts'
import { me } from '../telegram/bot-fixture.ts'
import { type Check, pause } from './harness.ts'
import { startTaps } from './taps.ts'

export interface HeardTelegram {
  messenger: Messenger
  /** Called when a tap is answered (its id) or an answer arrives (`chat` and the chat's number). */
  onAnswer(listener: (id: string) => void): void
}

/** Somebody gets an answer every 200 ms, somebody taps every 100 ms; how long the slowest of them waited. */
export function startPeople(db: Db, seed: number, kick: () => void, telegram: HeardTelegram) {
  const waiting = new Map<string, number>()
  const slowest = { answer: 0, tap: 0 }
  let answered = 0
  telegram.onAnswer((id) => {
    const since = waiting.get(id)
    if (since === undefined) return
    waiting.delete(id)
    answered++
    const kind = id.startsWith('tap') ? 'tap' : 'answer'
    slowest[kind] = Math.max(slowest[kind], performance.now() - since)
  })
  const bot = createBot({
    db,
    messenger: telegram.messenger,
    me,
    clock: systemClock,
    calendar,
    log: quietLog,
    fetchFile: async () => null,
  })
  const stop = new AbortController()
  const handling = bot.handleStoredUpdates(stop.signal)
  const taps = startTaps(db, {
    seed,
    perSecond: 10,
    async post(update) {
      const id = (
        update as {
          callback_query: {
            id: string
          }
        }
      ).callback_query.id
      if (!waiting.has(id)) waiting.set(id, performance.now())
      await bot.receive([update])
      return true
    },
  })
  const asking = (async () => {
    for (let chat = 1; !stop.signal.aborted; chat++) {
      waiting.set(`chat${chat}`, performance.now())
      await enqueueMessage(db, {
        purpose: 'answer',
        lane: 0,
        telegramChatId: chat,
        payload: { message: { text: 'Trả lời' } },
        dueAt: monday,
        now: monday,
      })
      kick()
      await pause(200)
    }
  })()
  return {
    async end(): Promise<Check[]> {
      const receipts = await (await taps).end(30_000)
      stop.abort()
      await Promise.all([handling, asking])
      return [
        ...receipts,
        { what: 'answers and taps answered: none', value: answered > 0 ? 0 : 1, atMost: 0, isTold: false },
        { what: 'slowest answer in ms', value: slowest.answer, atMost: 5_000, isTiming: true },
        { what: 'slowest acknowledgement in ms', value: slowest.tap, atMost: 5_000, isTiming: true },
      ]
    },
  }
}
