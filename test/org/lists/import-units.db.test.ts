// Importing lists of units as offices have them.
import { sql } from 'kysely'
import { describe, expect } from 'vitest'
import { exportOrganisation, exportUnitsCsv, unitTemplate } from '../../../src/org/lists/export-units.ts'
import { importUnits, type UnitImport } from '../../../src/org/lists/import-units.ts'
import { treeOn } from '../../../src/org/tree-history.ts'
import { findUnitByCode, searchUnits, subtreeIds, unitPath } from '../../../src/org/unit.store.ts'
import { writeWorkbook } from '../../../src/platform/workbook.ts'
import { createCalendar } from '../../../src/platform/working-calendar.ts'
import { test as base } from '../../support/database.ts'
import { inOrder } from '../../support/in-order.ts'
import { calendar, day, now, plantTree, smallTree, wrongRows } from '../world.ts'

const test = base
  .extend(
    'run',
    ({ db }) =>
      (
        list: string | Uint8Array,
        { today = day, ...options }: Partial<UnitImport> & { today?: string } = {},
      ) =>
        importUnits(db, 'operator', { list, ...options }, { now: new Date(`${today}T02:00:00Z`), calendar }),
  )
  .extend(
    'all',
    ({ db }) =>
      () =>
        db.selectFrom('unit').select(['code', 'name', 'kind', 'parent_id']).orderBy('code').execute(),
  )
  // What is wrong with a list of which nothing is done.
  .extend('faultsOf', ({ run, all }) => async (lines: string) => {
    const outcome = await run(`code,parent_code,kind,name\n${lines}`)
    expect(await all()).toEqual([])
    return wrongRows(outcome).map(({ row, column, problem }) => `${row} ${column} ${problem}`)
  })

test('makes the tree', async ({ db, run }) => {
  const outcome = await run(smallTree)
  expect(outcome).toMatchObject({ ok: true, unchanged: 0, changed: [] })
  expect(outcome.ok && outcome.created).toHaveLength(8)
  const ids = Object.fromEntries(
    (await db.selectFrom('unit').select(['id', 'code']).execute()).map((row) => [row.code, row.id]),
  )
  expect(await unitPath(db, ids.A11 ?? 0)).toEqual({
    ids: [ids.T, ids.A, ids.A1, ids.A11],
    names: ['Tỉnh ủy Hòa Khê', 'Đảng ủy phường An Bình', 'Đảng bộ cơ sở An Bình', 'Chi bộ khu phố 1'],
  })
  const within = [ids.A!, ids.A1!, ids.A11!, ids.A12!]
  expect(inOrder(await subtreeIds(db, ids.A!))).toEqual(inOrder(within))
})

test('the same list twice changes nothing', async ({ db, run, all }) => {
  await run(smallTree)
  const before = await all()
  const audits = await db.selectFrom('audit_entry').selectAll().execute()
  expect(await run(smallTree)).toMatchObject({ ok: true, created: [], changed: [], unchanged: 8 })
  expect(await all()).toEqual(before)
  expect(await db.selectFrom('audit_entry').selectAll().execute()).toEqual(audits)
})

test('codes that differ only in capitals, spaces or composition are one unit, spelt as it is', async ({
  db,
  run,
  all,
}) => {
  await run('code,parent_code,kind,name\nĐU 1,,province,Tỉnh ủy\nCb1,ĐU 1,cell,Chi bộ 1\n')
  const again = `code,parent_code,kind,name\n${'đu'.normalize('NFD')}  1,,province,Tỉnh ủy\nCB1,Đu\u00a01,cell,Chi bộ 1\nCB2,\u00F0u 1,cell,Chi bộ 2\n`
  expect(await run(again)).toMatchObject({ ok: true, changed: [], unchanged: 2, created: [{ code: 'CB2' }] })
  expect(new Set((await all()).map(({ code }) => code))).toEqual(new Set(['Cb1', 'CB2', 'ĐU 1']))
  const renamed = await run('code,parent_code,kind,name\ncb1,đU 1,cell,Chi bộ Một\n')
  expect(renamed).toMatchObject({ ok: true, created: [], changed: [{ code: 'Cb1', parentCode: 'ĐU 1' }] })
  expect((await findUnitByCode(db, ' cB1 '))?.name).toBe('Chi bộ Một')
  expect((await findUnitByCode(db, 'đu 1'.normalize('NFD')))?.code).toBe('ĐU 1')
  expect((await findUnitByCode(db, '\u00D0U 1'))?.code).toBe('ĐU 1')
  const twice = await run('code,parent_code,kind,name\nCB3,ĐU 1,cell,Ba\ncb3,ĐU 1,cell,Ba nữa\n')
  expect(wrongRows(twice)).toMatchObject([
    { row: 3, problem: 'duplicate_code', value: 'cb3', otherRow: 2, otherValue: 'CB3' },
  ])
})

test('a list closes units by their codes in other capitals', async ({ db, run }) => {
  await plantTree(db)
  const list =
    'code,parent_code,kind,name,closed_on,successor_code\na11,A1,cell,Chi bộ khu phố 1,02/03/2026,a12\n'
  const closing = { decision: '1-QĐ/TU' }
  expect(await run(list, { closing })).toMatchObject({
    ok: true,
    created: [],
    closed: [
      {
        code: 'A11',
        successorCode: 'A12',
      },
    ],
  })
  expect(await findUnitByCode(db, 'A11')).toBeNull()
})

test('a unit is found by its code through the index', async ({ db }) => {
  await plantTree(db)
  const plan = await db.transaction().execute(async (tx) => {
    await sql`set local enable_seqscan = off`.execute(tx)
    return await sql<{ line: string }>`explain select id from unit
      where valid_to is null and unit_code_key(code) = unit_code_key('a11')`.execute(tx)
  })
  expect(JSON.stringify(plan.rows)).toContain('unit_code_current')
})

test('the database takes no second living unit of the code, whoever writes it', async ({ db }) => {
  await plantTree(db)
  const row = { kind: 'cell' as const, name: 'x', search_key: 'x', valid_from: day, created_at: now }
  const insert = (code: string) =>
    db
      .insertInto('unit')
      .values({ ...row, code })
      .execute()
  await expect(insert('a11')).rejects.toThrow('unit_code_current')
  await insert('Ấp Đông')
  await expect(insert('ấP  đông'.normalize('NFD'))).rejects.toThrow('unit_code_current')
})

test('a dry run says what would happen and does nothing', async ({ run, all }) => {
  const outcome = await run(smallTree, { dryRun: true })
  expect(outcome.ok && outcome.created).toHaveLength(8)
  expect(await all()).toEqual([])
})

test('children may stand before their parents', async ({ run, all }) => {
  const [head, ...lines] = smallTree.trim().split('\n')
  expect(await run([head, ...lines.reverse()].join('\n'))).toMatchObject({ ok: true })
  expect(await all()).toHaveLength(8)
})

test('Vietnamese headings with title rows, extra columns, semicolons and words for kinds', async ({
  run,
  all,
}) => {
  const outcome = await run(
    [
      'TỈNH ỦY HÒA KHÊ;;;;;',
      ';;;;;',
      'DANH SÁCH TỔ CHỨC ĐẢNG;;;;;',
      'STT;Tên tổ chức đảng;Mã đơn vị;Mã đơn vị cấp trên;Loại;Ghi chú',
      '1;Tỉnh ủy Hòa Khê;T;;Tỉnh ủy;',
      '2;"Đảng ủy xã ""Mới""; khu A";A;T;Đảng ủy xã;x',
      ';;;;;',
      '3;Chi bộ cơ sở Chợ;A1;A;chi bộ cơ sở;',
      '4;Chi bộ thôn Đoài;A11;A1;CHI BỘ;',
      ';;;;;Người lập biểu',
    ].join('\r\n'),
  )
  expect(outcome).toMatchObject({ ok: true })
  expect((await all()).map(({ code, name, kind }) => [code, name, kind])).toEqual([
    ['A', 'Đảng ủy xã "Mới"; khu A', 'committee'],
    ['A1', 'Chi bộ cơ sở Chợ', 'grassroots'],
    ['A11', 'Chi bộ thôn Đoài', 'cell'],
    ['T', 'Tỉnh ủy Hòa Khê', 'province'],
  ])
})

test('headings without diacritics, tabs, a byte order mark and decomposed letters', async ({ run, all }) => {
  const text = `\ufeffMa don vi\tMa cap tren\tLoai\tTen don vi\nT\t\tTinh\t${'Tỉnh ủy Hòa Khê'.normalize('NFD')}\n`
  expect(await run(new TextEncoder().encode(text))).toMatchObject({ ok: true })
  expect((await all())[0]?.name).toBe('Tỉnh ủy Hòa Khê'.normalize('NFC'))
})

test('windows-1258, with its tone marks as characters of their own', async ({ run, all }) => {
  // "Mã,Mã cấp trên,Loại,Tên" and "T,,Tỉnh,Tỉnh ủy" as that encoding writes them.
  const bytes = Buffer.concat([
    Buffer.from([0x4d, 0xe3, 0x2c]),
    Buffer.from([0x4d, 0xe3, 0x20, 0x63, 0xe2, 0xec, 0x70, 0x20, 0x74, 0x72, 0xea, 0x6e, 0x2c]),
    Buffer.from([0x4c, 0x6f, 0x61, 0xf2, 0x69, 0x2c, 0x54, 0xea, 0x6e, 0x0a]),
    Buffer.from([0x54, 0x2c, 0x2c, 0x54, 0x69, 0xd2, 0x6e, 0x68, 0x2c]),
    Buffer.from([0x54, 0x69, 0xd2, 0x6e, 0x68, 0x20, 0x75, 0xd2, 0x79, 0x0a]),
  ])
  expect(await run(bytes)).toMatchObject({ ok: true })
  expect((await all())[0]).toMatchObject({ name: 'Tỉnh ủy', kind: 'province' })
})

describe('faults', () => {
  test('each is told with its row, all at once, and nothing is done', async ({ faultsOf }) => {
    expect(
      await faultsOf(
        [
          'T,,province,Tỉnh ủy',
          'A,NOWHERE,committee,Đảng ủy A',
          'B,T,village,Đảng ủy B',
          'C,T,committee,',
          ',T,committee,Không mã',
          'T,,province,Tỉnh ủy lần hai',
          `D,T,cell,${'x'.repeat(500)}`,
          `${'E'.repeat(80)},T,cell,Dài`,
        ].join('\n'),
      ),
    ).toEqual([
      '3 parent_code unknown_parent',
      '4 kind unknown_kind',
      '5 name empty_name',
      '6 code empty_code',
      '7 code duplicate_code',
      '8 name name_too_long',
      '9 code code_too_long',
    ])
  })

  test('a circle within the list', async ({ faultsOf }) => {
    expect(
      await faultsOf('T,,province,T\nA,C,committee,A\nB,A,committee,B\nC,B,committee,C\nD,C,cell,D'),
    ).toEqual(['3 parent_code cycle', '4 parent_code cycle', '5 parent_code cycle'])
  })

  test('something below a cell, in the list or in the tree of today', async ({ db, run, faultsOf }) => {
    expect(await faultsOf('T,,province,T\nC,T,cell,C\nD,C,cell,D')).toEqual(['4 parent_code parent_is_cell'])
    await plantTree(db)
    expect(await run('code,parent_code,kind,name\nX,A11,cell,X')).toMatchObject({
      errors: [{ row: 2, problem: 'parent_is_cell' }],
    })
    expect(await run('code,parent_code,kind,name\nA1,A,cell,X')).toMatchObject({
      errors: [{ row: 2, column: 'kind', problem: 'parent_is_cell' }, { row: 2 }],
    })
  })

  test('a unit above itself', async ({ faultsOf }) => {
    expect(await faultsOf('T,T,province,T')).toEqual(['2 parent_code cycle'])
  })

  test('a circle that only the tree of today closes', async ({ db, run }) => {
    await plantTree(db)
    const outcome = await run('code,parent_code,kind,name\nA,A1,committee,Đảng ủy phường An Bình')
    expect(outcome).toMatchObject({ ok: false, errors: [{ row: 2, problem: 'cycle' }] })
  })

  test.for<[text: string, problem: string]>([
    ['', 'empty'],
    ['code,parent_code,kind,name\n', 'empty'],
    ['xin chào\ncác đồng chí', 'no_headings'],
    ['code,name\nT,Tỉnh', 'no_headings'],
  ])('a file that is no list: %j', async ([text, problem], { run }) => {
    expect(await run(text)).toMatchObject({ ok: false, fault: { problem } })
  })

  test('headings that are missing are named', async ({ run }) => {
    expect(await run('Mã;Tên\nT;Tỉnh')).toMatchObject({
      fault: { problem: 'no_headings', missing: ['parent_code', 'kind'] },
    })
  })
})

test('a rename and a move keep the past, and a correction on the day of the import does not', async ({
  db,
  run,
  all,
}) => {
  await run(smallTree)
  const corrected = smallTree.replace('Chi bộ khu phố 1', 'Chi bộ khu phố Một')
  await run(corrected)
  expect(await db.selectFrom('unit_history').selectAll().execute()).toEqual([])

  const moved = corrected
    .replace('A12,A1,cell,Chi bộ khu phố 2', 'A12,B1,cell,Chi bộ thôn Đông')
    .replace('Đảng ủy xã Bắc Sơn', 'Đảng ủy phường Bắc Sơn')
  const units = (await all()).length
  expect(await run(moved, { today: '2026-07-01' })).toMatchObject({
    ok: false,
    refused: {
      reason: 'undecided',
      units,
      changed: [{ code: 'A12' }, { code: 'B' }],
    },
  })
  const outcome = await run(moved, { today: '2026-08-03', on: '2026-07-01', decision: '12-QĐ/TU' })
  expect(outcome).toMatchObject({ ok: true, created: [], unchanged: 6 })
  const on = async (when: string) =>
    Object.fromEntries((await treeOn(db, when)).map((unit) => [unit.code, unit]))
  const before = await on('2026-06-30')
  const after = await on('2026-07-01')
  expect(before.A12).toMatchObject({ name: 'Chi bộ khu phố 2', parent_id: before.A1?.id })
  expect(after.A12).toMatchObject({ name: 'Chi bộ thôn Đông', parent_id: after.B1?.id })
  expect(before.B?.name).toBe('Đảng ủy xã Bắc Sơn')
  expect(after.B?.name).toBe('Đảng ủy phường Bắc Sơn')
  expect(Object.keys(await on('2026-03-01'))).toEqual([])
  const history = await db.selectFrom('unit_history').select(['decision', 'until_day']).execute()
  expect(history).toEqual(Array(2).fill({ decision: '12-QĐ/TU', until_day: '2026-07-01' }))
  const noted = await db
    .selectFrom('audit_entry')
    .select('detail')
    .where('action', '=', 'unit.change')
    .where('detail', '@>', JSON.stringify({ day: '2026-07-01', decision: '12-QĐ/TU' }))
    .execute()
  expect(noted).toHaveLength(2)

  // What was wrong in the list was wrong on all days before.
  const right = moved.replace('Đảng ủy phường Bắc Sơn', 'Đảng ủy phường Bắc Sơn Hạ')
  expect(await run(right, { today: '2026-09-01', isCorrection: true })).toMatchObject({ ok: true })
  expect((await on('2026-07-01')).B?.name).toBe('Đảng ủy phường Bắc Sơn Hạ')
  expect((await on('2026-06-30')).B?.name).toBe('Đảng ủy xã Bắc Sơn')
})

test('a day before a unit or its superior began or was changed last, or ahead of today, is refused', async ({
  run,
}) => {
  await run(smallTree)
  const renamed = smallTree.replace('Chi bộ khu phố 1', 'Chi bộ khu phố Một')
  const decided = { decision: '12-QĐ/TU' }
  await run(renamed, { today: '2026-07-01', ...decided })
  const faults = async (list: string, options: Partial<UnitImport>) => {
    const outcome = await run(list, { today: '2026-08-03', ...decided, ...options })
    if (outcome.ok) return []
    return outcome.reason === 'refused'
      ? [outcome.refused.reason]
      : wrongRows(outcome).map((fault) => `${fault.row} ${fault.problem}`)
  }
  const again = renamed.replace('Chi bộ khu phố Một', 'Chi bộ 1')
  expect(await faults(again, { on: '2026-06-30' })).toEqual(['5 too_early'])
  expect(
    await faults(`${renamed}C,T,committee,Đảng ủy xã Mới\nC1,A1,cell,Chi bộ mới\n`, { on: '2026-03-01' }),
  ).toEqual(['10 too_early', '11 too_early'])
  expect(await faults(again, { on: '2026-08-04' })).toEqual(['future_day'])
  expect(await faults(again, { on: '2026-07-01' })).toEqual([])
})

test('a day of its own lets what is new begin with the decision, so that others can go into it', async ({
  db,
  run,
}) => {
  await run(smallTree)
  const list = `${smallTree}A13,A1,cell,Chi bộ khu phố 1 và 2\n`
  expect(await run(list, { today: '2026-08-03', on: '2026-07-01' })).toMatchObject({
    created: [{ code: 'A13' }],
  })
  expect((await treeOn(db, '2026-07-01')).some((unit) => unit.code === 'A13')).toBe(true)
})

test('headings over two rows and the row of numbers below them, as offices print their tables', async ({
  run,
}) => {
  const list = [
    'TỈNH ỦY HÒA KHÊ;;;;',
    'STT;Đơn vị;;Mã đơn vị cấp trên;Loại',
    ';Mã đơn vị;Tên đơn vị;;',
    '(1);(2);(3);(4);(5)',
    '1;T;Tỉnh ủy Hòa Khê;;Tỉnh ủy',
    '2;A;Đảng ủy xã An Bình;T;Đảng ủy xã',
  ].join('\n')
  expect(await run(list)).toMatchObject({
    ok: true,
    created: [
      { row: 5, code: 'T', parentCode: null },
      { row: 6, code: 'A', name: 'Đảng ủy xã An Bình' },
    ],
  })
  // A row of numbers further down is a faulty row, not decoration.
  expect(await run(`${list}\n(1);(2);(3);(4);(5)`)).toMatchObject({ ok: false })
})

test('units without a superior are told of, so that a lost column is seen', async ({ run }) => {
  const outcome = await run(smallTree.replace('B,T,', 'B,,'), { dryRun: true })
  expect(outcome).toMatchObject({ ok: true, tops: ['T', 'B'] })
})

test('two imports at once do not both make the same unit', async ({ run }) => {
  const outcomes = await Promise.all([run(smallTree), run(smallTree), run(smallTree)])
  const made = outcomes.map((outcome) => (outcome.ok ? outcome.created.length : -1))
  expect(inOrder(made)).toEqual([0, 0, 8])
})

describe('search', () => {
  test('finds a name with or without diacritics, below the units that may be seen only', async ({ db }) => {
    const ids = await plantTree(db)
    const names = async (typed: string, root = 'T') =>
      (await searchUnits(db, [ids[root] ?? 0], typed)).map((unit) => unit.code)
    expect((await names('khu pho 1'))[0]).toBe('A11')
    expect(await names('KHU PHỐ')).toEqual(['A11', 'A12'])
    expect(await names('doai')).toEqual(['B11'])
    expect(await names('doai', 'A')).toEqual([])
    expect(await names('100%')).toEqual([])
    expect(await names('b1')).toEqual(expect.arrayContaining(['B1']))
  })

  test('a name that is common elsewhere does not hide the own one', async ({ db }) => {
    const many = Array.from({ length: 700 }, (_, n) => `M${n},A1,cell,Chi bộ thôn Đoài`).join('\n')
    const ids = await plantTree(db, `${smallTree}${many}\n`)
    expect((await searchUnits(db, [ids.B ?? 0], 'thon doai')).map((unit) => unit.code)).toEqual(['B11'])
  })
})

describe('workbooks', () => {
  test('with title rows, a cover sheet and extra columns', async ({ run, all }) => {
    const bytes = await writeWorkbook([
      { name: 'Bìa', headings: ['TỈNH ỦY HÒA KHÊ'], widths: [40], rows: [['Tháng 3 năm 2026']] },
      {
        name: 'Danh sách',
        headings: ['DANH SÁCH TỔ CHỨC ĐẢNG'],
        widths: [5, 20, 20, 20, 40],
        rows: [
          [''],
          ['TT', 'Mã', 'Mã cấp trên', 'Loại', 'Tên tổ chức', 'Số đảng viên'],
          [1, 'T', '', 'Tỉnh ủy', 'Tỉnh ủy Hòa Khê', 900],
          [2, '01', 'T', 'Chi bộ', 'Chi bộ Văn phòng <&>', 12],
        ],
      },
    ])
    expect(await run(bytes)).toMatchObject({ ok: true })
    expect((await all()).map((unit) => [unit.code, unit.name])).toEqual([
      ['01', 'Chi bộ Văn phòng <&>'],
      ['T', 'Tỉnh ủy Hòa Khê'],
    ])
  })

  test('a second list in the same workbook is told of', async ({ run }) => {
    const headings = ['Mã', 'Mã cấp trên', 'Loại', 'Tên']
    const sheet = (name: string, code: string) => ({
      name,
      headings,
      widths: [9, 9, 9, 9],
      rows: [[code, '', 'Tỉnh ủy', 'Tỉnh ủy Hòa Khê']],
    })
    const notes = { name: 'Ghi chú', headings: ['Ghi chú'], widths: [9], rows: [['x']] }
    const book = await writeWorkbook([sheet('Xã A', 'T'), notes, sheet('Xã B', 'T2')])
    expect(await run(book)).toMatchObject({ ok: true, created: [{ code: 'T' }], otherSheets: ['Xã B'] })
  })

  test('an error names the row of the sheet', async ({ run }) => {
    const bytes = await writeWorkbook([
      {
        name: 'x',
        headings: ['Danh sách'],
        widths: [9],
        rows: [
          ['Mã', 'Mã cấp trên', 'Loại', 'Tên'],
          ['T', '', 'Tỉnh', 'Tỉnh ủy'],
          ['A', 'X', 'Chi bộ', 'A'],
        ],
      },
    ])
    expect(await run(bytes)).toMatchObject({ errors: [{ row: 4, problem: 'unknown_parent' }] })
  })

  test('an export, as CSV or XLSX, gives back what the import takes', async ({ db, run }) => {
    const odd = `${smallTree}Z,T,committee,"=Đảng ủy ""lạ"", có; dấu"\n`
    await run(odd)
    const { bytes } = await exportOrganisation(db, {
      calendar: createCalendar({ timeZone: 'Asia/Ho_Chi_Minh' }),
    })
    for (const given of [
      bytes,
      (await exportUnitsCsv(db)).csv,
      (await exportUnitsCsv(db, { vietnamese: true })).csv,
    ])
      expect(await run(given)).toMatchObject({ ok: true, created: [], changed: [], unchanged: 9 })
    expect(await run(await unitTemplate())).toMatchObject({ ok: false, fault: { problem: 'empty' } })
  })
})
