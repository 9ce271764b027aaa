// After a 429 the refused chats rest, and the bulk lane too when the limit is the bot's.
import type { Db } from '../../platform/database.ts'
import type { Log } from '../../platform/log.ts'
import { halveBulkPace, restChats, restLane } from './pace.store.ts'
import type { Exchange, RateLimitState } from './rate-limit-judge.ts'
import type { SendResult } from './types.ts'

/**
 * Lets refused chats rest. When the judge says that the bot is meant, rests the bulk lane and halves its
 * pace.
 */
export async function handleRateLimits(
  parts: { db: Db; log: Log; bulkPerSecond: number; rateLimit: RateLimitState },
  results: readonly SendResult[],
  refusals: readonly { telegramChatId: number; retryAfterMs: number }[],
): Promise<void> {
  const { db, log, bulkPerSecond, rateLimit } = parts
  const isBotMeant = rateLimit.judge.note(unjudged(results))
  // A bot's limit tells every chat about the same wait. Otherwise the shortest one costs the others least.
  if (isBotMeant) rateLimit.owed ??= { restMs: Math.min(...refusals.map((refusal) => refusal.retryAfterMs)) }
  if (refusals.length > 0) {
    log.warn({ refusals: refusals.length, isBotMeant }, 'Telegram refuses messages (429)')
    await restChats(db, refusals)
  }
  const { owed } = rateLimit
  if (owed === null) return
  await halveBulkPace(db, bulkPerSecond)
  await restLane(db, 1, owed.restMs)
  if (rateLimit.owed === owed) rateLimit.owed = null
}

/**
 * The exchanges that the judge has not seen: a batch whose write failed comes again. One object serves for
 * all of them, because there are thousands a second and the judge keeps none.
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
