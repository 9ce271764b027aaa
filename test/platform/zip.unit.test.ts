// Archives from outside: what is listed, what is unpacked, and how far.
import { deflateRawSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { zipParts } from '../../src/platform/zip.ts'
import { makeZip } from '../support/zip.ts'

const archive = Buffer.from(makeZip({ 'a.xml': 'x'.repeat(1_000), 'inner/b.xml': '' }))
/** Where the directory begins. */
const directory = archive.indexOf(Buffer.from('PK\x01\x02'))

/** A copy of the archive in which two bytes of the first entry of the directory are others. */
function changed(offset: number, value: number): Buffer {
  const copy = Buffer.from(archive)
  copy.writeUInt16LE(value, directory + offset)
  return copy
}

test('lists the parts and unpacks them, whatever follows the archive', () => {
  const comment = Buffer.alloc(65_535, 'x')
  for (const zip of [archive, Buffer.concat([archive, comment])]) {
    const [first, second] = zipParts(zip)!
    expect(first).toMatchObject({ name: 'a.xml', packedSize: deflateRawSync('x'.repeat(1_000)).length })
    expect(first?.unpack(1_000)?.toString()).toBe('x'.repeat(1_000))
    expect(second?.unpack(0)?.length).toBe(0)
  }
})

test('unpacks no further than allowed', () => {
  const [first] = zipParts(archive)!
  expect(first?.unpack(999)).toBeNull()
  const [stored] = zipParts(changed(10, 0))!
  expect(stored?.unpack(stored.packedSize - 1)).toBeNull()
  expect(stored?.unpack(stored.packedSize)?.length).toBe(stored?.packedSize)
})

describe('does not unpack', () => {
  test.each([
    ['what is encrypted', changed(8, 1)],
    ['what another method packed', changed(10, 14)],
  ])('%s', (_, zip) => {
    const [first] = zipParts(zip)!
    expect(first?.isReadable).toBe(false)
    expect(first?.unpack(10_000)).toBeNull()
  })

  test.each([
    ['what lies beyond the end', changed(44, 0x7fff)],
    ['what is said to be longer than the archive', changed(22, 0x7fff)],
  ])('%s', (_, zip) => {
    expect(zipParts(zip)?.[0]?.unpack(10_000)).toBeNull()
  })
})

test('a damaged directory lists nothing', () => {
  for (const zip of [
    archive.subarray(0, -10),
    Buffer.alloc(0),
    Buffer.from('PK'),
    changed(0, 0),
    changed(28, 0x7fff),
  ])
    expect(zipParts(zip)).toBeNull()
  expect(zipParts(Buffer.concat([archive, Buffer.alloc(65_536)]))).toBeNull()
})
