// The look of enrolment codes.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  codeBytes,
  codeFromBytes,
  deepLink,
  hashCode,
  looksLikeCode,
  normaliseCode,
} from '../../src/org/enrolment-code.ts'
import { check } from '../support/property.ts'

const bytes = fc.uint8Array({ minLength: codeBytes, maxLength: codeBytes })

test('a code has three groups of letters and digits that cannot be mixed up', () => {
  check(bytes, (random) => {
    expect(codeFromBytes(random)).toMatch(/^[A-HJ-NP-Z2-9]{4}-[A-HJ-NP-Z2-9]{4}-[A-HJ-NP-Z2-9]{4}$/)
  })
})

test('every letter is as likely as any other, so twelve carry sixty bits', () => {
  const seen = new Map<string, number>()
  for (let byte = 0; byte < 256; byte++) {
    const letter = codeFromBytes(new Uint8Array(codeBytes).fill(byte)).charAt(0)
    seen.set(letter, (seen.get(letter) ?? 0) + 1)
  }
  expect(seen.size).toBe(32)
  expect(new Set(seen.values())).toEqual(new Set([8]))
})

test('a code survives the ways people type it', () => {
  check(bytes, (random) => {
    const code = codeFromBytes(random)
    const wanted = code.replaceAll('-', '')
    for (const typed of [
      code,
      code.toLowerCase(),
      wanted,
      ` ${code.replaceAll('-', ' – ')} `,
      code.replaceAll('-', '\u00a0'),
    ]) {
      expect(normaliseCode(typed)).toBe(wanted)
    }
    expect(looksLikeCode(code)).toBe(true)
  })
})

test.each([
  '',
  'ABCD-EFGH-JKL',
  'ABCD-EFGH-JKL0',
  'ABCD-EFGH-JKLMN',
  'xin chào',
  '../../etc',
  'A'.repeat(5_000),
])('%j is no code', (typed) => {
  expect(normaliseCode(typed)).toBeNull()
  expect(looksLikeCode(typed)).toBe(false)
})

test.each(['dang lam nhee', 'tham gia du hep', 'vang chau den'])('%j is a sentence, not a code', (text) => {
  expect(looksLikeCode(text)).toBe(false)
})

test.each([
  ['ABCDEFGHJKLM', true],
  ['abcdefghjklm', true],
  ['ABCD EFGH JKLM', true],
  [' ABCD EFGH JKLM\n', true],
  ['ABCD - EFGH - JKLM', true],
  ['abcd-efgh-jklm', true],
  ['abcd.efgh.jklm', true],
  ['abcd efgh jkl2', true],
  ['abcd efgh jklm', false],
  ['Abcd EFGH JKLM', false],
  ['ABCD EFGH JKLm', false],
  ['ABCD EFGH-JKLM', false],
  ['ABC DEF GHJKLM', false],
  ['ABCDE FGHJ KLM', false],
  ['- ABCD EFGH JKLM', false],
  ['ABCD EFGH JKLM -', false],
])('%j looks like a code: %s', (text, looks) => {
  expect(normaliseCode(text)).not.toBeNull()
  expect(looksLikeCode(text)).toBe(looks)
})

test('only the hash is kept, and it depends on the code', () => {
  expect(hashCode('ABCDEFGHJKLM')).toHaveLength(32)
  expect(hashCode('ABCDEFGHJKLM')).not.toEqual(hashCode('ABCDEFGHJKLN'))
})

test('the deep link fits what Telegram allows in a start parameter', () => {
  check(bytes, (random) => {
    const parameter =
      new URL(deepLink('thongsuot_bot', codeFromBytes(random))).searchParams.get('start') ?? ''
    expect(parameter).toMatch(/^[A-Za-z0-9_-]{1,64}$/)
    expect(normaliseCode(parameter)).not.toBeNull()
  })
})
