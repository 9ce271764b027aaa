import { describe, expect, it } from 'vitest'
import { createFrozenClock, createMovableClock } from '../../src/platform/clock.ts'

describe('the movable clock', () => {
  it('moves forward, tells its listeners, and keeps its offset', () => {
    const start = new Date('2026-11-22T01:00:00Z')
    const clock = createFrozenClock(start)
    const heard: string[] = []
    const stop = clock.onMove((now) => heard.push(now.toISOString()))
    clock.moveTo(new Date('2026-11-23T01:00:00Z'))
    stop()
    clock.moveTo(new Date('2026-11-24T01:00:00Z'))
    expect(heard).toEqual(['2026-11-23T01:00:00.000Z'])
    expect(clock.offsetMs).toBe(2 * 86_400_000)
    expect(createMovableClock(clock.offsetMs, { now: () => start }).now()).toEqual(clock.now())
  })

  it('never moves back', () => {
    const clock = createFrozenClock(new Date('2026-11-22T01:00:00Z'))
    expect(() => clock.moveTo(new Date('2026-11-22T00:59:59Z'))).toThrow(RangeError)
    expect(() => clock.moveTo(new Date(Number.NaN))).toThrow(RangeError)
  })
})
