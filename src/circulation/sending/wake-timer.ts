// The one timer of a run. It fires at the earliest instant that the run waits for. Times are monotonic
// milliseconds, passed in.

export interface WakeTimer {
  /** Fires at `at` at the latest; firing too early does no harm. */
  arm(at: number, now: number): void
  stop(): void
}

/** A timer that calls `wake`. */
export function createWakeTimer(wake: () => void): WakeTimer {
  let timer: NodeJS.Timeout | undefined
  let timerAt = Number.POSITIVE_INFINITY
  const fire = () => {
    timerAt = Number.POSITIVE_INFINITY
    wake()
  }
  return {
    arm(at, now) {
      // A new timer for every message would cost more than all the other work that the loop does for it.
      if (timerAt <= at) return
      clearTimeout(timer)
      timerAt = at
      timer = setTimeout(fire, Math.max(1, at - now))
    },
    stop: () => clearTimeout(timer),
  }
}

/**
 * The earlier of the two instants. A `when` in the past does not count: then the run waits for a stage, and
 * the end of the stage wakes it.
 */
export function sooner(at: number, when: number, now: number): number {
  return when > now && when < at ? when : at
}
