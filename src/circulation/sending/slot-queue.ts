// Small pure helpers of the sender: the slots it has reserved, the window of messages under way.
// Times are milliseconds of one monotonic clock, passed in.
import type { Reservation } from './pace.store.ts'

/** Slots later than this are lost rather than sent in a burst that a strict server would refuse. */
const latestMs = 300

export interface SlotQueue {
  add(reservation: Reservation, now: number): void
  /** Takes the first slot that has come; slots long past are dropped. */
  take(now: number): boolean
  /** How many slots come up to `until`. */
  countUntil(until: number): number
  readonly size: number
  /** When the first slot comes; Infinity when there is none. */
  readonly first: number
  clear(): void
}

/** An empty queue. */
export function createSlotQueue(): SlotQueue {
  let slots: number[] = []
  let head = 0
  const trim = () => {
    if (head < 1024 && head < slots.length) return
    slots = slots.slice(head)
    head = 0
  }
  return {
    add({ count, waitMs, stepMs }, now) {
      for (let i = 0; i < count; i++) slots.push(now + waitMs + i * stepMs)
    },
    take(now) {
      while (head < slots.length && slots[head]! < now - latestMs) head++
      const isDue = head < slots.length && slots[head]! <= now
      if (isDue) head++
      trim()
      return isDue
    },
    countUntil(until) {
      let count = 0
      for (let i = head; i < slots.length && slots[i]! <= until; i++) count++
      return count
    },
    get size() {
      return slots.length - head
    },
    get first() {
      return head < slots.length ? slots[head]! : Number.POSITIVE_INFINITY
    },
    clear() {
      slots = []
      head = 0
    },
  }
}

/**
 * W: how many messages may be between intent and write-back. The smallest that keeps the pace: what the pace starts
 * during one cycle (intent, wire, write-back; `cycleMs` as observed), half as much again, and one. Never more than two
 * fifths of a second's worth: should the network hold all of them up, they must not arrive as a burst that is refused.
 */
export function windowSize(perSecond: number, cycleMs: number, most: number): number {
  const wanted = Math.ceil((perSecond * cycleMs * 1.5) / 1000) + 1
  return Math.max(1, Math.min(most, wanted, Math.max(leastCap, Math.ceil(perSecond * 0.4))))
}

const leastCap = 8

/**
 * The same rows, urgent ones first, in an order by chat that another `salt` makes differently; rows of one chat keep
 * theirs. So senders that look at the same rows begin at different ones.
 */
export function spreadChats<Row extends { urgent: boolean; telegramChatId: number }>(
  rows: readonly Row[],
  salt: string,
): Row[] {
  let seed = 0x811c9dc5
  for (let i = 0; i < salt.length; i++) seed = Math.imul(seed ^ salt.charCodeAt(i), 0x01000193)
  const keyed = rows.map((row) => ({ row, key: mix(row.telegramChatId, seed) }))
  keyed.sort((a, b) => Number(b.row.urgent) - Number(a.row.urgent) || a.key - b.key)
  return keyed.map(({ row }) => row)
}

// Ids of chats have up to 52 bits and a sign; both halves count.
function mix(id: number, seed: number): number {
  let value = seed ^ Math.imul(id | 0, 0x9e3779b1) ^ Math.imul(Math.floor(id / 2 ** 32), 0x85ebca6b)
  value = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d)
  value = Math.imul(value ^ (value >>> 13), 0x297a2d39)
  return (value ^ (value >>> 16)) >>> 0
}
