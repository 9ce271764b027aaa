// Handles stored updates: every one exactly once, those of one chat in the order they came, several chats at
// a time, in as many processes as run. Taps on "Đã nhận" are committed many at a time; everything else one
// transaction each. What one update means is left to the features, taps of acknowledgement to
// handle-acknowledgements.ts.
import timers from 'node:timers/promises'
import type { Composer } from 'grammy'
import type { BotDeps } from '../bot-deps.ts'
import type { BotContext } from '../context.ts'
import { createAfterCommit } from './after-commit.ts'
import { handleAcknowledgements } from './handle-acknowledgements.ts'
import { createSingleHandler } from './handle-one.ts'
import { openUpdates } from './update.store.ts'

export interface UpdateHandler {
  /** Handles what is stored and what comes, until the signal fires; then finishes what it began. */
  handleStoredUpdates: (signal: AbortSignal) => Promise<void>
  /** Handles everything that is open now, with its answers to taps. Returns how many updates were handled. */
  handleOpenUpdates: () => Promise<number>
  /** Says that updates were stored. */
  kick: () => void
}

/** How many updates of different chats are handled at once; each takes a connection of the pool. */
const atOnce = 8
/** How long changes of messages may go on when the process ends, in milliseconds. */
const maxEndingMs = 3_000
/** How many updates of strangers are handled between two looks: an officer's update waits for no more. */
const maxStrangers = atOnce
/**
 * How long to wait for a kick before looking again: other processes store updates too, and failed ones come
 * back.
 */
const idleMs = 1_000

export function createUpdateHandler(deps: BotDeps, features: Composer<BotContext>): UpdateHandler {
  const afterCommit = createAfterCommit(deps)
  const single = createSingleHandler(deps, features, afterCommit)
  let kicked = false
  let onKick = () => {}

  /** One look at what is open besides taps of acknowledgement. Returns how many were handled. */
  async function handleOthers(signal?: AbortSignal): Promise<number> {
    let handled = 0
    await single.releaseStarts()
    const open = await openUpdates(deps.db, deps.me.id, deps.clock.now(), atOnce * 8)
    // One of the suspects ended a process. Which one shows when each is handled alone.
    const suspects = open.filter(({ starts }) => starts > 0)
    const fresh = open.filter(({ starts }) => starts === 0)
    const strangers = fresh.filter(({ isStranger }) => isStranger).slice(0, maxStrangers)
    const inTurn = [...fresh.filter(({ isStranger }) => !isStranger), ...strangers]
    let next = 0
    const worker = async () => {
      while (next < inTurn.length && !signal?.aborted) {
        const update = inTurn[next++]!
        if (await single.handle(update)) handled++
      }
    }
    await Promise.all(Array.from({ length: Math.min(atOnce, inTurn.length) }, worker))
    for (const update of suspects) if (!signal?.aborted && (await single.handle(update))) handled++
    return handled
  }

  /**
   * One look at everything that is open; whoever asks something does not wait for a storm of taps to pass.
   */
  async function pass(signal?: AbortSignal): Promise<number> {
    let isTapping = true
    const taps = handleAcknowledgements(deps, afterCommit).finally(() => {
      isTapping = false
    })
    const others = (async () => {
      let total = 0
      let handled: number
      do {
        handled = await handleOthers(signal)
        total += handled
      } while (handled > 0 && isTapping)
      return total
    })()
    const [tapped, answered] = await Promise.all([taps, others])
    return tapped + answered
  }

  function idle(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer)
        signal.removeEventListener('abort', done)
        onKick = () => {}
        resolve()
      }
      const timer = setTimeout(done, idleMs)
      signal.addEventListener('abort', done, { once: true })
      onKick = done
      if (kicked || signal.aborted) done()
    })
  }

  return {
    async handleStoredUpdates(signal) {
      while (!signal.aborted) {
        kicked = false
        try {
          if ((await pass(signal)) > 0) {
            await afterCommit.room()
            continue
          }
        } catch (error) {
          deps.log.error({ error }, 'Handling stored updates failed; trying again')
        }
        await idle(signal)
      }
      await single.readingsDone()
      // Answers to taps are made; changes of messages may be too many to wait for.
      await Promise.race([afterCommit.idle(), timers.setTimeout(maxEndingMs)])
      afterCommit.close()
    },
    async handleOpenUpdates() {
      let total = 0
      for (let handled = -1; handled !== 0; total += handled) {
        handled = await pass()
        if (handled > 0 || single.readingCount === 0) continue
        handled = single.readingCount
        await single.readingsDone()
      }
      await afterCommit.idle()
      return total
    },
    kick() {
      kicked = true
      onKick()
    },
  }
}
