import { expect, test } from 'vitest'
import { isNearAddress } from '../../src/web/nearby.ts'

test.each([
  ['127.0.0.1', true],
  ['::1', true],
  ['::ffff:127.0.0.1', true],
  ['10.3.4.5', true],
  ['172.31.255.255', true],
  ['192.168.1.1', true],
  ['fd12::1', true],
  ['172.32.0.1', false],
  ['203.0.113.9', false],
  ['::ffff:203.0.113.9', false],
  ['2001:db8::1', false],
  [undefined, true],
] as const)('%s', (address, near) => {
  expect(isNearAddress(address)).toBe(near)
})
