// Pause, resume, cancel and recall while messages go out; who gets what later; what a reminder waits for.
import { sql } from 'kysely'
import { expect } from 'vitest'
import { deliverOwed } from '../../src/circulation/circulate-directive.ts'
import { cancelCirculation, pauseCirculation, resumeCirculation } from '../../src/circulation/control.ts'
import { enqueueMessage } from '../../src/circulation/outbox.ts'
import { pauseEverything, resumeEverything } from '../../src/circulation/pause-everything.ts'
import { circulationProgress } from '../../src/circulation/progress.ts'
import { createTelegramMessenger } from '../../src/telegram/channel/telegram-messenger.ts'
import { circulateDirective } from './circulate.ts'
import { sendingTest } from './fixtures.ts'
import { firstChat, issueTo, monday, never, statesOf, testSender, token } from './world.ts'

const cells = 300
const window = 16

const test = sendingTest
  .extend('cells', cells)
  // A sender that does `act` once after `after` messages.
  .extend('interrupted', ({ db, telegram }) => (after: number, act: () => Promise<unknown>) => {
    const real = createTelegramMessenger({ token, apiRoot: telegram.url })
    let sent = 0
    let acted: Promise<unknown> | undefined
    return testSender(db, {
      settings: { maxInFlight: window },
      messenger: {
        ...real,
        send: async (to, message) => {
          const outcome = await real.send(to, message)
          if (++sent === after) acted = act()
          await acted
          return outcome
        },
      },
    })
  })

test('pause holds what is not yet intended, resume lets it go on', async ({
  db,
  telegram,
  directiveId,
  transact,
  interrupted,
}) => {
  await interrupted(40, () =>
    transact((tx) => pauseCirculation(tx, 'operator', { directiveId }, { now: monday })),
  ).run(never)
  const held = await circulationProgress(db, directiveId)
  expect(held.sent).toBeGreaterThanOrEqual(40)
  expect(held.sent).toBeLessThanOrEqual(40 + window)
  expect(held).toMatchObject({ pending: cells - held.sent, pausedAt: monday, etaSeconds: null })
  expect(await testSender(db, { url: telegram.url }).run(never)).toEqual({ sent: 0, other: 0 })
  await transact((tx) => resumeCirculation(tx, 'operator', { directiveId }, { now: monday }))
  await testSender(db, { url: telegram.url }).run(never)
  expect(await statesOf(db)).toEqual({ sent: cells })
  expect(telegram.world.syntheticSummary()).toMatchObject({ messages: cells, duplicates: 0 })
})

test('cancel ends what has not gone out, and says how many', async ({
  db,
  telegram,
  directiveId,
  transact,
  interrupted,
}) => {
  await interrupted(40, () =>
    transact((tx) => cancelCirculation(tx, 'operator', { directiveId }, { now: monday })),
  ).run(never)
  const { sent, cancelled, pending, cancelledAt } = await circulationProgress(db, directiveId)
  expect({ total: sent + cancelled, pending, cancelledAt }).toEqual({
    total: cells,
    pending: 0,
    cancelledAt: monday,
  })
  expect(sent).toBeLessThanOrEqual(40 + window)
  expect(telegram.world.syntheticSummary().messages).toBe(sent)
  const again = await transact((tx) => resumeCirculation(tx, 'operator', { directiveId }, { now: monday }))
  expect(again).toEqual({ ok: false, reason: 'cancelled' })
})

test('a recall during sending stops it, at the intent', async ({ db, directiveId, interrupted }) => {
  await interrupted(40, () =>
    db.updateTable('directive').set({ state: 'recalled' }).where('id', '=', directiveId).execute(),
  ).run(never)
  const states = await statesOf(db)
  expect(states.sent! + states.cancelled!).toBe(cells)
  expect(states.sent).toBeLessThanOrEqual(40 + window)
})

test('stopping everything holds bulk but not answers', async ({ db, telegram, transact }) => {
  await transact((tx) => pauseEverything(tx, 'operator', { now: monday }))
  await enqueueMessage(db, {
    purpose: 'answer',
    lane: 0,
    telegramChatId: firstChat,
    payload: { message: { text: 'Trả lời' } },
    dueAt: monday,
    now: monday,
  })
  const sender = testSender(db, { url: telegram.url })
  expect(await sender.run(never)).toEqual({ sent: 1, other: 0 })
  await transact((tx) => resumeEverything(tx, 'operator', { now: monday }))
  expect(await sender.run(never)).toEqual({ sent: cells, other: 0 })
})

test('stopping everything during a run holds what is not yet intended', async ({
  db,
  directiveId,
  transact,
  interrupted,
}) => {
  await interrupted(40, () => transact((tx) => pauseEverything(tx, 'operator', { now: monday }))).run(never)
  const held = await circulationProgress(db, directiveId)
  expect(held.sent).toBeLessThanOrEqual(40 + window)
  expect(held).toMatchObject({
    pending: cells - held.sent,
    etaSeconds: null,
    everythingPaused: {
      since: monday,
      by: null,
    },
  })
})

test('where it is set, quiet hours hold directives too and drop nothing; urgent marks pass', async ({
  db,
  ids,
  telegram,
  directiveId,
}) => {
  const night = new Date('2026-11-16T15:00:00Z')
  const urgent = await issueTo(db, ids.T!, { number: 2, urgency: 'khan' })
  await circulateDirective(db, urgent, monday)
  const at = (now: Date) =>
    testSender(db, {
      url: telegram.url,
      clock: { now: () => now },
      settings: { quietHours: true },
    })
  await at(night).run(never)
  expect(await circulationProgress(db, urgent)).toMatchObject({ sent: cells })
  expect(await circulationProgress(db, directiveId)).toMatchObject({ sent: 0, pending: cells })
  await at(new Date('2026-11-17T02:00:00Z')).run(never)
  expect(await circulationProgress(db, directiveId)).toMatchObject({ sent: cells, pending: 0 })
})

test('as a rule a directive goes out at any hour, what reminds of it waits for working hours', async ({
  db,
  telegram,
  directiveId,
}) => {
  const night = new Date('2026-11-16T15:00:00Z')
  const first = await db.selectFrom('obligation').selectAll().orderBy('id').executeTakeFirstOrThrow()
  await enqueueMessage(db, {
    purpose: 'reminder',
    lane: 1,
    telegramChatId: firstChat,
    obligationId: first.id,
    directiveId,
    asks: [{ obligationId: first.id, about: 'ack' }],
    payload: { message: { text: 'Nhắc việc' } },
    dueAt: monday,
    now: monday,
  })
  const at = (now: Date) => testSender(db, { url: telegram.url, clock: { now: () => now } })
  await at(night).run(never)
  expect(await statesOf(db)).toEqual({ sent: cells, pending: 1 })
  await at(new Date('2026-11-17T02:00:00Z')).run(never)
  expect(await statesOf(db)).toEqual({ sent: cells + 1 })
})

test('two senders at once share the work, and a third that is stopped gives its part back', async ({
  db,
  telegram,
}) => {
  const stop = new AbortController()
  const [one, two, stopped] = ['one', 'two', 'stopped'].map((owner) =>
    testSender(db, { url: telegram.url, owner }),
  )
  const runs = [one!.run(never), two!.run(never), stopped!.run(stop.signal)]
  stop.abort()
  await Promise.all(runs)
  expect(await statesOf(db)).toEqual({ sent: cells })
  expect(telegram.world.syntheticSummary()).toMatchObject({ messages: cells, duplicates: 0 })
})

test('a reminder goes out after its directive, and never after the answer', async ({
  db,
  telegram,
  directiveId,
}) => {
  const [first, second] = await db.selectFrom('obligation').selectAll().orderBy('id').limit(2).execute()
  for (const [index, obligation] of [first!, second!].entries())
    await enqueueMessage(db, {
      purpose: 'reminder',
      lane: 1,
      telegramChatId: firstChat + index,
      obligationId: obligation.id,
      directiveId,
      asks: [{ obligationId: obligation.id, about: 'ack' }],
      payload: { message: { text: 'Nhắc việc' } },
      urgent: true,
      dueAt: new Date(monday.getTime() - 1e3),
      now: monday,
    })
  await db.updateTable('obligation').set({ acknowledged_at: monday }).where('id', '=', second!.id).execute()
  await testSender(db, { url: telegram.url, settings: { maxInFlight: 1 } }).run(never)
  const rows = await sql<{
    purpose: string
    state: string
    error_text: string | null
    message_id: number | null
  }>`
    select purpose, state, error_text, message_id from delivery
      where obligation_id in (${first!.id}, ${second!.id})
    order by obligation_id, purpose`.execute(db)
  expect(rows.rows).toMatchObject([
    { purpose: 'directive', state: 'sent', message_id: 1 },
    { purpose: 'reminder', state: 'sent', message_id: 2 },
    { purpose: 'directive', state: 'sent', message_id: 1 },
    { purpose: 'reminder', state: 'cancelled', error_text: 'answered' },
  ])
})

test('a reminder whose obligation is just being answered waits for the answer', async ({
  db,
  telegram,
  directiveId,
}) => {
  await testSender(db, { url: telegram.url }).run(never)
  const obligation = await db.selectFrom('obligation').selectAll().orderBy('id').executeTakeFirstOrThrow()
  await enqueueMessage(db, {
    purpose: 'reminder',
    lane: 1,
    telegramChatId: firstChat,
    obligationId: obligation.id,
    directiveId,
    asks: [{ obligationId: obligation.id, about: 'ack' }],
    payload: { message: { text: 'Nhắc việc' } },
    dueAt: monday,
    now: monday,
  })
  let running: Promise<unknown> = Promise.resolve()
  await db.transaction().execute(async (tx) => {
    await tx
      .updateTable('obligation')
      .set({ acknowledged_at: monday })
      .where('id', '=', obligation.id)
      .execute()
    running = testSender(db, { url: telegram.url }).run(never, { maxMs: 300 })
    await running
  })
  await testSender(db, { url: telegram.url }).run(never)
  expect(telegram.world.syntheticCount(firstChat)).toBe(1)
  expect(await statesOf(db)).toMatchObject({ cancelled: 1 })
})

test('who enrols later gets what is owed', async ({ db, ids, telegram, directiveId, transact }) => {
  await sql`delete from delivery where telegram_chat_id < ${firstChat + 2}`.execute(db)
  await sql`update delivery set state = 'failed', error_text = 'blocked: x'
    where telegram_chat_id = ${firstChat + 2}`.execute(db)
  expect(await circulationProgress(db, directiveId)).toMatchObject({ unreachable: 2, failed: 1 })
  const unitIds = [ids.C0!, ids.C2!]
  for (const id of unitIds) expect(await transact((tx) => deliverOwed(tx, id, monday))).toBe(1)
  for (const id of unitIds) expect(await transact((tx) => deliverOwed(tx, id, monday))).toBe(0)
  await testSender(db, { url: telegram.url }).run(never)
  expect(await circulationProgress(db, directiveId)).toMatchObject({
    sent: cells - 1,
    unreachable: 1,
    failed: 0,
  })
})

test('answers go out at once when kicked', async ({ db, telegram, transact }) => {
  await transact((tx) => pauseEverything(tx, 'operator', { now: monday }))
  let arrived: (() => void) | undefined
  const seen = new Promise<void>((resolve) => {
    arrived = resolve
  })
  const sender = testSender(db, {
    messenger: {
      ...createTelegramMessenger({ token, apiRoot: telegram.url }),
      send: async () => {
        arrived!()
        return { kind: 'sent', messageId: 1 }
      },
    },
  })
  await enqueueMessage(db, {
    purpose: 'answer',
    lane: 0,
    telegramChatId: firstChat,
    payload: { message: { text: 'Trả lời' } },
    dueAt: monday,
    now: monday,
  })
  sender.kick()
  await seen
  await sender.close()
  expect(await statesOf(db)).toMatchObject({ sent: 1 })
})

test('without a pace no more goes on the wire than fits; told to stop, the rest counts as no copy', async ({
  db,
  telegram,
}) => {
  const real = createTelegramMessenger({ token, apiRoot: telegram.url })
  const stop = new AbortController()
  let most = 0
  let under = 0
  let letGo: (() => void) | undefined
  const gone = new Promise<void>((resolve) => {
    letGo = resolve
  })
  const sender = testSender(db, {
    settings: { maxInFlight: window },
    messenger: {
      ...real,
      capabilities: { ...real.capabilities, maxConcurrent: 2 },
      send: async (to, message) => {
        most = Math.max(most, ++under)
        // The first calls hang until the others of their group are intended and the sender is told to stop.
        if (!stop.signal.aborted) await gone
        const outcome = await real.send(to, message)
        under--
        return outcome
      },
    },
  })
  const run = sender.run(stop.signal, { lanes: [1] })
  await expect.poll(async () => (await statesOf(db)).sending, { timeout: 15_000 }).toBe(window)
  stop.abort()
  letGo!()
  expect(await run).toEqual({ sent: 2, other: 0 })
  expect(most).toBe(2)
  expect(await statesOf(db)).toEqual({ sent: 2, pending: cells - 2 })
  const { copies } = await db
    .selectFrom('delivery')
    .select((eb) => eb.fn.sum('copies').as('copies'))
    .where('state', '=', 'pending')
    .executeTakeFirstOrThrow()
  expect(Number(copies)).toBe(0)
  const rest = testSender(db, {
    settings: { maxInFlight: window },
    messenger: { ...real, capabilities: { ...real.capabilities, maxConcurrent: 2 } },
  })
  expect(await rest.run(never, { lanes: [1] })).toEqual({ sent: cells - 2, other: 0 })
})
