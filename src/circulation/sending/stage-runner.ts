// Runs the stages of a loop: all of them at the same time, each of them once at a time. The caller starts no
// stage before `retryAt`. That pause grows with every failure in a row. Times are monotonic milliseconds.

/** Bounds of the pause after a failure, in milliseconds. */
const firstRetryMs = 200
const maxRetryMs = 2_000

export interface StageEvents<Stage> {
  now(): number
  onFailure(stage: Stage, error: unknown, now: number): void
  /** A stage has ended, whether it succeeded or not. */
  onEnd(): void
}

export class StageRunner<Stage extends string> {
  readonly #events: StageEvents<Stage>
  readonly #running = new Set<Stage>()
  #failures = 0
  /** The instant before which the caller starts no stage. */
  retryAt = 0

  constructor(events: StageEvents<Stage>) {
    this.#events = events
  }

  isRunning(stage: Stage): boolean {
    return this.#running.has(stage)
  }

  get isIdle(): boolean {
    return this.#running.size === 0
  }

  /** Starts a stage that is not running. */
  start(stage: Stage, work: () => Promise<void>): void {
    this.#running.add(stage)
    void this.#run(stage, work)
  }

  async #run(stage: Stage, work: () => Promise<void>): Promise<void> {
    try {
      await work()
      this.#failures = 0
    } catch (error) {
      const now = this.#events.now()
      this.retryAt = now + Math.min(maxRetryMs, firstRetryMs * 2 ** this.#failures++)
      this.#events.onFailure(stage, error, now)
    }
    this.#running.delete(stage)
    this.#events.onEnd()
  }
}
