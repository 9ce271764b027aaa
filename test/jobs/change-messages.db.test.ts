// Taking back and marking messages when Telegram asks for patience, does not answer, or refuses the token:
// what cannot be done now waits by itself, the others go on, and what is due and stays undone is seen.
import { sql } from 'kysely'
import { describe, expect } from 'vitest'
import { changeMessages } from '../../jobs/change-messages.ts'
import { dueWork } from '../../jobs/due-work.ts'
import { changeOldMessages } from '../../src/circulation/announce.ts'
import { recallDirective } from '../../src/circulation/change/change-directive.ts'
import type { Messenger, Outcome } from '../../src/circulation/messenger.ts'
import { createCalendar } from '../../src/platform/working-calendar.ts'
import { circulateDirective } from '../circulation/circulate.ts'
import { test as base } from '../circulation/fixtures.ts'
import { firstChat, monday } from '../circulation/world.ts'
import { inOrder } from '../support/in-order.ts'

const cells = 4
const chats = [0, 1, 2, 3].map((i) => firstChat + i)
const hourMs = 3_600_000
const done: Outcome = { kind: 'sent', messageId: 0 }
const unauthorized: Outcome = { kind: 'final', reason: 'unauthorized', code: 401, detail: 'Unauthorized' }
const serverError: Outcome = { kind: 'unknown', detail: 'answer 502 Bad Gateway' }
const unreachable: Outcome = { kind: 'not_delivered', reason: 'unreachable', detail: 'ECONNREFUSED' }
const flood = (retryAfterMs: number): Outcome => ({
  kind: 'not_delivered',
  reason: 'rate_limited',
  detail: 'Too Many Requests',
  retryAfterMs,
})

const test = base
  .extend('cells', cells)
  // The directive has reached every chat, and is recalled.
  .extend('recall', { auto: true }, async ({ db, directiveId, transact }) => {
    await circulateDirective(db, directiveId, monday)
    await sql`update delivery set state = 'sent', message_id = id, sent_at = ${monday}`.execute(db)
    await transact((tx) => recallDirective(tx, 'operator', { directiveId }, { now: monday }))
    // The order is that of age: the first chat has waited longest.
    await sql`update message_change m set created_at =
      ${monday}::timestamptz + make_interval(secs => d.telegram_chat_id - ${firstChat})
      from delivery d where d.id = m.delivery_id`.execute(db)
  })
  // What the channel answers for each chat; `done` unless told.
  .extend('answers', () => new Map<number, Outcome>())
  // One round; tells whom the channel was asked about, call by call.
  .extend('round', ({ db, answers }) => async () => {
    const asked: number[] = []
    const answer: Messenger['remove'] = async ({ telegramChatId }) => {
      asked.push(telegramChatId)
      return answers.get(telegramChatId) ?? done
    }
    const messenger = { remove: answer, edit: answer } as unknown as Messenger
    await changeMessages({ db, clock: { now: () => monday }, messenger }, new AbortController().signal)
    return asked
  })
  // Lets time pass for everything that waits.
  .extend('pass', ({ db }) => async (ms: number) => {
    const ago = sql`make_interval(secs => ${ms / 1_000})`
    await sql`update message_change set not_before = not_before - ${ago}`.execute(db)
    await sql`update pace set rest_until = rest_until - ${ago}, changed_at = changed_at - ${ago}`.execute(db)
  })
  .extend('outcomes', ({ db }) => async () => {
    const rows = await db
      .selectFrom('message_change as m')
      .innerJoin('delivery as d', 'd.id', 'm.delivery_id')
      .select('m.outcome')
      .orderBy('d.telegram_chat_id')
      .execute()
    return rows.map((row) => row.outcome)
  })
  // What the sweeper is told about them.
  .extend(
    'found',
    ({ db }) =>
      async () =>
        await dueWork(() => {}, createCalendar({ timeZone: 'Asia/Ho_Chi_Minh' }))
          .find(({ name }) => name === 'change-messages')!
          .find(db, monday),
  )

describe('a chat under a long 429', () => {
  test('waits for as long as asked, behind the others', async ({ answers, round, pass, outcomes }) => {
    answers.set(chats[0]!, flood(hourMs))
    expect(await round()).toEqual([chats[0]])
    // Nobody is asked at once; the answer may have meant the whole bot.
    expect(await round()).toEqual([])
    await pass(10_000)
    expect(await round()).toEqual(chats.slice(1))
    await pass(60_000)
    expect(await round()).toEqual([])
    expect(await outcomes()).toEqual([null, 'sent', 'sent', 'sent'])
    answers.clear()
    await pass(hourMs)
    expect(await round()).toEqual([chats[0]])
    expect(await outcomes()).toEqual(Array(cells).fill('sent'))
  })

  test('waits with all of its messages', async ({ db, answers, round, pass }) => {
    await sql`update delivery set telegram_chat_id = ${chats[0]} where telegram_chat_id = ${chats[1]}`.execute(
      db,
    )
    answers.set(chats[0]!, flood(hourMs))
    expect(await round()).toEqual([chats[0]])
    await pass(10_000)
    expect(await round()).toEqual(chats.slice(2))
  })
})

test('a 429 of the whole bot: a short one is waited for, a long one asked about more and more seldom', async ({
  db,
  answers,
  round,
  pass,
  outcomes,
}) => {
  for (const chat of chats) answers.set(chat, flood(5_000))
  expect(await round()).toEqual([chats[0]])
  await pass(4_000)
  expect(await round()).toEqual([])
  for (const chat of chats) answers.set(chat, flood(hourMs))
  await pass(1_500)
  const rests: number[] = []
  for (const chat of chats) {
    expect(await round()).toEqual([chat])
    const { rows } = await sql<{ s: number }>`
      select extract(epoch from max(rest_until) - clock_timestamp())::float8 as s from pace`.execute(db)
    rests.push(Math.round(rows[0]!.s))
    await pass(rows[0]!.s * 1_000)
  }
  expect(rests).toEqual([10, 20, 40, 80])
  expect(await outcomes()).toEqual(Array(cells).fill(null))
})

test.for([
  ['a refused token', unauthorized],
  ['a channel that cannot be reached', unreachable],
] as const)(
  '%s ends nothing: all is done once it is mended',
  async ([_name, outcome], { answers, round, pass, outcomes }) => {
    for (const chat of chats) answers.set(chat, outcome)
    expect(await round()).toHaveLength(1)
    expect(await round()).toEqual([])
    expect(await outcomes()).toEqual(Array(cells).fill(null))
    await pass(10_000)
    expect(await round()).toHaveLength(1)
    answers.clear()
    await pass(60_000)
    expect(inOrder(await round())).toEqual(chats)
    expect(await outcomes()).toEqual(Array(cells).fill('sent'))
  },
)

describe('no answer that says anything', () => {
  test('for ever: the others are done, it ends after a day', async ({ answers, round, pass, outcomes }) => {
    answers.set(chats[1]!, serverError)
    expect(await round()).toEqual(chats)
    expect(await outcomes()).toEqual(['sent', null, 'sent', 'sent'])
    expect(await round()).toEqual([])
    let hours = 0
    while ((await outcomes())[1] === null && hours < 100) {
      hours++
      await pass(hourMs)
      expect(await round()).toEqual([chats[1]])
    }
    expect(hours).toBeGreaterThan(20)
    expect(hours).toBeLessThan(40)
    expect((await outcomes())[1]).toBe('unknown: answer 502 Bad Gateway')
    await pass(hourMs)
    expect(await round()).toEqual([])
  })

  test('waits longer each time, at most an hour', async ({ db, answers, round, pass }) => {
    answers.set(chats[0]!, serverError)
    const waits: number[] = []
    for (let i = 0; i < 9; i++) {
      await round()
      const { rows } = await sql<{
        s: number
      }>`select extract(epoch from not_before - clock_timestamp())::float8 as s
        from message_change where done_at is null`.execute(db)
      waits.push(Math.ceil(rows[0]!.s))
      await pass(hourMs)
    }
    expect(waits).toEqual([30, 60, 120, 240, 480, 960, 1920, 3600, 3600])
  })

  test('counts anew when something else is asked for', async ({
    db,
    directiveId,
    answers,
    round,
    outcomes,
  }) => {
    await sql`update message_change set attempts = 29, done_at = ${monday}`.execute(db)
    await db.transaction().execute((tx) => changeOldMessages(tx, directiveId, 'mark', 'recalled', monday))
    for (const chat of chats) answers.set(chat, serverError)
    await round()
    expect(await outcomes()).toEqual(Array(cells).fill(null))
  })

  test('to any: Telegram itself is down, and is not asked about each', async ({ answers, round, pass }) => {
    for (const chat of chats) answers.set(chat, serverError)
    expect(await round()).toEqual(chats.slice(0, 3))
    expect(await round()).toEqual([])
    answers.clear()
    await pass(30_000)
    expect(await round()).toEqual(chats)
  })
})

describe('what the sweeper is told', () => {
  test('what is due, since when, and whether it moves', async ({ answers, round, found }) => {
    expect(await found()).toEqual({ count: cells, oldestDueAt: monday, mark: null })
    answers.set(chats[3]!, serverError)
    await round()
    const { mark, ...rest } = await found()
    expect(rest).toEqual({ count: 0, oldestDueAt: null })
    expect(mark).toEqual(expect.any(Number))
  })

  test('what waits on purpose is not late, and is due from the end of its wait', async ({
    db,
    answers,
    round,
    pass,
    found,
  }) => {
    answers.set(chats[0]!, flood(hourMs))
    await round()
    expect(await found()).toMatchObject({ count: 0, oldestDueAt: null })
    await pass(10_000)
    expect(await found()).toMatchObject({ count: cells - 1, oldestDueAt: new Date(monday.getTime() + 1_000) })
    await round()
    expect(await found()).toMatchObject({ count: 0, oldestDueAt: null })
    const waitEndedAt = new Date('2026-01-02T00:00:00Z')
    await sql`update message_change set created_at = '2026-01-01', not_before = ${waitEndedAt}
      where done_at is null`.execute(db)
    expect(await found()).toMatchObject({ count: 1, oldestDueAt: waitEndedAt })
  })

  test('what is on the wire comes to its own end first', async ({ db, found }) => {
    await sql`update delivery set state = 'sending' where telegram_chat_id <> ${chats[2]}`.execute(db)
    expect(await found()).toMatchObject({ count: 1, oldestDueAt: new Date(monday.getTime() + 2_000) })
  })

  test.for([unauthorized, unreachable])(
    'trouble is late while it lasts: $kind',
    async (outcome, { answers, round, found }) => {
      for (const chat of chats) answers.set(chat, outcome)
      await round()
      expect(await found()).toEqual({ count: cells, oldestDueAt: monday, mark: null })
    },
  )
})

test('what is asked for anew while the old change is under way is not taken as done', async ({
  db,
  outcomes,
}) => {
  const { rows } = await sql<{ delivery_id: number }>`
    update message_change m set action = 'mark', what = 'corrected' from delivery d
    where d.id = m.delivery_id and d.telegram_chat_id = ${chats[0]} returning delivery_id`.execute(db)
  const edit = async () => {
    await sql`update message_change set action = 'remove', what = 'recalled'
      where delivery_id = ${rows[0]!.delivery_id}`.execute(db)
    return done
  }
  const messenger = { remove: async () => done, edit } as unknown as Messenger
  const context = { db, clock: { now: () => monday }, messenger }
  await changeMessages(context, new AbortController().signal)
  expect(await outcomes()).toEqual([null, 'sent', 'sent', 'sent'])
})
