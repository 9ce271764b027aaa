// Rates and lists of who has not answered: always what count(*) says, rows that add up, only one's own
// subtree.
import fc from 'fast-check'
import { sql } from 'kysely'
import { describe, expect } from 'vitest'
import type { Audience } from '../../src/directive/audience.ts'
import { draftDirective } from '../../src/directive/draft-directive.ts'
import { issueDirective } from '../../src/directive/issue-directive.ts'
import type { UnitKind } from '../../src/platform/database-types.ts'
import { isOverdue } from '../../src/response/overdue.ts'
import { burdenOf } from '../../src/rollup/burden.ts'
import { addRates, missingAnswers, ratesByChild, responseRates } from '../../src/rollup/rates.ts'
import { resolveViewUnit, visibleDirectives } from '../../src/rollup/visible-directives.ts'
import { circulateDirective } from '../circulation/circulate.ts'
import { test as base } from '../directive/fixtures.ts'
import { actorOf, calendar, monday } from '../directive/world.ts'
import { inOrder } from '../support/in-order.ts'
import { runs, seed } from '../support/property.ts'
import { markReceived } from '../support/received.ts'

const day = (n: number) => new Date(monday.getTime() + n * 86_400_000)

// Issues and circulates a directive and returns its id.
const test = base.extend(
  'issued',
  ({ db, unit }) =>
    async (kinds: UnitKind[] = ['cell'], from = 'T', number = '05-CT/TU') => {
      const content = {
        issuerUnitId: unit(from),
        numberText: number,
        issuedOn: '2026-11-12',
        subject: 'Về việc thử',
        asksReport: true,
        ackDueAt: day(3),
        reportDueAt: day(10),
        declaredNotSecret: true,
        audience: { root: unit(from), kinds },
      }
      const id = await db.transaction().execute(async (tx) => {
        const drafted = await draftDirective(tx, 'operator', { content }, { now: monday, calendar })
        if (!drafted.ok) throw new Error(drafted.reason)
        await issueDirective(tx, 'operator', { directiveId: drafted.directiveId }, { now: monday, calendar })
        return drafted.directiveId
      })
      await circulateDirective(db, id, monday)
      return id
    },
)

describe('rates', () => {
  test('children add up to the whole, and the whole is count(*), whatever has been answered', async ({
    db,
    world,
    issued,
  }) => {
    const id = await issued(['committee', 'grassroots', 'cell'])
    const obligations = await db.selectFrom('obligation').select('id').orderBy('id').execute()
    const states = ['owed', 'submitted', 'returned', 'accepted'] as const
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.boolean(), fc.constantFrom(...states)), { minLength: 10, maxLength: 10 }),
        fc.constantFrom(0, 5, 20),
        async (answers, days) => {
          for (const [index, { id: obligation }] of obligations.entries()) {
            const [acknowledged, state] = answers[index]!
            await db
              .updateTable('obligation')
              .set({
                acknowledged_at: acknowledged ? monday : null,
                report_state: state,
                reported_at: state === 'owed' ? null : monday,
                first_reported_at: state === 'owed' ? null : day(index),
                first_due_at: day(5),
                returns: index % 2,
              })
              .where('id', '=', obligation)
              .execute()
          }
          const now = day(days)
          const whole = await responseRates(db, id, { now })
          const counted = await sql<Record<string, number>>`select count(*) as recipients,
            (select count(*) from obligation where acknowledged_at is not null
              or reported_at is not null) as acknowledged,
            (select count(*) from obligation where report_state in ('submitted', 'accepted')) as reported,
            (select count(*) from obligation where first_reported_at <= first_due_at) as "onTime",
            (select count(*) from obligation where first_reported_at > first_due_at) as late,
            (select count(*) from obligation where report_state = 'accepted' and returns = 0) as complete
              from obligation`.execute(db)
          expect(whole).toMatchObject(counted.rows[0]!)
          for (const code of ['T', 'A', 'B', 'A1']) {
            const unitId = world.unit[code]!
            const children = await ratesByChild(db, id, unitId, now)
            expect(addRates(children)).toEqual(await responseRates(db, id, { now, unitId }))
          }
          const missing = await missingAnswers(db, id, { about: 'report', limit: 100 })
          expect(missing.total).toBe(whole.reportsAsked - whole.reported)
          expect(missing.rows).toHaveLength(missing.total)
          expect((await missingAnswers(db, id, { about: 'ack', limit: 0 })).total).toBe(
            whole.recipients - whole.acknowledged,
          )
        },
      ),
      { seed, numRuns: runs(15) },
    )
  })

  test('the unit’s own obligation is a row of its own', async ({ db, world, issued }) => {
    const id = await issued(['committee', 'cell'])
    const rows = await ratesByChild(db, id, world.unit.A!, monday)
    expect(rows.map((row) => [row.unitName, row.isSelf, row.recipients])).toEqual([
      ['Đảng ủy xã An', true, 1],
      ['Đảng ủy Trường A', false, 3],
    ])
  })

  test('an answer is overdue a millisecond after its deadline, as the rule of chat and reminders says', async ({
    db,
    issued,
  }) => {
    const id = await issued()
    await markReceived(db, monday)
    for (const ms of [-1, 0, 1]) {
      const at = (due: Date) => new Date(due.getTime() + ms)
      const late = (due: Date) => (isOverdue(due, at(due)) ? 6 : 0)
      expect((await responseRates(db, id, { now: at(day(3)) })).ackOverdue).toBe(late(day(3)))
      expect((await responseRates(db, id, { now: at(day(10)) })).reportOverdue).toBe(late(day(10)))
    }
    expect(isOverdue(day(3), day(3))).toBe(false)
  })

  test('who has not answered comes page by page, the most overdue first', async ({ db, world, issued }) => {
    const id = await issued()
    await db
      .updateTable('obligation')
      .set({ ack_due_at: day(1) })
      .where('unit_id', '=', world.unit.B12!)
      .execute()
    const first = await missingAnswers(db, id, { about: 'ack', limit: 2 })
    expect(first.total).toBe(6)
    expect(first.rows[0]).toMatchObject({
      unitName: 'Chi bộ Năm',
      parentName: 'Đảng ủy Trạm B',
      notDelivered: true,
    })
    const rest = await missingAnswers(db, id, { about: 'ack', limit: 10, offset: 2 })
    expect(new Set([...first.rows, ...rest.rows].map((row) => row.unitId)).size).toBe(6)
  })
})

describe('who sees what', () => {
  test('directives that went to or came from the subtree, and nothing above it', async ({
    db,
    world,
    issued,
  }) => {
    const province = await issued()
    const own = await issued(['cell'], 'A', '01-KH/ĐU')
    const other = await issued(['cell'], 'B', '02-KH/ĐU')
    const seen = async (name: string) => {
      const rows = await visibleDirectives(db, await actorOf(db, world, name), { limit: 10, offset: 0 })
      return inOrder(rows.map((row) => row.id))
    }
    expect(await seen('observer')).toEqual([province, own, other])
    expect(await seen('officeA')).toEqual([province, own])
    expect(await seen('four')).toEqual([province, other])
  })

  test('a resolveViewUnit is never above or beside one’s own unit', async ({ db, world }) => {
    const secretary = await actorOf(db, world, 'secretaryA')
    expect(await resolveViewUnit(db, secretary, 0)).toEqual({ unitId: world.unit.A, parentId: null })
    expect(await resolveViewUnit(db, secretary, world.unit.A1!)).toEqual({
      unitId: world.unit.A1,
      parentId: world.unit.A,
    })
    expect(await resolveViewUnit(db, secretary, world.unit.T!)).toBeNull()
    expect(await resolveViewUnit(db, secretary, world.unit.B1!)).toBeNull()
    expect(await resolveViewUnit(db, secretary, 999_999)).toBeNull()
  })
})

test('a unit renamed between two directives of a campaign is one row, by its later name', async ({
  database,
  db,
  world,
  issued,
}) => {
  const first = await issued()
  await db.updateTable('unit').set({ name: 'Đảng ủy xã An mới' }).where('id', '=', world.unit.A!).execute()
  const second = await issued(['cell'], 'T', '06-CT/TU')
  const ids = (rows: { unitId: number }[]) => rows.map((row) => row.unitId)
  for (const id of [first, second]) {
    const rows = await ratesByChild(db, id, world.unit.T!, monday)
    expect(new Set(ids(rows)).size).toBe(rows.length)
  }
  // One of the later directive stands among those of the first, as after recipients were added.
  await sql`delete from obligation where directive_id = ${first} and unit_id = ${world.unit.A11!}`.execute(
    database.owner,
  )
  await sql`update obligation set directive_id = ${first} where directive_id = ${second} and unit_id = ${world.unit.A11!}`.execute(
    database.owner,
  )
  const rows = await ratesByChild(db, first, world.unit.T!, monday)
  expect(ids(rows).filter((each) => each === world.unit.A)).toHaveLength(1)
  expect(rows.find((row) => row.unitId === world.unit.A)).toMatchObject({ unitName: 'Đảng ủy xã An mới' })
  const whole = await responseRates(db, first, { now: monday })
  expect(rows.reduce((total, row) => total + row.recipients, 0)).toBe(whole.recipients)
})

test('what a merged unit still owes burdens the one it lives on in', async ({ db, world, issued }) => {
  await issued()
  const cells: Audience = { root: world.unit.A!, kinds: ['cell'] }
  const before = await burdenOf(db, cells, '2026-11-16')
  await db
    .updateTable('unit')
    .set({ valid_to: '2026-11-16', successor_id: world.unit.A11! })
    .where('id', '=', world.unit.A12!)
    .execute()
  const after = await burdenOf(db, cells, '2026-11-16')
  expect(after).toMatchObject({ reports: before.reports, units: before.units - 1 })
  expect(after.most[0]).toMatchObject({ unitId: world.unit.A11!, reports: 2 })
})
