// How long all sending rests while Telegram is not reached.
import { expect, test } from 'vitest'
import { createReachJudge } from '../../../src/circulation/sending/reach-judge.ts'

const none = (count: number) => Array<boolean>(count).fill(false)

test('one or two messages that did not arrive are no outage', () => {
  const judge = createReachJudge()
  expect(judge.note(none(2), 0)).toBeNull()
  expect(judge.note([true], 10)).toBeNull()
  expect(judge.note(none(2), 20)).toBeNull()
  expect(judge.note([], 30)).toBeNull()
})

test('three in a row rest, then twice as long, at most ten seconds; the first that arrives ends it', () => {
  const judge = createReachJudge()
  const rests: (number | 'back' | null)[] = []
  let now = 0
  for (let i = 0; i < 6; i++) {
    const rest = judge.note(none(3), now)
    rests.push(rest)
    now += typeof rest === 'number' ? rest : 0
  }
  expect(rests).toEqual([1_000, 2_000, 4_000, 8_000, 10_000, 10_000])
  expect(judge.note([false, true], now)).toBe('back')
  expect(judge.note([true], now)).toBeNull()
  expect(judge.note(none(3), now)).toBe(1_000)
})

test('what was on its way when the rest began makes it no longer', () => {
  const judge = createReachJudge()
  expect(judge.note(none(20), 0)).toBe(1_000)
  for (let i = 0; i < 20; i++) expect(judge.note(none(1), 500)).toBeNull()
  expect(judge.note(none(1), 1_000)).toBe(2_000)
})
