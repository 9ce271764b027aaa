// Which chat stands for a unit.
import { beforeEach, expect, test } from 'vitest'
import { bindGroup } from '../../src/org/chat.store.ts'
import { recipientChats } from '../../src/org/recipients.ts'
import type { ChatState } from '../../src/platform/database-types.ts'
import { useDatabase } from '../support/database.ts'
import { addOfficer, now, plantTree } from './fixtures.ts'

const database = useDatabase()
let unitId: number

beforeEach(async () => {
  await database.reset()
  unitId = (await plantTree(database.db)).A11 ?? 0
})

const chosen = async () => {
  const [recipient] = await recipientChats(database.db, [unitId])
  return recipient?.telegramChatId ?? recipient?.whyNot
}
const state = (telegramChatId: number, to: ChatState) =>
  database.db.updateTable('chat').set({ state: to }).where('telegram_chat_id', '=', telegramChatId).execute()

test('group before secretary before deputy before office, as far as they can be reached', async () => {
  expect(await chosen()).toBe('nobody_enrolled')
  await addOfficer(database.db, { telegramUserId: 4, unitId, duty: 'speaker' })
  await addOfficer(database.db, { telegramUserId: 5, unitId, duty: 'observer' })
  expect(await chosen()).toBe('nobody_enrolled')
  await addOfficer(database.db, { telegramUserId: 3, unitId, duty: 'office' })
  expect(await chosen()).toBe(3)
  await addOfficer(database.db, { telegramUserId: 2, unitId, duty: 'deputy' })
  expect(await chosen()).toBe(2)
  const officerId = await addOfficer(database.db, { telegramUserId: 1, unitId, duty: 'secretary' })
  expect(await chosen()).toBe(1)
  const group = { kind: 'supergroup', title: 'Nhóm', threadId: 7, unitId, officerId, now } as const
  await database.db.transaction().execute((tx) => bindGroup(tx, { ...group, telegramChatId: -9 }, () => true))
  expect(await recipientChats(database.db, [unitId])).toMatchObject([{ telegramChatId: -9, threadId: 7 }])

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

test('a unit has one group: a new one takes the place of the old', async () => {
  const officerId = await addOfficer(database.db, { telegramUserId: 1, unitId, duty: 'secretary' })
  const group = { kind: 'group', title: null, threadId: null, unitId, officerId, now } as const
  for (const telegramChatId of [-8, -9])
    await database.db.transaction().execute((tx) => bindGroup(tx, { ...group, telegramChatId }, () => true))
  expect(await chosen()).toBe(-9)
  const bound = await database.db.selectFrom('chat').select('id').where('unit_id', 'is not', null).execute()
  expect(bound).toHaveLength(1)
})

test('every living unit has exactly one row', async () => {
  for (const telegramUserId of [1, 2, 3])
    await addOfficer(database.db, { telegramUserId, unitId, duty: 'secretary' })
  const rows = await database.db.selectFrom('unit_recipient').select('unit_id').execute()
  expect(rows).toHaveLength(8)
  expect(new Set(rows.map((row) => row.unit_id)).size).toBe(8)
})
