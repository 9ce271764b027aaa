// The one source of time. Created in main and passed in; nothing else reads the system clock, except leases,
// which use the database's own clock. The movable clock lets the sandbox see a week of chasing in a minute.

/** Tells the present instant. Instants travel as `Date` (UTC); calendar rules turn them into Temporal. */
export interface Clock {
  now: () => Date
}

/** A clock that can be moved forward, never back. */
export interface MovableClock extends Clock {
  /** How far ahead of the system clock this clock is, in milliseconds. */
  readonly offsetMs: number
  /** Moves forward to `to`; an instant in the past of this clock is refused with a RangeError. */
  moveTo: (to: Date) => void
  /** Calls `listener` after every move. Returns the function that stops that. */
  onMove: (listener: (now: Date) => void) => () => void
}

/** The machine's clock. */
export const systemClock: Clock = { now: () => new Date() }

/** A clock `offsetMs` ahead of `base`, movable forward. */
export function createMovableClock(offsetMs = 0, base: Clock = systemClock): MovableClock {
  const listeners = new Set<(now: Date) => void>()
  let offset = offsetMs
  const now = () => new Date(base.now().getTime() + offset)
  return {
    now,
    get offsetMs() {
      return offset
    },
    moveTo(to) {
      const ahead = to.getTime() - now().getTime()
      if (!(ahead >= 0)) throw new RangeError(`The clock only moves forward: ${to.toISOString()} has passed.`)
      offset += ahead
      for (const listener of listeners) listener(now())
    },
    onMove(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** A clock that stands still until it is moved. For tests. */
export function createFrozenClock(at: Date): MovableClock {
  return createMovableClock(0, { now: () => at })
}
