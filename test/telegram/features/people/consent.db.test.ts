// Nothing but answers into a private chat until its owner has agreed to the notice on personal data of today.
import { sql } from 'kysely'
import { describe, expect } from 'vitest'
import { cleanUpJob } from '../../../../jobs/clean-up.ts'
import type { JobContext } from '../../../../jobs/context.ts'
import { dueWork } from '../../../../jobs/due-work.ts'
import { summariseAudience } from '../../../../src/directive/audience.ts'
import { noticeGraceDays } from '../../../../src/org/consent.ts'
import { createCode } from '../../../../src/org/invitations.ts'
import { recipientChats } from '../../../../src/org/recipients.ts'
import { createCalendar } from '../../../../src/platform/working-calendar.ts'
import { circulateDirective } from '../../../circulation/circulate.ts'
import { test as base } from '../../../org/fixtures.ts'
import { addOfficer, day, now } from '../../../org/world.ts'
import { buttonData, createTestBot } from '../../bot-fixture.ts'

const test = base
  .extend('bot', ({ db, ids: _ids }) => createTestBot(db, now))
  .extend('unit', ({ ids }) => (code: string) => {
    return ids[code] ?? 0
  })
  .extend('audience', ({ unit }) => () => ({ root: unit('T'), branches: [unit('A11')] }))
  // Issues a directive to A11 and circulates it.
  .extend('circulate', ({ db, unit, audience }) => {
    let number = 0
    return async () => {
      number++
      const { id } = await db
        .insertInto('directive')
        .values({
          issuer_unit_id: unit('T'),
          kind: 'CT',
          number,
          number_text: `${number}-CT/TU`,
          subject: 'x',
          number_key: `${number}-CT/TU`,
          term: '2025-2030',
          issued_on: day,
          search_key: 'x',
          audience: JSON.stringify(audience()),
          state: 'issued',
          created_at: now,
          issued_at: now,
        })
        .returning('id')
        .executeTakeFirstOrThrow()
      expect(await circulateDirective(db, id, now)).toEqual({ ok: true, recipients: 1 })
      return id
    }
  })
  .extend('sentFor', ({ db }) => async (purpose: 'directive' | 'notice' = 'directive') => {
    return (await db.selectFrom('delivery').select('id').where('purpose', '=', purpose).execute()).length
  })
  .extend('whyNot', ({ db, unit }) => async () => {
    return (await recipientChats(db, [unit('A11')]))[0]?.whyNot
  })
  .extend('enrolled', ({ db, bot, unit }) => async () => {
    const { code } = await db
      .transaction()
      .execute((tx) => createCode(tx, 'operator', { unitId: unit('A11'), duty: 'secretary' }, { now }))
    return await bot.text(501, `/start ${code}`)
  })
  .extend('cleanUp', ({ db }) => (at: Date) => {
    return cleanUpJob(
      { db, clock: { now: () => at }, log: { info: () => {} } } as unknown as JobContext,
      {},
      new AbortController().signal,
    )
  })

const standing = (status: string) => ({
  my_chat_member: {
    chat: { id: 501, type: 'private' },
    from: { id: 501, is_bot: false, first_name: 'Họ' },
    date: 0,
    old_chat_member: { status: 'member', user: { id: 7_000_000_001, is_bot: true, first_name: 'x' } },
    new_chat_member: { status, user: { id: 7_000_000_001, is_bot: true, first_name: 'x' } },
  },
})

describe('enrolled, but not agreed yet', () => {
  test('a new directive does not arrive, and the unit is listed with that reason', async ({
    db,
    bot,
    unit,
    audience,
    circulate,
    sentFor,
    whyNot,
    enrolled,
  }) => {
    const [notice] = await enrolled()
    await circulate()
    expect(await sentFor()).toBe(0)
    expect(await whyNot()).toBe('no_consent')
    const summary = await summariseAudience(db, audience(), day)
    expect(summary).toMatchObject({ unreachable: 1, whyNot: { no_consent: 1 } })
    await addOfficer(db, { telegramUserId: 601, unitId: unit('T'), duty: 'office' })
    const [found] = await bot.text(601, '/donvi A11')
    const card = await bot.tap(601, buttonData(found, 'khu phố 1'))
    const shown = [...card, ...bot.edits].map((each) => each.text).join('\n')
    expect(shown).toContain('chưa đồng ý')

    await bot.tap(501, buttonData(notice, 'Đồng ý'))
    expect(await sentFor()).toBe(1)
    expect(await whyNot()).toBeNull()
    await circulate()
    expect(await sentFor()).toBe(2)
  })

  test('blocking and unblocking, or /start, delivers nothing and shows the notice', async ({
    bot,
    circulate,
    sentFor,
    whyNot,
    enrolled,
  }) => {
    await enrolled()
    await circulate()
    await bot.give(standing('kicked'))
    expect(await whyNot()).toBe('blocked')
    const said = await bot.give(standing('member'))
    expect(said[0]?.text).toContain('dữ liệu cá nhân')
    expect(await whyNot()).toBe('no_consent')
    await bot.text(501, '/start')
    expect(await sentFor()).toBe(0)
    const [notice] = await bot.text(501, '/viec')
    expect(notice?.text).toContain('dữ liệu cá nhân')
    expect(notice?.text).not.toContain('-CT/TU')
    expect((await bot.text(501, '/trogiup'))[0]?.text).not.toContain('bản số')
    await bot.tap(501, buttonData(notice, 'Đồng ý'))
    expect(await sentFor()).toBe(1)
  })

  test('a deputy who agreed gets it instead', async ({ db, unit, circulate, enrolled }) => {
    await enrolled()
    await addOfficer(db, { telegramUserId: 502, unitId: unit('A11'), duty: 'deputy' })
    await circulate()
    const to = await db.selectFrom('delivery').select('telegram_chat_id').where('lane', '=', 1).execute()
    expect(to).toEqual([{ telegram_chat_id: 502 }])
  })
})

describe('a new notice', () => {
  // As if the version agreed to had been the one before.
  test.beforeEach(async ({ db, unit }) => {
    await addOfficer(db, { telegramUserId: 501, unitId: unit('A11'), duty: 'secretary', consent: 0 })
  })
  const daysOn = (days: number) => new Date(now.getTime() + days * 86_400_000)

  test('is shown once after what the person wanted; deliveries go on for the time of grace', async ({
    bot,
    circulate,
    sentFor,
    cleanUp,
  }) => {
    const first = await bot.text(501, '/viec')
    expect(first).toHaveLength(2)
    expect(first[1]?.text).toContain('nội dung mới')
    expect(await bot.text(501, '/viec')).toHaveLength(1)
    await cleanUp(now)
    await cleanUp(daysOn(noticeGraceDays - 1))
    await circulate()
    expect(await sentFor()).toBe(1)
  })

  test('afterwards what is waiting is withdrawn, and comes once the person agrees', async ({
    bot,
    circulate,
    sentFor,
    whyNot,
    cleanUp,
  }) => {
    await cleanUp(now)
    await circulate()
    await cleanUp(daysOn(noticeGraceDays + 1))
    expect(await whyNot()).toBe('no_consent')
    expect(await sentFor()).toBe(0)
    bot.clock.moveTo(daysOn(noticeGraceDays + 1))
    const [notice] = await bot.text(501, '/viec')
    await bot.tap(501, buttonData(notice, 'Đồng ý'))
    expect(await whyNot()).toBeNull()
    expect(await sentFor()).toBe(1)
  })

  test('somebody who never agreed has no time of grace, whatever an earlier version had done', async ({
    db,
    whyNot,
    cleanUp,
  }) => {
    await sql`update officer set consent_version = null`.execute(db)
    await cleanUp(now)
    expect(await whyNot()).toBe('no_consent')
  })
})

test('a substitute whose time is over is noted within the next sweep', async ({ db, unit, cleanUp }) => {
  const holder = await addOfficer(db, {
    telegramUserId: 501,
    unitId: unit('A11'),
    duty: 'secretary',
  })
  await addOfficer(db, { telegramUserId: 502, unitId: unit('A11'), duty: 'deputy' })
  await cleanUp(now)
  const finder = dueWork(() => {}, createCalendar({ timeZone: 'Asia/Ho_Chi_Minh' })).find(
    (one) => one.name === 'clean-up',
  )
  expect((await finder?.find(db, now))?.count).toBe(0)
  await sql`update duty_holding set ends_at = ${now}, substitute_for = (select id from duty_holding
    where officer_id = ${holder})
    where duty = 'deputy'`.execute(db)
  expect((await finder?.find(db, now))?.count).toBe(1)
  await cleanUp(now)
  expect((await finder?.find(db, now))?.count).toBe(0)
})
