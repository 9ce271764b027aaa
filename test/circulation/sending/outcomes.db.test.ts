// Every class of outcome against the local Telegram: what becomes of the message, of the chat, and how many
// copies arrive.
import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'kysely'
import { describe, expect } from 'vitest'
import { changeMessages } from '../../../jobs/change-messages.ts'
import { recallDirective } from '../../../src/circulation/change/change-directive.ts'
import { correctDirective } from '../../../src/circulation/change/correct-directive.ts'
import type { Messenger, OutgoingMessage } from '../../../src/circulation/messenger.ts'
import { needsPersonCounts } from '../../../src/circulation/needs-person.ts'
import { enqueueMessage } from '../../../src/circulation/outbox.ts'
import { sendAgain } from '../../../src/circulation/send-again.ts'
import { deliveryStore } from '../../../src/circulation/sending/sending.store.ts'
import { type CirculationSettings, usualSettings } from '../../../src/circulation/settings.ts'
import { telegramAway } from '../../../src/circulation/telegram-away.store.ts'
import type { FaultRequest } from '../../../src/sandbox/index.ts'
import { createTelegramMessenger } from '../../../src/telegram/channel/telegram-messenger.ts'
import { createComposeMessage } from '../../../src/telegram/compose/compose-message.ts'
import { circulateDirective } from '../circulate.ts'
import { sendingTest } from '../fixtures.ts'
import { firstChat, issueTo, monday, never, statesOf, testSender, token } from '../world.ts'

const cells = 20

const test = sendingTest
  .extend('cells', cells)
  // Runs once with a fault for the first chat only; returns that chat's delivery.
  .extend(
    'sendWith',
    ({ db, telegram }) =>
      async (fault: FaultRequest, settings: Partial<CirculationSettings> = {}) => {
        telegram.faults.add({ ...fault, chatIds: [firstChat] })
        await testSender(db, { url: telegram.url, settings }).run(never)
        const deliveries = db.selectFrom('delivery').selectAll()
        return await deliveries.where('telegram_chat_id', '=', firstChat).executeTakeFirstOrThrow()
      },
  )
  .extend(
    'arrived',
    ({ telegram }) =>
      () =>
        telegram.world.syntheticSummary(),
  )
  .extend('copies', ({ db }) => async () => {
    const rows = await db.selectFrom('delivery').select('copies').execute()
    return rows.map((row) => row.copies)
  })

describe('surely not delivered', () => {
  test('429: goes out when the wait is over, and the refusal counts as no attempt', async ({
    sendWith,
    arrived,
  }) => {
    const row = await sendWith({ kind: 'flood', retryAfterS: 1, count: 1 })
    expect(row).toMatchObject({ state: 'sent', copies: 1 })
    expect(arrived()).toMatchObject({ messages: cells, duplicates: 0 })
  })

  test('no connection: everything stays pending and goes out later', async ({ db, telegram, arrived }) => {
    const refused = testSender(db, { url: 'http://127.0.0.1:9' })
    await refused.run(never, { maxMs: 200 })
    expect(await statesOf(db)).toEqual({ pending: cells })
    await db.updateTable('delivery').set({ not_before: null }).execute()
    // The rest of all sending is over.
    await sql`delete from pace`.execute(db)
    await testSender(db, { url: telegram.url }).run(never)
    expect(await statesOf(db)).toEqual({ sent: cells })
    expect(arrived()).toMatchObject({ messages: cells, duplicates: 0 })
  })

  test('Telegram away for seconds: all sending rests, few messages try, each arrives once, and it is told since when', async ({
    db,
    telegram,
    arrived,
    copies,
  }) => {
    const address = new URL(telegram.url)
    const real = createTelegramMessenger({ token, apiRoot: telegram.url })
    const closed = createTelegramMessenger({ token, apiRoot: `http://${address.hostname}:9` })
    let isAway = true
    let tries = 0
    const send: Messenger['send'] = (...given) => {
      if (isAway) tries++
      return (isAway ? closed : real).send(...given)
    }
    const settings = { bulkPerSecond: 25, answersPerSecond: 5 }
    const sender = testSender(db, { messenger: { ...real, send }, settings })
    const until = performance.now() + 5_000
    while (performance.now() < until) {
      await sender.run(never, { maxMs: until - performance.now() })
      // The sweeper wakes a sender every few seconds.
      await wait(100)
    }
    // Without the rest every slot of five seconds would have been used up.
    expect(tries).toBeLessThan(75)
    expect(await statesOf(db)).toEqual({ pending: cells })
    const { count, oldestDueAt } = await telegramAway(db)
    expect(count).toBe(1)
    expect(Date.now() - oldestDueAt!.getTime()).toBeGreaterThan(3_000)
    isAway = false
    while ((await statesOf(db)).pending) {
      await sender.run(never)
      await wait(100)
    }
    expect(await statesOf(db)).toEqual({ sent: cells })
    expect(await copies()).toEqual(Array(cells).fill(1))
    expect(arrived()).toMatchObject({ messages: cells, duplicates: 0 })
    expect(await telegramAway(db)).toEqual({ count: 0, oldestDueAt: null })
  })

  test('401: nothing fails, and everything rests', async ({ db, telegram }) => {
    telegram.faults.add({ kind: 'unauthorized' })
    await testSender(db, { url: telegram.url }).run(never)
    expect(await statesOf(db)).toEqual({ pending: cells })
    expect(await testSender(db, { url: telegram.url }).run(never)).toEqual({ sent: 0, other: 0 })
  })
})

describe('never on the wire', () => {
  test('a process that stood still between intent and wire gives back what it dares not send, and it counts as no copy', async ({
    db,
    telegram,
    arrived,
    copies,
  }) => {
    let stoodStill = 0
    const sender = testSender(db, {
      url: telegram.url,
      // All but a second of the lease is kept for the request.
      settings: { requestTimeoutMs: usualSettings.leaseMs - 1_000 },
      store: {
        ...deliveryStore,
        async commitIntents(...given) {
          const intents = await deliveryStore.commitIntents(...given)
          if (stoodStill++ === 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_100)
          return intents
        },
      },
    })
    await sender.run(never)
    expect(await statesOf(db)).toEqual({ sent: cells })
    expect(await copies()).toEqual(Array(cells).fill(1))
    expect(arrived()).toMatchObject({ messages: cells, duplicates: 0 })
  })

  test('an upload is not begun when its longer time limit would outlast the lease', async ({
    db,
    ids,
    telegram,
  }) => {
    const bytes = Buffer.from('%PDF-1.4 giấy')
    const withFile = await issueTo(db, ids.T!, { number: 2, file: { bytes, name: 'cv.pdf' } })
    await db.updateTable('delivery').set({ state: 'cancelled' }).execute()
    await circulateDirective(db, withFile, monday)
    let stoodStill = 0
    const limits: (number | undefined)[] = []
    const real = createTelegramMessenger({ token, apiRoot: telegram.url })
    const sender = testSender(db, {
      messenger: {
        ...real,
        send: (to, message, options) => {
          limits.push(options?.timeoutMs)
          return real.send(to, message, options)
        },
      },
      // All but a second of the lease is kept for the request.
      settings: { requestTimeoutMs: 5_000, uploadLeaseMs: 60_000, uploadTimeoutMs: 59_000 },
      store: {
        ...deliveryStore,
        async commitIntents(...given) {
          const intents = await deliveryStore.commitIntents(...given)
          if (stoodStill++ === 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_100)
          return intents
        },
        async release(...given) {
          if (limits.length === 0) limits.push(0)
          await deliveryStore.release(...given)
        },
      },
    })
    await sender.run(never)
    // Released before anything was sent; then one upload, and the others by its handle.
    expect(limits).toEqual([0, 59_000, ...Array(cells - 1).fill(5_000)])
    expect(await statesOf(db)).toEqual({ cancelled: cells, sent: cells })
    expect(telegram.stats.calls).toMatchObject({ sendDocument: cells })
  })

  test('what cannot be given back at the end of a run, the database being away, is given back later', async ({
    db,
    telegram,
    copies,
  }) => {
    const maxMs = 300
    // By then the run is over.
    let until = Number.POSITIVE_INFINITY
    let refusedLate = 0
    const sender = testSender(db, {
      url: telegram.url,
      store: {
        ...deliveryStore,
        async commitIntents(...given) {
          until = Math.min(until, performance.now() + maxMs)
          await deliveryStore.commitIntents(...given)
          throw new Error('the answer was lost')
        },
        async release(...given) {
          if (performance.now() < until || refusedLate++ === 0) throw new Error('no connection')
          await deliveryStore.release(...given)
        },
      },
    })
    await sender.run(never, { maxMs })
    expect(refusedLate).toBeGreaterThan(1)
    expect(await statesOf(db)).toEqual({ pending: cells })
    expect(await copies()).toEqual(Array(cells).fill(0))
  })
})

describe('what arrived and could not be written down', () => {
  test('is written when the database is back, though the lease has ended: nothing is sent twice', async ({
    db,
    telegram,
    arrived,
  }) => {
    let firstSentAt = 0
    let refused = 0
    const sender = testSender(db, {
      url: telegram.url,
      // A busy machine must not pass for a silent channel, whose messages would rightly go out again.
      settings: { leaseMs: 2_000, requestTimeoutMs: 1_500 },
      store: {
        ...deliveryStore,
        async writeBack(...given) {
          firstSentAt ||= performance.now()
          if (performance.now() < firstSentAt + 3_000) {
            refused++
            throw new Error('no connection')
          }
          return deliveryStore.writeBack(...given)
        },
      },
    })
    await sender.run(never, { maxMs: 10_000 })
    expect(refused).toBeGreaterThan(1)
    expect(await statesOf(db)).toEqual({ sent: cells })
    expect(arrived()).toMatchObject({ messages: cells, duplicates: 0 })
  })
})

describe('final', () => {
  test.for([
    ['Forbidden: bot was blocked by the user', 403, 'blocked', 'blocked'],
    ['Forbidden: user is deactivated', 403, 'deactivated', 'deactivated'],
    ['Bad Request: chat not found', 400, 'not_found', 'not_found'],
    ['Forbidden: bot was kicked from the group chat', 403, 'kicked', 'left'],
    // The server sometimes says 400 where 403 is meant.
    ['Bad Request: bot was blocked by the user', 400, 'blocked', 'blocked'],
  ] as const)('%s (%i)', async ([description, status, reason, chatState], { db, directiveId, sendWith }) => {
    const row = await sendWith({ kind: 'error', status, description })
    expect(row).toMatchObject({ state: 'failed', error_code: status, copies: 0 })
    expect(row.error_text).toMatch(new RegExp(`^${reason}:`))
    const chat = await db
      .selectFrom('chat')
      .select('state')
      .where('telegram_chat_id', '=', firstChat)
      .executeTakeFirstOrThrow()
    expect(chat.state).toBe(chatState)
    expect(await statesOf(db)).toEqual({ failed: 1, sent: cells - 1 })
    expect(await needsPersonCounts(db, { within: 'everywhere', directiveId })).toEqual([
      { state: 'failed', reason, count: 1 },
    ])
  })

  test('a person sends again', async ({ db, telegram, directiveId, sendWith }) => {
    await sendWith({ kind: 'error', status: 400, description: 'Bad Request: something else', count: 1 })
    const again = await db
      .transaction()
      .execute((tx) => sendAgain(tx, 'operator', { directiveId }, { now: monday }))
    expect(again).toEqual({ ok: true, count: 1, stillUnreachable: 0 })
    await testSender(db, { url: telegram.url }).run(never)
    expect(await statesOf(db)).toEqual({ sent: cells })
  })

  test('a message that cannot be made fails alone', async ({ db, telegram }) => {
    const sender = testSender(db, {
      url: telegram.url,
      compose: (delivery) => {
        if (delivery.telegramChatId === firstChat) throw new Error('poison')
        return { text: 'Nội dung' }
      },
    })
    await sender.run(never)
    expect(await statesOf(db)).toEqual({ failed: 1, sent: cells - 1 })
  })
})

describe('unknown', () => {
  test('delivered, but the answer was lost: one re-send, marked as such, then sent', async ({
    telegram,
    sendWith,
  }) => {
    const row = await sendWith({ kind: 'reset-after-commit', count: 1 })
    expect(row).toMatchObject({ state: 'sent', copies: 2 })
    expect(telegram.world.syntheticCount(firstChat)).toBe(2)
  })

  test.for<FaultRequest>([
    { kind: 'reset-after-commit' },
    { kind: 'reset-mid-body' },
    { kind: 'server-error', commit: true },
    { kind: 'not-json', commit: true },
    { kind: 'slow-body', bytesPerSecond: 1 },
    { kind: 'black-hole', commit: true },
  ])('$kind for ever: two copies, then parked', async (fault, { db, telegram, directiveId, sendWith }) => {
    // Two of them are waited for to the end.
    const row = await sendWith(fault, { requestTimeoutMs: 2_000 })
    expect(row).toMatchObject({ state: 'parked', copies: 2 })
    expect(telegram.world.syntheticCount(firstChat)).toBe(2)
    expect(await statesOf(db)).toEqual({ parked: 1, sent: cells - 1 })
    expect(await needsPersonCounts(db, { within: 'everywhere', directiveId })).toEqual([
      { state: 'parked', reason: 'unknown', count: 1 },
    ])
  })

  test('the text of the re-send says so', async ({ db, telegram }) => {
    const seen: boolean[] = []
    telegram.faults.add({ kind: 'server-error', chatIds: [firstChat], count: 1 })
    const sender = testSender(db, {
      url: telegram.url,
      compose: (delivery) => {
        if (delivery.telegramChatId === firstChat) seen.push(delivery.isResend)
        return { text: 'Nội dung' }
      },
    })
    await sender.run(never)
    expect(seen).toEqual([false, true])
  })
})

test('a group that became a supergroup gets its message under the new id', async ({ db, ids, telegram }) => {
  const unitId = ids.C0!
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
  const sentTo: number[] = []
  const real = createTelegramMessenger({ token, apiRoot: telegram.url })
  const sender = testSender(db, {
    messenger: {
      ...real,
      send: async (to, message) => {
        sentTo.push(to.telegramChatId)
        if (to.telegramChatId === -77) return { kind: 'migrated', toChatId: -100_123 }
        if (to.telegramChatId === -100_123) return { kind: 'sent', messageId: 5 }
        return real.send(to, message)
      },
    },
  })
  for (let i = 0; i < 2; i++)
    await enqueueMessage(db, {
      purpose: 'notice',
      lane: 1,
      telegramChatId: -77,
      payload: { message: { text: `Tin ${i}` } },
      dueAt: monday,
      now: monday,
    })
  await sender.run(never)
  expect(sentTo.filter((chat) => chat === -100_123)).toHaveLength(2)
  expect(await statesOf(db)).toEqual({ sent: cells + 2 })
  const chats = await sql<{ id: number; kind: string }>`
    select telegram_chat_id as id, kind from chat where unit_id = ${unitId}`.execute(db)
  expect(chats.rows).toEqual([{ id: -100_123, kind: 'supergroup' }])
})

test('a file goes up once, whatever the number of senders', async ({ db, ids, telegram }) => {
  const withFile = await issueTo(db, ids.T!, {
    number: 2,
    file: { bytes: Buffer.from('%PDF-1.4 giấy'), name: 'cv.pdf' },
  })
  await circulateDirective(db, withFile, monday)
  const messenger = createTelegramMessenger({ token, apiRoot: telegram.url })
  let uploads = 0
  const counting = {
    ...messenger,
    send: (...[to, message]: Parameters<typeof messenger.send>) => {
      if (message.file && 'bytes' in message.file) uploads++
      return messenger.send(to, message)
    },
  }
  const senders = ['a', 'b', 'c'].map((owner) => testSender(db, { messenger: counting, owner }))
  await Promise.all(senders.map((sender) => sender.run(never)))
  expect(uploads).toBe(1)
  expect(await statesOf(db)).toEqual({ sent: 2 * cells })
  const file = await db.selectFrom('directive_file').selectAll().executeTakeFirstOrThrow()
  expect(file).toMatchObject({ telegram_bot_id: 700, telegram_file_id: expect.any(String) })
  expect(telegram.stats.calls).toMatchObject({ sendDocument: cells })
})

test('a notice of a correction tells of the new version, though the sender has just read the old one', async ({
  db,
  telegram,
  directiveId,
}) => {
  const messages: OutgoingMessage[] = []
  const real = createTelegramMessenger({ token, apiRoot: telegram.url })
  const sender = testSender(db, {
    messenger: {
      ...real,
      send: (to, message) => {
        messages.push(message)
        return real.send(to, message)
      },
    },
    compose: createComposeMessage({ timeZone: 'Asia/Ho_Chi_Minh', botUsername: 'b' }),
  })
  await sender.run(never)
  messages.length = 0
  const file = { bytes: Buffer.from('%PDF-1.4'), name: 'dung.pdf', mime: 'application/pdf', text: 'bản đúng' }
  const change = { directiveId, declaredNotSecret: true, subject: 'Về việc đúng', file }
  const outcome = await db
    .transaction()
    .execute((tx) => correctDirective(tx, 'operator', change, { now: monday }))
  expect(outcome).toMatchObject({ told: cells })
  await sender.run(never)
  expect(messages).toHaveLength(cells)
  for (const message of messages) {
    expect(message.text).toContain('Về việc đúng')
    expect(message.file?.name).toBe('dung.pdf')
  }
})

test('corrected while it is being sent: nobody gets the old version any more, the new file goes up once', async ({
  db,
  telegram,
  directiveId,
}) => {
  const half = sql`(select id from delivery where directive_id = ${directiveId} order by id
    limit ${cells / 2})`
  await sql`update delivery set state = 'sent', message_id = 5,
    sent_at = ${monday} where id in ${half}`.execute(db)
  const outcome = await db.transaction().execute((tx) =>
    correctDirective(
      tx,
      'operator',
      {
        directiveId,
        declaredNotSecret: true,
        subject: 'Về việc đúng',
        file: {
          bytes: Buffer.from('%PDF-1.4 bản đúng'),
          name: 'dung.pdf',
          mime: 'application/pdf',
          text: 'bản đúng',
        },
      },
      { now: new Date(monday.getTime() + 1) },
    ),
  )
  expect(outcome).toEqual({ ok: true, already: false, told: cells / 2 })
  const messages: OutgoingMessage[] = []
  const messenger = createTelegramMessenger({ token, apiRoot: telegram.url })
  const reading = {
    ...messenger,
    send: (...[to, message]: Parameters<typeof messenger.send>) => {
      messages.push(message)
      return messenger.send(to, message)
    },
  }
  const sender = testSender(db, {
    messenger: reading,
    clock: { now: () => new Date(monday.getTime() + 2) },
    compose: createComposeMessage({
      timeZone: 'Asia/Ho_Chi_Minh',
      botUsername: 'b',
    }),
  })
  await sender.run(never)
  // What had not gone out waits until every sender has forgotten the old version.
  expect(messages.map((message) => message.text?.split(',')[0])).toEqual(
    Array(cells / 2).fill('✏️ <b>Đính chính 1-CT/TU</b>'),
  )
  await sql`update delivery set not_before = null`.execute(db)
  await sender.run(never)
  expect(messages).toHaveLength(cells)
  for (const message of messages) {
    expect(message.text).toContain('Về việc đúng')
    expect(message.file?.name).toBe('dung.pdf')
  }
  expect(messages.filter((message) => message.file && 'bytes' in message.file)).toHaveLength(1)
  expect(await statesOf(db)).toEqual({ sent: cells * 1.5 })

  // A recall takes back both: messages of text, and captions of files.
  await db
    .transaction()
    .execute((tx) =>
      recallDirective(tx, 'operator', { directiveId }, { now: new Date(monday.getTime() + 3) }),
    )
  const edits: boolean[] = []
  const changing = {
    remove: async () => ({ kind: 'final', reason: 'bad_request', code: 400, detail: '' }),
    edit: async (_to: unknown, _id: number, message: { isCaption?: boolean }) => {
      edits.push(message.isCaption ?? false)
      return { kind: 'sent', messageId: 1 }
    },
  }
  const clock = { now: () => monday }
  await changeMessages({ db, clock, messenger: changing } as never, never)
  expect(edits.filter((isCaption) => isCaption)).toHaveLength(cells)
  expect(edits.filter((isCaption) => !isCaption)).toHaveLength(cells / 2)
})
