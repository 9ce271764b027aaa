// The one timer of a sender's run: at its next look at things, never later than the soonest of what is awaited.
// Times are milliseconds of one monotonic clock, passed in.

export interface WakeTimer {
  /** Wakes at `at` at the latest; too early does no harm. */
  arm(at: number, now: number): void
  stop(): void
}

export function createWakeTimer(wake: () => void): WakeTimer {
  let timer: NodeJS.Timeout | undefined
  let timerAt = Number.POSITIVE_INFINITY
  const fire = () => {
    timerAt = Number.POSITIVE_INFINITY
    wake()
  }
  return {
    arm(at, now) {
      // Setting it anew after every message would cost more than all else that a message needs here.
      if (timerAt <= at) return
      clearTimeout(timer)
      timerAt = at
      timer = setTimeout(fire, Math.max(1, at - now))
    },
    stop: () => clearTimeout(timer),
  }
}

/** The earlier of the two; what lies in the past waits for something else, whose end wakes as well. */
export function sooner(at: number, when: number, now: number): number {
  return when > now && when < at ? when : at
}
