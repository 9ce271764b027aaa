// The one timer of a run. It fires at the soonest of what the run waits for. Times are monotonic
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
      // Setting it anew after every message would cost more than everything else that a message needs here.
      if (timerAt <= at) return
      clearTimeout(timer)
      timerAt = at
      timer = setTimeout(fire, Math.max(1, at - now))
    },
    stop: () => clearTimeout(timer),
  }
}

/**
 * The earlier of the two. A `when` in the past is ignored: what it waits for is a stage, whose end wakes as
 * well.
 */
export function sooner(at: number, when: number, now: number): number {
  return when > now && when < at ? when : at
}
