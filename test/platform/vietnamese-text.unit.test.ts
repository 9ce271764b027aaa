// Comparing and searching Vietnamese text.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  normaliseText,
  normaliseWithPlaces,
  sameWords,
  searchKey,
  wordKey,
} from '../../src/platform/vietnamese-text.ts'
import { check } from '../support/property.ts'

describe('normaliseText', () => {
  test('composes, and makes spaces and dashes plain', () => {
    expect(normaliseText('Đảng\u00a0ủy – Khối\u200b\r\nhết'.normalize('NFD'))).toBe('Đảng ủy - Khối\nhết')
  })
})

describe('searchKey', () => {
  test.each([
    ['Đảng ủy Khối', 'dang uy khoi'],
    ['  CHI  BỘ\u00a0 Thôn Đông ', 'chi bo thon dong'],
    ['ưỡn ẹo Ợ', 'uon eo o'],
    // Look-alike letters of other alphabets, as converted files have them.
    ['\u00D0ảng ủy, \u0189U, \u00F0i, \u0256i', 'dang uy, du, di, di'],
  ])('%j is %j', (text, key) => {
    expect(searchKey(text)).toBe(key)
    expect(searchKey(text.normalize('NFD'))).toBe(key)
  })
})

describe('sameWords', () => {
  test.each([
    ['Tỉnh uỷ', 'Tỉnh ủy'],
    ['Hoà Bình', 'HÒA BÌNH'],
    ['khoẻ', 'khỏe'],
    ['thuỷ quỹ', 'thủy  quỹ'],
    ['chi\u00a0bộ', 'Chi bộ'],
  ])('%j and %j are the same', (a, b) => {
    expect(sameWords(a, b)).toBe(true)
    expect(sameWords(a.normalize('NFD'), b)).toBe(true)
  })

  test.each([
    ['Đông', 'Dông'],
    ['ủy', 'úy'],
    ['hoa', 'hòa'],
    ['mật', 'mặt'],
  ])('%j and %j are not', (a, b) => {
    expect(sameWords(a, b)).toBe(false)
  })
})

test('places lead back to what was received', () => {
  check(fc.string({ unit: 'binary', maxLength: 40 }), fc.nat(), fc.nat(), (text, a, b) => {
    const mapped = normaliseWithPlaces(text)
    const [start, end] = [a % (mapped.text.length + 1), b % (mapped.text.length + 1)].sort(
      (x, y) => x - y,
    ) as [number, number]
    const place = mapped.place(start, end)
    expect(text.slice(place.start, place.end)).toBe(place.raw)
    expect(wordKey(mapped.text)).toBe(wordKey(text))
  })
})
