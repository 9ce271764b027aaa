// Calls to the channel that are no messages: fresh buttons, edits, removals. They count against the same
// limits of Telegram, so they take what answers leave of the budget, and rest after a 429 like everything
// else. A call that was refused comes again; of several for one message only the latest is made.
import { setTimeout as wait } from 'node:timers/promises'
import type { Db } from '../../platform/database.ts'
import type { Log } from '../../platform/log.ts'
import type { Outcome } from '../messenger.ts'
import { type CirculationSettings, readSettings, totalPerSecond } from '../settings.ts'
import { reserveLeftover, restChats } from './pace.store.ts'
import { unpacedPerSecond } from './window.ts'

export interface PacedCalls {
  /** Makes the call in its turn; it replaces one of this key that waits. */
  add(call: PacedCall): void
  /** How many wait or are under way. */
  readonly size: number
  /** Resolves when none is left. */
  idle(): Promise<void>
  /** Gives up what waits: the process ends. */
  close(): void
}

export interface PacedCall {
  /** The message that the call is about. */
  key: string
  telegramChatId: number
  make(): Promise<Outcome>
}

/** How long the settings are used, in milliseconds. */
const settingsMs = 5_000
/** Wait before asking for slots again, and the bounds of the wait after a failure, in milliseconds. */
const pauseMs = 50
const firstBackOffMs = 500
const maxBackOffMs = 15_000
/** Wait of a call while Telegram is not reached, in milliseconds. */
const unreachedBackOffMs = 5_000
/** A call that failed so often is given up: a tap on the message brings its buttons up to date. */
const maxAttempts = 10
/** Calls at once. Without a pace, as many as the channel has connections for is enough. */
const maxAtOnce = 32

/** Makes the queue of a process. */
export function createPacedCalls(parts: {
  db: Db
  log: Log
  /** Instead of what the table says: tests. */
  settings?: Partial<CirculationSettings> | undefined
}): PacedCalls {
  const { db, log } = parts
  const waiting = new Map<string, PacedCall & { attempts: number; notBefore: number }>()
  const listeners: (() => void)[] = []
  let underWay = 0
  let isRunning = false
  let isClosed = false
  let known: { settings: CirculationSettings; at: number } | undefined

  async function settingsNow(): Promise<CirculationSettings> {
    if (known && performance.now() - known.at < settingsMs) return known.settings
    known = { settings: { ...(await readSettings(db)), ...parts.settings }, at: performance.now() }
    return known.settings
  }

  const ripe = () => {
    const now = performance.now()
    return [...waiting.values()].filter(({ notBefore }) => notBefore <= now)
  }

  /** How many calls may be made now, and how long to wait when none may. */
  async function slots(): Promise<{ count: number; waitMs: number; stepMs: number }> {
    const free = maxAtOnce - underWay
    if (free <= 0) return { count: 0, waitMs: pauseMs, stepMs: 0 }
    const perSecond = totalPerSecond(await settingsNow())
    if (perSecond >= unpacedPerSecond) return { count: free, waitMs: 0, stepMs: 0 }
    return await reserveLeftover(db, 1, perSecond)
  }

  async function run(): Promise<void> {
    while (waiting.size > 0 && !isClosed) {
      const { count, waitMs } = ripe().length === 0 ? { count: 0, waitMs: pauseMs } : await slots()
      // A later call may have taken the place of one while the slots were asked for.
      for (const call of ripe().slice(0, count)) {
        waiting.delete(call.key)
        underWay++
        void make(call).finally(() => {
          underWay--
          tell()
        })
      }
      // Timers are late rather than early: the slot has come when the wait is over.
      if (count === 0) await wait(Math.min(Math.max(waitMs, 5), 1_000))
      else if (waitMs > 0) await wait(waitMs)
    }
  }

  async function make(call: PacedCall & { attempts: number }): Promise<void> {
    const outcome = await call.make().catch(
      (error: unknown): Outcome => ({
        kind: 'unknown',
        detail: error instanceof Error ? error.name : 'not an error object',
      }),
    )
    const isRefused = outcome.kind === 'not_delivered' && outcome.reason === 'rate_limited'
    if (outcome.kind !== 'not_delivered' && outcome.kind !== 'unknown') return
    // While Telegram is not reached, nothing is wrong with the call.
    const isUnreached = outcome.kind === 'not_delivered' && outcome.reason === 'unreachable'
    const attempts = call.attempts + (isRefused || isUnreached ? 0 : 1)
    if (isClosed || attempts >= maxAttempts) return
    const askedMs = isRefused ? (outcome.retryAfterMs ?? 1_000) : 0
    if (isRefused)
      await restChats(db, [{ telegramChatId: call.telegramChatId, retryAfterMs: askedMs }]).catch(() => {})
    const backOffMs = isUnreached
      ? unreachedBackOffMs
      : Math.min(maxBackOffMs, firstBackOffMs * 2 ** attempts)
    // A later call for the same message has the newer state.
    if (waiting.has(call.key)) return
    waiting.set(call.key, {
      ...call,
      attempts,
      notBefore: performance.now() + Math.max(askedMs, isRefused ? 0 : backOffMs),
    })
    start()
  }

  function start(): void {
    if (isRunning || isClosed) return
    isRunning = true
    run()
      .catch(async (error: unknown) => {
        log.warn({ error }, 'Changes of messages wait: the database could not be asked for the pace')
        await wait(firstBackOffMs)
      })
      .finally(() => {
        isRunning = false
        if (waiting.size > 0) start()
        tell()
      })
  }

  function tell(): void {
    for (const listener of listeners.splice(0)) listener()
  }

  return {
    add(call) {
      if (isClosed) return
      waiting.set(call.key, { ...call, attempts: 0, notBefore: 0 })
      start()
    },
    get size() {
      return waiting.size + underWay
    },
    async idle() {
      while (waiting.size + underWay > 0 && !isClosed)
        await new Promise<void>((resolve) => listeners.push(resolve))
    },
    close() {
      isClosed = true
      waiting.clear()
      tell()
    },
  }
}

/** Waits for a slot of bulk, for work that goes message by message. False when `signal` fires first. */
export async function waitForSlot(
  db: Db,
  settings: CirculationSettings,
  signal: AbortSignal,
): Promise<boolean> {
  const perSecond = Math.min(settings.bulkPerSecond, totalPerSecond(settings))
  if (perSecond >= unpacedPerSecond) return !signal.aborted
  while (!signal.aborted) {
    const { count, waitMs } = await reserveLeftover(db, 1, perSecond)
    await wait(Math.max(count === 0 ? 5 : 0, waitMs), undefined, { signal }).catch(() => {})
    if (count > 0) return !signal.aborted
  }
  return false
}
