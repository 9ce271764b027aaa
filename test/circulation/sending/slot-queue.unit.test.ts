// Slots, the window, the spacing per chat, and who begins where: arithmetic.
import { describe, expect, test } from 'vitest'
import { chatSpacing } from '../../../src/circulation/sending/chat-pace.ts'
import { createSlotQueue } from '../../../src/circulation/sending/slot-queue.ts'
import { spreadChats } from '../../../src/circulation/sending/spread-chats.ts'

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

describe('the spacing of chats', () => {
  test('one message a second to a person, and a quarter of a second for the way to the wire', () => {
    expect(chatSpacing({ chatPerSecond: 1, groupPerMinute: 20 }).gapMs).toBe(1_250)
  })

  test.each([1, 7, 20, 60])('no minute holds more than %i to a group', (groupPerMinute) => {
    const { groupBurst, groupStepMs } = chatSpacing({ chatPerSecond: 1, groupPerMinute })
    // A bucket of `groupBurst` that gets one back each step, emptied as soon as it holds one.
    const sent: number[] = []
    for (let now = 0, full = 0; now < 300_000; now += 100)
      if (Math.max(full, now) - now <= (groupBurst - 1) * groupStepMs) {
        sent.push(now)
        full = Math.max(full, now) + groupStepMs
      }
    for (const start of sent)
      expect(sent.filter((at) => at >= start && at < start + 60_000).length).toBeLessThanOrEqual(
        groupPerMinute,
      )
    // And the limit is made use of.
    expect(sent.length).toBeGreaterThanOrEqual(Math.floor(groupPerMinute * 0.75 * 5) - 1)
  })
})

describe('senders that look at the same rows', () => {
  const rows = Array.from({ length: 1_000 }, (_, i) => ({
    id: i,
    urgent: i % 100 === 99,
    telegramChatId: 5e3 + (i % 500),
  }))

  test('each gets all of them, urgent ones first, one chat in its order', () => {
    const spread = spreadChats(rows, 'worker1:1')
    expect(spread.map((row) => row.id).sort((a, b) => a - b)).toEqual(rows.map((row) => row.id))
    expect(spread.slice(0, 10).every((row) => row.urgent)).toBe(true)
    const last = new Map<string, number>()
    for (const { id, telegramChatId, urgent } of spread) {
      const key = `${telegramChatId} ${urgent}`
      expect(id).toBeGreaterThan(last.get(key) ?? -1)
      last.set(key, id)
    }
  })

  test('begin at different ones', () => {
    const first = (salt: string) =>
      new Set(
        spreadChats(rows, salt)
          .slice(10, 110)
          .map((row) => row.id),
      )
    const one = first('worker1:1')
    const both = [...first('worker2:1')].filter((id) => one.has(id)).length
    // A hundred of a thousand each: about ten in common.
    expect(both).toBeLessThan(30)
    expect(first('worker1:1')).toEqual(one)
  })
})
