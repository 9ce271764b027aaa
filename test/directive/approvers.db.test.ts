// Who is asked to approve, and who may: a substitute's time ends with its day, a term goes on until the
// hand-over.
import { sql } from 'kysely'
import { expect } from 'vitest'
import { approversOf } from '../../src/directive/approvers.store.ts'
import { findActorsByOfficer } from '../../src/org/actor.ts'
import { can } from '../../src/org/permissions.ts'
import { test as base } from '../org/fixtures.ts'
import { addOfficer, now } from '../org/world.ts'

const later = new Date(now.getTime() + 1)

const test = base
  .extend(
    'holder',
    async ({ db, id }) => await addOfficer(db, { telegramUserId: 701, unitId: id('T'), duty: 'office' }),
  )
  .extend(
    'standIn',
    async ({ db, id }) => await addOfficer(db, { telegramUserId: 702, unitId: id('T'), duty: 'office' }),
  )
  .extend(
    'ends',
    ({ db, holder }) =>
      (officerId: number, at: Date, substitute: boolean) =>
        sql`update duty_holding set ends_at = ${at}, substitute_for = ${
          substitute ? sql`(select id from duty_holding where officer_id = ${holder})` : sql`null`
        } where officer_id = ${officerId}`.execute(db),
  )
  .extend('pathIds', ({ id }) => [id('T'), id('A')])
  // Who is asked is exactly who may approve.
  .extend('approve', ({ db, holder, standIn, pathIds }) => async () => {
    const found = await approversOf(db, { pathIds, except: [null], now })
    const asked = found.map((one) => one.officerId)
    const actors = await findActorsByOfficer(db, [holder, standIn], now)
    const may = [...actors.values()]
      .filter((actor) => can(actor, 'directive.approve', { pathIds }))
      .map((actor) => actor.officerId)
    expect(asked).toEqual(may)
    return asked
  })

test('a substitute until the end, not afterwards', async ({ holder, standIn, ends, approve }) => {
  await ends(standIn, later, true)
  expect(await approve()).toEqual([holder, standIn])
  await ends(standIn, now, true)
  expect(await approve()).toEqual([holder])
})

test('a late election takes the duty from nobody', async ({ holder, standIn, ends, approve }) => {
  await ends(holder, now, false)
  expect(await approve()).toEqual([holder, standIn])
})

test('the nearest first, with the chat when it can be written to; whoever drafted or asked is left out', async ({
  db,
  ids,
  holder,
  standIn,
  pathIds,
}) => {
  const here = { unitId: ids.A!, duty: 'office' } as const
  const drafter = await addOfficer(db, { telegramUserId: 703, ...here })
  const asker = await addOfficer(db, { telegramUserId: 704, ...here })
  const blocked = await addOfficer(db, {
    telegramUserId: 705,
    unitId: ids.A!,
    duty: 'secretary',
    chat: 'blocked',
  })
  // Neither another unit's secretary nor an office beside or below.
  await addOfficer(db, { telegramUserId: 706, unitId: ids.T!, duty: 'secretary' })
  await addOfficer(db, { telegramUserId: 707, unitId: ids.B!, duty: 'office' })
  await addOfficer(db, { telegramUserId: 708, unitId: ids.A1!, duty: 'office' })
  // By two duties at once: told by the nearer.
  await addOfficer(db, { telegramUserId: 701, unitId: ids.A!, duty: 'office' })
  const found = await approversOf(db, { pathIds, except: [drafter, asker, null], now })
  expect(
    found.map(({ officerId, duty, unitId, chat }) => [officerId, duty, unitId, chat?.telegramChatId]),
  ).toEqual([
    [holder, 'office', ids.A, 701],
    [blocked, 'secretary', ids.A, undefined],
    [standIn, 'office', ids.T, 702],
  ])
})
