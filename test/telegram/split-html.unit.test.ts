// Long texts in several messages: nothing is lost, nothing is too long, and every part is sound HTML by
// itself.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { shownLength, splitHtml } from '../../src/telegram/split-html.ts'
import { check } from '../support/property.ts'

const shown = (text: string) => text.replace(/<[^>]*>/g, '').replace(/\s/g, '')

/** Every tag is closed, in order. */
function isSound(text: string): boolean {
  const open: string[] = []
  for (const [, end, name] of text.matchAll(/<(\/?)(\w+)[^>]*>/g))
    if (!end) open.push(name!)
    else if (open.pop() !== name) return false
  return open.length === 0
}

test('what fits stays as it is; entities count as one character, tags not at all', () => {
  const text = `<b>${'&amp;'.repeat(10)}</b>`
  expect(splitHtml(text, 10)).toEqual([text])
})

test('cut between lines, without the blank line that stood there', () => {
  expect(splitHtml('một hai\n\nba bốn', 8)).toEqual(['một hai', 'ba bốn'])
})

test('a line that is too long is cut between words, a word that is too long anywhere but in an entity', () => {
  expect(splitHtml('một hai ba bốn', 8)).toEqual(['một hai', 'ba bốn'])
  expect(splitHtml('abc&lt;def', 4)).toEqual(['abc&lt;', 'def'])
  expect(splitHtml('abcd&lt;ef', 4)).toEqual(['abcd', '&lt;ef'])
})

test('marks go on in the next part, links with what they point to', () => {
  expect(splitHtml('<b>một\nhai</b> ba', 4)).toEqual(['<b>một</b>', '<b>hai</b>', 'ba'])
  expect(splitHtml('<a href="https://a.vn/?b c">một hai</a>', 4)).toEqual([
    '<a href="https://a.vn/?b c">một</a>',
    '<a href="https://a.vn/?b c">hai</a>',
  ])
})

test('any text: all of it arrives, no part is too long or empty', () => {
  const word = fc.constantFrom('Chi bộ', 'đã nhận', '&amp;', '&lt;', 'x'.repeat(15), '😀', '👨‍👩‍👧', 'ế')
  const inline = fc.oneof(
    word,
    word.map((each) => `<b>${each}\n${each}</b>`),
    word.map((each) => `<a href="https://a.vn/?q=1 2">${each}</a>`),
  )
  const text = fc
    .array(fc.tuple(inline, fc.constantFrom(' ', '\n', '\n\n', '')), { maxLength: 60 })
    .map((rows) => rows.flat().join(''))
  check(text, fc.integer({ min: 3, max: 60 }), (given, most) => {
    const parts = splitHtml(given, most)
    expect(parts.map(shown).join('')).toBe(shown(given))
    for (const part of parts) expect(isSound(part)).toBe(true)
    if (parts.length === 1) return
    for (const part of parts) {
      expect(shownLength(part)).toBeLessThanOrEqual(most)
      expect(shown(part)).not.toBe('')
    }
  })
})
