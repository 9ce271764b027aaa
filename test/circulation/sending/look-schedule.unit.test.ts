// When a run looks again, and when it has nothing more to wait for.
import { describe, expect, test } from 'vitest'
import { LookSchedule } from '../../../src/circulation/sending/look-schedule.ts'

describe('after a look', () => {
  test('that found something to do, the next may follow at once', () => {
    const looks = new LookSchedule()
    expect(looks.isDue(0)).toBe(true)
    looks.start()
    looks.finish(10, 10, 100)
    expect([looks.isDue(100), looks.isExhausted]).toEqual([true, false])
  })

  test('whose rows were all taken meanwhile, there is a short pause', () => {
    const looks = new LookSchedule()
    looks.start()
    looks.finish(10, 0, 100)
    expect([looks.isDue(104), looks.isDue(105), looks.isExhausted]).toEqual([false, true, false])
  })

  test('that found nothing, the run may end', () => {
    const looks = new LookSchedule()
    looks.start()
    looks.finish(0, 0, 100)
    expect([looks.isDue(1_000), looks.isExhausted]).toEqual([false, true])
  })

  test('that found nothing, something that comes due soon is waited for', () => {
    const looks = new LookSchedule()
    looks.start()
    looks.finish(0, 0, 100)
    looks.waitFor(1_000, 100)
    expect([looks.isExhausted, looks.isDue(1_099), looks.isDue(1_100)]).toEqual([false, false, true])
    looks.waitFor(0, 200)
    expect([looks.isDue(204), looks.isDue(205)]).toEqual([false, true])
  })
})

describe('messages that may come due again', () => {
  test('keep the run going, also when it was at its end', () => {
    const looks = new LookSchedule()
    looks.start()
    looks.finish(0, 0, 100)
    looks.expectReturn()
    expect([looks.isExhausted, looks.isDue(200)]).toEqual([false, true])
  })

  test('during a look that does not find them yet: there is another', () => {
    const looks = new LookSchedule()
    looks.start()
    looks.expectReturn()
    looks.finish(0, 0, 100)
    expect([looks.isExhausted, looks.isDue(105)]).toEqual([false, true])
    looks.start()
    looks.finish(0, 0, 110)
    expect(looks.isExhausted).toBe(true)
  })
})

describe('waking', () => {
  test('brings a look at once, whatever pause there is, and only one', () => {
    const looks = new LookSchedule()
    looks.start()
    looks.finish(0, 0, 100)
    looks.wake()
    expect([looks.isWoken, looks.isDue(100), looks.isExhausted]).toEqual([true, true, false])
    looks.start()
    looks.finish(0, 0, 110)
    expect([looks.isWoken, looks.isExhausted]).toEqual([false, true])
  })

  test('during a look that does not find the new message: there is another', () => {
    const looks = new LookSchedule()
    looks.start()
    looks.wake()
    looks.finish(0, 0, 100)
    expect([looks.isExhausted, looks.isDue(100)]).toEqual([false, true])
  })
})

test('while other senders take everything, the pauses grow up to a tenth of a second', () => {
  const looks = new LookSchedule()
  const pauses: number[] = []
  for (let i = 0; i < 30; i++) {
    looks.noteIntent(true, 1_000)
    pauses.push(looks.at - 1_000)
  }
  expect(pauses.slice(0, 3)).toEqual([10, 15, 20])
  expect(pauses.at(-1)).toBe(105)
  looks.noteIntent(false, 1_000)
  looks.noteIntent(true, 1_000)
  expect(looks.at).toBe(1_010)
})
