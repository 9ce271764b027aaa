// Whose limit is it when Telegram asks for patience (429)? The answer does not say: it may be the chat's or the whole bot's.
// What the other messages meet tells it. Pure: what happened and when comes in, on one monotonic clock.

/** One exchange that was refused or got through. */
export interface Exchange {
  telegramChatId: number
  /** When it was put on the wire, in milliseconds. */
  launchedAt: number
  /** When its answer came. */
  endedAt: number
  isRefused: boolean
}

/**
 * 'rest': nothing gets through any more, the limit is the whole bot's. 'slow': several chats are refused among others that
 * are not; perhaps the pace is too high, so try a lower one. 'restore': it made no difference, those chats have limits of
 * their own and the others need not wait for them.
 */
export type RateLimitVerdict = 'rest' | 'slow' | 'restore'

/** So many refusals of different chats in a row, and the bot is meant; fewer where the pace is so low that they took seconds. */
const maxInRow = 8
/** Refusals within so long belong together. */
const windowMs = 5_000
/** Fewer refusals than this share of all are no matter of pace. */
const leastShare = 0.1
/** So many exchanges at the lower pace decide whether it helped … */
const trialCount = 12
/** … begun when slots reserved at the old pace have been used up. */
const settleMs = 400
/** After a trial that did not help there is no other for so long, by any process. */
export const noTrialMs = 60_000

export interface RateLimitJudge {
  /** Notes exchanges in the order of their answers. Null when nothing is to be done. */
  note(events: Iterable<Exchange>): RateLimitVerdict | null
}

/** What a process has heard of limits, and what is still to be done about it. */
export interface RateLimitState {
  judge: RateLimitJudge
  owed: { verdict: RateLimitVerdict; restMs: number } | null
}

/** A judge for one process that sends at most `perSecond`. */
export function createRateLimitJudge(perSecond: number): RateLimitJudge {
  const inRow = Math.max(2, Math.min(maxInRow, Math.ceil(perSecond * 0.4)))
  /** Chats refused since something got through, and since when. */
  const row = { since: 0, chats: new Set<number>() }
  /** Chats refused lately, and when. */
  const refusedAt = new Map<number, number>()
  /** Exchanges and refusals, each worth less the longer ago it was. */
  const lately = { at: 0, all: 0, refused: 0 }
  let trial: { since: number; shareBefore: number; all: number; refused: number } | undefined
  let quietUntil = 0

  const noteOne = (event: Exchange): RateLimitVerdict | null => {
    const now = event.endedAt
    const worth = Math.exp((lately.at - now) / windowMs)
    lately.at = now
    lately.all = lately.all * worth + 1
    lately.refused = lately.refused * worth + (event.isRefused ? 1 : 0)
    // What was on the wire before the first refusal was heard says nothing about now, whichever way it went.
    const isSince = event.launchedAt > row.since
    if (!event.isRefused) {
      if (isSince && row.chats.size > 0) row.chats.clear()
      return decideTrial(event)
    }
    if (row.chats.size === 0) row.since = now
    if (isSince || row.chats.size === 0) row.chats.add(event.telegramChatId)
    refusedAt.set(event.telegramChatId, now)
    for (const [chat, at] of refusedAt) if (at < now - windowMs) refusedAt.delete(chat)
    if (row.chats.size >= inRow) {
      row.chats.clear()
      trial = undefined
      return 'rest'
    }
    return decideTrial(event) ?? beginTrial(now)
  }

  const beginTrial = (now: number): RateLimitVerdict | null => {
    const getsThrough = lately.all - lately.refused >= 1
    const share = lately.refused / lately.all
    if (trial || now < quietUntil || refusedAt.size < 2 || !getsThrough || share < leastShare) return null
    trial = { since: now + settleMs, shareBefore: share, all: 0, refused: 0 }
    return 'slow'
  }

  const decideTrial = (event: Exchange): RateLimitVerdict | null => {
    if (!trial || event.launchedAt <= trial.since) return null
    trial.all++
    if (event.isRefused) trial.refused++
    if (trial.all < trialCount) return null
    const isBetter = trial.refused / trial.all < trial.shareBefore / 2
    trial = undefined
    // It helped: the pace comes back by itself, little by little, and the next refusals are judged anew.
    if (isBetter) return null
    quietUntil = event.endedAt + noTrialMs
    return 'restore'
  }

  return {
    note(events) {
      let verdict: RateLimitVerdict | null = null
      // Nothing that follows in the same batch takes a rest back.
      for (const event of events) {
        const next = noteOne(event)
        if (next !== null && verdict !== 'rest') verdict = next
      }
      return verdict
    },
  }
}
