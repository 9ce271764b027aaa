// Lists of units in the files that offices really have: saved by LibreOffice as XLS and XLSX (title rows that
// are one cell, numbers made by formulas, days, a hidden older list, a signature), and web pages under the
// name of a workbook.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test as plainTest } from 'vitest'
import { importUnits } from '../../../src/org/lists/import-units.ts'
import { readWorkbook } from '../../../src/platform/workbook.ts'
import { test as base } from '../../support/database.ts'
import { changeOldWorkbook, makeOldWorkbook } from '../../support/old-workbook.ts'
import { calendar, now } from '../world.ts'

const file = (kind: 'xls' | 'xlsx') =>
  readFileSync(path.join(import.meta.dirname, 'files', `units-libreoffice.${kind}`))
const expected = [
  ['T', null, 'province', 'Tỉnh ủy Hòa Khê'],
  ['A', 'T', 'committee', 'Đảng ủy phường An Bình'],
  ['A1', 'A', 'grassroots', 'Đảng bộ cơ sở An Bình - Cụm 1'],
  ['A11', 'A1', 'cell', 'Chi bộ khu phố 1 (Nguyễn Trường Tộ)'],
  ['A12', 'A1', 'cell', 'Chi bộ khu phố 2'],
  ['B', 'T', 'committee', 'Đảng ủy xã Bắc Sơn'],
  ['1201', 'A1', 'cell', 'Chi bộ cơ quan 1201'],
]

const test = base
  .extend(
    'run',
    ({ db }) =>
      (bytes: Uint8Array) =>
        importUnits(db, 'operator', { list: bytes }, { now, calendar }),
  )
  // Every unit with its code, that of its parent, its kind and its name.
  .extend('names', ({ db }) => async () => {
    const rows = await db
      .selectFrom('unit as u')
      .leftJoin('unit as p', 'p.id', 'u.parent_id')
      .select(['u.code', 'p.code as parent', 'u.kind', 'u.name'])
      .orderBy('u.id')
      .execute()
    return rows.map((row) => [row.code, row.parent, row.kind, row.name])
  })

test.for(['xls', 'xlsx'] as const)('a %s that LibreOffice saved', async (kind, { run, names }) => {
  expect(await run(file(kind))).toMatchObject({ ok: true })
  expect(await names()).toEqual(expected)
  expect(await run(file(kind))).toMatchObject({ created: [], changed: [], unchanged: 7 })
})

plainTest('days and numbers come as they are read, and the hidden sheet does not come', async () => {
  for (const kind of ['xls', 'xlsx'] as const) {
    const book = await readWorkbook(file(kind))
    const sheets = book.ok ? book.sheets : []
    expect(sheets.map((sheet) => sheet.name)).toEqual(['Ghi chú', 'Đơn vị'])
    expect(sheets[1]?.rows[8]).toEqual([
      '4',
      'A11',
      'Chi bộ khu phố 1 (Nguyễn Trường Tộ)',
      'Chi bộ',
      'A1',
      '2025-07-15',
      '31',
    ])
  }
})

test('rows of errors are those of the sheet', async ({ run }) => {
  const rows = [
    ['DANH SÁCH'],
    [],
    ['Mã đơn vị', 'Mã cấp trên', 'Loại', 'Tên đơn vị'],
    ['T', '', 'Tỉnh ủy', 'Tỉnh ủy'],
    ['A', 'X', 'Chi bộ', 'Chi bộ A'],
  ]
  expect(await run(makeOldWorkbook({ 'Đơn vị': rows }))).toMatchObject({
    errors: [{ row: 5, problem: 'unknown_parent' }],
  })
})

test('a web page that a program saved as .xls', async ({ run, names }) => {
  const page = `<html><head><meta charset="utf-8"></head><body><table>
    <tr><td colspan="4">DANH SÁCH TỔ CHỨC ĐẢNG</td></tr>
    <tr><th>Mã đơn vị</th><th>Mã cấp trên</th><th>Loại</th><th>Tên đơn vị</th></tr>
    <tr><td>007</td><td></td><td>Tỉnh ủy</td><td>Tỉnh ủy Hòa Khê</td></tr>
    <tr><td>1/2</td><td>007</td><td>Chi bộ</td><td>Chi bộ &lt;Văn phòng&gt; &amp; Tổ chức</td></tr></table></body></html>`
  expect(await run(Buffer.from(page))).toMatchObject({ ok: true })
  expect(await names()).toEqual([
    ['007', null, 'province', 'Tỉnh ủy Hòa Khê'],
    ['1/2', '007', 'cell', 'Chi bộ <Văn phòng> & Tổ chức'],
  ])
})

describe('an old workbook is refused', () => {
  const rows = {
    'Đơn vị': [
      ['Mã', 'Mã cấp trên', 'Loại', 'Tên'],
      ['T', '', 'Tỉnh ủy', 'Tỉnh ủy'],
    ],
  }
  const big = () => Buffer.concat([file('xls'), Buffer.alloc(17 * 1024 * 1024)])
  test.for<[string, () => Uint8Array, string]>([
    ['with macros', () => makeOldWorkbook(rows, { macros: true }), 'macros'],
    ['with macros of Excel 4', () => changeOldWorkbook(makeOldWorkbook(rows), 'macro_sheet'), 'macros'],
    ['locked by a password', () => changeOldWorkbook(makeOldWorkbook(rows), 'locked'), 'locked'],
    ['cut off', () => file('xls').subarray(0, 4_000), 'unreadable'],
    ['longer than is taken', big, 'too_large'],
  ])('%s', async ([_name, make, problem], { run, names }) => {
    expect(await run(make())).toMatchObject({ ok: false, fault: { problem } })
    expect(await names()).toEqual([])
  })

  test('and a web page without end costs no more than its limit', async ({ run }) => {
    const page = `<html><table>${'<tr><td rowspan="65000" colspan="16000">x</td></tr>'.repeat(200)}</table></html>`
    expect(await run(Buffer.from(page))).toMatchObject({ ok: false })
  })
})
