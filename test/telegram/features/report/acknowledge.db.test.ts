// Taps on "Đã nhận": twice, late, by the deputy, from the group, by the wrong person; repeated, shuffled and
// concurrent.

import fc from 'fast-check'
import { sql } from 'kysely'
import { describe, expect } from 'vitest'
import { acknowledgeButtons } from '../../../../src/telegram/features/report/buttons.ts'
import { runs, seed } from '../../../support/property.ts'
import { watchReceipts } from '../../../support/receipts-again.ts'
import { me, tapUpdate, textUpdate } from '../../bot-fixture.ts'
import { groupId, person } from '../../chat-world.ts'
import { test as base } from '../../fixtures.ts'
import { deedArbitrary, weatherStorm } from '../../updates/update-storm.ts'

const test = base
  .extend('poolSize', { scope: 'file' }, 20)
  .extend('obligations', ({ db }) => () => {
    return db
      .selectFrom('obligation')
      .innerJoin('officer', 'officer.id', 'obligation.acknowledged_by')
      .select(['obligation.id', 'officer.telegram_user_id', 'acknowledged_at'])
      .orderBy('obligation.id')
      .execute()
  })
  .extend('auditCount', ({ db }) => async () => {
    return (
      await db.selectFrom('audit_entry').select('id').where('action', '=', 'obligation.acknowledge').execute()
    ).length
  })

const acknowledge = (id: number) => acknowledgeButtons.button.directive('', { obligation: id }).data

describe('Đã nhận', () => {
  test('counts once; the second tap says since when', async ({
    world,
    secretary,
    obligations,
    auditCount,
  }) => {
    const first = await secretary.tapData(acknowledge(world.obligation.A11!))
    expect(first?.text).toBe('Đã ghi nhận lúc 09:00 ngày 16/11/2026. Cảm ơn đồng chí.')
    world.clock.moveTo(new Date('2026-11-16T05:00:00Z'))
    const second = await secretary.tapData(acknowledge(world.obligation.A11!))
    expect(second?.text).toBe('Đã ghi nhận lúc 09:00 ngày 16/11/2026 (Nguyễn Văn An).')
    expect(await obligations()).toMatchObject([
      { telegram_user_id: 101, acknowledged_at: new Date('2026-11-16T02:00:00Z') },
    ])
    expect(await auditCount()).toBe(1)
    const shown = world.messenger.edits.at(-1)!
    expect(shown).toMatchObject({ chat: 101, messageId: 70 })
    expect(shown.buttons.flat().map((button) => button.text)).toEqual([
      '✓ Đã nhận 09:00 · Nguyễn Văn An',
      '📝 Báo cáo',
      '📋 Sao chép số 05-CT/TU',
    ])
  })

  test('counts when it comes late and from the deputy, in a group', async ({ world }) => {
    world.clock.moveTo(new Date('2026-12-20T02:00:00Z'))
    const tap = await person(world, world.user.deputy!).tapData(acknowledge(world.obligation.A11!), {
      group: groupId,
      messageId: 33,
    })
    expect(tap).toMatchObject({ alert: false, text: expect.stringContaining('Đã ghi nhận') })
    // The group's message and the directive's own message both show it; in the group the report is a link.
    const group = world.messenger.edits.find((edit) => edit.chat === groupId)!
    expect(group.buttons.flat()).toContainEqual({
      text: '📝 Báo cáo',
      url: `https://t.me/thongsuot_bot?start=bc_${world.obligation.A11!.toString(36)}`,
    })
    expect(world.messenger.edits.some((edit) => edit.chat === 101)).toBe(true)
  })

  test.for(['neighbour', 'stranger', 'office', 'observer'])(
    'of %s changes nothing and tells nothing',
    async (who, { world, obligations, auditCount }) => {
      const tap = await person(world, world.user[who]!).tapData(acknowledge(world.obligation.A11!), {
        group: groupId,
      })
      expect(tap).toMatchObject({ alert: true })
      expect(tap?.text).not.toMatch(/05-CT|Chi bộ A11/)
      expect(await obligations()).toEqual([])
      expect(await auditCount()).toBe(0)
      expect(world.messenger.edits).toEqual([])
    },
  )

  test('for something that does not exist is refused like any other', async ({ secretary }) => {
    const tap = await secretary.tapData(acknowledge(123_456))
    expect(tap).toMatchObject({ alert: true })
  })

  test('of a recalled directive says so', async ({ db, world, secretary, obligations }) => {
    await db.updateTable('directive').set({ state: 'recalled' }).execute()
    const tap = await secretary.tapData(acknowledge(world.obligation.A11!))
    expect(tap?.text).toContain('thu hồi')
    expect(await obligations()).toEqual([])
  })

  test('of former officers is refused', async ({ db, world, secretary }) => {
    await db.updateTable('duty_holding').set({ until: world.clock.now() }).execute()
    const tap = await secretary.tapData(acknowledge(world.obligation.A11!))
    expect(tap).toMatchObject({ alert: true })
  })

  test('is forgotten once handled: who, where and what are gone from the intake', async ({
    db,
    world,
    secretary,
  }) => {
    await secretary.tapData(acknowledge(world.obligation.A11!))
    const rows = await db.selectFrom('telegram_update').selectAll().execute()
    expect(rows).toMatchObject([{ payload: null, error: null, handled_at: world.clock.now() }])
  })
})

test('a tap that cannot be handled holds up no other, and is given up after three tries', async ({
  db,
  world,
  secretary,
}) => {
  await db
    .insertInto('telegram_update')
    .values({
      bot_id: me.id,
      update_id: 1e9,
      order_key: 5,
      ack_obligation_id: 1,
      payload: '{}',
      received_at: world.clock.now(),
    })
    .execute()
  const tap = await secretary.tapData(acknowledge(world.obligation.A11!))
  expect(tap?.text).toContain('Đã ghi nhận')
  for (let tries = 0; tries < 3; tries++) {
    world.clock.moveTo(new Date(world.clock.now().getTime() + 10_000))
    await world.bot.handleOpenUpdates()
  }
  const row = await db
    .selectFrom('telegram_update')
    .selectAll()
    .where('update_id', '=', 1e9)
    .executeTakeFirstOrThrow()
  expect(row).toMatchObject({ attempts: 3, payload: null, error: expect.stringContaining('TypeError') })
  expect(row.handled_at).not.toBeNull()
})

test('a question is answered while a storm of taps goes on, not after it', async ({ database, world }) => {
  const taps = Array.from({ length: 3_000 }, () => tapUpdate(world.user.stranger!, acknowledge(123_456)))
  await world.bot.receive([...taps, textUpdate(world.user.secretary!, '/viec')])
  // What is still open when the answer is written.
  await sql`create table left_open (n bigint)`.execute(database.owner)
  await sql`create function note_left_open() returns trigger language plpgsql security definer as $$
    begin
      insert into left_open select count(*) from telegram_update where handled_at is null
        and ack_obligation_id is not null;
      return new;
    end $$`.execute(database.owner)
  await sql`create trigger note_left_open after insert
    on delivery for each row execute function note_left_open()`.execute(database.owner)
  await world.bot.handleOpenUpdates()
  const found = await sql<{ n: number }>`select n from left_open`.execute(database.owner)
  await sql`drop function note_left_open cascade`.execute(database.owner)
  await sql`drop table left_open`.execute(database.owner)
  expect(found.rows).toHaveLength(1)
  expect(found.rows[0]!.n).toBeGreaterThan(0)
})

test('every update three times, shuffled, to three processes at once: the state equals the model', async ({
  db,
  database,
}) => {
  const cells = 4
  await fc.assert(
    fc.asyncProperty(
      fc.array(deedArbitrary(cells), { minLength: 1, maxLength: 40 }),
      fc.infiniteStream(fc.nat()),
      async (deeds, order) => {
        await database.reset()
        await watchReceipts(database.owner)
        const findings = await weatherStorm([db, db, db], cells, deeds, () => order.next().value as number)
        expect(Object.entries(findings).filter(([, count]) => count > 0)).toEqual([])
      },
    ),
    { seed, numRuns: runs(12) },
  )
})
