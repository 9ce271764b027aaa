// What outcomes mean beyond their own message: a chat cannot be reached, a group has a new id, the channel
// limits the rate, the token is refused, a file handle is no longer valid.
import { markChatState } from '../../org/chat.store.ts'
import type { Db } from '../../platform/database.ts'
import type { Log } from '../../platform/log.ts'
import { closeGroup } from '../close-group.ts'
import { followMigration } from '../follow-chats.ts'
import type { FinalReason } from '../messenger.ts'
import { noteTelegramAway, noteTelegramBack } from '../telegram-away.store.ts'
import type { DirectiveCache } from './directive-cache.ts'
import { handleRateLimits } from './handle-429.ts'
import { restLane } from './pace.store.ts'
import type { RateLimitState } from './rate-limit-judge.ts'
import type { ReachJudge } from './reach-judge.ts'
import { chatStateOf } from './settle.ts'
import type { SendResult } from './types.ts'

/** Rest of both lanes after a refused token, in milliseconds. Then a few messages try again. */
const refusedTokenRestMs = 60_000

export interface FollowParts {
  db: Db
  log: Log
  bulkPerSecond: number
  directives: DirectiveCache
  rateLimit: RateLimitState
  reach: ReachJudge
}

/**
 * Acts on a batch before its results are written. Changes the settlement of a message whose file handle is no
 * longer valid: the message becomes pending again. Idempotent, because a failed write brings the batch again.
 */
export async function followOutcomes(
  parts: FollowParts,
  results: readonly SendResult[],
  now: Date,
): Promise<void> {
  const { db, log } = parts
  const refusals: { telegramChatId: number; retryAfterMs: number }[] = []
  let isTokenRefused = false
  for (const { row, outcome, settlement } of results) {
    if (outcome.kind === 'not_delivered' && outcome.reason === 'rate_limited')
      refusals.push({ telegramChatId: row.telegramChatId, retryAfterMs: outcome.retryAfterMs ?? 1_000 })
    if (outcome.kind === 'migrated')
      await db.transaction().execute((tx) => followMigration(tx, row.telegramChatId, outcome.toChatId, now))
    if (outcome.kind !== 'final') continue
    if (outcome.reason === 'unauthorized') isTokenRefused = true
    await noteRefusal(db, row.telegramChatId, outcome.reason, now)
    if (row.directiveId !== null && /wrong (remote )?file/i.test(outcome.detail)) {
      await forgetFileHandles(db, row.directiveId)
      parts.directives.forget(row.directiveId)
      Object.assign(settlement, { state: 'pending', notDelivered: true, waitMs: 1_000 })
    }
  }
  await followReach(parts, results)
  await handleRateLimits(parts, results, refusals)
  if (isTokenRefused) {
    log.fatal('Telegram refuses the bot token (401): nothing can be sent until BOT_TOKEN is right')
    for (const lane of [0, 1]) await restLane(db, lane, refusedTokenRestMs)
  }
}

/**
 * While no message reaches Telegram, both lanes rest for all processes. An outcome that is unknown says
 * nothing.
 */
async function followReach({ db, reach }: FollowParts, results: readonly SendResult[]): Promise<void> {
  const known = results.filter(({ outcome, isJudged }) => !isJudged && outcome.kind !== 'unknown')
  const isReached = ({ outcome }: SendResult) =>
    !(outcome.kind === 'not_delivered' && outcome.reason === 'unreachable')
  const verdict = reach.note(known.map(isReached), performance.now())
  if (verdict === null) return
  if (verdict === 'back') return await noteTelegramBack(db)
  await noteTelegramAway(db)
  for (const lane of [0, 1]) await restLane(db, lane, verdict)
}

/** Marks the chat that refused. Of a group, people are told. */
async function noteRefusal(db: Db, telegramChatId: number, reason: FinalReason, now: Date): Promise<void> {
  const state = chatStateOf(reason, telegramChatId)
  if (!state) return
  if (telegramChatId > 0 || (state !== 'no_rights' && state !== 'left')) {
    await markChatState(db, telegramChatId, state, now)
    return
  }
  const why = reason === 'no_topic' ? 'no_topic' : state
  await db.transaction().execute((tx) => closeGroup(tx, telegramChatId, why, now))
}

async function forgetFileHandles(db: Db, directiveId: number): Promise<void> {
  await db
    .updateTable('directive_file')
    .set({ telegram_file_id: null, telegram_bot_id: null })
    .where('directive_id', '=', directiveId)
    .execute()
}
