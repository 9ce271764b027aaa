// Messages follow their chats: to a deputy when the secretary has blocked the channel, to the new id of a
// group, and to who comes back, with the last news of what had been received.
import { expect } from 'vitest'
import { extendDeadlines, recallDirective } from '../../src/circulation/change/change-directive.ts'
import { deliverOwed } from '../../src/circulation/circulate-directive.ts'
import { followMigration } from '../../src/circulation/follow-chats.ts'
import type { FinalReason, Messenger, Outcome } from '../../src/circulation/messenger.ts'
import { bindGroup } from '../../src/org/bind-group.ts'
import { addOfficer } from '../org/world.ts'
import { capabilities } from '../support/capabilities.ts'
import { wordedNotices } from '../support/notices.ts'
import { circulateDirective } from './circulate.ts'
import { test as base } from './fixtures.ts'
import { firstChat, monday, never, statesOf, testSender } from './world.ts'

const secretary = firstChat
const deputy = 55_001

const test = base
  .extend('cells', 1)
  .extend('unitId', ({ ids }) => ids.C0!)
  // Chats that refuse messages, all for one reason.
  .extend('refused', () => new Set<number>())
  .extend('refusal', (): { reason: FinalReason } => ({ reason: 'blocked' }))
  .extend('sentTo', (): { chat: number; text: string }[] => [])
  // Sends until nothing is left.
  .extend('send', ({ db, refused, refusal, sentTo }) => async () => {
    const messenger: Messenger = {
      capabilities,
      async send(to, message): Promise<Outcome> {
        sentTo.push({ chat: to.telegramChatId, text: message.text })
        return refused.has(to.telegramChatId)
          ? { kind: 'final', reason: refusal.reason, code: 400, detail: 'refused' }
          : { kind: 'sent', messageId: 1 }
      },
      edit: async () => ({ kind: 'sent', messageId: 1 }),
      editButtons: async () => ({ kind: 'sent', messageId: 1 }),
      answerTap: async () => {},
      remove: async () => ({ kind: 'sent', messageId: 1 }),
      close: async () => {},
    }
    const compose = (delivery: { payload: unknown; purpose: string }) => ({
      text: (delivery.payload as { what?: string } | null)?.what ?? delivery.purpose,
    })
    do await testSender(db, { messenger, compose }).run(never)
    while ((await statesOf(db)).pending)
  })

test('what the secretary refuses goes to the deputy; when nobody is left it stays for a person', async ({
  db,
  unitId,
  directiveId,
  refused,
  sentTo,
  send,
}) => {
  await addOfficer(db, { telegramUserId: deputy, unitId, duty: 'deputy' })
  await circulateDirective(db, directiveId, monday)
  refused.add(secretary)
  await send()
  expect(sentTo.map(({ chat }) => chat)).toEqual([secretary, deputy])
  expect(await statesOf(db)).toEqual({ sent: 1 })
  await db.updateTable('chat').set({ state: 'reachable' }).execute()
  await db.updateTable('delivery').set({ state: 'pending', telegram_chat_id: secretary, copies: 0 }).execute()
  refused.add(deputy)
  sentTo.length = 0
  await send()
  expect(sentTo.map(({ chat }) => chat)).toEqual([secretary, deputy])
  expect(await statesOf(db)).toEqual({ failed: 1 })
})

test.for(['no_rights', 'no_topic'] as const)(
  'a group that refuses (%s): the secretary is told and gets all that follows; bound anew, the group does',
  async (reason, { db, unitId, directiveId, refused, refusal, sentTo, send }) => {
    refusal.reason = reason
    const group = { telegramChatId: -900, kind: 'supergroup', title: null, threadId: 7, unitId } as const
    const bind = () => db.transaction().execute((tx) => bindGroup(tx, 'operator', group, { now: monday }))
    await bind()
    refused.add(-900)
    await circulateDirective(db, directiveId, monday)
    await send()
    expect(sentTo.map(({ chat }) => chat)).toEqual([-900, secretary, secretary])
    expect(await statesOf(db)).toEqual({ sent: 2 })
    const told = await wordedNotices(db)
    expect(told).toMatchObject([{ telegram_chat_id: secretary, lane: 0 }])
    const words = { no_rights: 'không còn được phép gửi', no_topic: 'đã đóng hoặc bị xóa' }
    expect(told[0]?.message.text).toContain(words[reason])

    // The secretary is away, too: what is owed waits, and comes by itself when the group is bound anew.
    await db.deleteFrom('delivery').where('purpose', '=', 'notice').execute()
    await db.updateTable('delivery').set({ state: 'pending', telegram_chat_id: -900, copies: 0 }).execute()
    await db.updateTable('chat').set({ state: 'blocked' }).where('kind', '=', 'private').execute()
    await send()
    expect(await statesOf(db)).toEqual({ failed: 1 })
    refused.clear()
    await bind()
    await db.transaction().execute((tx) => deliverOwed(tx, unitId, monday))
    await send()
    expect(sentTo.at(-1)?.chat).toBe(-900)
    expect(await statesOf(db)).toEqual({ sent: 1 })
  },
)

test('who comes back hears the last news of what had been received, and nothing twice', async ({
  db,
  unitId,
  directiveId,
  refused,
  sentTo,
  send,
  transact,
}) => {
  const due = new Date('2026-11-20T10:00:00Z')
  await db.updateTable('directive').set({ ack_due_at: due, asks_report: false }).execute()
  await circulateDirective(db, directiveId, monday)
  await send()
  refused.add(secretary)
  const later = new Date('2026-11-25T10:00:00Z')
  await transact((tx) => extendDeadlines(tx, 'operator', { directiveId, ackDueAt: later }, { now: monday }))
  await send()
  await transact((tx) => recallDirective(tx, 'operator', { directiveId }, { now: monday }))
  refused.clear()
  await db.updateTable('chat').set({ state: 'reachable' }).execute()
  sentTo.length = 0
  await transact((tx) => deliverOwed(tx, unitId, monday))
  await transact((tx) => deliverOwed(tx, unitId, monday))
  await send()
  expect(sentTo.map(({ text }) => text)).toEqual(['recalled'])
})

test('who comes back while the directive is in force hears of the change that was refused', async ({
  db,
  unitId,
  directiveId,
  refused,
  sentTo,
  send,
  transact,
}) => {
  const due = new Date('2026-11-20T10:00:00Z')
  await db.updateTable('directive').set({ ack_due_at: due, asks_report: false }).execute()
  await circulateDirective(db, directiveId, monday)
  await send()
  refused.add(secretary)
  for (const day of ['2026-11-25', '2026-11-27'])
    await transact((tx) =>
      extendDeadlines(
        tx,
        'operator',
        { directiveId, ackDueAt: new Date(`${day}T10:00:00Z`) },
        { now: monday },
      ),
    )
  await send()
  expect(await statesOf(db)).toEqual({ sent: 1, failed: 2 })
  refused.clear()
  await db.updateTable('chat').set({ state: 'reachable' }).execute()
  sentTo.length = 0
  expect(await transact((tx) => deliverOwed(tx, unitId, monday))).toBe(1)
  await send()
  expect(sentTo.map(({ text }) => text)).toEqual(['extended'])
})

test('messages of a group go to its new id as soon as it is told', async ({
  db,
  unitId,
  directiveId,
  sentTo,
  send,
  transact,
}) => {
  await db
    .insertInto('chat')
    .values({
      telegram_chat_id: -77,
      kind: 'group',
      unit_id: unitId,
      state_changed_at: monday,
      created_at: monday,
    })
    .execute()
  await circulateDirective(db, directiveId, monday)
  await transact((tx) => followMigration(tx, -77, -100_077, monday))
  await transact((tx) => followMigration(tx, -77, -100_077, monday))
  await send()
  expect(sentTo.map(({ chat }) => chat)).toEqual([-100_077])
})
