// When a run looks again for messages that are due, and when there is nothing more to wait for. Times are
// monotonic milliseconds, passed in.

/** Pause after a look that left nothing to do, in milliseconds. */
const pauseMs = 5
/** Maximum addition to that pause while other senders take every message, in milliseconds. */
const maxBackOffMs = 100

export class LookSchedule {
  /** No look before this, unless somebody wakes the run. */
  at = 0
  /** The last look found nothing, and nothing has happened since. */
  #isExhausted = false
  /** Messages may have come due again since the last look began. */
  #mayHaveReturned = false
  #isWoken = false
  /** Number of looks in a row whose rows other senders had all taken. */
  #fruitlessLooks = 0

  /** The run was woken for new messages, and no look has begun since. */
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
    this.#mayHaveReturned = true
  }

  start(): void {
    this.#isWoken = false
    this.#isExhausted = false
    this.#mayHaveReturned = false
  }

  /** Ends a look. `rowCount` rows were due; nobody has taken `leftCount` of them meanwhile. */
  finish(rowCount: number, leftCount: number, now: number): void {
    this.#isExhausted = rowCount === 0 && !this.#mayHaveReturned
    if (leftCount === 0) this.at = now + pauseMs
  }

  /** A message comes due in `waitMs`, and the run waits for it. */
  waitFor(waitMs: number, now: number): void {
    this.at = now + Math.max(waitMs, pauseMs)
    this.#isExhausted = false
  }

  /** Notes an intent. `wasFruitless`: other senders had taken all its rows. */
  noteIntent(wasFruitless: boolean, now: number): void {
    if (!wasFruitless) this.#fruitlessLooks = 0
    else this.at = now + pauseMs + Math.min(maxBackOffMs, 5 * ++this.#fruitlessLooks)
  }
}
