// Enrolment on the real database: single use under a crowd, the pause after wrong codes, second duties.
import { Kysely, PostgresDialect } from 'kysely'
import { describe, expect } from 'vitest'
import { findActor } from '../../src/org/actor.ts'
import { recordConsent } from '../../src/org/consent.ts'
import { redeemCode } from '../../src/org/enrolment.ts'
import { createCode, createCodes } from '../../src/org/invitations.ts'
import { unitsWithout } from '../../src/org/invite-subtree.ts'
import { recipientChats } from '../../src/org/recipients.ts'
import type { DB } from '../../src/platform/database-types.ts'
import { test as base } from './fixtures.ts'
import { now } from './world.ts'

const later = (ms: number) => new Date(now.getTime() + ms)
const hour = 3_600_000

const test = base
  .extend('poolSize', { scope: 'file' }, 20)
  .extend(
    'code',
    ({ act, id }) =>
      async (unitCode: string, duty: 'secretary' | 'deputy' | 'office' = 'secretary', at = now) =>
        (await act((tx) => createCode(tx, 'operator', { unitId: id(unitCode), duty }, { now: at }))).code,
  )
  .extend(
    'redeem',
    ({ act }) =>
      (typed: string, telegramUserId = 501, at = now) =>
        act((tx) =>
          redeemCode(tx, {
            code: typed,
            telegramUserId,
            telegramChatId: telegramUserId,
            profileName: 'Nguyễn  Văn <An> & Co',
            language: 'vi',
            now: at,
          }),
        ),
  )

test('a code makes the person an officer who holds the duty and can be reached', async ({
  db,
  id,
  act,
  code,
  redeem,
}) => {
  const outcome = await redeem(await code('A11'))
  expect(outcome).toMatchObject({ ok: true, news: true, duty: 'secretary', unit: { code: 'A11' } })
  const actor = await findActor(db, 501, now)
  expect(actor).toMatchObject({
    fullName: 'Nguyễn Văn <An> & Co',
    duties: [{ duty: 'secretary', unitId: id('A11'), pathIds: [id('T'), id('A'), id('A1'), id('A11')] }],
  })
  const recipient = () => recipientChats(db, [id('A11')])
  expect(await recipient()).toMatchObject([{ telegramChatId: null, whyNot: 'no_consent', language: 'vi' }])
  await act((tx) => recordConsent(tx, actor?.officerId ?? 0, now))
  expect(await recipient()).toMatchObject([{ telegramChatId: 501, whyNot: null, language: 'vi' }])
  const audit = await db.selectFrom('audit_entry').select(['action', 'unit_id', 'detail']).execute()
  expect(audit.map((entry) => entry.action)).toEqual([
    'unit.import',
    'code.create',
    'officer.enrol',
    'consent.give',
  ])
  expect(JSON.stringify(audit)).not.toContain('Nguyễn')
})

test('a name of 500 decomposed letters with markup is kept in one form, cut, and harms nobody', async ({
  db,
  act,
  code,
}) => {
  const name = `<b>&${'Nguyễn '.repeat(100).normalize('NFD')}`.slice(0, 500)
  const given = { code: await code('A11'), telegramUserId: 501, telegramChatId: 501, profileName: name }
  const outcome = await act((tx) => redeemCode(tx, { ...given, language: 'vi', now }))
  expect(outcome).toMatchObject({ ok: true })
  const kept = (await findActor(db, 501, now))?.fullName ?? ''
  expect(kept.startsWith('<b>&Nguyễn Nguyễn')).toBe(true)
  expect(kept).toBe(kept.normalize('NFC'))
  expect(Array.from(kept).length).toBeLessThanOrEqual(120)
})

test('nothing of the code but its hash is kept', async ({ db, code }) => {
  const made = await code('A11')
  const rows = await db.selectFrom('enrolment_code').selectAll().execute()
  const audit = await db.selectFrom('audit_entry').selectAll().execute()
  const bare = made.replaceAll('-', '')
  for (const text of [JSON.stringify(rows), JSON.stringify(audit)]) {
    expect(text).not.toContain(made)
    expect(text).not.toContain(bare)
  }
})

test('of a hundred parallel redemptions exactly one wins', async ({ db, code, redeem }) => {
  const made = await code('A11')
  const outcomes = await Promise.all(Array.from({ length: 100 }, (_, index) => redeem(made, 1_000 + index)))
  expect(outcomes.filter((outcome) => outcome.ok)).toHaveLength(1)
  expect(outcomes.filter((outcome) => !outcome.ok && outcome.reason === 'invalid')).toHaveLength(99)
  const held = await db.selectFrom('duty_holding').selectAll().execute()
  expect(held).toHaveLength(1)
  expect(await db.selectFrom('officer').selectAll().execute()).toHaveLength(1)
})

test('the same person opening the link many times at once gets one duty and only friendly answers', async ({
  db,
  code,
  redeem,
}) => {
  const made = await code('A11')
  const outcomes = await Promise.all(Array.from({ length: 20 }, () => redeem(made)))
  expect(outcomes.every((outcome) => outcome.ok)).toBe(true)
  expect(outcomes.filter((outcome) => outcome.ok && outcome.news)).toHaveLength(1)
  expect(await db.selectFrom('duty_holding').selectAll().execute()).toHaveLength(1)
})

test('a second duty is added to the first, and the name chosen earlier stays', async ({
  db,
  code,
  redeem,
}) => {
  await redeem(await code('A11'))
  await redeem(await code('A12', 'deputy'))
  const actor = await findActor(db, 501, now)
  expect(actor?.duties.map((held) => [held.unitCode, held.duty])).toEqual([
    ['A11', 'secretary'],
    ['A12', 'deputy'],
  ])
})

describe('unknown, used, expired and revoked codes', () => {
  test('get the same answer', async ({ db, id, code, redeem }) => {
    const used = await code('A11')
    await redeem(used, 502)
    const expired = await code('A12', 'secretary', later(-15 * 24 * hour))
    const revoked = await code('B11')
    await db.updateTable('enrolment_code').set({ revoked_at: now }).where('unit_id', '=', id('B11')).execute()
    const answers = []
    for (const typed of [used, expired, revoked, 'ABCD-EFGH-JKLM']) answers.push(await redeem(typed, 503))
    expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toEqual(
      new Set([JSON.stringify({ ok: false, reason: 'invalid' })]),
    )
  })

  test('cost the database the same statements, so that the time tells no more than the answer', async ({
    database,
    db,
    id,
    act,
    code,
    redeem,
  }) => {
    const used = await code('A11')
    await redeem(used, 502)
    const expired = await code('A12', 'secretary', later(-15 * 24 * hour))
    const revoked = await code('B11')
    const held = { unitId: id('B11'), duty: 'deputy' as const }
    const withPhone = await act((tx) =>
      createCode(tx, 'operator', { ...held, phone: '84912345678' }, { now }),
    )
    await db.updateTable('enrolment_code').set({ revoked_at: now }).where('unit_id', '=', id('B11')).execute()
    const run: string[] = []
    const dialect = new PostgresDialect({ pool: database.database.pool })
    const heard = new Kysely<DB>({ dialect, log: (event) => void run.push(event.query.sql) })
    const seen: Record<string, string[]> = {}
    const tried = {
      unknown: 'ABCD-EFGH-JKLM',
      used,
      expired,
      revoked,
      withPhone: withPhone.code,
      nonsense: 'abc',
    }
    for (const [index, [name, typed]] of Object.entries(tried).entries()) {
      run.length = 0
      const person = { telegramUserId: 700 + index, telegramChatId: 700 + index, profileName: 'X' }
      await heard
        .transaction()
        .execute((tx) => redeemCode(tx, { ...person, code: typed, language: 'vi', now }))
      seen[name] = [...run]
    }
    expect(seen.unknown?.length).toBeGreaterThan(3)
    for (const statements of Object.values(seen)) expect(statements).toEqual(seen.unknown)
  })

  test('a code lives fourteen days', async ({ code, redeem }) => {
    expect(await redeem(await code('A11'), 504, later(14 * 24 * hour - 1_000))).toMatchObject({ ok: true })
    expect(await redeem(await code('A12'), 505, later(14 * 24 * hour))).toMatchObject({ ok: false })
  })

  test('five wrong ones mean a pause of an hour, in which even a right one is not tried', async ({
    code,
    redeem,
  }) => {
    const right = await code('A11')
    for (let tries = 1; tries <= 4; tries++)
      expect(await redeem('ABCD-EFGH-JKLM')).toMatchObject({ reason: 'invalid' })
    expect(await redeem('ABCD-EFGH-JKLM')).toEqual({ ok: false, reason: 'paused', until: later(hour) })
    expect(await redeem(right, 501, later(hour - 1_000))).toMatchObject({ ok: false, reason: 'paused' })
    expect(await redeem(right, 501, later(hour))).toMatchObject({ ok: true })
  })

  test('wrong codes spread over hours do not add up, nor do those of different people', async ({
    redeem,
  }) => {
    for (let tries = 0; tries < 12; tries++) {
      expect(await redeem('ABCD-EFGH-JKLM', 501, later(tries * 0.3 * hour))).toMatchObject({
        reason: 'invalid',
      })
      expect(await redeem('ABCD-EFGH-JKLM', 600 + tries)).toMatchObject({ reason: 'invalid' })
    }
  })

  test('the next five after a pause mean another pause', async ({ redeem }) => {
    for (let tries = 0; tries < 5; tries++) await redeem('ABCD-EFGH-JKLM')
    for (let tries = 0; tries < 4; tries++)
      expect(await redeem('ABCD-EFGH-JKLM', 501, later(2 * hour))).toMatchObject({ reason: 'invalid' })
    expect(await redeem('ABCD-EFGH-JKLM', 501, later(2 * hour))).toMatchObject({ reason: 'paused' })
  })
})

test('codes for a whole list of units are all different', async ({ id, act, redeem }) => {
  const made = await act((tx) =>
    createCodes(tx, 'operator', { unitIds: [id('A11'), id('A12'), id('B11')], duty: 'secretary' }, { now }),
  )
  expect(new Set(made.map((each) => each.code)).size).toBe(3)
  for (const [index, each] of made.entries())
    expect(await redeem(each.code, 700 + index)).toMatchObject({ ok: true, unit: { id: each.unitId } })
})

test('cards are needed where nobody holds the duty yet', async ({ db, id, code, redeem }) => {
  await redeem(await code('A11'))
  const needed = await unitsWithout(db, id('T'), { duty: 'secretary', kinds: ['cell'] })
  expect(needed).toEqual([id('A12'), id('B11')])
  expect(await unitsWithout(db, id('A'), { duty: 'secretary', kinds: ['cell'] })).toEqual([id('A12')])
})

test('a code of a unit that has ended cannot be used', async ({ db, id, code, redeem }) => {
  const made = await code('A11')
  await db.updateTable('unit').set({ valid_to: '2026-03-02' }).where('id', '=', id('A11')).execute()
  expect(await redeem(made)).toMatchObject({ ok: false, reason: 'invalid' })
})
