// How long an enrolment code lives, and what ends it before its time.
import { describe, expect, test } from 'vitest'
import { asksForMaker, codeExpiry, isDutyToGive } from '../../src/org/code-rules.ts'
import { duties } from './duties.ts'

const now = new Date('2026-11-16T02:00:00Z')
const later = (ms: number) => new Date(now.getTime() + ms)

test('a code can be used for fourteen days', () => {
  expect(codeExpiry(now)).toEqual(new Date('2026-11-30T02:00:00Z'))
})

describe('the duty that a code speaks of', () => {
  const held = { until: null, successor_id: null }
  const handOver = { substitutes: null, duty_ends_at: null }
  const substitute = { substitutes: 7, duty_ends_at: later(1) }

  test.each([
    ['is held: it can be handed over', handOver, held, true],
    ['ended without a successor: it can be handed over', handOver, { ...held, until: now }, true],
    ['has a successor', handOver, { ...held, successor_id: 8 }, false],
    ['is not there', handOver, undefined, false],
    ['its holder is on leave for a millisecond more', substitute, held, true],
    ['the leave ends at this instant', { ...substitute, duty_ends_at: now }, held, false],
    ['the leave is over', { ...substitute, duty_ends_at: later(-1) }, held, false],
    ['the leave has no end', { ...substitute, duty_ends_at: null }, held, false],
    ['ended during the leave', substitute, { ...held, until: later(1) }, false],
    ['was handed over during the leave', substitute, { ...held, successor_id: 8 }, false],
  ])('%s', (_what, code, duty, isToGive) => {
    expect(isDutyToGive(code, duty, now)).toBe(isToGive)
  })
})

describe('whoever made the code must still be allowed to give the duty', () => {
  test.each(duties)('%s', (duty) => {
    const strict = duty === 'administrator' || duty === 'observer'
    expect(asksForMaker({ duty, makers_account: 50 }, 60)).toBe(strict)
    expect(asksForMaker({ duty, makers_account: null }, 60)).toBe(strict)
    // With a code that was kept back nobody regains a lost duty.
    expect(asksForMaker({ duty, makers_account: 60 }, 60)).toBe(true)
  })
})
