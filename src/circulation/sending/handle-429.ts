// What is done about a 429: the refused chats rest, and the bulk lane as rate-limit-judge.ts judges.
import type { Db } from '../../platform/database.ts'
import type { Log } from '../../platform/log.ts'
import { halveBulkPace, restChats, restLane, restoreBulkPace } from './pace.store.ts'
import { type Exchange, noTrialMs, type RateLimitState } from './rate-limit-judge.ts'
import type { SendResult } from './types.ts'

/** Refused chats rest; whether the bulk lane does so too, or slows down, depends on what the others met. */
export async function handleRateLimits(
  parts: { db: Db; log: Log; bulkPerSecond: number; rateLimit: RateLimitState },
  results: readonly SendResult[],
  refusals: readonly { telegramChatId: number; retryAfterMs: number }[],
): Promise<void> {
  const { db, log, bulkPerSecond, rateLimit } = parts
  const verdict = rateLimit.judge.note(unheard(results))
  // Where all are meant all are told much the same; where not, the shortest wait costs the others least.
  const restMs = Math.min(...refusals.map((refusal) => refusal.retryAfterMs))
  if (verdict !== null && rateLimit.owed?.verdict !== 'rest') rateLimit.owed = { verdict, restMs }
  if (refusals.length > 0) {
    log.warn({ refusals: refusals.length, verdict }, 'Telegram asks for patience (429)')
    await restChats(db, refusals)
  }
  const { owed } = rateLimit
  if (owed === null) return
  if (owed.verdict === 'restore') await restoreBulkPace(db, noTrialMs)
  else await halveBulkPace(db, bulkPerSecond, owed.verdict === 'slow')
  if (owed.verdict === 'rest') await restLane(db, 1, owed.restMs)
  if (rateLimit.owed === owed) rateLimit.owed = null
}

/**
 * What the judge has not heard of: a batch whose writing failed comes again. One object serves for all of them, since the
 * judge keeps none and there are thousands a second.
 */
function* unheard(results: readonly SendResult[]): Generator<Exchange> {
  const event: Exchange = { telegramChatId: 0, launchedAt: 0, endedAt: 0, isRefused: false }
  for (const result of results) {
    const { outcome } = result
    event.isRefused = outcome.kind === 'not_delivered' && outcome.reason === 'rate_limited'
    if (!result.isJudged && (event.isRefused || outcome.kind === 'sent')) {
      event.telegramChatId = result.row.telegramChatId
      event.launchedAt = result.launchedAt
      event.endedAt = result.endedAt
      yield event
    }
    result.isJudged = true
  }
}
