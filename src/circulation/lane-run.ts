// One run of a sender over one lane: claim, reserve pace, commit intents, send, write back, all overlapping and each at
// most once at a time. The database decides everything; this file only keeps the pipe full and the window small.
// Which statements it uses and how the wire is reached are arguments.
import type { Log } from '../platform/log.ts'
import type { ClaimedDelivery, Settlement } from './delivery.store.ts'
import type { IntendedDelivery } from './intent.store.ts'
import type { Outcome } from './messenger.ts'
import type { Reservation } from './pace.store.ts'
import type { DeliveryStore } from './sending.store.ts'
import type { CirculationSettings } from './settings.ts'
import { type ChatGate, createSlotQueue, windowSize } from './slot-queue.ts'

/** A message ready for the wire. */
export interface ReadyMessage {
  row: IntendedDelivery
  /** Monotonic; when its lease began at the latest known moment. */
  intendedAt: number
  leaseMs: number
  send(): Promise<Outcome>
}

/** What a run needs to know of the world; see sender.ts, which provides it. */
export interface LaneParts {
  lane: number
  owner: string
  log: Log
  store: DeliveryStore
  gate: ChatGate
  settings: CirculationSettings
  claim(limit: number, leaseMs: number): Promise<ClaimedDelivery[]>
  /** Milliseconds until something of this lane may become due that is not yet; null when nothing soon. */
  nextDueMs(): Promise<number | null>
  /** Commits intents and makes the messages; files are seen to here. */
  intend(rows: ClaimedDelivery[]): Promise<ReadyMessage[]>
  /** Null while the lane rests. */
  reserve(count: number): Promise<Reservation | null>
  giveBack(rows: readonly { id: number; generation: number }[], waitMs?: number): Promise<void>
  settle(row: IntendedDelivery, outcome: Outcome): Settlement
  /** Writes results and whatever follows from them (chat states, rests). */
  writeBack(results: Finished[]): Promise<void>
}

export interface Finished {
  row: IntendedDelivery
  outcome: Outcome
  settlement: Settlement
  intendedAt: number
  leaseMs: number
}

export interface LaneRun {
  done: Promise<{ sent: number; other: number }>
  /** There may be new work. */
  wake(): void
}

/** Faster than this the pace is not kept at all. */
export const unpacedPerSecond = 100_000

const aheadMs = 150
const horizonMs = 40

/** Runs until nothing is due, `maxMs` have passed, or `signal` fires. What is in flight is always finished. */
export function startLaneRun(parts: LaneParts, signal: AbortSignal, maxMs: number): LaneRun {
  const { lane, settings, log, gate } = parts
  const perSecond = lane === 0 ? settings.answersPerSecond : settings.bulkPerSecond
  const isPaced = perSecond < unpacedPerSecond
  const claimSize = Math.max(20, Math.min(1_000, Math.ceil(perSecond * 2)))
  const flushMs = isPaced ? 20 : 5
  const deadline = performance.now() + maxMs

  const slots = createSlotQueue()
  let claimed: ClaimedDelivery[] = []
  let claimedUntil = Number.POSITIVE_INFINITY
  let ready: ReadyMessage[] = []
  let results: Finished[] = []
  let returning: { id: number; generation: number }[] = []
  let inFlight = 0
  let writing = 0
  let resultsSince = 0
  let cycleMs = 60
  let sent = 0
  let other = 0
  let failures = 0
  let retryAt = 0
  let claimAt = 0
  let reserveAt = 0
  let isDry = false
  let isOver = false
  let wasWoken = false
  let isPumping = false
  let timer: NodeJS.Timeout | undefined
  const busy = new Set<string>()
  let finish: (value: { sent: number; other: number }) => void
  const done = new Promise<{ sent: number; other: number }>((resolve) => {
    finish = resolve
  })

  const begin = (name: string, work: () => Promise<void>) => {
    busy.add(name)
    work()
      .then(() => {
        failures = 0
      })
      .catch((error) => {
        retryAt = performance.now() + Math.min(5_000, 200 * 2 ** failures++)
        log.warn({ error, step: name, lane }, 'The sender could not reach the database; it tries again')
      })
      .finally(() => {
        busy.delete(name)
        pump()
      })
  }

  const launch = (message: ReadyMessage, now: number) => {
    // The lease is as good as over (this process stood still): another may be sending it.
    if (now - message.intendedAt > message.leaseMs - settings.requestTimeoutMs) return
    inFlight++
    void message.send().then((outcome) => {
      inFlight--
      if (results.length === 0) resultsSince = performance.now()
      const settlement = parts.settle(message.row, outcome)
      results.push({
        row: message.row,
        outcome,
        settlement,
        intendedAt: message.intendedAt,
        leaseMs: message.leaseMs,
      })
      if (outcome.kind === 'sent') sent++
      else other++
      pump()
    })
  }

  const launchDue = (now: number) => {
    if (!isPaced) {
      const all = ready
      ready = []
      for (const message of all) launch(message, now)
      return
    }
    while (ready.length > 0 && slots.take(now)) launch(ready.shift()!, now)
  }

  const claimMore = () => {
    begin('claim', async () => {
      const at = performance.now()
      const rows = await parts.claim(claimSize, settings.leaseMs)
      if (claimed.length === 0 || rows.length > 0) claimedUntil = at + settings.leaseMs / 2
      claimed.push(...rows)
      isDry = rows.length === 0
      if (!isDry) return
      // Something that rests may come due within moments: worth waiting for, rather than being woken again.
      const waitMs = await parts.nextDueMs()
      if (waitMs === null || performance.now() + waitMs > deadline) return
      claimAt = performance.now() + Math.max(waitMs, 5)
      isDry = false
    })
  }

  const reserveMore = (want: number) => {
    begin('reserve', async () => {
      const askedAt = performance.now()
      const reservation = await parts.reserve(want)
      // The database told its time about half-way; an answer that came late must not shift the slots.
      if (reservation) slots.add(reservation, (askedAt + performance.now()) / 2)
      else {
        slots.clear()
        returning.push(...claimed, ...ready.map((message) => message.row))
        claimed = []
        ready = []
        reserveAt = performance.now() + 500
      }
    })
  }

  const intendSome = (count: number) => {
    const now = performance.now()
    const rows: ClaimedDelivery[] = []
    const late: { id: number; generation: number; waitMs: number }[] = []
    while (rows.length < count && claimed.length > 0) {
      const row = claimed.shift()!
      const waitMs = gate.pass(row.telegramChatId, now)
      if (waitMs > 0) late.push({ id: row.id, generation: row.generation, waitMs })
      else rows.push(row)
    }
    begin('intend', async () => {
      for (const row of late) await parts.giveBack([row], row.waitMs)
      if (late.length > 0) isDry = false
      if (rows.length === 0) return
      try {
        const made = await parts.intend(rows)
        ready.push(...made)
        // Those that stay behind may come due again within this run.
        if (made.length < rows.length) isDry = false
      } catch (error) {
        // Whether the intent was committed is not known, but nothing of it is on the wire.
        returning.push(...rows)
        throw error
      }
    })
  }

  const flush = () => {
    const batch = results
    results = []
    writing = batch.length
    begin('write', async () => {
      try {
        await parts.writeBack(batch)
        if (batch.some(({ settlement }) => settlement.state === 'pending' || settlement.state === 'unknown'))
          isDry = false
        const now = performance.now()
        const mean = batch.reduce((sum, result) => sum + now - result.intendedAt, 0) / batch.length
        cycleMs += (mean - cycleMs) * 0.2
      } catch (error) {
        // Until the lease ends it is still ours to write; afterwards it counts as unknown.
        const now = performance.now()
        results = [...batch.filter((result) => now - result.intendedAt < result.leaseMs), ...results]
        throw error
      } finally {
        writing = 0
      }
    })
  }

  function pump(): void {
    if (isOver || isPumping) return
    isPumping = true
    const now = performance.now()
    const isStopping = signal.aborted || now > deadline
    if (isStopping) {
      returning.push(...claimed, ...ready.map((message) => message.row))
      claimed = []
      ready = []
    } else if (now > claimedUntil && claimed.length > 0) {
      returning.push(...claimed)
      claimed = []
    }
    launchDue(now)
    const mayWork = now >= retryAt
    const onWire = () => ready.length + inFlight + results.length + writing
    const window = isPaced ? windowSize(perSecond, cycleMs, settings.maxInFlight) : settings.maxInFlight

    if (mayWork && returning.length > 0 && !busy.has('return') && !busy.has('intend')) {
      const rows = returning
      returning = []
      begin('return', async () => {
        try {
          await parts.giveBack(rows)
          isDry = false
        } catch (error) {
          // In the worst case the lease ends and others take them.
          if (!isStopping) returning.push(...rows)
          throw error
        }
      })
    }
    if (mayWork && !isStopping) {
      if (claimed.length < claimSize / 2 && !busy.has('claim') && now >= claimAt && (!isDry || wasWoken)) {
        wasWoken = false
        isDry = false
        claimMore()
      }
      const want = isPaced ? slotsWanted(now) : 0
      if (want > 0) reserveMore(want)
      if (claimed.length > 0 && !busy.has('intend')) {
        const room = window - onWire()
        const count = Math.min(claimed.length, room, isPaced ? slotsOpen(now) : room)
        const isWorth = isPaced || count >= Math.min(claimed.length, window / 4)
        if (count > 0 && isWorth) intendSome(count)
      }
    }
    const isQuiet = inFlight === 0 && ready.length === 0
    const isRipe = isQuiet || results.length >= window / 4 || now - resultsSince >= flushMs
    if (mayWork && results.length > 0 && !busy.has('write') && isRipe) flush()

    const isIdle = claimed.length + onWire() + returning.length === 0 && busy.size === 0
    const nothingToCome = isStopping || (isDry && !wasWoken)
    isPumping = false
    if (isIdle && nothingToCome) end()
    else arm(now)
  }

  /** Slots to reserve now: a little ahead of need, one block at a time. */
  function slotsWanted(now: number): number {
    if (busy.has('reserve') || now < reserveAt || claimed.length + ready.length === 0) return 0
    if (lane === 0) return slots.size < claimed.length + ready.length ? 1 : 0
    const block = Math.max(1, Math.ceil((perSecond * aheadMs) / 1000))
    const held = slots.countUntil(Number.POSITIVE_INFINITY)
    return held <= block / 2 && held < claimed.length + ready.length ? block : 0
  }

  /** Slots for which messages should be made ready now; none until the next one is near, so that groups form. */
  function slotsOpen(now: number): number {
    const open = slots.countUntil(now + horizonMs) - ready.length
    return slots.first - now < horizonMs / 2 || ready.length === 0 ? open : 0
  }

  function arm(now: number): void {
    clearTimeout(timer)
    let at = now + 250
    if (ready.length > 0) at = Math.min(at, slots.first)
    else if (claimed.length > 0) at = Math.min(at, slots.first - horizonMs)
    if (results.length > 0) at = Math.min(at, resultsSince + flushMs)
    if (claimAt > now) at = Math.min(at, claimAt)
    if (retryAt > now) at = Math.min(at, retryAt)
    timer = setTimeout(pump, Math.max(1, at - now))
  }

  function end(): void {
    isOver = true
    clearTimeout(timer)
    signal.removeEventListener('abort', pump)
    finish({ sent, other })
  }

  signal.addEventListener('abort', pump, { once: true })
  queueMicrotask(pump)
  return {
    done,
    wake() {
      wasWoken = true
      claimAt = 0
      pump()
    },
  }
}
