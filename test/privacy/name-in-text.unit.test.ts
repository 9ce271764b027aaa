import { expect, test } from 'vitest'
import { findName, removedName, removeName } from '../../src/privacy/name-in-text.ts'

const name = 'Nguyễn Thị Hoà'

test.each([
  ['Đồng chí Nguyễn Thị Hoà báo cáo', true],
  ['đ/c NGUYỄN THỊ HOÀ, bí thư', true],
  ['Nguyễn  Thị\nHòa', true],
  ['Nguyễn Thị Hoà'.normalize('NFD'), true],
  ['dong chi nguyen thi hoa', false],
  ['Nguyễn Thị Hoa và', false],
])('%j names her, exactly: %s', (text, exact) => {
  expect(findName(text, name)).toMatchObject([{ exact }])
})

test.each(['Nguyễn Thị Hoàng', 'Nguyễn Thị', 'Nguyễn, Thị Hoà', 'Thị Hoà Nguyễn', ''])(
  '%j does not',
  (text) => {
    expect(findName(text, name)).toEqual([])
  },
)

test('exact mentions are replaced, everything else stays as received', () => {
  const text = `8.842 lượt; ${name.normalize('NFD')} (chủ trì), nguyen thi hoa, Nguyễn Thị Hoa; ${name}.`
  expect(removeName(text, name)).toBe(
    `8.842 lượt; ${removedName} (chủ trì), nguyen thi hoa, Nguyễn Thị Hoa; ${removedName}.`,
  )
})

test('one word names too many people to be replaced', () => {
  expect(removeName('An toàn, đồng chí An', 'An')).toBe('An toàn, đồng chí An')
  expect(findName('An toàn, đồng chí An', 'An')).toHaveLength(2)
})
