// The same figures on the tree as it was at issue and on today's: after a merger, a move and a rename nothing
// is lost, and the successor answers for what it took over.

import { expect } from 'vitest'
import { draftDirective } from '../../src/directive/draft-directive.ts'
import { issueDirective } from '../../src/directive/issue-directive.ts'
import { mergeUnits, moveUnit, renameUnit } from '../../src/org/change-tree.ts'
import type { Tx } from '../../src/platform/database.ts'
import { missingAnswers, type Rates, ratesByChild, responseRates } from '../../src/rollup/rates.ts'
import { statusButtons } from '../../src/telegram/features/progress/buttons.ts'
import { acknowledgeButtons } from '../../src/telegram/features/report/buttons.ts'
import { circulateDirective } from '../circulation/circulate.ts'
import { test as base } from '../directive/fixtures.ts'
import { calendar, monday } from '../directive/world.ts'
import { runCommand } from '../support/command-line.ts'
import { buttonData, createTestBot } from '../telegram/bot-fixture.ts'

const due = new Date('2026-11-20T10:00:00Z')
const how = { day: '2026-11-16', decision: '7-QĐ/TU' }

const test = base
  .extend('bot', ({ db }) => createTestBot(db, monday))
  // One directive that all cells received, A11 and B11 also acknowledged.
  .extend('directiveId', { auto: true }, async ({ db, unit }) => {
    const directiveId = await db.transaction().execute(async (tx) => {
      const draft = {
        issuerUnitId: unit('T'),
        numberText: '05-CT/TU',
        issuedOn: '2026-11-12',
        subject: 'Về việc thử',
        asksReport: true,
        ackDueAt: due,
        reportDueAt: due,
        declaredNotSecret: true as const,
      }
      const drafted = await draftDirective(tx, 'operator', { content: draft }, { now: monday, calendar })
      if (!drafted.ok) throw new Error(drafted.reason)
      await issueDirective(tx, 'operator', { directiveId: drafted.directiveId }, { now: monday, calendar })
      return drafted.directiveId
    })
    await circulateDirective(db, directiveId, monday)
    await db.updateTable('delivery').set({ state: 'sent' }).execute()
    const received = ['A11', 'B11'].map(unit)
    await db
      .updateTable('obligation')
      .set({ acknowledged_at: monday })
      .where('unit_id', 'in', received)
      .execute()
    return directiveId
  })
  // A12 goes into A11, A1 moves to B, B gets another name.
  .extend('changeTree', ({ db, unit }) => async () => {
    const change = (work: (tx: Tx) => Promise<{ ok: boolean }>) =>
      db.transaction().execute(async (tx) => expect(await work(tx)).toMatchObject({ ok: true }))
    const at = { now: monday, calendar }
    await change((tx) =>
      mergeUnits(tx, 'operator', { unitIds: [unit('A12')], intoId: unit('A11'), ...how }, at),
    )
    await change((tx) => moveUnit(tx, 'operator', { unitId: unit('A1'), parentId: unit('B'), ...how }, at))
    await change((tx) =>
      renameUnit(tx, 'operator', { unitId: unit('B'), name: 'Đảng ủy phường Bình Minh', ...how }, at),
    )
  })
  .extend('rates', ({ db, unit, directiveId }) => async (at: string, tree: 'then' | 'now') => {
    const rows = await ratesByChild(db, directiveId, unit(at), monday, tree)
    return rows.map((row) => `${row.unitName}${row.isSelf ? '*' : ''} ${row.acknowledged}/${row.recipients}`)
  })

const sum = (rows: Rates[]) =>
  rows.reduce((total, row) => [total[0]! + row.recipients, total[1]! + row.acknowledged], [0, 0])

test('as long as nothing has changed, both trees say the same and no other is offered', async ({
  db,
  world,
  unit,
  bot,
  directiveId,
}) => {
  for (const at of ['T', 'A', 'A1', 'B'])
    expect(await ratesByChild(db, directiveId, unit(at), monday, 'now')).toEqual(
      await ratesByChild(db, directiveId, unit(at), monday),
    )
  const overview = { directive: directiveId, unit: unit('T'), tree: 'then', page: 0 } as const
  const standing = statusButtons.button.overview('', overview).data
  await bot.tap(world.telegramUserId.observer!, standing)
  expect(JSON.stringify(bot.edits.at(-1)?.buttons)).not.toContain('cây hiện nay')
})

test('after a merger, a move and a rename the sums are equal, and each unit has its figures in both', async ({
  db,
  unit,
  directiveId,
  changeTree,
  rates,
}) => {
  await changeTree()
  expect(await rates('T', 'then')).toEqual(['Đảng ủy phường Bình 1/3', 'Đảng ủy xã An 1/3'])
  expect(await rates('T', 'now')).toEqual(['Đảng ủy phường Bình Minh 2/6'])
  expect(await rates('A', 'then')).toEqual(['Đảng ủy Trường A 1/3'])
  expect(await rates('A', 'now')).toEqual([])
  expect(await rates('B', 'now')).toEqual(['Chi bộ Sáu 0/1', 'Đảng ủy Trạm B 1/2', 'Đảng ủy Trường A 1/3'])
  // The merged cell's own and the one it took over.
  expect(await rates('A1', 'now')).toEqual(['Chi bộ Ba 0/1', 'Chi bộ Một 1/2'])
  expect(await rates('A11', 'now')).toEqual(['Chi bộ Một* 1/2'])
  const whole = await responseRates(db, directiveId, { now: monday })
  for (const tree of ['then', 'now'] as const) {
    expect(sum(await ratesByChild(db, directiveId, unit('T'), monday, tree))).toEqual([
      whole.recipients,
      whole.acknowledged,
    ])
    expect(await responseRates(db, directiveId, { now: monday, unitId: unit('T'), tree })).toEqual(whole)
  }
  const ask = { about: 'ack' as const, unitId: unit('B'), limit: 10 }
  const missing = await missingAnswers(db, directiveId, { ...ask, tree: 'now' })
  expect(missing.total).toBe(4)
  expect(missing.rows.map((row) => `${row.unitName} (${row.parentName})`).sort()).toEqual([
    'Chi bộ Ba (Đảng ủy Trường A)',
    'Chi bộ Hai (Chi bộ Một)',
    'Chi bộ Năm (Đảng ủy Trạm B)',
    'Chi bộ Sáu (Đảng ủy phường Bình Minh)',
  ])
})

test('the view turns from one tree to the other and stays there while walking', async ({
  world,
  bot,
  changeTree,
}) => {
  await changeTree()
  const press = (label: string) =>
    bot.tap(world.telegramUserId.observer!, buttonData({ buttons: bot.edits.at(-1)?.buttons }, label))
  const [list] = await bot.text(world.telegramUserId.observer!, '/tinhhinh')
  await bot.tap(world.telegramUserId.observer!, buttonData(list, '05-CT/TU'))
  expect(bot.edits.at(-1)?.text).toContain('Đảng ủy xã An: đã nhận 1/3')
  await press('Theo cây hiện nay')
  expect(bot.edits.at(-1)?.text).toContain('Xếp theo cây tổ chức hiện nay')
  expect(bot.edits.at(-1)?.text).toContain('Đảng ủy phường Bình Minh: đã nhận 2/6')
  await press('▸ Đảng ủy phường Bình Minh')
  expect(bot.edits.at(-1)?.text).toContain('Đảng ủy Trường A: đã nhận 1/3')
  await press('Chưa xác nhận (4)')
  expect(bot.edits.at(-1)?.text).toContain('Chi bộ Hai (Chi bộ Một)')
  await press('Quay lại')
  await press('Theo cây lúc phát hành')
  expect(bot.edits.at(-1)?.text).toContain('Đảng ủy Trạm B: đã nhận 1/2')
  expect(bot.edits.at(-1)?.text).not.toContain('cây tổ chức hiện nay')
})

test('nobody sees more by today’s tree than by permission', async ({
  world,
  unit,
  bot,
  directiveId,
  changeTree,
}) => {
  await changeTree()
  const pages = (code: string) => {
    const now = { directive: directiveId, unit: unit(code), tree: 'now', page: 0 } as const
    return [
      statusButtons.button.overview('', now),
      statusButtons.button.missing('', { ...now, about: 'ack' }),
      statusButtons.button.missing('', { ...now, about: 'report' }),
    ]
  }
  // The office of A has nothing below it any more; what moved to B is not its own.
  for (const code of ['B', 'A1', 'A11', 'A12', 'T'])
    for (const { data } of pages(code)) {
      const edits = bot.edits.length
      await bot.tap(world.telegramUserId.officeA!, data)
      expect(bot.edits).toHaveLength(edits)
    }
})

test('the secretary of the successor acknowledges for the merged unit in chat', async ({
  db,
  world,
  unit,
  bot,
  changeTree,
  rates,
}) => {
  await changeTree()
  const { id } = await db
    .selectFrom('obligation')
    .select('id')
    .where('unit_id', '=', unit('A12'))
    .executeTakeFirstOrThrow()
  const tap = acknowledgeButtons.button.directive('', { obligation: id }).data
  // Whoever was secretary of the merged unit may not any more.
  await bot.tap(world.telegramUserId.two!, tap)
  const state = () =>
    db
      .selectFrom('obligation')
      .select(['acknowledged_at', 'acknowledged_by', 'path_names'])
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
  expect((await state()).acknowledged_at).toBeNull()
  await bot.tap(world.telegramUserId.one!, tap)
  expect(await state()).toMatchObject({
    acknowledged_at: monday,
    acknowledged_by: world.officer.one,
    path_names: ['Tỉnh ủy Mẫu', 'Đảng ủy xã An', 'Đảng ủy Trường A', 'Chi bộ Hai'],
  })
  expect(await rates('A1', 'then')).toContain('Chi bộ Hai 1/1')
  expect(await rates('A1', 'now')).toContain('Chi bộ Một 2/2')
})

test('the command line shows either tree', async ({ db, changeTree }) => {
  await changeTree()
  const run = (...args: string[]) => {
    const context = { db, clock: { now: () => monday }, calendar }
    return runCommand('directive status', ['05-CT/TU', ...args], context)
  }
  expect((await run('--unit', 'T')).text).toContain('Đảng ủy xã An: acknowledged 1/3, reported 0/3')
  expect((await run('--tree', 'now')).text).toContain('Đảng ủy phường Bình Minh: acknowledged 2/6')
  await expect(run('--tree', 'soon')).rejects.toThrow('"soon" is none of then, now')
})
