// What a run has in its hands, and how much more it may intend and launch.
import { describe, expect, test } from 'vitest'
import type { DueDelivery } from '../../../src/circulation/sending/delivery.store.ts'
import type { ReadyMessage } from '../../../src/circulation/sending/types.ts'
import {
  unpacedPerSecond,
  Window,
  type WindowLimits,
  windowSize,
} from '../../../src/circulation/sending/window.ts'
import { dueMessage, intended } from './messages.ts'

const window = (limits: Partial<WindowLimits> = {}) =>
  new Window({ lane: 1, perSecond: 25, maxInFlight: 512, maxConcurrent: 50, ...limits })
const unpaced = (limits: Partial<WindowLimits> = {}) => window({ perSecond: unpacedPerSecond, ...limits })

const due = (from: number, count: number): DueDelivery[] =>
  Array.from({ length: count }, (_, i) => dueMessage(from + i))

const ready = (row: DueDelivery, released: number[] = []): ReadyMessage => ({
  row: intended(row),
  intendedAt: 0,
  leaseMs: 30_000,
  timeoutMs: 10_000,
  send: async () => ({ kind: 'sent', messageId: row.id }),
  onRelease: () => released.push(row.id),
})

/** Puts `count` messages into the window as ready. */
function prepare(of: Window, count: number, released?: number[]): void {
  of.startLook()
  of.finishLook(due(1, count), true)
  of.finishIntent(of.startIntent(count).map((row) => ready(row, released)))
}

describe('W, the size of the window', () => {
  test.each([
    // At 25 a second and 60 ms from intent to write-back a handful is enough.
    [25, 60, 512, 4],
    [1_000, 60, 512, 91],
    [1_000, 600, 512, 400],
    [1, 1, 512, 2],
  ])('at %i a second and a cycle of %i ms', (perSecond, cycleMs, max, expected) => {
    expect(windowSize(perSecond, cycleMs, max)).toBe(expected)
  })

  test('follows the time that a cycle takes, and stays fixed without a pace', () => {
    const paced = window({ perSecond: 1_000 })
    expect(paced.size).toBe(91)
    for (let i = 0; i < 50; i++) paced.noteCycle(200)
    expect(paced.size).toBe(301)
    const fixed = unpaced({ maxInFlight: 40 })
    for (let i = 0; i < 50; i++) fixed.noteCycle(200)
    expect(fixed.size).toBe(40)
  })
})

describe('looking', () => {
  test('is due when few rows are left, or none at all where the last look found everything', () => {
    const of = window()
    expect(of.lookSize).toBe(50)
    expect(of.wantsMore(false)).toBe(true)
    of.startLook()
    of.finishLook(due(1, 13), false)
    expect(of.wantsMore(false)).toBe(false)
    of.startIntent(1)
    expect(of.wantsMore(false)).toBe(true)
    of.finishIntent()
    of.startLook()
    of.finishLook(due(1, 12), true)
    expect(of.wantsMore(false)).toBe(false)
    // Somebody says that there are new ones.
    expect(of.wantsMore(true)).toBe(true)
  })

  test('asks for at most 2,000 rows, and for at least 20', () => {
    expect(unpaced().lookSize).toBe(2_000)
    expect(window({ perSecond: 1 }).lookSize).toBe(20)
  })

  test('leaves out what was being intended when it began, or was intended meanwhile', () => {
    const of = window()
    of.startLook()
    of.finishLook(due(1, 10), true)
    of.startIntent(2)
    of.startLook()
    of.finishIntent()
    of.startIntent(3)
    of.finishLook(due(1, 10), true)
    expect(of.startIntent(10).map((row) => row.id)).toEqual([6, 7, 8, 9, 10])
  })

  test('finds again what was intended before it and may have come due again', () => {
    const of = window()
    of.startLook()
    of.finishLook(due(1, 3), true)
    of.startIntent(3)
    of.finishIntent()
    of.startLook()
    of.finishLook(due(1, 3), true)
    expect(of.dueCount).toBe(3)
  })
})

describe('reserving slots', () => {
  test('bulk takes a block of 150 ms when half of the last one is used, and only when something waits', () => {
    const of = window({ perSecond: 100 })
    expect(of.slotsToReserve()).toBe(0)
    of.startLook()
    of.finishLook(due(1, 100), true)
    expect(of.slotsToReserve()).toBe(15)
    of.slots.add({ count: 15, waitMs: 0, stepMs: 10 }, 0)
    expect(of.slotsToReserve()).toBe(0)
    for (let now = 0; now < 80; now += 10) of.slots.take(now)
    expect(of.slotsToReserve()).toBe(15)
  })

  test('no more than what waits needs', () => {
    const of = window({ perSecond: 100 })
    of.startLook()
    of.finishLook(due(1, 3), true)
    of.slots.add({ count: 3, waitMs: 0, stepMs: 10 }, 0)
    expect(of.slotsToReserve()).toBe(0)
  })

  test('answers take one slot for each message', () => {
    const of = window({ lane: 0, perSecond: 5 })
    of.startLook()
    of.finishLook(due(1, 2), true)
    expect(of.slotsToReserve()).toBe(1)
    of.slots.add({ count: 1, waitMs: 0, stepMs: 0 }, 0)
    of.slots.add({ count: 1, waitMs: 0, stepMs: 0 }, 0)
    expect(of.slotsToReserve()).toBe(0)
  })

  test('a lane without a pace takes none', () => {
    const of = unpaced()
    of.startLook()
    of.finishLook(due(1, 100), true)
    expect(of.slotsToReserve()).toBe(0)
  })
})

describe('intending', () => {
  test('as many as slots come soon, a group at a time', () => {
    const of = window({ perSecond: 100 })
    of.startLook()
    of.finishLook(due(1, 100), true)
    expect(of.countToIntend(0, 0)).toBe(0)
    of.slots.add({ count: 15, waitMs: 0, stepMs: 10 }, 1_000)
    expect(of.countToIntend(900, 0)).toBe(0)
    expect(of.countToIntend(960, 0)).toBe(1)
    expect(of.countToIntend(1_000, 0)).toBe(5)
    of.finishIntent(of.startIntent(5).map((row) => ready(row)))
    // These have slots, the next ones not yet.
    expect(of.countToIntend(1_000, 0)).toBe(0)
  })

  test('never more than the window has room for, results that are not yet written included', () => {
    const of = window({ perSecond: 25 })
    of.startLook()
    of.finishLook(due(1, 100), true)
    of.slots.add({ count: 40, waitMs: 0, stepMs: 0 }, 0)
    expect(of.size).toBe(4)
    expect(of.countToIntend(0, 0)).toBe(4)
    expect(of.countToIntend(0, 3)).toBe(1)
    expect(of.countToIntend(0, 6)).toBe(0)
    of.finishIntent(of.startIntent(2).map((row) => ready(row)))
    of.takeReady(0)
    of.startSend()
    expect(of.unsent).toBe(2)
    expect(of.countToIntend(0, 1)).toBe(1)
  })

  test('without a pace only when a quarter of the window is free, or all that is due fits', () => {
    const of = unpaced({ maxInFlight: 40 })
    of.startLook()
    of.finishLook(due(1, 100), true)
    expect(of.countToIntend(0, 0)).toBe(40)
    expect(of.countToIntend(0, 30)).toBe(10)
    expect(of.countToIntend(0, 31)).toBe(0)
    of.finishLook(due(1, 5), true)
    expect(of.countToIntend(0, 35)).toBe(5)
    expect(of.countToIntend(0, 36)).toBe(0)
    expect(of.countToIntend(0, 50)).toBe(0)
  })

  test('nothing when nothing is due', () => {
    expect(unpaced().countToIntend(0, 0)).toBe(0)
  })
})

describe('launching', () => {
  test('one message for each slot, in order', () => {
    const of = window()
    prepare(of, 3)
    expect(of.takeReady(0)).toBeUndefined()
    of.slots.add({ count: 2, waitMs: 0, stepMs: 40 }, 1_000)
    expect(of.takeReady(1_000)?.row.id).toBe(1)
    expect(of.takeReady(1_000)).toBeUndefined()
    expect(of.takeReady(1_040)?.row.id).toBe(2)
    expect(of.takeReady(1_080)).toBeUndefined()
  })

  test('a slot stays when no message is ready', () => {
    const of = window()
    of.slots.add({ count: 1, waitMs: 0, stepMs: 0 }, 0)
    expect(of.takeReady(0)).toBeUndefined()
    expect(of.slots.size).toBe(1)
  })

  test('without a pace never more than maxConcurrent requests', () => {
    const of = unpaced({ maxConcurrent: 2 })
    prepare(of, 5)
    const launch = () => {
      const message = of.takeReady(0)
      if (message) of.startSend()
      return message?.row.id
    }
    expect([launch(), launch(), launch()]).toEqual([1, 2, undefined])
    of.finishSend()
    expect([launch(), launch()]).toEqual([3, undefined])
    expect(of.unsent).toBe(4)
  })
})

describe('the next thing by slots', () => {
  test('is a launch, or else an intent ahead of its slot', () => {
    const of = window()
    of.slots.add({ count: 1, waitMs: 500, stepMs: 0 }, 1_000)
    expect(of.nextAt).toBe(Number.POSITIVE_INFINITY)
    of.startLook()
    of.finishLook(due(1, 2), true)
    expect(of.nextAt).toBe(1_460)
    of.finishIntent(of.startIntent(1).map((row) => ready(row)))
    expect(of.nextAt).toBe(1_500)
  })
})

describe('releasing', () => {
  test('all that is ready is put aside once, and nothing is due any more; what is in flight stays', () => {
    const released: number[] = []
    const of = unpaced({ maxConcurrent: 1 })
    prepare(of, 3, released)
    of.finishLook(due(10, 4), true)
    of.takeReady(0)
    of.startSend()
    of.giveUpAll()
    of.giveUpAll()
    expect(released).toEqual([2, 3])
    expect([of.dueCount, of.readyCount, of.unsent, of.toReleaseCount]).toEqual([0, 0, 1, 2])
    const rows = of.takeToRelease()
    expect(rows.map((row) => row.id)).toEqual([2, 3])
    expect(of.toReleaseCount).toBe(0)
    of.releaseAgain(rows)
    expect(of.toReleaseCount).toBe(2)
  })

  test('one message that must not go out', () => {
    const released: number[] = []
    const of = unpaced()
    prepare(of, 2, released)
    of.giveUp(of.takeReady(0)!)
    expect(released).toEqual([1])
    expect([of.unsent, of.toReleaseCount]).toEqual([1, 1])
  })
})
