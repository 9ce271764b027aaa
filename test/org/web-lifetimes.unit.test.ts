// How long links to the page and sessions live, to the millisecond.
import { describe, expect, test } from 'vitest'
import {
  isLinkUsable,
  isSessionOpen,
  linkExpiry,
  linksCountAfter,
  mayHaveLink,
  sessionExpiry,
} from '../../src/org/web-lifetimes.ts'

const now = new Date('2026-11-16T02:00:00Z')
const later = (ms: number) => new Date(now.getTime() + ms)
const minutes = (n: number) => n * 60_000

describe('a link', () => {
  const link = { used_at: null, expires_at: linkExpiry(now) }

  test.each([
    ['at once', 0, true],
    ['a millisecond before five minutes', minutes(5) - 1, true],
    ['after five minutes', minutes(5), false],
    ['a millisecond later', minutes(5) + 1, false],
  ])('%s', (_what, ms, works) => {
    expect(isLinkUsable(link, later(ms))).toBe(works)
  })

  test('works once', () => {
    expect(isLinkUsable({ ...link, used_at: now }, later(1))).toBe(false)
  })

  test('is given five times within an hour', () => {
    expect([0, 4, 5, 6].map(mayHaveLink)).toEqual([true, true, false, false])
    expect(linksCountAfter(now)).toEqual(later(-minutes(60)))
  })
})

describe('a session', () => {
  const session = { ended_at: null, expires_at: sessionExpiry(now) }

  test.each([
    ['at once', 0, true],
    ['a millisecond before twelve hours', minutes(720) - 1, true],
    ['after twelve hours', minutes(720), false],
    ['a millisecond later', minutes(720) + 1, false],
  ])('%s', (_what, ms, open) => {
    expect(isSessionOpen(session, later(ms))).toBe(open)
  })

  test('is over once it was ended', () => {
    expect(isSessionOpen({ ...session, ended_at: now }, later(1))).toBe(false)
  })
})
