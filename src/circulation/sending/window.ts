// The messages of a run: due, ready to be sent, in flight. The window decides how many may be intended and
// launched. Times are monotonic milliseconds, passed in.
import type { DueDelivery } from './delivery.store.ts'
import { createSlotQueue } from './slot-queue.ts'
import type { ReadyMessage } from './types.ts'

/** Rate from which on a lane keeps no pace at all, in messages a second. */
export const unpacedPerSecond = 100_000

/** Length of a block of reserved slots, in milliseconds. */
const reserveAheadMs = 150
/** Maximum time between the intent of a message and its slot, in milliseconds. */
const intendAheadMs = 40
/** Lower bound of the cap of the window, in messages. It counts at very low paces. */
const minCap = 8

export interface WindowLimits {
  lane: number
  perSecond: number
  /** Maximum number of messages between intent and write-back. */
  maxInFlight: number
  /** Maximum number of requests at the same time in a lane without a pace. */
  maxConcurrent: number
}

export class Window {
  readonly #limits: WindowLimits
  readonly isPaced: boolean
  /** Rows that one look asks for. */
  readonly lookSize: number
  readonly #lookBelow: number
  readonly slots = createSlotQueue()
  #due: DueDelivery[] = []
  /** Whether the last look found every due message. */
  #isComplete = false
  /**
   * Ids intended since the last look began, or being intended at that moment. The look may still find them.
   */
  #alreadyTaken = new Set<number>()
  #intending: readonly DueDelivery[] = []
  #ready: ReadyMessage[] = []
  #inFlight = 0
  #toRelease: { id: number; generation: number }[] = []
  /** Mean time from intent to write-back. */
  #cycleMs = 60

  constructor(limits: WindowLimits) {
    this.#limits = limits
    this.isPaced = limits.perSecond < unpacedPerSecond
    this.lookSize = Math.max(20, Math.min(2_000, Math.ceil(limits.perSecond * 2)))
    // A look finds again what an earlier one found and nobody has taken. Those rows should be few.
    this.#lookBelow = Math.min(this.lookSize / 4, 250)
  }

  get dueCount(): number {
    return this.#due.length
  }

  get readyCount(): number {
    return this.#ready.length
  }

  /** Messages that were intended and have no outcome yet. */
  get unsent(): number {
    return this.#ready.length + this.#inFlight
  }

  get toReleaseCount(): number {
    return this.#toRelease.length
  }

  /** How many messages may be between intent and write-back. */
  get size(): number {
    const { perSecond, maxInFlight } = this.#limits
    return this.isPaced ? windowSize(perSecond, this.#cycleMs, maxInFlight) : maxInFlight
  }

  // Look

  /** Are so few due rows left that it is time to look? `isWoken`: there may be new ones. */
  wantsMore(isWoken: boolean): boolean {
    return this.#due.length < (this.#isComplete && !isWoken ? 1 : this.#lookBelow)
  }

  startLook(): void {
    this.#alreadyTaken = new Set(this.#intending.map((row) => row.id))
  }

  /** Replaces the due rows by those of a look. `isComplete`: nothing else is due. */
  finishLook(rows: readonly DueDelivery[], isComplete: boolean): void {
    this.#isComplete = isComplete
    this.#due = rows.filter((row) => !this.#alreadyTaken.has(row.id))
  }

  // Reserve

  /**
   * How many slots to reserve now: one block in advance. Answers reserve no more than there are: what they do
   * not use, bulk could have used.
   */
  slotsToReserve(): number {
    const missing = this.#due.length + this.#ready.length - this.slots.size
    const block = Math.max(1, Math.ceil((this.#limits.perSecond * reserveAheadMs) / 1000))
    if (!this.isPaced || missing <= 0 || this.slots.size > block / 2) return 0
    return this.#limits.lane === 0 ? Math.min(block, missing) : block
  }

  // Intend

  /** How many due rows to intend now; `unwritten` results still count against the window. */
  countToIntend(now: number, unwritten: number): number {
    if (this.#due.length === 0) return 0
    const free = this.size - this.unsent - unwritten
    if (this.isPaced) return Math.max(0, Math.min(this.#due.length, free, this.#openSlots(now)))
    // Without a pace, wait for a group of a quarter window: a statement costs as much as many of its rows.
    const count = Math.min(this.#due.length, free)
    return count >= Math.min(this.#due.length, this.size / 4) ? Math.max(0, count) : 0
  }

  // Slots soon to come that no ready message takes. 0 until the next slot is near, so that groups form.
  #openSlots(now: number): number {
    const isNextNear = this.slots.first - now < intendAheadMs / 2 || this.#ready.length === 0
    return isNextNear ? this.slots.countUntil(now + intendAheadMs) - this.#ready.length : 0
  }

  startIntent(count: number): DueDelivery[] {
    const rows = this.#due.slice(0, count)
    this.#due = this.#due.slice(count)
    this.#intending = rows
    for (const row of rows) this.#alreadyTaken.add(row.id)
    return rows
  }

  /** Ends an intent, whether it succeeded or not. */
  finishIntent(ready: readonly ReadyMessage[] = []): void {
    this.#intending = []
    this.#ready.push(...ready)
  }

  // Launch

  /** Takes the next message that may be sent now; undefined when there is none. */
  takeReady(now: number): ReadyMessage | undefined {
    if (this.#ready.length === 0) return undefined
    // Beyond `maxConcurrent` the HTTP client would only queue the requests.
    const mayStart = this.isPaced ? this.slots.take(now) : this.#inFlight < this.#limits.maxConcurrent
    return mayStart ? this.#ready.shift() : undefined
  }

  startSend(): void {
    this.#inFlight++
  }

  finishSend(): void {
    this.#inFlight--
  }

  /** Adds a written batch to the mean cycle. `ms` is its time from intent to write-back. */
  noteCycle(ms: number): void {
    this.#cycleMs += (ms - this.#cycleMs) * 0.2
  }

  /** When the next slot lets a message be launched or intended. Infinity when no message waits. */
  get nextAt(): number {
    if (this.#ready.length > 0) return this.slots.first
    return this.#due.length > 0 ? this.slots.first - intendAheadMs : Number.POSITIVE_INFINITY
  }

  // Release

  /** Marks an intended message that was not sent for release. Without that it would count as a copy. */
  giveUp(message: ReadyMessage): void {
    this.#toRelease.push(message.row)
    message.onRelease?.()
  }

  /** Gives up all ready messages and forgets the due ones. */
  giveUpAll(): void {
    for (const message of this.#ready) this.giveUp(message)
    this.#ready = []
    this.#due = []
  }

  takeToRelease(): { id: number; generation: number }[] {
    const rows = this.#toRelease
    this.#toRelease = []
    return rows
  }

  /** Puts rows back whose release failed. */
  releaseAgain(rows: readonly { id: number; generation: number }[]): void {
    this.#toRelease.push(...rows)
  }
}

/**
 * W, the number of messages that may be between intent and write-back. It is the smallest number that keeps
 * the pace: the messages that the pace starts during one cycle of intent, request and write-back (`cycleMs`,
 * as observed), half as many again, and one. It is never more than 0.4 seconds' worth: if the network holds
 * all of them up, they must not arrive as a burst that Telegram refuses.
 */
export function windowSize(perSecond: number, cycleMs: number, max: number): number {
  const wanted = Math.ceil((perSecond * cycleMs * 1.5) / 1000) + 1
  return Math.max(1, Math.min(max, wanted, Math.max(minCap, Math.ceil(perSecond * 0.4))))
}
