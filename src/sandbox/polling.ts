// getUpdates: offset, limit, long polling. One poller at a time: a new one ends the previous one with 409, as
// Telegram does.
import { conflict } from './api-error.ts'
import type { Params } from './params.ts'
import type { State } from './state.ts'
import type { ApiUpdate } from './types.ts'
import type { Updates } from './updates.ts'

export interface Polling {
  /**
   * Answers a getUpdates call; waits up to `timeout` seconds for an update. `signal` fires when the caller
   * has gone.
   */
  getUpdates(params: Params, signal: AbortSignal): Promise<ApiUpdate[]>
  /** Ends a waiting poll with 409, for example because a webhook was set. */
  interrupt(reason: string): void
  close(): void
}

const MAX_WAIT_S = 50

interface Waiting {
  finish(result: ApiUpdate[] | Error): void
}

/** Polling over the queue. */
export function createPolling(state: State, updates: Updates): Polling {
  let waiting: Waiting | undefined

  const end = (result: ApiUpdate[] | Error) => {
    const ended = waiting
    waiting = undefined
    ended?.finish(result)
  }

  return {
    async getUpdates(params, signal) {
      if (state.settings.webhook) {
        throw conflict(
          "can't use getUpdates method while webhook is active; " +
            'use deleteWebhook to delete the webhook first',
        )
      }
      end(conflict('terminated by other getUpdates request; make sure that only one bot instance is running'))
      if (params.allowed_updates !== undefined) setAllowed(state, params.allowed_updates as string[])
      const limit = Math.min(100, Math.max(1, (params.limit as number | undefined) ?? 100))
      confirmUpTo(updates, (params.offset as number | undefined) ?? 0)
      const timeout = Math.min(MAX_WAIT_S, Math.max(0, (params.timeout as number | undefined) ?? 0))
      const ready = take(updates, limit)
      if (ready.length > 0 || timeout === 0) return ready
      return await new Promise<ApiUpdate[]>((resolve, reject) => {
        const finish = (result: ApiUpdate[] | Error) => {
          clearTimeout(timer)
          stopListening()
          signal.removeEventListener('abort', onGone)
          if (waiting === self) waiting = undefined
          if (result instanceof Error) reject(result)
          else resolve(result)
        }
        const onGone = () => finish([])
        const timer = setTimeout(() => finish([]), timeout * 1000)
        const stopListening = updates.onPush(() => {
          const found = take(updates, limit)
          if (found.length > 0) finish(found)
        })
        signal.addEventListener('abort', onGone)
        const self: Waiting = { finish }
        waiting = self
      })
    },
    interrupt: (reason) => end(conflict(`terminated by ${reason} request`)),
    close: () => end([]),
  }
}

/** Remembers the kinds of updates that the bot wants; an empty list means Telegram's default set. */
export function setAllowed(state: State, kinds: readonly string[]): void {
  const wanted = kinds.length > 0 ? [...new Set(kinds)] : undefined
  if (JSON.stringify(wanted) !== JSON.stringify(state.settings.allowedUpdates)) {
    state.putSettings({ allowedUpdates: wanted })
  }
}

function take(updates: Updates, limit: number): ApiUpdate[] {
  return [...updates.takeRepeats(), ...updates.pending().map((queued) => queued.update)].slice(0, limit)
}

/** Confirms every update before `offset`; a negative offset keeps only the last ones. */
function confirmUpTo(updates: Updates, offset: number): void {
  if (offset === 0) return
  const ids = updates.pending().map((queued) => queued.update.update_id)
  const confirmed =
    offset > 0 ? ids.filter((id) => id < offset) : ids.slice(0, Math.max(0, ids.length + offset))
  for (const id of confirmed) updates.confirm(id)
}
