// Cascade: committees pass a directive on, each level in its own time.
import { expect, test as plainTest } from 'vitest'
import { passedDeadlines, passOn } from '../../src/circulation/pass-on.ts'
import { type DraftInput, draftDirective } from '../../src/directive/draft-directive.ts'
import { issueDirective } from '../../src/directive/issue-directive.ts'
import { cascadeSteps } from '../../src/rollup/cascade.ts'
import { responseRates } from '../../src/rollup/rates.ts'
import { test as base } from '../directive/fixtures.ts'
import { actorOf, calendar, monday } from '../directive/world.ts'
import { markReceived } from '../support/received.ts'
import { circulateDirective } from './circulate.ts'

const day = (n: number) => new Date(monday.getTime() + n * 86_400_000)
/** Monday 30 November, 17:00. */
const reportDue = new Date('2026-11-30T10:00:00Z')

const test = base
  .extend('issued', ({ db, world }) => async (changes: Partial<DraftInput> = {}, who = 'office') => {
    const actor = await actorOf(db, world, who)
    const id = await db.transaction().execute(async (tx) => {
      const drafted = await draftDirective(
        tx,
        actor,
        {
          content: {
            issuerUnitId: world.unit.T!,
            numberText: '05-CT/TU',
            issuedOn: '2026-11-12',
            subject: 'Về việc thử',
            asksReport: true,
            ackDueAt: day(3),
            reportDueAt: reportDue,
            declaredNotSecret: true,
            audience: {
              root: world.unit.T!,
              kinds: ['committee'],
            },
            passesOn: true,
            ...changes,
          },
        },
        { now: monday, calendar },
      )
      if (!drafted.ok) throw new Error(drafted.reason)
      await issueDirective(tx, actor, { directiveId: drafted.directiveId }, { now: monday, calendar })
      return drafted.directiveId
    })
    await circulateDirective(db, id, monday)
    return id
  })
  .extend('pass', ({ db, world }) => async (directiveId: number, code: string, who: string, now = monday) => {
    const author = await actorOf(db, world, who)
    const unitId = world.unit[code]!
    return await db
      .transaction()
      .execute((tx) => passOn(tx, author, { directiveId, unitId }, { now, calendar }))
  })

test('a committee passes it on once, to its own cells, with its own deadlines while there is time', async ({
  db,
  world,
  issued,
  pass,
}) => {
  const id = await issued()
  expect(await pass(id, 'A', 'officeA')).toMatchObject({ ok: true, already: false, recipients: 3 })
  expect(await pass(id, 'A', 'officeA')).toMatchObject({ ok: true, already: true })
  const cells = await db
    .selectFrom('obligation')
    .select(['unit_name', 'report_due_at', 'path_ids'])
    .where('unit_kind', '=', 'cell')
    .orderBy('id')
    .execute()
  expect(cells.map((row) => row.unit_name)).toEqual(['Chi bộ Một', 'Chi bộ Hai', 'Chi bộ Ba'])
  expect(cells.every((row) => row.report_due_at?.getTime() === reportDue.getTime())).toBe(true)
  expect(cells[0]!.path_ids).toEqual([world.unit.T, world.unit.A, world.unit.A1, world.unit.A11])
  expect(
    await db.selectFrom('delivery').select('id').where('purpose', '=', 'directive').execute(),
  ).toHaveLength(3)
})

test('forwarded late: the cells are not late, and how long it was held is seen', async ({
  db,
  world,
  issued,
  pass,
}) => {
  const id = await issued()
  await markReceived(db, monday)
  const late = new Date('2026-12-02T02:00:00Z')
  expect(await pass(id, 'A', 'officeA', late)).toMatchObject({ recipients: 3 })
  const standing = await responseRates(db, id, { now: late })
  // Only the two committees themselves are late.
  expect(standing).toMatchObject({ recipients: 5, ackOverdue: 2, reportOverdue: 2 })
  const steps = await cascadeSteps(db, id, world.unit.T!)
  expect(steps.map((step) => [step.unitName, step.passedOnAt])).toEqual([
    ['Đảng ủy phường Bình', null],
    ['Đảng ủy xã An', late],
  ])
  expect(steps[1]!.receivedAt).toEqual(monday)
})

test('with a plan asked for, the plan comes first and is seen', async ({ db, world, issued, pass }) => {
  const id = await issued({ asksPlan: true })
  expect(await pass(id, 'A', 'officeA')).toEqual({ ok: false, reason: 'plan_first' })
  await issued(
    {
      issuerUnitId: world.unit.A!,
      numberText: '02-KH/ĐU',
      passesOn: false,
      audience: { root: world.unit.A! },
      links: [
        {
          numberText: '05-CT/TU',
          relation: 'implements',
        },
      ],
    },
    'officeA',
  )
  expect(await pass(id, 'A', 'officeA')).toMatchObject({ ok: true })
  const [, step] = await cascadeSteps(db, id, world.unit.T!)
  expect(step).toMatchObject({ planNumber: '02-KH/ĐU', planIssuedOn: '2026-11-12' })
})

test('only those who received it, only their own office, only what is meant to be passed on', async ({
  issued,
  pass,
}) => {
  const id = await issued()
  expect(await pass(id, 'B', 'officeA')).toEqual({ ok: false, reason: 'not_allowed' })
  expect(await pass(id, 'A1', 'officeA')).toEqual({ ok: false, reason: 'not_received' })
  expect(await pass(id, 'A', 'secretaryA')).toEqual({ ok: false, reason: 'not_allowed' })
  const plain = await issued({ numberText: '06-CT/TU', passesOn: false })
  expect(await pass(plain, 'A', 'officeA')).toEqual({ ok: false, reason: 'state' })
})

plainTest.each([
  ['plenty of time', monday, day(3), reportDue, '2026-11-19T10:00:00Z', '2026-11-30T10:00:00Z'],
  [
    'acknowledgement over',
    new Date('2026-11-20T02:00:00Z'),
    day(3),
    reportDue,
    '2026-11-26T10:00:00Z',
    '2026-11-30T10:00:00Z',
  ],
  [
    'all over',
    new Date('2026-12-02T02:00:00Z'),
    day(3),
    reportDue,
    '2026-12-07T10:00:00Z',
    '2026-12-07T10:00:00Z',
  ],
])('deadlines when passed on with %s', (_name, now, ackDueAt, reportDueAt, ack, report) => {
  const passed = passedDeadlines({ ackDueAt, reportDueAt }, now, calendar)
  expect(passed).toEqual({ ackDueAt: new Date(ack), reportDueAt: new Date(report) })
})
