// Whose limit does a 429 mean, the chat's or the whole bot's? Telegram does not say; what the other messages
// meet tells it. Pure: exchanges and their times come in, all on one monotonic clock in milliseconds.

/** One request that was refused (429) or accepted. */
export interface Exchange {
  telegramChatId: number
  launchedAt: number
  /** When its response arrived. */
  endedAt: number
  isRefused: boolean
}

/**
 * Consecutive refusals of different chats that mean the bot; fewer at a pace where they would take seconds.
 */
const maxInRow = 8

export interface RateLimitJudge {
  /** Notes exchanges in the order of their responses. True when the limit is the whole bot's. */
  note(exchanges: Iterable<Exchange>): boolean
}

/** What a process knows about the bot's limit, and the rest of the bulk lane that is still to be written. */
export interface RateLimitState {
  judge: RateLimitJudge
  owed: { restMs: number } | null
}

/** A judge for one process that sends at most `perSecond` messages. */
export function createRateLimitJudge(perSecond: number): RateLimitJudge {
  const inRow = Math.max(2, Math.min(maxInRow, Math.ceil(perSecond * 0.4)))
  /** Chats refused since a message was last accepted. */
  const refusedChats = new Set<number>()
  /** When the first of them was refused. */
  let since = 0

  const isBotMeant = ({ telegramChatId, launchedAt, endedAt, isRefused }: Exchange): boolean => {
    // What was on the wire before the first refusal arrived says nothing about now, whichever way it went.
    const isLater = launchedAt > since
    if (!isRefused) {
      if (isLater) refusedChats.clear()
      return false
    }
    if (refusedChats.size === 0) since = endedAt
    if (isLater || refusedChats.size === 0) refusedChats.add(telegramChatId)
    if (refusedChats.size < inRow) return false
    refusedChats.clear()
    return true
  }

  return {
    note(exchanges) {
      let isBot = false
      // A later success in the same batch does not take the rest back.
      for (const exchange of exchanges) if (isBotMeant(exchange)) isBot = true
      return isBot
    },
  }
}
