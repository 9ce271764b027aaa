// Seeing and erasing what is kept about a person; reading the audit trail by subtree.

import { sql } from 'kysely'
import { expect } from 'vitest'
import { readAudit } from '../../src/org/audit-trail.ts'
import { personWithoutDuty } from '../../src/org/author.ts'
import { recordConsent } from '../../src/org/consent.ts'
import { redeemCode } from '../../src/org/enrolment.ts'
import { handOver } from '../../src/org/hand-over.ts'
import { createCode } from '../../src/org/invitations.ts'
import { noteViewed, processingLog } from '../../src/org/processing-log.ts'
import { sealAudit, verifyAudit } from '../../src/platform/audit.ts'
import { searchKey } from '../../src/platform/vietnamese-text.ts'
import { erasePersonEverywhere } from '../../src/privacy/erase-person.ts'
import { exportPersonEverywhere } from '../../src/privacy/export-person.ts'
import { exportPerson, findPeople } from '../../src/privacy/personal-data.ts'
import { processingActivities } from '../../src/privacy/processing-record.ts'
import { test as base } from '../org/fixtures.ts'
import { now } from '../org/world.ts'
import type { TestDatabase } from '../support/database.ts'

const account = 778_899_001
const name = 'Đặng Thị Thử Nghiệm'

const test = base
  // Makes a secretary of a unit by a code.
  .extend(
    'enrol',
    ({ act, id }) =>
      async (unitCode: string, telegramUserId: number, profileName: string) =>
        await act(async (tx) => {
          const { code } = await createCode(
            tx,
            'operator',
            { unitId: id(unitCode), duty: 'secretary' },
            { now },
          )
          const outcome = await redeemCode(tx, {
            code,
            telegramUserId,
            telegramChatId: telegramUserId,
            profileName,
            language: 'vi',
            now,
          })
          if (!outcome.ok) throw new Error(outcome.reason)
          return outcome.officerId
        }),
  )
  .extend('officerId', { auto: true }, async ({ enrol }) => await enrol('A11', account, name))
  .extend(
    'erase',
    ({ act, officerId }) =>
      () =>
        act((tx) => erasePersonEverywhere(tx, 'operator', { officerId }, { now })),
  )

/** Every row of every table as text. */
async function everything({ database }: TestDatabase): Promise<string> {
  const tables = await database.pool.query<{ name: string }>(
    `select quote_ident(tablename) as name from pg_tables where schemaname = 'public'`,
  )
  const texts = []
  for (const { name: table } of tables.rows)
    texts.push(JSON.stringify((await database.pool.query(`select t::text from ${table} t`)).rows))
  return texts.join('\n')
}

/** Every column in which one of these stands somewhere. */
async function columnsWith({ database }: TestDatabase, words: string[]): Promise<string[]> {
  const { pool } = database
  const columns = await pool.query<{ table: string; column: string }>(
    `select table_name as table, column_name as column from information_schema.columns
     where table_schema = 'public' and table_name in (select tablename from pg_tables
       where schemaname = 'public')`,
  )
  const found = []
  for (const { table, column } of columns.rows) {
    const { rows } = await pool.query(
      `select 1 from ${table} where exists (select from unnest($1::text[]) word
        where position(word in ${column}::text) > 0) limit 1`,
      [words],
    )
    if (rows.length > 0) found.push(`${table}.${column}`)
  }
  expect(found.length).toBeGreaterThan(6)
  return found
}

test('an export has everything, an erasure leaves nothing, and the audit chain stays sound', async ({
  database,
  db,
  officerId,
  erase,
}) => {
  await sealAudit(db)
  await db
    .insertInto('delivery')
    .values(
      (['sent', 'pending'] as const).map((state) => ({
        purpose: 'answer' as const,
        lane: 0,
        telegram_chat_id: account,
        payload: JSON.stringify({ message: { text: `Kính chào đồng chí ${name}` } }),
        state,
        due_at: now,
        created_at: now,
      })),
    )
    .execute()
  await db
    .insertInto('dialog')
    .values({ telegram_chat_id: account, telegram_user_id: account, kind: 'x', data: '{}', updated_at: now })
    .execute()
  await sql`insert into pace (key, next_at, changed_at) values (${`chat:${account}`}, now(), now())`.execute(
    db,
  )
  await sql`insert into chase_digest (telegram_chat_id, day, audience)
    values (${account}, '2026-03-02', 'unit')`.execute(db)
  await sql`insert into telegram_update (bot_id, update_id, order_key, payload, received_at, handled_at)
    values (1, 1, ${account}, ${JSON.stringify({ name })}::jsonb, ${now}, ${now})`.execute(db)
  const recorded = processingActivities.flatMap((activity) => activity.columns)
  for (const column of await columnsWith(database, [name, String(account), searchKey(name).trim()]))
    expect(recorded).toContain(column)
  expect(await exportPerson(db, officerId)).toMatchObject({
    fullName: name,
    telegramUserId: account,
    duties: [{ duty: 'secretary', unitCode: 'A11' }],
    chats: [{ telegramChatId: account }],
  })
  expect(await findPeople(db, 'dang thi thu', 5)).toMatchObject([{ id: officerId }])

  expect(await erase()).toEqual({ ok: true, mentions: [], removed: 0 })
  expect(await erase()).toEqual({ ok: false, reason: 'gone' })
  const left = await everything(database)
  expect(left).not.toContain(name)
  expect(left).not.toContain(String(account))
  expect(left).not.toContain('dang thi thu')
  expect(await exportPerson(db, officerId)).toBeNull()
  expect(await findPeople(db, 'dang thi thu', 5)).toEqual([])
  await sealAudit(db)
  const verdict = await verifyAudit(db)
  expect(verdict.fault).toBeUndefined()
  expect(verdict.sealed).toBeGreaterThan(3)
})

test('the log of processing tells of consent, views, hand-over and erasure, and outlives the person', async ({
  db,
  ids,
  act,
  enrol,
  officerId,
  erase,
}) => {
  const other = await enrol('A12', 778_899_003, 'Người Xem')
  const viewer = personWithoutDuty(other)
  const unitId = ids.A11 ?? 0
  await act(async (tx) => {
    await recordConsent(tx, officerId, now)
    await noteViewed(tx, viewer, { officerIds: [officerId, other], unitId }, { now })
    await noteViewed(tx, viewer, { officerIds: [officerId], unitId }, { now })
    await noteViewed(
      tx,
      viewer,
      { officerIds: [officerId], unitId },
      { now: new Date(now.getTime() + 86_400_001) },
    )
    await exportPersonEverywhere(tx, 'operator', { officerId }, { now })
    const held = await tx
      .selectFrom('duty_holding')
      .select('id')
      .where('officer_id', '=', officerId)
      .execute()
    await handOver(tx, 'operator', { heldId: held[0]?.id ?? 0, successorId: other }, { now })
  })
  expect(await erase()).toMatchObject({ ok: true })
  const log = await processingLog(db, officerId)
  expect(log?.map((entry) => [entry.action, entry.actor ?? entry.actorKind])).toEqual([
    ['officer.enrol', '—'],
    ['consent.give', '—'],
    ['person.view', 'Người Xem'],
    ['person.view', 'Người Xem'],
    ['person.export', 'operator'],
    ['duty.hand_over', 'operator'],
    ['person.erase', 'operator'],
  ])
  expect(JSON.stringify(log)).not.toContain(name)
  expect(await processingLog(db, 987_654)).toBeNull()
  const ofOther = await processingLog(db, other)
  expect(ofOther?.map((entry) => entry.action)).not.toContain('person.view')
})

test('refusing is withdrawing consent, in the log too', async ({ db, act, officerId }) => {
  const by = personWithoutDuty(officerId)
  await act((tx) => erasePersonEverywhere(tx, by, { officerId }, { now }))
  const actions = (await processingLog(db, officerId))?.map((entry) => entry.action)
  expect(actions?.slice(-2)).toEqual(['consent.withdraw', 'person.erase'])
})

test('the trail of a subtree has its entries only', async ({ db, ids, enrol }) => {
  await enrol('B11', 778_899_002, 'Người Khác')
  const ofA = await readAudit(db, [ids.A ?? 0], { limit: 100 })
  expect(ofA.map((entry) => [entry.action, entry.unitCode, entry.actor ?? entry.actorKind])).toEqual([
    ['officer.enrol', 'A11', name],
    ['code.create', 'A11', 'operator'],
  ])
  const all = await readAudit(db, [ids.T ?? 0], { limit: 100 })
  expect(all.map((entry) => entry.unitCode)).toEqual(['B11', 'B11', 'A11', 'A11', 'T'])
  expect(await readAudit(db, [ids.T ?? 0], { limit: 1, beforeId: all[1]?.id ?? 0 })).toMatchObject([
    { id: all[2]?.id },
  ])
  expect(await readAudit(db, [ids.T ?? 0], { limit: 9, from: new Date(now.getTime() + 1) })).toEqual([])
})
