// Collects results of sent messages until they are worth one statement. Times are monotonic milliseconds,
// passed in.
import type { SendResult } from './types.ts'

export class ResultBatch {
  readonly #flushAfterMs: number
  #results: SendResult[] = []
  #since = 0
  #writing = 0

  /** `flushAfterMs`: the maximum wait of the first result. */
  constructor(flushAfterMs: number) {
    this.#flushAfterMs = flushAfterMs
  }

  /** Number of results that are not written yet or are being written. */
  get unwritten(): number {
    return this.#results.length + this.#writing
  }

  /** When the waiting results must be written; Infinity when there are none. */
  get flushAt(): number {
    return this.#results.length > 0 ? this.#since + this.#flushAfterMs : Number.POSITIVE_INFINITY
  }

  add(result: SendResult, now: number): void {
    if (this.#results.length === 0) this.#since = now
    this.#results.push(result)
  }

  /**
   * Is it time to write? Yes when the wait is over, when the results fill half a window, or when no message
   * is in flight (`isQuiet`).
   */
  isReady(now: number, windowSize: number, isQuiet: boolean): boolean {
    if (this.#results.length === 0) return false
    return isQuiet || this.#results.length >= windowSize / 2 || now >= this.flushAt
  }

  /** Takes all waiting results. The caller reports the write with `finishWrite` before it takes any more. */
  startWrite(): SendResult[] {
    const results = this.#results
    this.#results = []
    this.#writing = results.length
    return results
  }

  /** Ends a write. `unwritten` are results to write again; they go first. */
  finishWrite(unwritten: readonly SendResult[] = []): void {
    this.#writing = 0
    if (unwritten.length > 0) this.#results = [...unwritten, ...this.#results]
  }
}
