// Workbooks from outside: read when honest, refused before they are unpacked when not.
import { crc32, deflateRawSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { isWorkbook, readWorkbook, writeWorkbook } from '../../src/platform/workbook.ts'
import { withinCpu } from '../support/within.ts'

interface Part {
  name: string
  content: Buffer
  /** What the directory says about the unpacked size; the truth unless told. */
  claims?: number
}

function zip(parts: Part[]): Buffer {
  const locals: Buffer[] = []
  const entries: Buffer[] = []
  let offset = 0
  for (const { name, content, claims = content.length } of parts) {
    const packed = deflateRawSync(content)
    const sizes = (header: Buffer, at: number) => {
      header.writeUInt32LE(crc32(content), at)
      header.writeUInt32LE(packed.length, at + 4)
      header.writeUInt32LE(claims, at + 8)
      header.writeUInt16LE(name.length, at + 12)
    }
    const local = Buffer.alloc(30)
    local.writeUInt32LE(0x04034b50, 0)
    local.writeUInt16LE(8, 8)
    sizes(local, 14)
    const entry = Buffer.alloc(46)
    entry.writeUInt32LE(0x02014b50, 0)
    entry.writeUInt16LE(8, 10)
    sizes(entry, 16)
    entry.writeUInt32LE(offset, 42)
    locals.push(local, Buffer.from(name), packed)
    entries.push(entry, Buffer.from(name))
    offset += 30 + name.length + packed.length
  }
  const directory = Buffer.concat(entries)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(parts.length, 8)
  end.writeUInt16LE(parts.length, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...locals, directory, end])
}

test('what is written is read again as text', async () => {
  const rows = [
    ['=1+1', '007', 'Đảng ủy xã "Mới" <&>'],
    ['+84', '-x', '@lệnh'],
  ]
  const bytes = await writeWorkbook([
    { name: 'Đơn vị', headings: ['A', 'B', 'C'], widths: [10, 10, 10], rows },
  ])
  expect(isWorkbook(bytes)).toBe(true)
  expect(await readWorkbook(bytes)).toEqual({
    ok: true,
    sheets: [{ name: 'Đơn vị', rows: [['A', 'B', 'C'], ...rows] }],
  })
})

test('text is no workbook', () => {
  expect(isWorkbook(new TextEncoder().encode('code,name'))).toBe(false)
})

/** A workbook whose sheet has one cell in this row, shown so many times. */
function book(lastRow: number, sheets = 1): Buffer {
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
  const related = (type: string, target: string) =>
    `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${office}/${type}" Target="${target}"/></Relationships>`
  const names = Array.from(
    { length: sheets },
    (_, n) => `<sheet name="S${n || ''}" sheetId="${n + 1}" r:id="rId1"/>`,
  ).join('')
  return zip(
    Object.entries({
      '[Content_Types].xml': '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
      '_rels/.rels': related('officeDocument', 'xl/workbook.xml'),
      'xl/workbook.xml': `<workbook xmlns="${main}" xmlns:r="${office}"><sheets>${names}</sheets></workbook>`,
      'xl/_rels/workbook.xml.rels': related('worksheet', 'worksheets/sheet1.xml'),
      'xl/worksheets/sheet1.xml': `<worksheet xmlns="${main}"><sheetData><row r="${lastRow}"><c r="A${lastRow}"><v>1</v></c></row></sheetData></worksheet>`,
    }).map(([name, content]) => ({ name, content: Buffer.from(content) })),
  )
}

test('a list longer than is taken is refused, never cut', async () => {
  expect(await readWorkbook(book(3))).toEqual({
    ok: true,
    sheets: [{ name: 'S', rows: [[''], [''], ['1']] }],
  })
  expect(await readWorkbook(book(400_001))).toEqual({ ok: false, reason: 'too_large' })
})

describe('what unpacks to more than a megabyte', () => {
  const headings = ['A', 'B', 'C']
  const rows = Array.from({ length: 20_000 }, (_, n) => [`MA-${n}`, `=${n}`, `Chi bộ khu phố ${n}`])

  test('is read to the same cells', async () => {
    const bytes = await writeWorkbook([{ name: 'Đơn vị', headings, widths: [9, 9, 9], rows }])
    const read = await readWorkbook(bytes)
    expect(read).toEqual({ ok: true, sheets: [{ name: 'Đơn vị', rows: [headings, ...rows] }] })
  })

  test('is refused for the same reasons', async () => {
    const content = Buffer.from(JSON.stringify(Array.from({ length: 300_000 }, (_, n) => n ** 2)))
    expect(await readWorkbook(zip([{ name: 'a.bin', content }]))).toEqual({
      ok: false,
      reason: 'unreadable',
    })
    expect(await readWorkbook(zip([{ name: 'a.bin', content, claims: content.length - 1 }]))).toEqual({
      ok: false,
      reason: 'too_large',
    })
  })
})

describe('refused within a second and 50 MB', () => {
  const sheet = 'xl/worksheets/sheet1.xml'
  const zeros = Buffer.alloc(200 * 1024 * 1024)
  const honest = zip([{ name: sheet, content: zeros }])
  const cases: [string, () => Buffer, string][] = [
    ['a bomb that says how large it is', () => honest, 'too_large'],
    ['a bomb that lies', () => zip([{ name: sheet, content: zeros, claims: 1_000 }]), 'too_large'],
    ['macros', () => zip([{ name: 'xl/vbaProject.bin', content: Buffer.from('x') }]), 'macros'],
    [
      'macros of Excel 4',
      () => zip([{ name: 'xl/macrosheets/sheet1.xml', content: Buffer.from('x') }]),
      'macros',
    ],
    [
      'thousands of parts',
      () => zip(Array.from({ length: 2_000 }, (_, n) => ({ name: `p${n}`, content: Buffer.from('x') }))),
      'too_large',
    ],
    ['rows without end', () => book(400_000), 'too_large'],
    ['a few rows in sheets without end', () => book(60_000, 500), 'too_large'],
    ['a cut-off archive', () => honest.subarray(0, honest.length - 30), 'unreadable'],
    [
      'an archive that is no workbook',
      () => zip([{ name: 'a.txt', content: Buffer.from('x') }]),
      'unreadable',
    ],
    [
      'a locked workbook',
      () =>
        Buffer.concat([Buffer.from([0xd0, 0xcf, 0x11, 0xe0]), Buffer.from('EncryptedPackage', 'utf16le')]),
      'locked',
    ],
    [
      'an old workbook with macros',
      () => Buffer.concat([Buffer.from([0xd0, 0xcf, 0x11, 0xe0]), Buffer.from('_VBA_PROJECT', 'utf16le')]),
      'macros',
    ],
    ['a damaged old workbook', () => Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 1, 2, 3]), 'unreadable'],
  ]
  test.each(cases)('%s', async (_name, make, reason) => {
    const bytes = make()
    const before = process.memoryUsage().rss
    expect(await withinCpu(1_000, () => readWorkbook(bytes))).toEqual({ ok: false, reason })
    expect(process.memoryUsage().rss - before).toBeLessThan(50 * 1024 * 1024)
  })
})
