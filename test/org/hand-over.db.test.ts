// Duties change hands.
import { beforeEach, describe, expect, test } from 'vitest'
import { findActor } from '../../src/org/actor.ts'
import type { By } from '../../src/org/authorise.ts'
import { redeemCode } from '../../src/org/enrolment.ts'
import {
  closeEndedSubstitutes,
  dutiesAt,
  endDuty,
  handOver,
  handOverByCode,
  nameSubstitute,
} from '../../src/org/hand-over.ts'
import { recipientChats } from '../../src/org/recipients.ts'
import type { Tx } from '../../src/platform/database.ts'
import { useDatabase } from '../support/database.ts'
import { addOfficer, now, plantTree } from './fixtures.ts'

const database = useDatabase()
let ids: Record<string, number>
let secretary: number
let other: number
let held: number
const id = (code: string) => ids[code] ?? 0
const operator: By = { kind: 'operator' }
const act = <Value>(work: (tx: Tx) => Promise<Value>) => database.db.transaction().execute(work)
const later = (days: number) => new Date(now.getTime() + days * 86_400_000)
const codes = async (telegramUserId: number, at = now) =>
  (await findActor(database.db, telegramUserId, at))?.duties.map((duty) => `${duty.unitCode} ${duty.duty}`) ??
  null

beforeEach(async () => {
  await database.reset()
  ids = await plantTree(database.db)
  secretary = await addOfficer(database.db, { telegramUserId: 501, unitId: id('A11'), duty: 'secretary' })
  other = await addOfficer(database.db, { telegramUserId: 502, unitId: id('A12'), duty: 'deputy' })
  held = (await dutiesAt(database.db, id('A11')))[0]?.id ?? 0
})

test('hand-over moves the duty at once, and messages go to the successor', async () => {
  expect(await act((tx) => handOver(tx, held, other, { by: operator, now }))).toMatchObject({ ok: true })
  expect(await codes(501)).toBeNull()
  expect(await codes(502)).toEqual(['A12 deputy', 'A11 secretary'])
  expect((await recipientChats(database.db, [id('A11')]))[0]?.telegramChatId).toBe(502)
  const audit = await database.db
    .selectFrom('audit_entry')
    .select(['action', 'unit_id', 'detail'])
    .where('action', '=', 'duty.hand_over')
    .execute()
  expect(audit).toEqual([
    {
      action: 'duty.hand_over',
      unit_id: id('A11'),
      detail: { duty: 'secretary', from: secretary, to: other },
    },
  ])
})

test('hand-over by code ends the predecessor in the moment the successor enrols, not before', async () => {
  const made = await act((tx) => handOverByCode(tx, held, { by: operator, now }))
  if (!made.ok) throw new Error(made.reason)
  expect(await codes(501)).toEqual(['A11 secretary'])
  const redeemed = await act((tx) =>
    redeemCode(tx, {
      ...{
        code: made.code,
        telegramUserId: 503,
        telegramChatId: 503,
        profileName: 'Lê Thị Mới',
        language: 'vi',
        now,
      },
    }),
  )
  expect(redeemed).toMatchObject({ ok: true, duty: 'secretary' })
  expect(await codes(501)).toBeNull()
  expect(await codes(503)).toEqual(['A11 secretary'])
})

describe('a substitute', () => {
  test('stands in until the day, beside the holder', async () => {
    const outcome = await act((tx) =>
      nameSubstitute(tx, held, other, { by: operator, now, endsAt: later(10) }),
    )
    expect(outcome).toMatchObject({ ok: true })
    expect(await codes(501)).toEqual(['A11 secretary'])
    expect(await codes(502, later(9))).toEqual(['A12 deputy', 'A11 secretary'])
    // Over with the day itself, before anybody tidies up.
    expect(await codes(502, later(10))).toEqual(['A12 deputy'])
    expect(await closeEndedSubstitutes(database.db, later(10))).toBe(1)
    expect(await closeEndedSubstitutes(database.db, later(10))).toBe(0)
    expect(await codes(502, later(9))).toEqual(['A12 deputy'])
  })

  test('loses the duty together with the holder', async () => {
    await act((tx) => nameSubstitute(tx, held, other, { by: operator, now, endsAt: later(10) }))
    await act((tx) => endDuty(tx, held, { by: operator, now }))
    expect(await codes(501)).toBeNull()
    expect(await codes(502)).toEqual(['A12 deputy'])
  })

  test('needs an end within a year, after now', async () => {
    for (const endsAt of [now, later(-1), later(400), new Date(Number.NaN)])
      expect(await act((tx) => nameSubstitute(tx, held, other, { by: operator, now, endsAt }))).toEqual({
        ok: false,
        reason: 'bad_end',
      })
  })
})

test('a term that is over does not leave a unit without anybody', async () => {
  await act((tx) => handOver(tx, held, other, { by: operator, now, endsAt: later(5) }))
  expect(await codes(502, later(6))).toEqual(['A12 deputy', 'A11 secretary'])
})

test('offices hand over below themselves only, to people of their own part of the organisation', async () => {
  const officeA = await addOfficer(database.db, { telegramUserId: 601, unitId: id('A'), duty: 'office' })
  const officeB = await addOfficer(database.db, { telegramUserId: 602, unitId: id('B'), duty: 'office' })
  const stranger = await addOfficer(database.db, {
    telegramUserId: 603,
    unitId: id('B11'),
    duty: 'secretary',
  })
  const as = (officer: number) => ({ by: { kind: 'officer', id: officer } as const, now })
  expect(await act((tx) => handOver(tx, held, other, as(officeB)))).toEqual({
    ok: false,
    reason: 'not_allowed',
  })
  expect(await act((tx) => handOver(tx, held, other, as(secretary)))).toEqual({
    ok: false,
    reason: 'not_allowed',
  })
  expect(await act((tx) => handOver(tx, held, stranger, as(officeA)))).toEqual({
    ok: false,
    reason: 'other_subtree',
  })
  expect(await act((tx) => handOver(tx, held, 999_999, as(officeA)))).toEqual({
    ok: false,
    reason: 'not_enrolled',
  })
  expect(await act((tx) => handOver(tx, held, secretary, as(officeA)))).toEqual({
    ok: false,
    reason: 'same_person',
  })
  expect(await act((tx) => handOver(tx, 999_999, other, as(officeA)))).toEqual({ ok: false, reason: 'gone' })
  expect(await codes(501)).toEqual(['A11 secretary'])
  expect(await act((tx) => handOver(tx, held, other, as(officeA)))).toMatchObject({ ok: true })
  expect(await act((tx) => handOver(tx, held, other, as(officeA)))).toEqual({ ok: false, reason: 'gone' })
})

test('of two hand-overs of one duty at once, one wins', async () => {
  const third = await addOfficer(database.db, { telegramUserId: 504, unitId: id('A12'), duty: 'secretary' })
  const outcomes = await Promise.all(
    [other, third].map((to) => act((tx) => handOver(tx, held, to, { by: operator, now }))),
  )
  expect(outcomes.filter((outcome) => outcome.ok)).toHaveLength(1)
  expect(await dutiesAt(database.db, id('A11'))).toHaveLength(1)
})

test('handing over to somebody who has the duty already changes nothing', async () => {
  await addOfficer(database.db, { telegramUserId: 502, unitId: id('A11'), duty: 'secretary' })
  expect(await act((tx) => handOver(tx, held, other, { by: operator, now }))).toEqual({
    ok: false,
    reason: 'has_it_already',
  })
  expect(await codes(501)).toEqual(['A11 secretary'])
})
