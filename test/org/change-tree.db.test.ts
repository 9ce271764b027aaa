// Changing the tree by decision, with its past kept and open work passed on.
import { sql } from 'kysely'
import { describe, expect } from 'vitest'
import { findActor } from '../../src/org/actor.ts'
import { type Author, personWithoutDuty } from '../../src/org/author.ts'
import { mergeUnits, moveUnit, renameUnit, splitUnit } from '../../src/org/change-tree.ts'
import { redeemCode } from '../../src/org/enrolment.ts'
import { dutiesAt, nameSubstitute } from '../../src/org/hand-over.ts'
import { createCode } from '../../src/org/invitations.ts'
import { recipientChats } from '../../src/org/recipients.ts'
import { pastOfUnit, treeOn } from '../../src/org/tree-history.ts'
import { findUnitByCode, subtreeIds, unitsOfCode } from '../../src/org/unit.store.ts'
import type { Tx } from '../../src/platform/database.ts'
import { test as base } from './fixtures.ts'
import { addOfficer, calendar, now } from './world.ts'

const change = (day = '2026-07-01') => ({ day, decision: '12-QĐ/TU' })
const at = (day = '2026-07-01') => ({ now: new Date(`${day}T03:00:00Z`), calendar })

// The units of a day by their codes.
const test = base.extend('on', ({ db }) => async (day: string) => {
  const units = await treeOn(db, day)
  return Object.fromEntries(units.map((unit) => [unit.code, unit]))
})

test('a rename keeps the old name for the days before', async ({ db, id, act, on }) => {
  expect(
    await act((tx) =>
      renameUnit(tx, 'operator', { unitId: id('B'), name: '  Đảng ủy phường Bắc  Sơn ', ...change() }, at()),
    ),
  ).toEqual({
    ok: true,
  })
  expect((await on('2026-06-30')).B?.name).toBe('Đảng ủy xã Bắc Sơn')
  expect((await on('2026-07-01')).B?.name).toBe('Đảng ủy phường Bắc Sơn')
  expect((await findUnitByCode(db, 'B'))?.name).toBe('Đảng ủy phường Bắc Sơn')
  const history = await db.selectFrom('unit_history').selectAll().execute()
  expect(history).toMatchObject([{ decision: '12-QĐ/TU', from_day: '2026-03-02', until_day: '2026-07-01' }])
})

test('two renames on one day both stay readable, and no day has the name in between', async ({
  db,
  id,
  act,
  on,
}) => {
  const by = (decision: string) => ({ ...change(), decision })
  await act((tx) =>
    renameUnit(tx, 'operator', { unitId: id('B'), name: 'Đảng ủy phường Bắc Sơn', ...by('12-QĐ/TU') }, at()),
  )
  await act((tx) =>
    renameUnit(
      tx,
      'operator',
      { unitId: id('B'), name: 'Đảng ủy phường Bắc Sơn Hạ', ...by('13-QĐ/TU') },
      at(),
    ),
  )
  expect(await pastOfUnit(db, id('B'))).toMatchObject([
    { what: 'named', name: 'Đảng ủy phường Bắc Sơn', until: '2026-07-01', decision: '13-QĐ/TU' },
    { what: 'named', name: 'Đảng ủy xã Bắc Sơn', until: '2026-07-01', decision: '12-QĐ/TU' },
  ])
  expect((await on('2026-06-30')).B?.name).toBe('Đảng ủy xã Bắc Sơn')
  expect((await on('2026-07-01')).B?.name).toBe('Đảng ủy phường Bắc Sơn Hạ')
  // Putting it right on the same day without a decision is a correction.
  await act((tx) =>
    renameUnit(
      tx,
      'operator',
      { unitId: id('B'), name: 'Đảng ủy phường Bắc Sơn 1', ...change(), decision: null },
      at(),
    ),
  )
  expect(await pastOfUnit(db, id('B'))).toHaveLength(2)
})

test('one part of a split may keep the code, and every day has one unit with it', async ({
  db,
  id,
  act,
  on,
}) => {
  const parts = [
    { code: 'a11', name: 'Chi bộ khu phố 1A' },
    { code: 'A11B', name: 'Chi bộ khu phố 1B' },
  ]
  const doubled = [parts[0], { code: ' A11 ', name: 'Chi bộ khu phố 1C' }] as typeof parts
  expect(
    await act((tx) => splitUnit(tx, 'operator', { unitId: id('A11'), parts: doubled, ...change() }, at())),
  ).toEqual({
    ok: false,
    reason: 'code_taken',
  })
  const outcome = await act((tx) =>
    splitUnit(tx, 'operator', { unitId: id('A11'), parts, ...change() }, at()),
  )
  if (!outcome.ok) throw new Error(outcome.reason)
  const [first] = outcome.partIds
  expect((await findUnitByCode(db, 'A11'))?.id).toBe(first)
  expect(await unitsOfCode(db, 'A11')).toMatchObject([
    { id: first, code: 'a11', validTo: null },
    { id: id('A11'), code: 'A11', validTo: '2026-07-01' },
  ])
  expect((await on('2026-06-30')).A11?.name).toBe('Chi bộ khu phố 1')
  expect((await on('2026-07-01')).A11).toBeUndefined()
  expect((await on('2026-07-01')).a11?.name).toBe('Chi bộ khu phố 1A')
  const links = await db.selectFrom('unit_successor').selectAll().execute()
  expect(links).toMatchObject([{ new_unit_id: first }, { new_unit_id: outcome.partIds[1] }])
})

test('a move takes the subtree along', async ({ db, id, act, on }) => {
  expect(
    await act((tx) => moveUnit(tx, 'operator', { unitId: id('A1'), parentId: id('B'), ...change() }, at())),
  ).toEqual({ ok: true })
  expect(new Set(await subtreeIds(db, id('B')))).toEqual(
    new Set(['B', 'B1', 'B11', 'A1', 'A11', 'A12'].map(id)),
  )
  expect((await on('2026-06-30')).A1?.parent_id).toBe(id('A'))
})

describe('a merger', () => {
  test('passes open work, the chat and the link on; people of the ended cell lose it, the others gain it', async ({
    db,
    id,
    act,
    on,
  }) => {
    await addOfficer(db, { telegramUserId: 501, unitId: id('A11'), duty: 'secretary' })
    await addOfficer(db, { telegramUserId: 502, unitId: id('A12'), duty: 'secretary' })
    const { code } = await act((tx) =>
      createCode(tx, 'operator', { unitId: id('A11'), duty: 'deputy' }, { now }),
    )
    expect(
      await act((tx) =>
        mergeUnits(tx, 'operator', { unitIds: [id('A11')], intoId: id('A12'), ...change() }, at()),
      ),
    ).toEqual({ ok: true })
    const { now: then } = at()
    expect(await findActor(db, 501, then)).toBeNull()
    const successor = await findActor(db, 502, then)
    // The ended unit appears as a duty of its own: what it owes can be acknowledged with the frozen path.
    expect(successor?.duties.map((held) => held.unitCode).sort()).toEqual(['A11', 'A12'])
    expect(await recipientChats(db, [id('A11'), id('A12')])).toMatchObject([
      { telegramChatId: 502 },
      { telegramChatId: 502 },
    ])
    const outcome = await act((tx) =>
      redeemCode(tx, {
        code,
        telegramUserId: 503,
        telegramChatId: 503,
        profileName: 'X',
        language: 'vi',
        now: then,
      }),
    )
    expect(outcome.ok).toBe(false)
    expect((await on('2026-06-30')).A11).toBeDefined()
    expect((await on('2026-07-01')).A11).toBeUndefined()
  })

  test('over several steps leads to the unit that is left', async ({ db, id, act }) => {
    await addOfficer(db, { telegramUserId: 509, unitId: id('B11'), duty: 'secretary' })
    await act((tx) =>
      mergeUnits(tx, 'operator', { unitIds: [id('A11')], intoId: id('A12'), ...change() }, at()),
    )
    await act((tx) =>
      mergeUnits(
        tx,
        'operator',
        { unitIds: [id('A12')], intoId: id('B11'), ...change('2026-09-01') },
        at('2026-09-01'),
      ),
    )
    const rows = await db
      .selectFrom('unit')
      .select(['code', 'successor_id'])
      .where('valid_to', 'is not', null)
      .orderBy('code')
      .execute()
    expect(rows).toEqual([
      { code: 'A11', successor_id: id('B11') },
      { code: 'A12', successor_id: id('B11') },
    ])
    expect((await recipientChats(db, [id('A11')]))[0]?.telegramChatId).toBe(509)
  })

  test('of committees takes what stands below along', async ({ db, id, act, on }) => {
    expect(
      await act((tx) =>
        mergeUnits(tx, 'operator', { unitIds: [id('B')], intoId: id('A'), ...change() }, at()),
      ),
    ).toEqual({ ok: true })
    expect(new Set(await subtreeIds(db, id('A')))).toEqual(
      new Set(['A', 'A1', 'A11', 'A12', 'B1', 'B11'].map(id)),
    )
    expect((await on('2026-06-30')).B1?.parent_id).toBe(id('B'))
  })
})

test('a split makes the parts, and the first one answers for the past', async ({ db, id, act }) => {
  await addOfficer(db, { telegramUserId: 501, unitId: id('A11'), duty: 'secretary' })
  const parts = [
    { code: 'A11A', name: 'Chi bộ khu phố 1A' },
    { code: 'A11B', name: 'Chi bộ khu phố 1B' },
  ]
  const outcome = await act((tx) =>
    splitUnit(tx, 'operator', { unitId: id('A11'), parts, ...change() }, at()),
  )
  expect(outcome).toMatchObject({ ok: true })
  const actor = await findActor(db, 501, at().now)
  expect(actor?.duties.map((held) => held.unitCode).sort()).toEqual(['A11', 'A11A'])
  const links = await db.selectFrom('unit_successor').selectAll().execute()
  expect(links).toHaveLength(2)
  expect(
    await act((tx) => splitUnit(tx, 'operator', { unitId: id('A12'), parts, ...change() }, at())),
  ).toEqual({
    ok: false,
    reason: 'code_taken',
  })
})

test('terms and leaves go along with a split: nobody stands in for longer, and for the same person', async ({
  db,
  id,
  act,
}) => {
  await addOfficer(db, { telegramUserId: 501, unitId: id('A11'), duty: 'secretary' })
  const other = await addOfficer(db, { telegramUserId: 502, unitId: id('A12'), duty: 'deputy' })
  const third = await addOfficer(db, { telegramUserId: 503, unitId: id('A12'), duty: 'deputy' })
  const held = (await dutiesAt(db, id('A11')))[0]?.id ?? 0
  const inDays = (days: number) => new Date(at().now.getTime() + days * 86_400_000)
  await sql`update duty_holding set ends_at = ${inDays(900)} where id = ${held}`.execute(db)
  await act((tx) =>
    nameSubstitute(
      tx,
      'operator',
      { heldId: held, substituteId: other, endsAt: inDays(9) },
      { now: inDays(-9) },
    ),
  )
  await act((tx) =>
    nameSubstitute(
      tx,
      'operator',
      { heldId: held, substituteId: third, endsAt: inDays(-1) },
      { now: inDays(-9) },
    ),
  )
  const parts = [
    { code: 'A11A', name: 'Chi bộ khu phố 1A' },
    { code: 'A11B', name: 'Chi bộ khu phố 1B' },
  ]
  const outcome = await act((tx) =>
    splitUnit(tx, 'operator', { unitId: id('A11'), parts, ...change() }, at()),
  )
  if (!outcome.ok) throw new Error(outcome.reason)
  const now1 = await dutiesAt(db, outcome.partIds[0] ?? 0)
  expect(now1).toMatchObject([
    { duty: 'secretary', endsAt: inDays(900), substituteFor: null },
    { officerId: other, endsAt: inDays(9), substituteFor: now1[0]?.id },
  ])
  expect((await findActor(db, 502, inDays(10)))?.duties.map((one) => one.unitCode)).toEqual(['A12'])
})

test('what cannot be is refused and changes nothing', async ({ id, act, on }) => {
  const before = await on('2026-07-01')
  const refused = async (work: (tx: Tx) => Promise<{ ok: boolean; reason?: string }>) =>
    (await act(work)).reason
  expect(
    await refused((tx) =>
      moveUnit(tx, 'operator', { unitId: id('A'), parentId: id('A1'), ...change() }, at()),
    ),
  ).toBe('cycle')
  expect(
    await refused((tx) =>
      moveUnit(tx, 'operator', { unitId: id('A'), parentId: id('A'), ...change() }, at()),
    ),
  ).toBe('cycle')
  expect(
    await refused((tx) =>
      moveUnit(tx, 'operator', { unitId: id('A'), parentId: id('B11'), ...change() }, at()),
    ),
  ).toBe('parent_is_cell')
  expect(
    await refused((tx) =>
      mergeUnits(tx, 'operator', { unitIds: [id('A')], intoId: id('A1'), ...change() }, at()),
    ),
  ).toBe('cycle')
  expect(
    await refused((tx) =>
      mergeUnits(tx, 'operator', { unitIds: [id('A')], intoId: id('A'), ...change() }, at()),
    ),
  ).toBe('same_unit')
  expect(
    await refused((tx) =>
      mergeUnits(tx, 'operator', { unitIds: [id('B')], intoId: id('A11'), ...change() }, at()),
    ),
  ).toBe('parent_is_cell')
  expect(
    await refused((tx) => renameUnit(tx, 'operator', { unitId: id('A'), name: ' ', ...change() }, at())),
  ).toBe('empty_name')
  expect(
    await refused((tx) =>
      renameUnit(tx, 'operator', { unitId: id('A'), name: 'x'.repeat(500), ...change() }, at()),
    ),
  ).toBe('too_long')
  expect(
    await refused((tx) => renameUnit(tx, 'operator', { unitId: 999_999, name: 'X', ...change() }, at())),
  ).toBe('gone')
  expect(
    await refused((tx) =>
      renameUnit(tx, 'operator', { unitId: id('A'), name: 'X', ...change(), day: '2026-07-02' }, at()),
    ),
  ).toBe('future_day')
  expect(
    await refused((tx) =>
      renameUnit(tx, 'operator', { unitId: id('A'), name: 'X', ...change(), day: '2026-01-01' }, at()),
    ),
  ).toBe('too_early')
  expect(await on('2026-07-01')).toEqual(before)
})

test('an office changes no unit, an administrator only below the own one', async ({ db, id, act }) => {
  const office = await addOfficer(db, { telegramUserId: 601, unitId: id('A'), duty: 'office' })
  const admin = await addOfficer(db, { telegramUserId: 602, unitId: id('A'), duty: 'administrator' })
  expect(
    await act((tx) =>
      renameUnit(tx, personWithoutDuty(office), { unitId: id('A1'), name: 'X', ...change() }, at()),
    ),
  ).toEqual({
    ok: false,
    reason: 'not_allowed',
  })
  expect(
    await act((tx) =>
      renameUnit(tx, personWithoutDuty(admin), { unitId: id('B1'), name: 'X', ...change() }, at()),
    ),
  ).toEqual({
    ok: false,
    reason: 'not_allowed',
  })
  expect(
    await act((tx) =>
      moveUnit(tx, personWithoutDuty(admin), { unitId: id('A1'), parentId: id('B'), ...change() }, at()),
    ),
  ).toEqual({
    ok: false,
    reason: 'not_allowed',
  })
  expect(
    await act((tx) =>
      renameUnit(tx, personWithoutDuty(admin), { unitId: id('A1'), name: 'X', ...change() }, at()),
    ),
  ).toEqual({ ok: true })
})

test('an administrator removed in the middle of an action is refused at the commit of that action', async ({
  database,
  db,
  id,
  act,
}) => {
  const admin = await addOfficer(db, { telegramUserId: 602, unitId: id('A'), duty: 'administrator' })
  const by: Author = personWithoutDuty(admin)
  let letGo = () => {}
  const removed = new Promise<void>((resolve) => {
    letGo = resolve
  })
  // The removal holds its row until the rename waits for it.
  const removal = act(async (tx) => {
    await tx.updateTable('duty_holding').set({ until: now }).where('officer_id', '=', admin).execute()
    await removed
  })
  await new Promise((resolve) => setImmediate(resolve))
  const rename = act((tx) => renameUnit(tx, by, { unitId: id('A1'), name: 'X', ...change() }, at()))
  await waitUntil(async () => {
    const found = await database.database.pool.query(
      `select 1 from pg_locks join pg_stat_activity using (pid) where not granted
        and datname = current_database()`,
    )
    return (found.rowCount ?? 0) > 0
  })
  letGo()
  await removal
  expect(await rename).toEqual({ ok: false, reason: 'not_allowed' })
})

async function waitUntil(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setImmediate(resolve))
}
