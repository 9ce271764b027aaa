// Whose limit a 429 is: judged on what the other messages meet.
import { describe, expect, test } from 'vitest'
import {
  createRateLimitJudge,
  type Exchange,
  type RateLimitVerdict,
} from '../../../src/circulation/sending/rate-limit-judge.ts'
import { random } from '../../faults/harness.ts'

const answerMs = 50

/** The pace changes so long after the verdict: slots ahead of it are reserved already. */
const lagMs = 250

/** Sends one message after the other at `perSecond`, halved once it is slowed down; returns the verdicts in turn. */
function play(
  perSecond: number,
  count: number,
  isRefused: (i: number, perSecondNow: number) => boolean,
): { verdict: RateLimitVerdict; i: number }[] {
  const judge = createRateLimitJudge(perSecond)
  const verdicts: { verdict: RateLimitVerdict; i: number }[] = []
  const flying: Exchange[] = []
  let at = 1_000
  let rate = perSecond
  let next = { at: 0, rate: perSecond }
  const answer = (until: number) => {
    while (flying[0] && flying[0].endedAt <= until) {
      const event = flying.shift()!
      const verdict = judge.note([event])
      if (!verdict) continue
      verdicts.push({ verdict, i: event.telegramChatId })
      next = { at: event.endedAt + lagMs, rate: verdict === 'restore' ? perSecond : perSecond / 2 }
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
  return verdicts
}

const kinds = (verdicts: { verdict: RateLimitVerdict }[]) => verdicts.map(({ verdict }) => verdict)

describe('a 429 is', () => {
  test('of one chat: nothing else changes', () => {
    expect(play(25, 500, (i) => i === 100)).toEqual([])
  })

  test('of many chats: a short trial at half the pace changes nothing, and the pace comes back', () => {
    // Three of ten in any order: the trial may be misled now and then, the lane never rests.
    for (let seed = 1; seed <= 50; seed++) {
      const chance = random(seed)
      const verdicts = play(25, 600, () => chance() < 0.3)
      expect(kinds(verdicts).slice(0, 1)).toEqual(['slow'])
      expect(kinds(verdicts)).toContain('restore')
      expect(kinds(verdicts).filter((kind) => kind === 'rest').length, `seed ${seed}`).toBeLessThanOrEqual(1)
    }
  })

  test.each([1, 5, 25, 1_000])('of the whole bot at %i a second: the lane rests after a few', (perSecond) => {
    const verdicts = play(perSecond, 300, (i) => i >= 50)
    const first = verdicts.find(({ verdict }) => verdict === 'rest')
    // Eight in a row, and what was on the wire before the first answer.
    expect(first?.i).toBeLessThanOrEqual(50 + 8 + Math.ceil((perSecond * answerMs) / 1_000))
  })

  test('of the whole bot from the first message on', () => {
    // The first, what was on the wire when it was heard of, and seven more.
    expect(kinds(play(25, 10, () => true))).toEqual(['rest'])
  })

  test('a matter of pace: slower it goes through, and stays slower', () => {
    // A limit of 15 a second refuses four of ten at 25, nothing at 12.5.
    const verdicts = play(25, 400, (i, rate) => rate > 15 && i % 5 < 2)
    expect(kinds(verdicts)).toEqual(['slow'])
  })

  test('of few chats among very many: at most one short trial, at the beginning, and never a rest', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const chance = random(seed)
      const verdicts = play(1_000, 20_000, () => chance() < 0.03)
      expect(kinds(verdicts), `seed ${seed}`).not.toContain('rest')
      const slowed = verdicts.filter(({ verdict }) => verdict === 'slow')
      expect(slowed.every(({ i }) => i < 200) && slowed.length <= 1, `seed ${seed}`).toBe(true)
    }
  })

  test('heard of in one batch with others after it: a rest stays a rest', () => {
    for (const count of [8, 9, 12, 15]) {
      const events = Array.from({ length: count }, (_, i) => ({
        telegramChatId: i,
        launchedAt: 100 + i * 10,
        endedAt: 105 + i * 10,
        isRefused: true,
      }))
      expect(createRateLimitJudge(1_000).note(events)).toBe('rest')
    }
  })

  test('what was on the wire before says nothing: late successes do not hide that all is refused', () => {
    const judge = createRateLimitJudge(1_000)
    const event = (i: number, launchedAt: number, endedAt: number, isRefused: boolean) => ({
      telegramChatId: i,
      launchedAt,
      endedAt,
      isRefused,
    })
    const verdicts: (RateLimitVerdict | null)[] = []
    for (let i = 0; i < 20; i++) {
      verdicts.push(judge.note([event(i, 201 + i, 300 + i, true)]))
      verdicts.push(judge.note([event(100 + i, 50 + i, 300 + i, false)]))
    }
    for (let i = 20; i < 40; i++) verdicts.push(judge.note([event(i, 301 + i, 400 + i, true)]))
    expect(verdicts).toContain('rest')
  })
})
