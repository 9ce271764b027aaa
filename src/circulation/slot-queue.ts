// Small pure helpers of the sender: the slots it has reserved, the window of messages under way, the spacing per chat.
// Times are milliseconds of one monotonic clock, passed in.
import { type ChatLimits, chatSpacing } from './chat-pace.ts'
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

export interface ChatGate {
  /** 0 and counted when a message may go to the chat now; otherwise how long it must wait, nothing counted. */
  pass(telegramChatId: number, now: number): number
}

/** Spaces the messages of one process per chat, and per group so that no minute holds more than `groupPerMinute`. */
export function createChatGate(limits: ChatLimits): ChatGate {
  // Each bucket is kept as the time at which it would be full again.
  const chats = new Map<number, number>()
  const groups = new Map<number, number>()
  const { gapMs: chatStep, groupStepMs: groupStep, groupBurst } = chatSpacing(limits)
  return {
    pass(chat, now) {
      if (chats.size > 20_000) forget(chats, now)
      const isGroup = chat < 0
      const chatFull = Math.max(chats.get(chat) ?? 0, now)
      const groupFull = isGroup ? Math.max(groups.get(chat) ?? 0, now) : now
      const wait = Math.max(chatFull - now, isGroup ? groupFull - now - (groupBurst - 1) * groupStep : 0)
      if (wait > 0) return wait
      chats.set(chat, chatFull + chatStep)
      if (isGroup) {
        if (groups.size > 20_000) forget(groups, now)
        groups.set(chat, groupFull + groupStep)
      }
      return 0
    },
  }
}

function forget(map: Map<number, number>, now: number): void {
  for (const [key, full] of map) if (full <= now) map.delete(key)
}
