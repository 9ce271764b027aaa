// The token buckets, with a time of their own.
import { describe, expect, test } from 'vitest'
import type { ApiError } from '../../src/sandbox/api-error.ts'
import { createLimiter, STRICT_LIMITS } from '../../src/sandbox/limits.ts'

function strict(overrides = {}) {
  const time = { ms: 0 }
  const limiter = createLimiter({ ...STRICT_LIMITS, ...overrides, monotonicMs: () => time.ms })
  const tryTake = (chatId: number, isGroup = false): number | 'sent' => {
    try {
      limiter.take(chatId, isGroup)
      return 'sent'
    } catch (error) {
      return (error as ApiError).parameters!.retry_after!
    }
  }
  return { time, limiter, tryTake }
}

describe('limits', () => {
  test('per chat: a small burst, then one a second', () => {
    const { time, tryTake } = strict()
    expect([tryTake(1), tryTake(1), tryTake(1), tryTake(1)]).toEqual(['sent', 'sent', 'sent', 1])
    time.ms = 1000
    expect([tryTake(1), tryTake(1)]).toEqual(['sent', 1])
    expect(tryTake(2)).toBe('sent')
  })

  test('overall: 30 a second over all chats', () => {
    const { time, tryTake } = strict()
    const sent = () =>
      Array.from({ length: 1000 }, (_, at) => tryTake(at + time.ms * 10_000)).filter((r) => r === 'sent')
    expect(sent()).toHaveLength(30)
    time.ms = 1000
    expect(sent()).toHaveLength(30)
    time.ms = 1500
    expect(sent()).toHaveLength(15)
  })

  test('groups: 20 a minute', () => {
    const { time, tryTake, limiter } = strict({ perChatPerSecond: 100, perChatBurst: 100 })
    const results = Array.from({ length: 21 }, () => tryTake(-5, true))
    expect(results.slice(0, 20)).toEqual(Array(20).fill('sent'))
    expect(results[20]).toBe(3)
    time.ms = 3000
    expect(tryTake(-5, true)).toBe('sent')
    expect(limiter.refused).toBe(1)
  })

  test('not enforced: everything passes', () => {
    const { tryTake } = strict({ enforce: false })
    expect(Array.from({ length: 100 }, () => tryTake(1))).toEqual(Array(100).fill('sent'))
  })

  test('a refusal has the shape of Telegram', () => {
    const { limiter } = strict({ perChatBurst: 1 })
    limiter.take(1, false)
    expect(() => limiter.take(1, false)).toThrow('Too Many Requests: retry after 1')
  })
})
