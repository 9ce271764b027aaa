// After a 429 the refused chats rest. When the limit is the bot's, the bulk lane rests as well.
import type { Db } from '../../platform/database.ts'
import type { Log } from '../../platform/log.ts'
import { halveBulkPace, restChats, restLane } from './pace.store.ts'
import type { Exchange, RateLimitState } from './rate-limit-judge.ts'
import type { SendResult } from './types.ts'

/**
 * Lets refused chats rest. When the judge says that Telegram means the bot, lets the bulk lane rest and
 * halves its pace.
 */
export async function handleRateLimits(
  parts: { db: Db; log: Log; bulkPerSecond: number; rateLimit: RateLimitState },
  results: readonly SendResult[],
  refusals: readonly { telegramChatId: number; retryAfterMs: number }[],
): Promise<void> {
  const { db, log, bulkPerSecond, rateLimit } = parts
  const isBotMeant = rateLimit.judge.note(unjudged(results))
  // Under a limit of the bot all chats get about the same wait. If the judge is wrong, the shortest wait
  // costs the other chats least.
  if (isBotMeant)
    rateLimit.pendingRest ??= { restMs: Math.min(...refusals.map((refusal) => refusal.retryAfterMs)) }
  if (refusals.length > 0) {
    log.warn({ refusals: refusals.length, isBotMeant }, 'Telegram refuses messages (429)')
    await restChats(db, refusals)
  }
  const { pendingRest } = rateLimit
  if (pendingRest === null) return
  await halveBulkPace(db, bulkPerSecond)
  await restLane(db, 1, pendingRest.restMs)
  if (rateLimit.pendingRest === pendingRest) rateLimit.pendingRest = null
}

/**
 * The exchanges that the judge has not seen. (A batch whose write failed comes again.) Every exchange is the
 * same object with new values, because there are thousands a second and the judge keeps none.
 */
function* unjudged(results: readonly SendResult[]): Generator<Exchange> {
  const exchange: Exchange = { telegramChatId: 0, launchedAt: 0, endedAt: 0, isRefused: false }
  for (const result of results) {
    const { outcome } = result
    exchange.isRefused = outcome.kind === 'not_delivered' && outcome.reason === 'rate_limited'
    if (!result.isJudged && (exchange.isRefused || outcome.kind === 'sent')) {
      exchange.telegramChatId = result.row.telegramChatId
      exchange.launchedAt = result.launchedAt
      exchange.endedAt = result.endedAt
      yield exchange
    }
    result.isJudged = true
  }
}
