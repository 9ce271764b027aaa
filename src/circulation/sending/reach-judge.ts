// Is Telegram reached at all? While it is not, every message would be tried by itself, again and again. The
// judge says how long all sending rests instead; then a few messages try again. Pure: times come in, in
// monotonic milliseconds.

/** Number of messages in a row that did not reach Telegram after which sending rests. */
const enoughInRow = 3
/** Bounds of the growing rest, in milliseconds. */
const firstRestMs = 1_000
const maxRestMs = 10_000

export interface ReachJudge {
  /**
   * Notes whether each message of a batch reached Telegram. Returns how long to rest from now on; null when
   * nothing changes; 'back' when Telegram is reached again after a rest.
   */
  note(reached: readonly boolean[], now: number): number | 'back' | null
}

/** A judge for one process. */
export function createReachJudge(): ReachJudge {
  let inRow = 0
  let restMs = 0
  let restUntil = Number.NEGATIVE_INFINITY
  return {
    note(reached, now) {
      if (reached.length === 0) return null
      if (reached.some(Boolean)) {
        const wasAway = restMs > 0
        inRow = 0
        restMs = 0
        restUntil = Number.NEGATIVE_INFINITY
        return wasAway ? 'back' : null
      }
      inRow += reached.length
      // What was on its way when the rest began says nothing new.
      if (inRow < enoughInRow || now < restUntil) return null
      restMs = restMs === 0 ? firstRestMs : Math.min(maxRestMs, 2 * restMs)
      restUntil = now + restMs
      return restMs
    },
  }
}
