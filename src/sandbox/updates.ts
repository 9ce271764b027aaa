// The queue of updates for the bot: numbering, the kinds that the bot wants, expiry by the sandbox's clock,
// repeats. Polling and the webhook sender take from it; neither decides what is in it.
import type { Clock } from '../platform/clock.ts'
import type { State } from './state.ts'
import type { ApiUpdate, QueuedUpdate, UpdateBody } from './types.ts'

/** Lifetime of an update that waits for the bot, in milliseconds. */
export const MESSAGE_KEPT_MS = 24 * 3_600_000
export const CALLBACK_KEPT_MS = 150_000
const REMEMBERED = 1000
const ON_REQUEST_ONLY = new Set(['chat_member', 'message_reaction', 'message_reaction_count'])

export interface Updates {
  /** Queues an update, unless the bot does not want its kind. Returns its number, or undefined. */
  push(body: UpdateBody | Record<string, object>): number | undefined
  /** Waiting updates in order, expired ones dropped. */
  pending(): QueuedUpdate[]
  /** Confirms that the bot has the update; it will not be delivered again, except by `repeat`. */
  confirm(updateId: number): void
  /** Drops all waiting updates. */
  clear(): void
  /** Updates that the bot already has, newest last. */
  recent(count: number): ApiUpdate[]
  /** Sends updates once more with their old numbers. */
  repeat(updates: readonly ApiUpdate[]): void
  /** Takes what `repeat` left; each only once. */
  takeRepeats(): ApiUpdate[]
  /** Calls `listener` whenever an update arrives. Returns the function that removes it. */
  onPush(listener: () => void): () => void
}

/** A queue over `state`. */
export function createUpdates(state: State, clock: Clock): Updates {
  const listeners = new Set<() => void>()
  const had: ApiUpdate[] = []
  let repeats: ApiUpdate[] = []
  const notify = () => {
    for (const listener of listeners) listener()
  }
  const remember = (update: ApiUpdate) => {
    had.push(update)
    if (had.length > REMEMBERED) had.shift()
  }
  return {
    push(body) {
      const kind = Object.keys(body)[0]!
      const allowed = state.settings.allowedUpdates
      if (allowed ? !allowed.includes(kind) : ON_REQUEST_ONLY.has(kind)) return undefined
      const update: ApiUpdate = { update_id: state.nextUpdateId(), ...body }
      state.putUpdate({ update, atMs: clock.now().getTime() })
      notify()
      return update.update_id
    },
    pending() {
      const now = clock.now().getTime()
      const alive: QueuedUpdate[] = []
      const expired: number[] = []
      for (const queued of state.queue.values()) {
        const kept = queued.update.callback_query ? CALLBACK_KEPT_MS : MESSAGE_KEPT_MS
        if (now - queued.atMs > kept) expired.push(queued.update.update_id)
        else alive.push(queued)
      }
      for (const id of expired) state.dropUpdate(id)
      return alive
    },
    confirm(updateId) {
      const queued = state.queue.get(updateId)
      if (!queued) return
      remember(queued.update)
      state.dropUpdate(updateId)
    },
    clear() {
      for (const id of Array.from(state.queue.keys())) state.dropUpdate(id)
    },
    recent: (count) => had.slice(-count),
    repeat(updates) {
      repeats.push(...updates)
      notify()
    },
    takeRepeats() {
      const taken = repeats
      repeats = []
      return taken
    },
    onPush(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
