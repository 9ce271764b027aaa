// Buttons: never over 64 bytes, always read back, never thrown by what others send.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { callbackActions, decodeCallback, encodeCallback } from '../../src/telegram/callback-codec.ts'
import { check } from '../support/property.ts'

const anyId = fc.oneof(fc.maxSafeNat(), fc.constantFrom(0, 1, 35, 36, Number.MAX_SAFE_INTEGER))
const anyCallback = fc.record({
  action: fc.constantFrom(...callbackActions),
  id: anyId,
  extra: fc.array(anyId, { maxLength: 3 }),
})

test('any button fits into 64 bytes of plain characters', () => {
  check(anyCallback, (callback) => {
    const data = encodeCallback(callback)
    expect(Buffer.byteLength(data)).toBeLessThanOrEqual(64)
    expect(data).toMatch(/^[a-z0-9.]+$/)
  })
})

test('the longest button fits', () => {
  const most = Number.MAX_SAFE_INTEGER
  const data = encodeCallback({ action: callbackActions.at(-1)!, id: most, extra: [most, most, most] })
  expect(Buffer.byteLength(data)).toBeLessThanOrEqual(64)
})

test('any button is read back', () => {
  check(anyCallback, (callback) => {
    expect(decodeCallback(encodeCallback(callback))).toEqual(callback)
  })
})

test('no text makes the reader throw', () => {
  check(fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^t[0-9a-z.]{0,70}$/)), (text) => {
    const read = decodeCallback(text)
    if (read !== null && !('stale' in read)) expect(encodeCallback(read)).toBe(text)
  })
})

describe('old and foreign buttons', () => {
  test('of another version, or with an action unknown here, are stale', () => {
    expect(decodeCallback(encodeCallback({ action: 'acknowledge', id: 7, version: 2 }))).toEqual({
      stale: true,
    })
    expect(decodeCallback('t1.zz.7')).toEqual({ stale: true })
  })

  test.each(['', 'hello', 't', 't1..7', 't1.0.07', 'T1.0.7', 'ack:17', 't1.0.7.1.2.3.4'])(
    '%j is not ours',
    (data) => {
      expect(decodeCallback(data)).toBeNull()
    },
  )
})

test('names, negative ids and too many extras are refused', () => {
  expect(() => encodeCallback({ action: 'open', id: -1 })).toThrow(RangeError)
  expect(() => encodeCallback({ action: 'open', id: 0.5 })).toThrow(RangeError)
  expect(() => encodeCallback({ action: 'open', id: 2 ** 53 })).toThrow(RangeError)
  expect(() => encodeCallback({ action: 'open', id: 1, extra: [1, 2, 3, 4] })).toThrow(RangeError)
})

test('codes of actions in use never change', () => {
  expect(callbackActions.indexOf('acknowledge')).toBe(0)
  expect(callbackActions.indexOf('start_report')).toBe(1)
  expect(new Set(callbackActions).size).toBe(callbackActions.length)
})
