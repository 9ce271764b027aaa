// Telegram's limits on sending, as token buckets: overall, per chat, per group and minute. Each bucket is
// kept as one number, the time at which it would be full again, so that 300,000 chats cost next to nothing.
import { tooManyRequests } from './api-error.ts'

export interface SandboxLimits {
  /** False: no message is refused. */
  enforce: boolean
  overallPerSecond: number
  overallBurst: number
  perChatPerSecond: number
  perChatBurst: number
  groupPerMinute: number
  /** Monotonic milliseconds; real time unless a test replaces it. */
  monotonicMs: () => number
}

/** Generous limits: a person who tries the product never meets them, a bot in an endless loop does. */
export const COMFORTABLE_LIMITS: SandboxLimits = {
  enforce: true,
  overallPerSecond: 1000,
  overallBurst: 1000,
  perChatPerSecond: 10,
  perChatBurst: 40,
  groupPerMinute: 240,
  monotonicMs: () => performance.now(),
}

/** What Telegram is known to allow without paid broadcasts. */
export const STRICT_LIMITS: SandboxLimits = {
  enforce: true,
  overallPerSecond: 30,
  overallBurst: 30,
  perChatPerSecond: 1,
  perChatBurst: 3,
  groupPerMinute: 20,
  monotonicMs: () => performance.now(),
}

export interface Limiter {
  /**
   * Counts one message to `chatId`. @throws ApiError 429 with retry_after in whole seconds; then nothing is
   * counted.
   */
  take(chatId: number, isGroup: boolean): void
  readonly refused: number
}

/** Buckets with the given limits; absent values are the comfortable ones. */
export function createLimiter(given: Partial<SandboxLimits> = {}): Limiter {
  const limits = { ...COMFORTABLE_LIMITS, ...given }
  const overallStep = 1000 / limits.overallPerSecond
  const chatStep = 1000 / limits.perChatPerSecond
  const groupStep = 60_000 / limits.groupPerMinute
  const chats = new Map<number, number>()
  const groups = new Map<number, number>()
  let overallFull = 0
  let refused = 0

  /** Milliseconds until a bucket that is full again at `full` has a token. */
  const wait = (full: number, step: number, burst: number, now: number) => full - now - (burst - 1) * step

  return {
    get refused() {
      return refused
    },
    take(chatId, isGroup) {
      if (!limits.enforce) return
      const now = limits.monotonicMs()
      const overall = Math.max(overallFull, now)
      const chat = Math.max(chats.get(chatId) ?? 0, now)
      const group = isGroup ? Math.max(groups.get(chatId) ?? 0, now) : now
      const longest = Math.max(
        wait(overall, overallStep, limits.overallBurst, now),
        wait(chat, chatStep, limits.perChatBurst, now),
        isGroup ? wait(group, groupStep, limits.groupPerMinute, now) : 0,
      )
      if (longest > 1e-6) {
        refused++
        throw tooManyRequests(Math.max(1, Math.ceil(longest / 1000)))
      }
      overallFull = overall + overallStep
      chats.set(chatId, chat + chatStep)
      if (isGroup) groups.set(chatId, group + groupStep)
    },
  }
}
