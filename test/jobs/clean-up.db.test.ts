import { sql } from 'kysely'
import { describe, expect } from 'vitest'
import { lastCleanUp } from '../../jobs/clean-up.store.ts'
import { cleanUpJob } from '../../jobs/clean-up.ts'
import type { JobContext } from '../../jobs/context.ts'
import { dueWork } from '../../jobs/due-work.ts'
import { saveDraft, startDraft } from '../../src/directive/draft.store.ts'
import { putFile } from '../../src/directive/files.store.ts'
import { createFrozenClock } from '../../src/platform/clock.ts'
import { createCalendar } from '../../src/platform/working-calendar.ts'
import { test as base } from '../support/database.ts'

const now = new Date('2026-11-20T03:00:00Z')
const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000)
const clock = createFrozenClock(now)
const finder = dueWork(() => {}, createCalendar({ timeZone: 'Asia/Ho_Chi_Minh' })).find(
  (one) => one.name === 'clean-up',
)

const test = base
  .extend('cleanUp', ({ db }) => async () => {
    await cleanUpJob({ db, clock } as unknown as JobContext, {}, new AbortController().signal)
  })
  .extend('count', ({ db }) => async (table: 'telegram_update' | 'delivery' | 'dialog') => {
    const rows = await db.selectFrom(table).selectAll().execute()
    return rows.length
  })

describe('cleaning up', () => {
  test('forgets what is old and handled, keeps what is recent or open', async ({ db, cleanUp, count }) => {
    await sql`insert into telegram_update (bot_id, update_id, order_key, received_at, handled_at) values
      (1, 1, 1, ${hoursAgo(100)}, ${hoursAgo(100)}), (1, 2, 1, ${hoursAgo(10)}, ${hoursAgo(10)}),
      (1, 3, 1, ${hoursAgo(100)}, null)`.execute(db)
    await sql`insert into delivery (purpose, lane, telegram_chat_id, payload, state, due_at,
      created_at) values
      ('answer', 0, 1, '{}', 'sent', ${hoursAgo(100)}, ${hoursAgo(100)}),
      ('answer', 0, 1, '{}', 'parked', ${hoursAgo(100)}, ${hoursAgo(100)}),
      ('answer', 0, 1, '{}', 'parked', ${hoursAgo(10)}, ${hoursAgo(10)}),
      ('answer', 0, 1, '{}', 'pending', ${hoursAgo(100)}, ${hoursAgo(100)}),
      ('notice', 1, 1, '{}', 'sent', ${hoursAgo(100)}, ${hoursAgo(100)})`.execute(db)
    await sql`insert into dialog (telegram_chat_id, telegram_user_id, kind, data, updated_at) values
      (1, 1, 'report', '{}', ${hoursAgo(31 * 24)}), (2, 2, 'report', '{}', ${hoursAgo(29 * 24)})`.execute(db)
    await cleanUp()
    expect(await count('telegram_update')).toBe(2)
    expect(await count('delivery')).toBe(3)
    expect(await count('dialog')).toBe(1)
  })

  test('forgets a draft that nobody touched for a month with its file, and keeps the file of one that is written', async ({
    db,
    cleanUp,
  }) => {
    const days = (count: number) => hoursAgo(count * 24)
    const officer = await db
      .insertInto('officer')
      .values({ full_name: 'Văn phòng', search_key: 'van phong', created_at: days(100) })
      .returning('id')
      .executeTakeFirstOrThrow()
    for (const [name, touched] of [
      ['abandoned', days(32)],
      ['written', days(1)],
    ] as const) {
      const now = days(40)
      await db.transaction().execute(async (tx) => {
        const file = await putFile(tx, { bytes: Buffer.from(name), name, mime: 'text/plain' }, now)
        const start = { officerId: officer.id, content: { files: [file], annexes: [] }, notes: {}, now }
        const draft = await startDraft(tx, start)
        await saveDraft(tx, draft, touched)
      })
    }
    await cleanUp()
    const drafts = await db.selectFrom('directive_draft_file').select('name').execute()
    expect(drafts).toEqual([{ name: 'written' }])
    const bytes = await db.selectFrom('file_content').select('bytes').execute()
    expect(bytes.map((row) => row.bytes.toString())).toEqual(['written'])
  })

  test('forgets wrong codes, old digests, rests of chats and names in invitations that are over, by the clock given', async ({
    db,
    cleanUp,
  }) => {
    const days = (count: number) => hoursAgo(count * 24)
    await sql`insert into enrolment_attempt (telegram_user_id, failures, first_failure_at) values
      (1, 1, ${days(31)}), (2, 1, ${days(29)})`.execute(db)
    await sql`insert into secrecy_refusal (at, reason) values
      (${days(366)}, 'declared'), (${days(364)}, 'declared')`.execute(db)
    await sql`insert into chase_digest (telegram_chat_id, day, audience) values
      (1, ${days(92)}::date, 'unit'), (1, ${days(80)}::date, 'unit')`.execute(db)
    // By the database's clock, as everything about the pace.
    await sql`insert into pace (key, next_at, changed_at, rest_until) values
      ('chat:1', now(), now() - interval '2 days', null),
      ('chat:2', now(), now() - interval '2 days', now() + interval '1 hour'),
      ('lane', now(), now() - interval '2 days', null)`.execute(db)
    await sql`insert into unit (kind, code, name, search_key, valid_from, created_at)
      values ('province', 'T', 'T', 't', '2025-07-01', ${now})`.execute(db)
    for (const [mark, name, expires] of [
      [1, 'Hết hạn', hoursAgo(1)],
      [2, 'Còn hạn', hoursAgo(-1)],
    ] as const)
      await sql`insert into enrolment_code (unit_id, duty, code_hash, full_name, created_at, expires_at)
        select id, 'secretary'::duty, ${Buffer.from([mark])}, ${name}, ${now}, ${expires}::timestamptz
          from unit`.execute(db)
    await cleanUp()
    const kept = await sql<{ text: string }>`
      select 'attempt ' || telegram_user_id as text from enrolment_attempt union all
      select 'refusal ' || extract(day from ${now}::timestamptz - at) from secrecy_refusal union all
      select 'digest ' || day from chase_digest union all
      select 'pace ' || key from pace where key <> 'answers' and key <> 'bulk' union all
      select 'code ' || full_name from enrolment_code where full_name is not null order by 1`.execute(db)
    expect(kept.rows.map((row) => row.text)).toEqual([
      'attempt 2',
      'code Còn hạn',
      `digest ${days(80).toISOString().slice(0, 10)}`,
      'pace chat:2',
      'pace lane',
      'refusal 364',
    ])
  })

  test('is due until it ran through, and again some hours later', async ({ db, cleanUp }) => {
    const isDue = async (at: Date) => (await finder?.find(db, at))?.count
    expect(await isDue(now)).toBe(1)
    await cleanUp()
    expect(await isDue(now)).toBe(0)
    expect(await isDue(new Date(now.getTime() + lastCleanUp.everyMs + 1))).toBe(1)
  })
})
