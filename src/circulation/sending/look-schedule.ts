// When a run looks again for messages that are due, and when there is nothing more to wait for. Times are
// monotonic milliseconds, passed in.

/** Pause after a look that left nothing to do. */
const pauseMs = 5
/** Longest addition to that pause while other senders take everything. */
const maxBackOffMs = 100

export class LookSchedule {
  /** No look before this, unless somebody wakes the run. */
  at = 0
  /** The last look found nothing, and nothing has happened since. */
  #isExhausted = false
  /** Messages may have come due since the last look began. */
  #wokenAgain = false
  #isWoken = false
  /** Looks in a row whose rows were all with other senders. */
  #fruitlessLooks = 0

  /** Somebody was woken for new messages that no look has searched for yet. */
  get isWoken(): boolean {
    return this.#isWoken
  }

  /** Nothing is due, and nothing is expected within this run. */
  get isExhausted(): boolean {
    return this.#isExhausted && !this.#isWoken
  }

  isDue(now: number): boolean {
    return this.#isWoken || (now >= this.at && !this.#isExhausted)
  }

  /** There may be new messages: look at once. */
  wake(): void {
    this.#isWoken = true
    this.at = 0
  }

  /** Messages of this run may come due again. */
  expectReturn(): void {
    this.#isExhausted = false
    this.#wokenAgain = true
  }

  start(): void {
    this.#isWoken = false
    this.#isExhausted = false
    this.#wokenAgain = false
  }

  /** Ends a look that found `found` rows, `left` of them not taken meanwhile. */
  finish(found: number, left: number, now: number): void {
    this.#isExhausted = found === 0 && !this.#wokenAgain
    if (left === 0) this.at = now + pauseMs
  }

  /** Something comes due in `waitMs`: worth waiting for. */
  waitFor(waitMs: number, now: number): void {
    this.at = now + Math.max(waitMs, pauseMs)
    this.#isExhausted = false
  }

  /** Takes note of an intent: `wasFruitless` when all its rows were with other senders. */
  noteIntent(wasFruitless: boolean, now: number): void {
    if (!wasFruitless) this.#fruitlessLooks = 0
    else this.at = now + pauseMs + Math.min(maxBackOffMs, 5 * ++this.#fruitlessLooks)
  }
}
