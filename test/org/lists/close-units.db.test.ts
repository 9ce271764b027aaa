// Closing units by a list: those it gives a day, and those it lacks when that is asked for.
import { describe, expect } from 'vitest'
import { findActor } from '../../../src/org/actor.ts'
import { exportOrganisation, exportUnitsCsv } from '../../../src/org/lists/export-units.ts'
import { importUnits, type UnitImport } from '../../../src/org/lists/import-units.ts'
import { treeOn } from '../../../src/org/tree-history.ts'
import { createCalendar } from '../../../src/platform/working-calendar.ts'
import { test as base } from '../../support/database.ts'
import { addOfficer, calendar, plantTree, smallTree, wrongRows } from '../world.ts'

const today = '2026-08-03'
const closing = (more: Partial<NonNullable<UnitImport['closing']>> = {}) => ({
  closing: { decision: '45-QĐ/TU', absentToo: true, many: true, ...more },
})
const without = (...codes: string[]) =>
  smallTree
    .split('\n')
    .filter((line) => !codes.includes(line.split(',')[0] ?? ''))
    .join('\n')
const everything = ['A', 'A1', 'A11', 'A12', 'B', 'B1', 'B11', 'T']

const test = base
  .extend('ids', { auto: true }, async ({ db }) => await plantTree(db))
  .extend(
    'run',
    ({ db }) =>
      (given: string | Uint8Array, options: Partial<UnitImport> = {}) =>
        importUnits(
          db,
          'operator',
          { list: given, ...options },
          { now: new Date(`${today}T02:00:00Z`), calendar },
        ),
  )
  .extend('living', ({ db }) => async () => {
    const units = await db
      .selectFrom('unit')
      .select('code')
      .where('valid_to', 'is', null)
      .orderBy('code')
      .execute()
    return units.map((row) => row.code)
  })
  // What is wrong with a list that changes nothing.
  .extend('faults', ({ run, living }) => async (list: string, options: Partial<UnitImport> = closing()) => {
    const outcome = await run(list, options)
    expect(await living()).toEqual(everything)
    if (outcome.ok) return ['done']
    return outcome.reason === 'refused'
      ? [outcome.refused.reason]
      : wrongRows(outcome).map(({ row, problem, value }) => `${row} ${problem} ${value}`)
  })

test('a unit that the list lacks stays, unless it was asked to close it', async ({ run, living }) => {
  expect(await run(without('A12'))).toMatchObject({ ok: true, closed: [], absent: [{ code: 'A12' }] })
  expect(await living()).toEqual(everything)
})

test('it closes on the day and by the decision named, into the unit above, which takes over what is open', async ({
  db,
  ids,
  run,
  living,
}) => {
  await addOfficer(db, { telegramUserId: 501, unitId: ids.A12 ?? 0, duty: 'secretary' })
  await addOfficer(db, { telegramUserId: 502, unitId: ids.A1 ?? 0, duty: 'secretary' })
  const options = closing({ day: '2026-07-01' })
  const preview = await run(without('A12'), { ...options, dryRun: true })
  const expected = [
    { row: null, code: 'A12', name: 'Chi bộ khu phố 2', day: '2026-07-01', successorCode: 'A1' },
  ]
  expect(preview).toMatchObject({ ok: true, dryRun: true, closed: expected, absent: [] })
  expect(await living()).toEqual(everything)
  expect(await run(without('A12'), options)).toMatchObject({ ok: true, closed: expected })
  expect(await living()).not.toContain('A12')
  const at = new Date(`${today}T02:00:00Z`)
  expect(await findActor(db, 501, at)).toBeNull()
  const codes = (await findActor(db, 502, at))?.duties.map((held) => held.unitCode).sort()
  expect(codes).toEqual(['A1', 'A12'])
  expect((await treeOn(db, '2026-06-30')).map((unit) => unit.code)).toContain('A12')
  const successors = await db.selectFrom('unit_successor').selectAll().execute()
  expect(successors).toMatchObject([{ reason: 'dissolve', on_day: '2026-07-01', decision: '45-QĐ/TU' }])
  // The same list again finds nothing to do.
  expect(await run(without('A12'), options)).toMatchObject({ closed: [], unchanged: 7 })
})

test('a committee with all below it closes into what stays above', async ({ run, living }) => {
  const list = without('A', 'A1', 'A11', 'A12')
  const done = await run(list, closing())
  expect(done.ok && done.closed.map((unit) => `${unit.code}→${unit.successorCode}`).sort()).toEqual([
    'A11→T',
    'A12→T',
    'A1→T',
    'A→T',
  ])
  expect(await living()).toEqual(['B', 'B1', 'B11', 'T'])
})

test('what the list moves away in time stays open', async ({ run, living }) => {
  const list = without('A').replace('A1,A,', 'A1,B,')
  expect(await run(list, closing())).toMatchObject({
    ok: true,
    closed: [{ code: 'A' }],
    changed: [{ code: 'A1' }],
  })
  expect(await living()).toEqual(['A1', 'A11', 'A12', 'B', 'B1', 'B11', 'T'])
})

describe('nothing is done', () => {
  const dated = (rows: string) =>
    `code,parent_code,kind,name,closed_on,successor_code\n${rows
      .split('\n')
      .map((row) => `${row}`)
      .join('\n')}\n`

  test('while a unit that stays stands below it', async ({ faults }) => {
    expect(await faults(without('A'))).toEqual(['3 parent_closes A'])
    expect(await faults(dated('A1,A,grassroots,x,01/7/2026,'), closing({ absentToo: false }))).toEqual([
      '2 has_units_below A11',
      '2 has_units_below A12',
    ])
  })

  test('without a decision, and not for more than a fifth without a second word', async ({ faults }) => {
    expect(await faults(dated('A12,A1,cell,x,01/7/2026,'), {})).toEqual(['no_decision'])
    expect(await faults(without('A11', 'A12'), closing({ many: false }))).toEqual(['too_many'])
  })

  test('on a day that is none, lies ahead or before the unit began', async ({ faults }) => {
    expect(await faults(dated('A12,A1,cell,x,31/6/2026,'))).toContain('2 bad_day 31/6/2026')
    expect(await faults(dated('A12,A1,cell,x,01/9/2026,'))).toContain('2 future_day 01/9/2026')
    expect(await faults(without('A12'), closing({ day: '2025-01-01' }))).toEqual(['too_early'])
    expect(await faults(without('A12'), { ...closing({ day: '2025-01-01' }), dryRun: true })).toEqual([
      'too_early',
    ])
  })

  test('without anything above, or into something that is not there', async ({ faults }) => {
    const other = 'code,parent_code,kind,name\nN,,province,Tỉnh ủy mới\n'
    expect((await faults(other))[0]).toBe('0 no_successor T')
    expect(await faults(dated('A12,A1,cell,x,01/7/2026,X9'), closing({ absentToo: false }))).toEqual([
      '2 unknown_successor X9',
    ])
  })
})

test('an export with its closed units gives back what the import takes, and closes them elsewhere', async ({
  database,
  db,
  run,
}) => {
  await run(
    'Mã;Mã cấp trên;Loại;Tên;Ngày ngừng hoạt động;Mã đơn vị tiếp nhận\nA12;A1;Chi bộ;Chi bộ khu phố 2;1/7/2026;A11\n',
    closing({ absentToo: false }),
  )
  const then = (await exportUnitsCsv(db, { on: '2026-06-30' })).csv
  expect(then).toContain('A12,A1,cell,Chi bộ khu phố 2')
  expect((await exportUnitsCsv(db, { on: '2026-07-01' })).csv).not.toContain('A12')
  const files = [
    (await exportUnitsCsv(db, { withClosed: true })).csv,
    (await exportUnitsCsv(db, { withClosed: true, vietnamese: true })).csv,
    (
      await exportOrganisation(db, {
        withClosed: true,
        calendar: createCalendar({ timeZone: 'Asia/Ho_Chi_Minh' }),
      })
    ).bytes,
  ]
  for (const file of files)
    expect(await run(file, closing())).toMatchObject({ created: [], changed: [], closed: [], unchanged: 7 })
  await database.reset()
  await plantTree(db)
  for (const file of files)
    expect(await run(file, { ...closing({ absentToo: false }), dryRun: true })).toMatchObject({
      closed: [{ code: 'A12', day: '2026-07-01', successorCode: 'A11' }],
    })
})

test('a unit that ended before the one above it, whatever the order of the list', async ({
  db,
  run,
  living,
}) => {
  const list = [
    'Mã;Mã cấp trên;Loại;Tên;Ngày ngừng hoạt động;Mã đơn vị tiếp nhận',
    'A1;A;Đảng bộ cơ sở;Đảng bộ cơ sở An Bình;15/7/2026;A',
    'A12;A1;Chi bộ;Chi bộ khu phố 2;1/7/2026;A',
    'A11;A1;Chi bộ;Chi bộ khu phố 1;1/7/2026;A',
  ]
  const done = await run(list.join('\n'), closing({ absentToo: false }))
  expect(done).toMatchObject({ ok: true })
  expect(await living()).toEqual(everything.filter((code) => !['A1', 'A11', 'A12'].includes(code)))
  expect((await treeOn(db, '2026-07-05')).map((unit) => unit.code)).toContain('A1')
})
