// Long polling: fetches updates and hands them on to be stored. The next call, which tells Telegram that they
// may be forgotten, is made only after they were committed.
import { setTimeout as wait } from 'node:timers/promises'
import type { Log } from '../../platform/log.ts'
import type { OutageLog } from '../../platform/outage-log.ts'
import { type BotApi, BotApiError } from '../channel/bot-api.ts'
import { allowedUpdates } from '../channel/set-up.ts'

export interface PollingParts {
  api: BotApi
  /** Stores; resolves after the commit. */
  receive: (updates: readonly unknown[]) => Promise<void>
  log: Log
  /** Hears when Telegram is not reached; without it the log is told here. */
  outage?: OutageLog | undefined
  /** How long Telegram holds an empty answer; 30 s unless told. */
  holdSeconds?: number
}

/**
 * Polls until the signal fires. Trouble on the way is waited out, 1 s at first, at most 30 s, and said once.
 * @throws BotApiError 401: the token is wrong or was taken back; nothing helps but a person.
 */
export async function pollUpdates(parts: PollingParts, signal: AbortSignal): Promise<void> {
  const { api, receive, log, outage, holdSeconds = 30 } = parts
  let offset: number | undefined
  let failures = 0
  let isTold = false
  let isFetching = false
  while (!signal.aborted) {
    try {
      isFetching = true
      const updates = await api.call<unknown[]>(
        'getUpdates',
        { offset, limit: 100, timeout: holdSeconds, allowed_updates: allowedUpdates },
        { signal, timeoutMs: (holdSeconds + 15) * 1_000 },
      )
      isFetching = false
      outage?.worked('updates')
      if (isTold) log.info({ failures }, 'Fetching updates works again')
      failures = 0
      isTold = false
      if (!Array.isArray(updates) || updates.length === 0) continue
      await receive(updates)
      offset = nextOffset(updates, offset)
    } catch (error) {
      if (signal.aborted) return
      if (error instanceof BotApiError && error.status === 401) {
        log.fatal(
          'Telegram does not know this token (401): stopping. Put the right BOT_TOKEN and start again.',
        )
        throw error
      }
      failures++
      const waitMs = backOffMs(error, failures)
      // What Telegram answered, or a fault of the database, is another matter than an outage of the network.
      if (outage && isFetching && !(error instanceof BotApiError)) outage.failed('updates', error)
      else if (failures === 1 || failures % 20 === 0) {
        isTold = true
        log.warn({ error, failures, waitMs }, reason(error))
      }
      await wait(waitMs, undefined, { signal }).catch(() => {})
    }
  }
}

function reason(error: unknown): string {
  if (error instanceof BotApiError && error.status === 409)
    return 'Another process fetches updates of this bot, or a webhook is set (409); trying again'
  return 'Fetching updates failed; trying again'
}

function backOffMs(error: unknown, failures: number): number {
  const asked = error instanceof BotApiError ? (error.retryAfterMs ?? 0) : 0
  return Math.max(asked, Math.min(30_000, 1_000 * 2 ** Math.min(failures - 1, 5)))
}

/** One more than the highest number; numbers of things that are no updates do not count. */
function nextOffset(updates: unknown[], before: number | undefined): number | undefined {
  const numbers = updates.flatMap((update) => {
    const id =
      typeof update === 'object' && update !== null ? (update as { update_id?: unknown }).update_id : null
    return Number.isSafeInteger(id) ? [id as number] : []
  })
  return numbers.length === 0 ? before : Math.max(...numbers) + 1
}
