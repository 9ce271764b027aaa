// Seeing and erasing what is kept about a person; reading the audit trail by subtree.
import { beforeEach, expect, test } from 'vitest'
import { readAudit } from '../../src/org/audit-trail.ts'
import { redeemCode } from '../../src/org/enrolment.ts'
import { createCode } from '../../src/org/invitations.ts'
import { exportPerson, findPeople } from '../../src/org/personal-data.ts'
import { sealAudit, verifyAudit } from '../../src/platform/audit.ts'
import { erasePersonEverywhere } from '../../src/telegram/erase-person.ts'
import { useDatabase } from '../support/database.ts'
import { now, plantTree } from './fixtures.ts'

const database = useDatabase()
let ids: Record<string, number>
let officerId: number
const account = 778_899_001
const name = 'Đặng Thị Thử Nghiệm'

beforeEach(async () => {
  await database.reset()
  ids = await plantTree(database.db)
  officerId = await enrol('A11', account, name)
})

async function enrol(unitCode: string, telegramUserId: number, profileName: string): Promise<number> {
  return await database.db.transaction().execute(async (tx) => {
    const unitId = ids[unitCode] ?? 0
    const { code } = await createCode(tx, { unitId, duty: 'secretary', createdBy: null, now })
    const outcome = await redeemCode(tx, {
      ...{ code, telegramUserId, telegramChatId: telegramUserId, profileName, language: 'vi', now },
    })
    if (!outcome.ok) throw new Error(outcome.reason)
    return outcome.officerId
  })
}

const erase = () =>
  database.db
    .transaction()
    .execute((tx) => erasePersonEverywhere(tx, { officerId, by: { kind: 'operator' }, now }))

/** Every row of every table as text. */
async function everything(): Promise<string> {
  const tables = await database.database.pool.query<{ name: string }>(
    `select quote_ident(tablename) as name from pg_tables where schemaname = 'public'`,
  )
  const texts = []
  for (const { name: table } of tables.rows)
    texts.push(JSON.stringify((await database.database.pool.query(`select t::text from ${table} t`)).rows))
  return texts.join('\n')
}

test('an export has everything, an erasure leaves nothing, and the audit chain stays sound', async () => {
  await sealAudit(database.db)
  await database.db
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
  await database.db
    .insertInto('dialog')
    .values({ telegram_chat_id: account, telegram_user_id: account, kind: 'x', data: '{}', updated_at: now })
    .execute()
  expect(await exportPerson(database.db, officerId)).toMatchObject({
    fullName: name,
    telegramUserId: account,
    duties: [{ duty: 'secretary', unitCode: 'A11' }],
    chats: [{ telegramChatId: account }],
  })
  expect(await findPeople(database.db, 'dang thi thu', 5)).toMatchObject([{ id: officerId }])

  expect(await erase()).toBe(true)
  expect(await erase()).toBe(false)
  const left = await everything()
  expect(left).not.toContain(name)
  expect(left).not.toContain(String(account))
  expect(left).not.toContain('dang thi thu')
  expect(await exportPerson(database.db, officerId)).toBeNull()
  expect(await findPeople(database.db, 'dang thi thu', 5)).toEqual([])
  await sealAudit(database.db)
  const verdict = await verifyAudit(database.db)
  expect(verdict.fault).toBeUndefined()
  expect(verdict.sealed).toBeGreaterThan(3)
})

test('the trail of a subtree has its entries only', async () => {
  await enrol('B11', 778_899_002, 'Người Khác')
  const ofA = await readAudit(database.db, [ids.A ?? 0], { limit: 100 })
  expect(ofA.map((entry) => [entry.action, entry.unitCode, entry.actor ?? entry.actorKind])).toEqual([
    ['officer.enrol', 'A11', name],
    ['code.create', 'A11', 'operator'],
  ])
  const all = await readAudit(database.db, [ids.T ?? 0], { limit: 100 })
  expect(all.map((entry) => entry.unitCode)).toEqual(['B11', 'B11', 'A11', 'A11', 'T'])
  expect(await readAudit(database.db, [ids.T ?? 0], { limit: 1, beforeId: all[1]?.id ?? 0 })).toMatchObject([
    { id: all[2]?.id },
  ])
  expect(await readAudit(database.db, [ids.T ?? 0], { limit: 9, from: new Date(now.getTime() + 1) })).toEqual(
    [],
  )
})
