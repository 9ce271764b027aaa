// Phone numbers as people and Telegram write them.
import { expect, test } from 'vitest'
import { normalisePhone, phoneKey, phoneTag } from '../../src/org/phone-number.ts'

test.each([
  '0912345678',
  '0912 345 678',
  '091.234.5678',
  '0912-345-678',
  '+84912345678',
  '+84 912 345 678',
  '84912345678',
  '0084912345678',
  '(+84) 912 345 678',
  '+84 (0) 912 345 678',
  '912345678',
  ' 0912 345 678 ',
])('%j is one and the same number', (typed) => {
  expect(normalisePhone(typed)).toBe('84912345678')
})

test.each([
  ['024 3825 1234', '842438251234'],
  ['+84 24 3825 1234', '842438251234'],
  ['+44 20 7946 0958', '442079460958'],
  ['+1 202 555 0143', '12025550143'],
  ['12025550143', '12025550143'],
])('%j is %s', (typed, digits) => {
  expect(normalisePhone(typed)).toBe(digits)
})

test.each([
  '',
  'không có',
  '113',
  '12345',
  '0912',
  '09123456789012',
  '+84 912',
  'A0912345678',
  '0912345678/0987654321',
])('%j is no number', (typed) => {
  expect(normalisePhone(typed)).toBeNull()
})

test('the tag depends on the number and on the code', () => {
  const key = phoneKey('ABCDEFGHJKLM')
  const tag = phoneTag(key, '84912345678')
  expect(tag).toEqual(phoneTag(key, '84912345678'))
  expect(tag).not.toEqual(phoneTag(key, '84912345679'))
  expect(tag).not.toEqual(phoneTag(phoneKey('ABCDEFGHJKLN'), '84912345678'))
})
