// Duties change hands.
import { describe, expect } from 'vitest'
import { findActor } from '../../src/org/actor.ts'
import { personWithoutDuty } from '../../src/org/author.ts'
import { redeemCode } from '../../src/org/enrolment.ts'
import {
  closeEndedSubstitutes,
  dutiesAt,
  endDuty,
  handOver,
  handOverByCode,
  nameSubstitute,
  nameSubstituteByCode,
} from '../../src/org/hand-over.ts'
import { createCode } from '../../src/org/invitations.ts'
import { recipientChats } from '../../src/org/recipients.ts'
import type { Tx } from '../../src/platform/database.ts'
import { erasePerson } from '../../src/privacy/personal-data.ts'
import { test as base } from './fixtures.ts'
import { addOfficer, now } from './world.ts'

const later = (days: number) => new Date(now.getTime() + days * 86_400_000)
const codeOf = (outcome: { ok: true; code: string } | { ok: false; reason: string }) => {
  if (!outcome.ok) throw new Error(outcome.reason)
  return outcome.code
}

const test = base
  .extend(
    'secretary',
    { auto: true },
    async ({ db, id }) => await addOfficer(db, { telegramUserId: 501, unitId: id('A11'), duty: 'secretary' }),
  )
  .extend(
    'other',
    { auto: true },
    async ({ db, id }) => await addOfficer(db, { telegramUserId: 502, unitId: id('A12'), duty: 'deputy' }),
  )
  // The duty of the secretary.
  .extend('held', async ({ db, secretary }) => {
    const row = await db
      .selectFrom('duty_holding')
      .select('id')
      .where('officer_id', '=', secretary)
      .executeTakeFirstOrThrow()
    return row.id
  })
  // What the person of an account holds, or null.
  .extend('codes', ({ db }) => async (telegramUserId: number, at = now) => {
    const actor = await findActor(db, telegramUserId, at)
    return actor?.duties.map((duty) => `${duty.unitCode} ${duty.duty}`) ?? null
  })
  .extend(
    'redeem',
    ({ act }) =>
      (code: string, telegramUserId: number, at = now) =>
        act((tx) =>
          redeemCode(tx, {
            code,
            telegramUserId,
            telegramChatId: telegramUserId,
            profileName: 'Lê Thị Mới',
            language: 'vi',
            now: at,
          }),
        ),
  )

test('hand-over moves the duty at once, and messages go to the successor', async ({
  db,
  id,
  act,
  secretary,
  other,
  held,
  codes,
}) => {
  expect(
    await act((tx) => handOver(tx, 'operator', { heldId: held, successorId: other }, { now })),
  ).toMatchObject({ ok: true })
  expect(await codes(501)).toBeNull()
  expect(await codes(502)).toEqual(['A12 deputy', 'A11 secretary'])
  expect((await recipientChats(db, [id('A11')]))[0]?.telegramChatId).toBe(502)
  const audit = await db
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

test('hand-over by code ends the predecessor in the moment the successor enrols, not before', async ({
  act,
  held,
  codes,
}) => {
  const made = await act((tx) => handOverByCode(tx, 'operator', { heldId: held }, { now }))
  if (!made.ok) throw new Error(made.reason)
  expect(await codes(501)).toEqual(['A11 secretary'])
  const redeemed = await act((tx) =>
    redeemCode(tx, {
      code: made.code,
      telegramUserId: 503,
      telegramChatId: 503,
      profileName: 'Lê Thị Mới',
      language: 'vi',
      now,
    }),
  )
  expect(redeemed).toMatchObject({ ok: true, duty: 'secretary' })
  expect(await codes(501)).toBeNull()
  expect(await codes(503)).toEqual(['A11 secretary'])
})

describe('a substitute', () => {
  test('stands in until the day, beside the holder', async ({ db, act, other, held, codes }) => {
    const outcome = await act((tx) =>
      nameSubstitute(tx, 'operator', { heldId: held, substituteId: other, endsAt: later(10) }, { now }),
    )
    expect(outcome).toMatchObject({ ok: true })
    expect(await codes(501)).toEqual(['A11 secretary'])
    expect(await codes(502, later(9))).toEqual(['A12 deputy', 'A11 secretary'])
    // Over with the day itself, before anybody tidies up.
    expect(await codes(502, later(10))).toEqual(['A12 deputy'])
    expect(await closeEndedSubstitutes(db, later(10))).toBe(1)
    expect(await closeEndedSubstitutes(db, later(10))).toBe(0)
    expect(await codes(502, later(9))).toEqual(['A12 deputy'])
  })

  test('loses the duty together with the holder', async ({ act, other, held, codes }) => {
    await act((tx) =>
      nameSubstitute(tx, 'operator', { heldId: held, substituteId: other, endsAt: later(10) }, { now }),
    )
    await act((tx) => endDuty(tx, 'operator', { heldId: held }, { now }))
    expect(await codes(501)).toBeNull()
    expect(await codes(502)).toEqual(['A12 deputy'])
  })

  test('whose leave was over before the duty ended is told nothing, and keeps the end of the leave', async ({
    db,
    act,
    other,
    held,
  }) => {
    await act((tx) =>
      nameSubstitute(tx, 'operator', { heldId: held, substituteId: other, endsAt: later(2) }, { now }),
    )
    const ended = await act((tx) => endDuty(tx, 'operator', { heldId: held }, { now: later(3) }))
    expect(ended).toMatchObject({ ok: true, handedOver: { ended: [{ stoodIn: false }] } })
    const { until } = await db
      .selectFrom('duty_holding')
      .select('until')
      .where('substitute_for', '=', held)
      .executeTakeFirstOrThrow()
    expect(until).toEqual(later(2))
  })

  test('named by a code stands in once it is used, and no longer than the leave', async ({
    db,
    act,
    held,
    codes,
    redeem,
  }) => {
    const made = codeOf(
      await act((tx) => nameSubstituteByCode(tx, 'operator', { heldId: held, endsAt: later(5) }, { now })),
    )
    expect(await codes(503)).toBeNull()
    expect(await redeem(made, 503, later(1))).toMatchObject({ ok: true, duty: 'secretary' })
    expect(await codes(501, later(4))).toEqual(['A11 secretary'])
    expect(await codes(503, later(4))).toEqual(['A11 secretary'])
    expect(await codes(503, later(5))).toBeNull()
    const late = codeOf(
      await act((tx) => nameSubstituteByCode(tx, 'operator', { heldId: held, endsAt: later(5) }, { now })),
    )
    expect(await redeem(late, 504, later(5))).toEqual({ ok: false, reason: 'invalid' })
    const noted = await db
      .selectFrom('audit_entry')
      .select('subject_id')
      .where('action', '=', 'duty.substitute')
      .execute()
    expect(noted).toEqual([{ subject_id: held }])
  })

  test('named again stands in for longer', async ({ act, other, held, codes }) => {
    for (const days of [5, 20])
      expect(
        await act((tx) =>
          nameSubstitute(tx, 'operator', { heldId: held, substituteId: other, endsAt: later(days) }, { now }),
        ),
      ).toMatchObject({ ok: true })
    expect(await codes(502, later(19))).toEqual(['A12 deputy', 'A11 secretary'])
    expect(await codes(502, later(20))).toEqual(['A12 deputy'])
  })

  test('has nothing to hand over', async ({ db, id, act, other, held, codes }) => {
    await act((tx) =>
      nameSubstitute(tx, 'operator', { heldId: held, substituteId: other, endsAt: later(10) }, { now }),
    )
    const theirs = (await dutiesAt(db, id('A11'))).find((one) => one.substituteFor !== null)?.id ?? 0
    const third = await addOfficer(db, { telegramUserId: 504, unitId: id('A12'), duty: 'secretary' })
    const acts: ((tx: Tx) => Promise<unknown>)[] = [
      (tx: Tx) => handOver(tx, 'operator', { heldId: theirs, successorId: third }, { now }),
      (tx: Tx) => handOverByCode(tx, 'operator', { heldId: theirs }, { now }),
      (tx: Tx) =>
        nameSubstitute(tx, 'operator', { heldId: theirs, substituteId: third, endsAt: later(3) }, { now }),
      (tx: Tx) => nameSubstituteByCode(tx, 'operator', { heldId: theirs, endsAt: later(3) }, { now }),
    ]
    for (const one of acts) expect(await act(one)).toEqual({ ok: false, reason: 'is_substitute' })
    expect(await act((tx) => endDuty(tx, 'operator', { heldId: theirs }, { now }))).toMatchObject({
      ok: true,
      handedOver: { successorId: null, ended: [{ officerId: other, stoodIn: true }] },
    })
    expect(await codes(501)).toEqual(['A11 secretary'])
  })

  test('who is elected keeps the duty beyond the end of the leave, by name or by code', async ({
    db,
    id,
    act,
    other,
    held,
    codes,
    redeem,
  }) => {
    await act((tx) =>
      nameSubstitute(tx, 'operator', { heldId: held, substituteId: other, endsAt: later(10) }, { now }),
    )
    expect(
      await act((tx) => handOver(tx, 'operator', { heldId: held, successorId: other }, { now: later(1) })),
    ).toMatchObject({
      ok: true,
    })
    await closeEndedSubstitutes(db, later(11))
    expect(await codes(502, later(11))).toEqual(['A12 deputy', 'A11 secretary'])

    const ownDuty = (await dutiesAt(db, id('A12')))[0]?.id ?? 0
    const third = await addOfficer(db, { telegramUserId: 504, unitId: id('B11'), duty: 'office' })
    await act((tx) =>
      nameSubstitute(tx, 'operator', { heldId: ownDuty, substituteId: third, endsAt: later(10) }, { now }),
    )
    const made = codeOf(await act((tx) => handOverByCode(tx, 'operator', { heldId: ownDuty }, { now })))
    expect(await redeem(made, 504, later(1))).toMatchObject({ ok: true })
    await closeEndedSubstitutes(db, later(11))
    expect(await codes(504, later(11))).toEqual(['B11 office', 'A12 deputy'])
  })

  test('goes with the person stood in for, also when that one is erased', async ({
    act,
    secretary,
    other,
    held,
    codes,
  }) => {
    await act((tx) =>
      nameSubstitute(tx, 'operator', { heldId: held, substituteId: other, endsAt: later(10) }, { now }),
    )
    await act((tx) => erasePerson(tx, 'operator', { officerId: secretary }, { now }))
    expect(await codes(502)).toEqual(['A12 deputy'])
  })

  test('needs an end within a year, after now', async ({ act, other, held }) => {
    for (const endsAt of [now, later(-1), later(400), new Date(Number.NaN)])
      expect(
        await act((tx) =>
          nameSubstitute(tx, 'operator', { heldId: held, substituteId: other, endsAt }, { now }),
        ),
      ).toEqual({
        ok: false,
        reason: 'bad_end',
      })
  })
})

test('a term that is over does not leave a unit without anybody', async ({ act, other, held, codes }) => {
  await act((tx) => handOver(tx, 'operator', { heldId: held, successorId: other, endsAt: later(5) }, { now }))
  expect(await codes(502, later(6))).toEqual(['A12 deputy', 'A11 secretary'])
})

test('offices hand over below themselves only, to people of their own part of the organisation', async ({
  db,
  id,
  act,
  secretary,
  other,
  held,
  codes,
}) => {
  const officeA = await addOfficer(db, { telegramUserId: 601, unitId: id('A'), duty: 'office' })
  const officeB = await addOfficer(db, { telegramUserId: 602, unitId: id('B'), duty: 'office' })
  const stranger = await addOfficer(db, {
    telegramUserId: 603,
    unitId: id('B11'),
    duty: 'secretary',
  })
  expect(
    await act((tx) =>
      handOver(tx, personWithoutDuty(officeB), { heldId: held, successorId: other }, { now }),
    ),
  ).toEqual({
    ok: false,
    reason: 'not_allowed',
  })
  expect(
    await act((tx) =>
      handOver(tx, personWithoutDuty(secretary), { heldId: held, successorId: other }, { now }),
    ),
  ).toEqual({
    ok: false,
    reason: 'not_allowed',
  })
  expect(
    await act((tx) =>
      handOver(tx, personWithoutDuty(officeA), { heldId: held, successorId: stranger }, { now }),
    ),
  ).toEqual({
    ok: false,
    reason: 'other_subtree',
  })
  expect(
    await act((tx) =>
      handOver(tx, personWithoutDuty(officeA), { heldId: held, successorId: 999_999 }, { now }),
    ),
  ).toEqual({
    ok: false,
    reason: 'not_enrolled',
  })
  expect(
    await act((tx) =>
      handOver(tx, personWithoutDuty(officeA), { heldId: held, successorId: secretary }, { now }),
    ),
  ).toEqual({
    ok: false,
    reason: 'same_person',
  })
  expect(
    await act((tx) =>
      handOver(tx, personWithoutDuty(officeA), { heldId: 999_999, successorId: other }, { now }),
    ),
  ).toEqual({ ok: false, reason: 'gone' })
  expect(await codes(501)).toEqual(['A11 secretary'])
  expect(
    await act((tx) =>
      handOver(tx, personWithoutDuty(officeA), { heldId: held, successorId: other }, { now }),
    ),
  ).toMatchObject({ ok: true })
  expect(
    await act((tx) =>
      handOver(tx, personWithoutDuty(officeA), { heldId: held, successorId: other }, { now }),
    ),
  ).toEqual({ ok: false, reason: 'gone' })
})

describe('a code kept back', () => {
  test('to hand a duty over works no longer once the duty has gone to somebody else', async ({
    db,
    id,
    act,
    other,
    held,
    redeem,
  }) => {
    const first = codeOf(await act((tx) => handOverByCode(tx, 'operator', { heldId: held }, { now })))
    const second = codeOf(await act((tx) => handOverByCode(tx, 'operator', { heldId: held }, { now })))
    await act((tx) => handOver(tx, 'operator', { heldId: held, successorId: other }, { now }))
    for (const [index, made] of [first, second].entries())
      expect(await redeem(made, 510 + index)).toEqual({ ok: false, reason: 'invalid' })
    expect(await dutiesAt(db, id('A11'))).toHaveLength(1)
  })

  test('of several to hand one duty over, used at once, exactly one works', async ({
    db,
    id,
    act,
    held,
    redeem,
  }) => {
    const made = []
    for (let n = 0; n < 8; n++)
      made.push(codeOf(await act((tx) => handOverByCode(tx, 'operator', { heldId: held }, { now }))))
    const outcomes = await Promise.all(made.map((code, n) => redeem(code, 510 + n)))
    expect(outcomes.filter((outcome) => outcome.ok)).toHaveLength(1)
    expect(await dutiesAt(db, id('A11'))).toHaveLength(1)
  })

  test('still works for the successor when the predecessor has merely left', async ({
    act,
    held,
    redeem,
  }) => {
    const made = codeOf(await act((tx) => handOverByCode(tx, 'operator', { heldId: held }, { now })))
    await act((tx) => endDuty(tx, 'operator', { heldId: held }, { now }))
    expect(await redeem(made, 510)).toMatchObject({ ok: true })
  })

  test('brings nothing back to whoever made it and lost the right to; what others got stays good', async ({
    db,
    id,
    act,
    codes,
    redeem,
  }) => {
    const admin = await addOfficer(db, {
      telegramUserId: 601,
      unitId: id('A'),
      duty: 'administrator',
      name: 'Quản trị',
    })
    const give = (duty: 'administrator' | 'office' | 'secretary', unit: string) =>
      act((tx) => createCode(tx, personWithoutDuty(admin), { unitId: id(unit), duty }, { now }))
    const [own, forAnother, office, cell] = [
      (await give('administrator', 'A')).code,
      (await give('administrator', 'A')).code,
      (await give('office', 'A')).code,
      (await give('secretary', 'A12')).code,
    ]
    const duty = (await dutiesAt(db, id('A')))[0]?.id ?? 0
    await act((tx) => endDuty(tx, 'operator', { heldId: duty }, { now }))
    expect(await redeem(own, 601)).toEqual({ ok: false, reason: 'invalid' })
    expect(await redeem(forAnother, 602)).toEqual({ ok: false, reason: 'invalid' })
    expect(await redeem(office, 601)).toEqual({ ok: false, reason: 'invalid' })
    expect(await redeem(cell, 603)).toMatchObject({ ok: true })
    expect(await codes(601)).toBeNull()
    const used = await db.selectFrom('enrolment_code').select('id').where('used_at', 'is not', null).execute()
    expect(used).toHaveLength(1)
  })
})

test('people are chosen where the duty that hands over reaches, not wherever one holds any duty', async ({
  db,
  id,
  act,
  held,
}) => {
  const office = await addOfficer(db, { telegramUserId: 601, unitId: id('A'), duty: 'office' })
  await addOfficer(db, { telegramUserId: 601, unitId: id('T'), duty: 'speaker' })
  const stranger = await addOfficer(db, { telegramUserId: 603, unitId: id('B11'), duty: 'deputy' })
  const by = personWithoutDuty(office)
  expect(await act((tx) => handOver(tx, by, { heldId: held, successorId: stranger }, { now }))).toEqual({
    ok: false,
    reason: 'other_subtree',
  })
})

test('of two hand-overs of one duty at once, one wins', async ({ db, id, act, other, held }) => {
  const third = await addOfficer(db, { telegramUserId: 504, unitId: id('A12'), duty: 'secretary' })
  const outcomes = await Promise.all(
    [other, third].map((to) =>
      act((tx) => handOver(tx, 'operator', { heldId: held, successorId: to }, { now })),
    ),
  )
  expect(outcomes.filter((outcome) => outcome.ok)).toHaveLength(1)
  expect(await dutiesAt(db, id('A11'))).toHaveLength(1)
})

test('handing over to somebody who has the duty already changes nothing', async ({
  db,
  id,
  act,
  other,
  held,
  codes,
}) => {
  await addOfficer(db, { telegramUserId: 502, unitId: id('A11'), duty: 'secretary' })
  expect(await act((tx) => handOver(tx, 'operator', { heldId: held, successorId: other }, { now }))).toEqual({
    ok: false,
    reason: 'has_it_already',
  })
  expect(await codes(501)).toEqual(['A11 secretary'])
})
