// The slots of the shared pace that a run has reserved. Times are monotonic milliseconds, passed in.
import type { Reservation } from './pace.store.ts'

/** Maximum delay of a slot, in milliseconds. Later ones are dropped: Telegram would refuse a burst. */
const maxLateMs = 300

export interface SlotQueue {
  add(reservation: Reservation, now: number): void
  /** Takes the first slot that has come, and drops those that are too late. False when none has come. */
  take(now: number): boolean
  /** How many slots come until `until`. */
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
      while (head < slots.length && slots[head]! < now - maxLateMs) head++
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
