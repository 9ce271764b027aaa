// Whose limit a 429 is: judged on what the other messages meet.
import { describe, expect, test } from 'vitest'
import { createRateLimitJudge, type Exchange } from '../../../src/circulation/sending/rate-limit-judge.ts'
import { random } from '../../faults/harness.ts'

const answerMs = 50

/** The pace changes this long after the judgement: slots until then are reserved already. */
const lagMs = 250

/**
 * Sends one message after the other at `perSecond`, and at half of that once the bot is meant. Returns the
 * messages whose response made the judge say so.
 */
function play(
  perSecond: number,
  count: number,
  isRefused: (i: number, perSecondNow: number) => boolean,
): number[] {
  const judge = createRateLimitJudge(perSecond)
  const rests: number[] = []
  const flying: Exchange[] = []
  let at = 1_000
  let rate = perSecond
  let next = { at: 0, rate: perSecond }
  const answer = (until: number) => {
    while (flying[0] && flying[0].endedAt <= until) {
      const exchange = flying.shift()!
      if (!judge.note([exchange])) continue
      rests.push(exchange.telegramChatId)
      next = { at: exchange.endedAt + lagMs, rate: perSecond / 2 }
    }
  }
  for (let i = 0; i < count; i++) {
    answer(at)
    if (at >= next.at) rate = next.rate
    flying.push({
      telegramChatId: i,
      launchedAt: at,
      endedAt: at + answerMs,
      isRefused: isRefused(i, rate),
    })
    at += 1_000 / rate
  }
  answer(Number.POSITIVE_INFINITY)
  return rests
}

describe('a 429 is', () => {
  test('of one chat: nothing else changes', () => {
    expect(play(25, 500, (i) => i === 100)).toEqual([])
  })

  test('of many chats: the lane does not rest, save by rare chance', () => {
    // Three of ten in any order.
    for (let seed = 1; seed <= 50; seed++) {
      const chance = random(seed)
      const rests = play(25, 600, () => chance() < 0.3)
      expect(rests.length, `seed ${seed}`).toBeLessThanOrEqual(1)
    }
  })

  test.each([1, 5, 25, 1_000])('of the whole bot at %i a second: the lane rests after a few', (perSecond) => {
    const rests = play(perSecond, 300, (i) => i >= 50)
    // Eight in a row, and what was on the wire before the first answer.
    expect(rests[0]).toBeLessThanOrEqual(50 + 8 + Math.ceil((perSecond * answerMs) / 1_000))
  })

  test('of the whole bot from the first message on', () => {
    // The first, what was on the wire when it was heard of, and seven more.
    expect(play(25, 10, () => true)).toHaveLength(1)
  })

  test('of chats as long as others get through', () => {
    // A limit of 15 a second refuses four of ten at 25, nothing at 12.5.
    expect(play(25, 400, (i, rate) => rate > 15 && i % 5 < 2)).toEqual([])
  })

  test('of few chats among very many: never a rest', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const chance = random(seed)
      expect(
        play(1_000, 20_000, () => chance() < 0.03),
        `seed ${seed}`,
      ).toEqual([])
    }
  })

  test('the same chat refused again and again: no more than one chat', () => {
    const judge = createRateLimitJudge(25)
    for (let i = 0; i < 100; i++) {
      const launchedAt = 100 + i * 100
      const refusal = { telegramChatId: 5, launchedAt, endedAt: launchedAt + 50, isRefused: true }
      expect(judge.note([refusal])).toBe(false)
    }
  })

  test('heard of in one batch with others after it: a rest stays a rest', () => {
    for (const count of [8, 9, 12, 15]) {
      const exchanges = Array.from({ length: count }, (_, i) => ({
        telegramChatId: i,
        launchedAt: 100 + i * 10,
        endedAt: 105 + i * 10,
        isRefused: true,
      }))
      expect(createRateLimitJudge(1_000).note(exchanges)).toBe(true)
    }
  })

  test('what was on the wire before says nothing: late successes do not hide that all is refused', () => {
    const judge = createRateLimitJudge(1_000)
    const exchange = (i: number, launchedAt: number, endedAt: number, isRefused: boolean) => ({
      telegramChatId: i,
      launchedAt,
      endedAt,
      isRefused,
    })
    const judged: boolean[] = []
    for (let i = 0; i < 20; i++) {
      judged.push(judge.note([exchange(i, 201 + i, 300 + i, true)]))
      judged.push(judge.note([exchange(100 + i, 50 + i, 300 + i, false)]))
    }
    for (let i = 20; i < 40; i++) judged.push(judge.note([exchange(i, 301 + i, 400 + i, true)]))
    expect(judged).toContain(true)
  })
})
