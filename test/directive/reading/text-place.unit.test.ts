// Where something stood in a document.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { placeInText } from '../../../src/directive/reading/text-place.ts'

const text =
  'TỈNH ỦY MẪU\nSố 05- CT/TU, Mẫu, ngày 12 tháng 11 năm 2026 và nhiều chữ khác\nTrang hai\nThực hiện 34-KH/TU'
const at = (words: string) => ({ start: text.indexOf(words), end: text.indexOf(words) + words.length })

test('the words with a little around them, the line and the page', () => {
  const pages = [0, text.indexOf('Trang hai')]
  expect(placeInText(text, at('05- CT/TU'), pages)).toEqual({
    before: 'Số ',
    words: '05- CT/TU',
    after: ', Mẫu, ngày 12 tháng 11 …',
    line: 2,
    page: 1,
  })
  expect(placeInText(text, at('34-KH/TU'), pages)).toEqual({
    before: 'Thực hiện ',
    words: '34-KH/TU',
    after: '',
    line: 2,
    page: 2,
  })
  expect(placeInText(text, at('34-KH/TU'))).toMatchObject({ line: 4 })
  expect(placeInText('a '.repeat(100), { start: 100, end: 101 }).before).toMatch(/^…/)
})

test('any place in any text is told in few words of one line', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 300 }), fc.nat(300), fc.nat(300), (any, a, b) => {
      const [start, end] = [Math.min(a, b, any.length), Math.min(Math.max(a, b), any.length)]
      const place = placeInText(any, { start, end })
      for (const part of [place.before, place.words, place.after]) expect(part).not.toContain('\n')
      expect(place.before.length + place.words.length + place.after.length).toBeLessThan(150)
      expect(place.line).toBeGreaterThan(0)
    }),
  )
})
