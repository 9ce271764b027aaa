// Which chat stands for a unit.
import { expect } from 'vitest'
import { bindGroup } from '../../src/org/bind-group.ts'
import { recipientChats } from '../../src/org/recipients.ts'
import type { ChatState } from '../../src/platform/database-types.ts'
import { test as base } from './fixtures.ts'
import { addOfficer, now } from './world.ts'

const test = base
  .extend('unitId', ({ id }) => id('A11'))
  // The chat that stands for the unit, or why there is none.
  .extend('chosen', ({ db, unitId }) => async () => {
    const [recipient] = await recipientChats(db, [unitId])
    return recipient?.telegramChatId ?? recipient?.whyNot
  })

test('group before secretary before deputy before office, as far as they can be reached', async ({
  db,
  act,
  unitId,
  chosen,
}) => {
  expect(await chosen()).toBe('nobody_enrolled')
  await addOfficer(db, { telegramUserId: 4, unitId, duty: 'speaker' })
  await addOfficer(db, { telegramUserId: 5, unitId, duty: 'observer' })
  expect(await chosen()).toBe('nobody_enrolled')
  await addOfficer(db, { telegramUserId: 3, unitId, duty: 'office' })
  expect(await chosen()).toBe(3)
  await addOfficer(db, { telegramUserId: 2, unitId, duty: 'deputy' })
  expect(await chosen()).toBe(2)
  await addOfficer(db, { telegramUserId: 1, unitId, duty: 'secretary' })
  expect(await chosen()).toBe(1)
  const group = { kind: 'supergroup', title: 'Nhóm', threadId: 7, unitId } as const
  await act((tx) => bindGroup(tx, 'operator', { ...group, telegramChatId: -9 }, { now }))
  expect(await recipientChats(db, [unitId])).toMatchObject([{ telegramChatId: -9, threadId: 7 }])

  const state = (telegramChatId: number, to: ChatState) =>
    db.updateTable('chat').set({ state: to }).where('telegram_chat_id', '=', telegramChatId).execute()
  await state(-9, 'left')
  expect(await chosen()).toBe(1)
  await state(1, 'blocked')
  expect(await chosen()).toBe(2)
  await state(2, 'deactivated')
  expect(await chosen()).toBe(3)
  await state(3, 'blocked')
  // The reason is that of the chat that would have been chosen first.
  expect(await chosen()).toBe('left')
})

test('of two accounts of a secretary the one that got the duty last is chosen', async ({
  db,
  unitId,
  chosen,
}) => {
  await addOfficer(db, { telegramUserId: 1, unitId, duty: 'secretary' })
  await addOfficer(db, { telegramUserId: 2, unitId, duty: 'secretary' })
  expect(await chosen()).toBe(2)
  await db.updateTable('chat').set({ state: 'blocked' }).where('telegram_chat_id', '=', 2).execute()
  expect(await chosen()).toBe(1)
})

test('a unit has one group: a new one takes the place of the old', async ({ db, act, unitId, chosen }) => {
  await addOfficer(db, { telegramUserId: 1, unitId, duty: 'secretary' })
  const group = { kind: 'group', title: null, threadId: null, unitId } as const
  for (const telegramChatId of [-8, -9])
    await act((tx) => bindGroup(tx, 'operator', { ...group, telegramChatId }, { now }))
  expect(await chosen()).toBe(-9)
  const bound = await db.selectFrom('chat').select('id').where('unit_id', 'is not', null).execute()
  expect(bound).toHaveLength(1)
})

test('every living unit has exactly one row', async ({ db, unitId }) => {
  for (const telegramUserId of [1, 2, 3]) await addOfficer(db, { telegramUserId, unitId, duty: 'secretary' })
  const rows = await db.selectFrom('unit_recipient').select('unit_id').execute()
  expect(rows).toHaveLength(8)
  expect(new Set(rows.map((row) => row.unit_id)).size).toBe(8)
})
