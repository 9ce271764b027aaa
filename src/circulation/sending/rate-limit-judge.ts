// Whose limit does a 429 mean, the chat's or the whole bot's? Telegram does not say it. The judge infers it
// from what happens to the other messages. Pure: exchanges and their times come in, all on one monotonic
// clock in milliseconds.

/** One request that was refused (429) or accepted. */
export interface Exchange {
  telegramChatId: number
  launchedAt: number
  /** When its response arrived. */
  endedAt: number
  isRefused: boolean
}

/**
 * Number of different chats, refused in a row, that means the bot. Fewer are enough at a pace at which so
 * many would take seconds.
 */
const maxInRow = 8

export interface RateLimitJudge {
  /** Notes exchanges in the order of their responses. True when the limit is the whole bot's. */
  note(exchanges: Iterable<Exchange>): boolean
}

/** What a process knows about the bot's limit. */
export interface RateLimitState {
  judge: RateLimitJudge
  /** The rest of the bulk lane that is decided and not written yet. */
  pendingRest: { restMs: number } | null
}

/** A judge for one process that sends at most `perSecond` messages. */
export function createRateLimitJudge(perSecond: number): RateLimitJudge {
  const enoughInRow = Math.max(2, Math.min(maxInRow, Math.ceil(perSecond * 0.4)))
  /** Chats refused since a message was last accepted. */
  const refusedChats = new Set<number>()
  /** When the first of them was refused. */
  let firstRefusalAt = 0

  /** Notes one exchange. True when the limit is the whole bot's. */
  const noteExchange = ({ telegramChatId, launchedAt, endedAt, isRefused }: Exchange): boolean => {
    // A request that was launched before the first refusal arrived says nothing about now.
    const isLater = launchedAt > firstRefusalAt
    if (!isRefused) {
      if (isLater) refusedChats.clear()
      return false
    }
    if (refusedChats.size === 0) firstRefusalAt = endedAt
    if (isLater || refusedChats.size === 0) refusedChats.add(telegramChatId)
    if (refusedChats.size < enoughInRow) return false
    refusedChats.clear()
    return true
  }

  return {
    note(exchanges) {
      let isBotMeant = false
      // A later success in the same batch does not undo the verdict.
      for (const exchange of exchanges) if (noteExchange(exchange)) isBotMeant = true
      return isBotMeant
    },
  }
}
