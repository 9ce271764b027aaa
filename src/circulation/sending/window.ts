// The messages that a run has in its hands: due, ready for the wire, in flight. It decides how many may be
// intended and launched. Times are monotonic milliseconds, passed in.
import type { DueDelivery } from './delivery.store.ts'
import { createSlotQueue } from './slot-queue.ts'
import type { ReadyMessage } from './types.ts'

/** Messages a second from which on a lane keeps no pace at all. */
export const unpacedPerSecond = 100_000

/** How far ahead slots are reserved. */
const reserveAheadMs = 150
/** How long before their slots messages are intended. */
const intendAheadMs = 40
/** Cap of the window at very low paces, in messages. */
const leastCap = 8

export interface WindowLimits {
  lane: number
  perSecond: number
  /** Most messages between intent and write-back. */
  maxInFlight: number
  /** Most requests at once of a lane without a pace. */
  atOnce: number
}

export class Window {
  readonly #limits: WindowLimits
  readonly isPaced: boolean
  /** Rows that one look asks for. */
  readonly lookSize: number
  readonly #lookBelow: number
  readonly slots = createSlotQueue()
  #due: DueDelivery[] = []
  /** Whether the last look found everything there was. */
  #isComplete = false
  /** Intended since the last look began, or being intended at that moment: a look may still find these. */
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
    // A look finds again what the last one found and nobody took: the fewer of those, the better.
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

  /** Whether so few rows are left that it is time to look; `isWoken` when there may be new ones. */
  wantsMore(isWoken: boolean): boolean {
    return this.#due.length < (this.#isComplete && !isWoken ? 1 : this.#lookBelow)
  }

  startLook(): void {
    this.#alreadyTaken = new Set(this.#intending.map((row) => row.id))
  }

  /** Replaces what is due by what a look found. `isComplete`: there was nothing more to find. */
  finishLook(rows: readonly DueDelivery[], isComplete: boolean): void {
    this.#isComplete = isComplete
    this.#due = rows.filter((row) => !this.#alreadyTaken.has(row.id))
  }

  // Reserve

  /** Slots to reserve now: a little ahead of need, one block at a time. */
  slotsToReserve(): number {
    const waiting = this.#due.length + this.#ready.length
    if (!this.isPaced || waiting === 0) return 0
    if (this.#limits.lane === 0) return this.slots.size < waiting ? 1 : 0
    const block = Math.max(1, Math.ceil((this.#limits.perSecond * reserveAheadMs) / 1000))
    return this.slots.size <= block / 2 && this.slots.size < waiting ? block : 0
  }

  // Intend

  /** How many due rows to intend now; `unwritten` results still count against the window. */
  countToIntend(now: number, unwritten: number): number {
    if (this.#due.length === 0) return 0
    const room = this.size - this.unsent - unwritten
    if (this.isPaced) return Math.max(0, Math.min(this.#due.length, room, this.#openSlots(now)))
    // Without a pace a statement costs as much as many of its rows: wait for a worthwhile group.
    const count = Math.min(this.#due.length, room)
    return count >= Math.min(this.#due.length, this.size / 4) ? Math.max(0, count) : 0
  }

  // None until the next slot is near, so that groups form.
  #openSlots(now: number): number {
    const isNear = this.slots.first - now < intendAheadMs / 2 || this.#ready.length === 0
    return isNear ? this.slots.countUntil(now + intendAheadMs) - this.#ready.length : 0
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

  /** Takes the next message that may go on the wire now; undefined when there is none. */
  takeReady(now: number): ReadyMessage | undefined {
    if (this.#ready.length === 0) return undefined
    // Beyond `atOnce` the HTTP client would only queue the requests.
    const mayStart = this.isPaced ? this.slots.take(now) : this.#inFlight < this.#limits.atOnce
    return mayStart ? this.#ready.shift() : undefined
  }

  startSend(): void {
    this.#inFlight++
  }

  finishSend(): void {
    this.#inFlight--
  }

  /** Takes the time from intent to write-back of a written batch into the mean. */
  noteCycle(ms: number): void {
    this.#cycleMs += (ms - this.#cycleMs) * 0.2
  }

  /** When something can be done by slots: launched, or intended. Infinity when nothing waits. */
  get nextAt(): number {
    if (this.#ready.length > 0) return this.slots.first
    return this.#due.length > 0 ? this.slots.first - intendAheadMs : Number.POSITIVE_INFINITY
  }

  // Release

  /** Puts an intended message that was not sent aside to be released: otherwise it would count as a copy. */
  giveUp(message: ReadyMessage): void {
    this.#toRelease.push(message.row)
    message.onRelease?.()
  }

  /** Gives up all that is ready and forgets what is due. */
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
 * W, the number of messages that may be between intent and write-back. It is the smallest that keeps the
 * pace: what the pace starts during one cycle of intent, wire and write-back (`cycleMs` as observed), half
 * as much again, and one. Never more than 0.4 seconds' worth: should the network hold all of them up, they
 * must not arrive as a burst that Telegram refuses.
 */
export function windowSize(perSecond: number, cycleMs: number, max: number): number {
  const wanted = Math.ceil((perSecond * cycleMs * 1.5) / 1000) + 1
  return Math.max(1, Math.min(max, wanted, Math.max(leastCap, Math.ceil(perSecond * 0.4))))
}
