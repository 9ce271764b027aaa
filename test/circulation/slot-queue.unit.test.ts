// Slots, the window and the spacing per chat: arithmetic on one clock.
import { describe, expect, test } from 'vitest'
import { createChatGate, createSlotQueue, windowSize } from '../../src/circulation/slot-queue.ts'

describe('slots', () => {
  test('come one after the other, each once', () => {
    const slots = createSlotQueue()
    slots.add({ count: 3, waitMs: 10, stepMs: 40 }, 1_000)
    expect(slots.take(1_009)).toBe(false)
    expect(slots.take(1_010)).toBe(true)
    expect(slots.take(1_010)).toBe(false)
    expect(slots.first).toBe(1_050)
    expect(slots.countUntil(1_090)).toBe(2)
    expect([slots.take(1_090), slots.take(1_090), slots.take(1_090)]).toEqual([true, true, false])
  })

  test('long past are lost, so that a standstill is not followed by a burst', () => {
    const slots = createSlotQueue()
    slots.add({ count: 1_000, waitMs: 0, stepMs: 1 }, 0)
    let taken = 0
    while (slots.take(10_000)) taken++
    expect(taken).toBe(0)
    slots.add({ count: 1_000, waitMs: 0, stepMs: 1 }, 10_000)
    while (slots.take(11_000)) taken++
    expect(taken).toBeLessThanOrEqual(301)
  })
})

describe('the window', () => {
  test.each([
    // At 25 a second and 60 ms from intent to write-back a handful is enough.
    [25, 60, 512, 4],
    [1_000, 60, 512, 91],
    [1_000, 600, 512, 400],
    [1, 1, 512, 2],
  ])('at %i a second and a cycle of %i ms', (perSecond, cycleMs, most, expected) => {
    expect(windowSize(perSecond, cycleMs, most)).toBe(expected)
  })
})

describe('the gate of chats', () => {
  test('one message a second to a person', () => {
    const gate = createChatGate({ chatPerSecond: 1, groupPerMinute: 20 })
    expect(gate.pass(7, 0)).toBe(0)
    expect(gate.pass(8, 0)).toBe(0)
    // A quarter of a second is kept for the way to the wire, which is not the same for all.
    expect(gate.pass(7, 400)).toBe(850)
    expect(gate.pass(7, 1_250)).toBe(0)
  })

  test('no minute holds more than twenty to a group', () => {
    const gate = createChatGate({ chatPerSecond: 1, groupPerMinute: 20 })
    const passed: number[] = []
    for (let now = 0; now < 180_000; now += 100) if (gate.pass(-7, now) === 0) passed.push(now)
    for (const start of passed) {
      const within = passed.filter((at) => at >= start && at < start + 60_000).length
      expect(within).toBeLessThanOrEqual(20)
    }
    // Five at once, then one each four seconds.
    expect(passed.length).toBeGreaterThanOrEqual(5 + 44 - 1)
  })
})
