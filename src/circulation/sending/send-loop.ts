// One run of a sender over one lane: look, reserve pace, commit intents, send, write back, all overlapping and each at
// most once at a time. The database decides everything; this file only keeps the pipe full and the window small.
// Which statements it uses and how the wire is reached are arguments.
import type { DueDelivery } from './delivery.store.ts'
import { createSlotQueue, spreadChats, windowSize } from './slot-queue.ts'
import type { ReadyMessage, SendLoop, SendLoopDeps, SendResult } from './types.ts'
import { createWakeTimer, sooner } from './wake-timer.ts'

/** Faster than this the pace is not kept at all. */
export const unpacedPerSecond = 100_000

/**
 * Results are written together, those that come within so long. Without a pace the window does not grow with the wait, and
 * a statement costs as much as thirty of its rows: so there larger batches are awaited.
 */
const flushMs = 20
const flushMsUnpaced = 60
const aheadMs = 150
const horizonMs = 40

/** Runs until nothing is due, `maxMs` have passed, or `signal` fires. What is in flight is always finished. */
export function startSendLoop(parts: SendLoopDeps, signal: AbortSignal, maxMs: number): SendLoop {
  const { lane, settings, log } = parts
  const perSecond = lane === 0 ? settings.answersPerSecond : settings.bulkPerSecond
  const isPaced = perSecond < unpacedPerSecond
  const flushAfterMs = isPaced ? flushMs : flushMsUnpaced
  const lookSize = Math.max(20, Math.min(2_000, Math.ceil(perSecond * 2)))
  // A look finds again what the last one has found and nobody has taken yet: the fewer those are the better.
  const lookBelow = Math.min(lookSize / 4, 250)
  const deadline = performance.now() + maxMs

  const slots = createSlotQueue()
  let due: DueDelivery[] = []
  /** Whether the last look found everything there was. */
  let isAll = false
  /** Of the intents begun since the last look, and of the one under way then: a look may still find these. */
  let reached = new Set<number>()
  let ready: ReadyMessage[] = []
  let results: SendResult[] = []
  let returning: { id: number; generation: number }[] = []
  let inFlight = 0
  let writing = 0
  let resultsSince = 0
  let cycleMs = 60
  let sent = 0
  let other = 0
  let failures = 0
  let retryAt = 0
  let lookAt = 0
  let reserveAt = 0
  let isDry = false
  /** Something may have come due since the last look began. */
  let isStirred = false
  let intending: number[] = []
  /** Intents in a row that came to nothing. */
  let vain = 0
  let isOver = false
  let wasWoken = false
  let isPumping = false
  let isPumpDue = false
  const timer = createWakeTimer(() => pump())
  const busy = new Set<string>()
  let finish: (value: { sent: number; other: number }) => void
  const done = new Promise<{ sent: number; other: number }>((resolve) => {
    finish = resolve
  })

  const stir = () => {
    isDry = false
    isStirred = true
  }

  const begin = (name: string, work: () => Promise<void>) => {
    busy.add(name)
    work()
      .then(() => {
        failures = 0
      })
      .catch((error) => {
        parts.trouble.at = performance.now()
        retryAt = parts.trouble.at + Math.min(2_000, 200 * 2 ** failures++)
        log.warn({ error, step: name, lane }, 'The sender could not reach the database; it tries again')
      })
      .finally(() => {
        busy.delete(name)
        pump()
      })
  }

  const launch = (message: ReadyMessage, now: number) => {
    // The lease is as good as over (this process stood still): another may be about to send it.
    if (now - message.intendedAt > message.leaseMs - settings.requestTimeoutMs) return handBack([message])
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
        launchedAt: now,
        endedAt: performance.now(),
        isJudged: false,
        leaseMs: message.leaseMs,
      })
      if (outcome.kind === 'sent') sent++
      else other++
      pumpSoon()
    })
  }

  // Answers come in bunches: looking once after each bunch is enough, and felt at thousands a second.
  const pumpSoon = () => {
    if (isPumpDue) return
    isPumpDue = true
    setImmediate(pumpOnce)
  }
  const pumpOnce = () => {
    isPumpDue = false
    pump()
  }
  const onWire = () => ready.length + inFlight + results.length + writing

  // Surely not sent, which must be said, or it would count as a copy that may have arrived.
  const handBack = (messages: readonly ReadyMessage[]) => {
    for (const message of messages) {
      returning.push(message.row)
      message.dropped?.()
    }
  }

  const launchDue = (now: number) => {
    if (!isPaced) {
      // No more than can go at once: the rest would only wait in the client, and be more to carry along there.
      while (ready.length > 0 && inFlight < parts.atOnce) launch(ready.shift()!, now)
      return
    }
    while (ready.length > 0 && slots.take(now)) launch(ready.shift()!, now)
  }

  const lookForMore = () => {
    reached = new Set(busy.has('intend') ? intending : [])
    isStirred = false
    begin('look', async () => {
      const rows = await parts.look(lookSize)
      isAll = rows.length < lookSize
      // With more than enough for one, several senders would all reach for the same first rows.
      const inOrder = isAll || lane === 0 ? rows : spreadChats(rows, parts.owner)
      due = inOrder.filter((row) => !reached.has(row.id))
      isDry = rows.length === 0 && !isStirred
      if (due.length === 0) lookAt = performance.now() + 5
      if (!isDry) return
      // Something that rests may come due within moments: worth waiting for, rather than being woken again.
      const waitMs = await parts.nextDueMs()
      if (waitMs === null || performance.now() + waitMs > deadline) return
      lookAt = performance.now() + Math.max(waitMs, 5)
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
        handBack(ready)
        due = []
        ready = []
        reserveAt = performance.now() + 500
      }
    })
  }

  const intendSome = (count: number) => {
    const rows = due.slice(0, count)
    due = due.slice(count)
    intending = rows.map((row) => row.id)
    for (const id of intending) reached.add(id)
    begin('intend', async () => {
      const made = await parts.intend(rows)
      ready.push(...made.ready)
      // Those that stay behind may come due again within this run.
      if (made.ready.length < rows.length) stir()
      // Nothing at all: others are at the same rows, or hold them for a while.
      if (made.ready.length + made.stayed > 0) vain = 0
      else lookAt = performance.now() + 5 + Math.min(100, 5 * ++vain)
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
          stir()
        const now = performance.now()
        const mean = batch.reduce((sum, result) => sum + now - result.intendedAt, 0) / batch.length
        cycleMs += (mean - cycleMs) * 0.2
      } catch (error) {
        // Written as soon as the database is back, also after the lease: unless somebody has taken them over, what is known
        // to have arrived is not sent again. Only who is told to stop waits no longer than the lease.
        const now = performance.now()
        const isPatient = !signal.aborted && now < deadline + settings.leaseMs
        results = [...batch.filter((each) => isPatient || now - each.intendedAt < each.leaseMs), ...results]
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
      handBack(ready)
      due = []
      ready = []
    }
    launchDue(now)
    const mayWork = now >= retryAt
    const window = isPaced ? windowSize(perSecond, cycleMs, settings.maxInFlight) : settings.maxInFlight

    if (mayWork && returning.length + parts.lost.length > 0 && !busy.has('return')) {
      const rows = returning
      returning = []
      begin('return', async () => {
        try {
          await parts.release(rows)
          await parts.releaseUnconfirmed()
          stir()
        } catch (error) {
          // Tried again while the lease may last, also after the end of the run; only who is told to stop does not wait. In the
          // worst case the lease ends and others take them.
          if (!signal.aborted && performance.now() < deadline + settings.leaseMs) returning.push(...rows)
          else parts.lost.length = 0
          throw error
        }
      })
    }
    if (mayWork && !isStopping) {
      const mayLook = !busy.has('look') && (wasWoken || (now >= lookAt && !isDry))
      if (mayLook && due.length < (isAll && !wasWoken ? 1 : lookBelow)) {
        wasWoken = false
        isDry = false
        lookForMore()
      }
      const want = isPaced ? slotsWanted(now) : 0
      if (want > 0) reserveMore(want)
      if (due.length > 0 && !busy.has('intend')) {
        const room = window - onWire()
        const count = Math.min(due.length, room, isPaced ? slotsOpen(now) : room)
        const isWorth = isPaced || count >= Math.min(due.length, window / 4)
        if (count > 0 && isWorth) intendSome(count)
      }
    }
    const isQuiet = inFlight === 0 && ready.length === 0
    const isRipe = isQuiet || results.length >= window / 2 || now - resultsSince >= flushAfterMs
    if (mayWork && results.length > 0 && !busy.has('write') && isRipe) flush()

    const isIdle = due.length + onWire() + returning.length + parts.lost.length === 0 && busy.size === 0
    const nothingToCome = isStopping || (isDry && !wasWoken)
    isPumping = false
    if (isIdle && nothingToCome) end()
    else arm(now)
  }

  /** Slots to reserve now: a little ahead of need, one block at a time. */
  function slotsWanted(now: number): number {
    if (busy.has('reserve') || now < reserveAt || due.length + ready.length === 0) return 0
    if (lane === 0) return slots.size < due.length + ready.length ? 1 : 0
    const block = Math.max(1, Math.ceil((perSecond * aheadMs) / 1000))
    const held = slots.countUntil(Number.POSITIVE_INFINITY)
    return held <= block / 2 && held < due.length + ready.length ? block : 0
  }

  /** Slots for which messages should be made ready now; none until the next one is near, so that groups form. */
  function slotsOpen(now: number): number {
    const open = slots.countUntil(now + horizonMs) - ready.length
    return slots.first - now < horizonMs / 2 || ready.length === 0 ? open : 0
  }

  function arm(now: number): void {
    let at = now + 250
    if (ready.length > 0) at = sooner(at, slots.first, now)
    else if (due.length > 0) at = sooner(at, slots.first - horizonMs, now)
    if (results.length > 0) at = sooner(at, resultsSince + flushAfterMs, now)
    at = sooner(sooner(at, lookAt, now), retryAt, now)
    timer.arm(at, now)
  }

  function end(): void {
    isOver = true
    timer.stop()
    signal.removeEventListener('abort', pump)
    finish({ sent, other })
  }

  signal.addEventListener('abort', pump, { once: true })
  queueMicrotask(pump)
  return {
    done,
    wake() {
      wasWoken = true
      lookAt = 0
      pump()
    },
  }
}
