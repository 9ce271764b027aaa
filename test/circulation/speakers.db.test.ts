// A directive to speakers: each owes it in person, from the choice of recipients to the word to the committee
// above.
import { describe, expect } from 'vitest'
import type { EscalationPayload, ReminderPayload } from '../../src/chase/payloads.ts'
import { planChaseOfDirective } from '../../src/chase/plan-chase.ts'
import { runChase } from '../../src/chase/run-chase.ts'
import { addRecipients } from '../../src/circulation/change/change-directive.ts'
import { deliverOwed } from '../../src/circulation/circulate-directive.ts'
import { listUnreachable } from '../../src/circulation/needs-person.ts'
import { type Audience, summariseAudience, unreachableUnits } from '../../src/directive/audience.ts'
import { findActor } from '../../src/org/actor.ts'
import { endDuty, handOver, nameSubstitute } from '../../src/org/hand-over.ts'
import { findSpeakers } from '../../src/org/speakers.ts'
import type { Tx } from '../../src/platform/database.ts'
import { erasePersonEverywhere } from '../../src/privacy/erase-person.ts'
import { owedBy } from '../../src/response/owed.ts'
import { recordAcknowledgements } from '../../src/response/record-acknowledgement.ts'
import { burdenOf } from '../../src/rollup/burden.ts'
import { missingByUnit } from '../../src/rollup/missing-by-unit.ts'
import { missingAnswers, ratesByChild, responseRates } from '../../src/rollup/rates.ts'
import { test as base } from '../directive/fixtures.ts'
import { calendar, monday } from '../directive/world.ts'
import { addOfficer } from '../org/world.ts'
import { wordedMessages } from '../support/notices.ts'
import { markReceived } from '../support/received.ts'
import { circulateDirective } from './circulate.ts'

const day = '2026-11-16'
const local = (text: string) => new Date(`${text}:00+07:00`)
/** Telegram accounts of the speakers. */
const account = { hoa: 901, lan: 902, minh: 903, son: 904, nga: 905 }

const test = base
  // The organisation with its speakers.
  .extend('world', async ({ db, world }) => {
    const speaker = (telegramUserId: number, name: string, unit: string, chat?: 'blocked') =>
      addOfficer(db, {
        telegramUserId,
        name,
        unitId: world.unit[unit]!,
        duty: 'speaker' as const,
        ...(chat ? { chat } : {}),
      })
    await speaker(account.hoa, 'Lê Thị Hoa', 'T')
    await speaker(account.lan, 'Phạm Lan', 'A')
    await speaker(account.minh, 'Vũ Minh', 'A')
    await speaker(account.son, 'Đỗ Sơn', 'B', 'blocked')
    // A secretary who also speaks for the committee above.
    const four = { telegramUserId: world.telegramUserId.four!, unitId: world.unit.B! }
    await addOfficer(db, { ...four, duty: 'speaker' })
    return world
  })
  .extend(
    'u',
    ({ world }) =>
      (code: string) =>
        world.unit[code]!,
  )
  .extend(
    'inTx',
    ({ db }) =>
      async <T>(work: (tx: Tx) => Promise<T>) =>
        await db.transaction().execute(work),
  )
  .extend(
    'actor',
    ({ db }) =>
      async (telegramUserId: number) =>
        await findActor(db, telegramUserId, monday),
  )
  .extend('dutyOf', ({ db }) => async (telegramUserId: number) => {
    const row = await db
      .selectFrom('duty_holding')
      .innerJoin('officer', 'officer.id', 'duty_holding.officer_id')
      .select('duty_holding.id')
      .where('officer.telegram_user_id', '=', telegramUserId)
      .where('duty_holding.duty', '=', 'speaker')
      .where('duty_holding.until', 'is', null)
      .executeTakeFirstOrThrow()
    return row.id
  })
  .extend('issued', ({ db, u }) => {
    let number = 0
    return async (audience: Partial<Audience> = {}, ackDueAt = local('2026-11-18T17:00')) => {
      number++
      const { id } = await db
        .insertInto('directive')
        .values({
          issuer_unit_id: u('T'),
          kind: 'TB',
          number,
          number_text: `${number}-TB/TU`,
          number_key: `${number}`,
          term: '2025-2030',
          issued_on: day,
          subject: 'Tài liệu cho báo cáo viên',
          search_key: 'x',
          audience: JSON.stringify({
            root: u('T'),
            speakers: 'all',
            ...audience,
          }),
          asks_report: false,
          ack_due_at: ackDueAt,
          state: 'issued' as const,
          created_at: monday,
          issued_at: monday,
        })
        .returning('id')
        .executeTakeFirstOrThrow()
      return id
    }
  })
  .extend(
    'circulate',
    ({ db }) =>
      async (id: number) =>
        await circulateDirective(db, id, monday),
  )
  // What is owed, as 'name unit chat' by the holder of today; '-' for no message.
  .extend('owed', ({ db }) => async (directiveId: number) => {
    const rows = await db
      .selectFrom('obligation as o')
      .innerJoin('duty_recipient as r', 'r.duty_id', 'o.duty_id')
      .innerJoin('officer as f', 'f.id', 'r.officer_id')
      .leftJoin('delivery as d', (join) =>
        join.onRef('d.obligation_id', '=', 'o.id').on('d.purpose', '=', 'directive'),
      )
      .select(['f.full_name', 'o.unit_name', 'd.telegram_chat_id as chat', 'o.report_state'])
      .where('o.directive_id', '=', directiveId)
      .orderBy('o.path_ids')
      .orderBy('f.full_name')
      .execute()
    expect(rows.every((row) => row.report_state === 'not_required')).toBe(true)
    return rows.map((row) => `${row.full_name} · ${row.unit_name} · ${row.chat ?? '-'}`)
  })
  .extend('obligationOf', ({ db }) => async (directiveId: number, telegramUserId: number) => {
    const row = await db
      .selectFrom('obligation as o')
      .innerJoin('duty_recipient as r', 'r.duty_id', 'o.duty_id')
      .innerJoin('officer as f', 'f.id', 'r.officer_id')
      .select('o.id')
      .where('o.directive_id', '=', directiveId)
      .where('f.telegram_user_id', '=', telegramUserId)
      .executeTakeFirstOrThrow()
    return row.id
  })
  .extend('acknowledge', ({ inTx, actor }) => async (obligationId: number, telegramUserId: number) => {
    const by = await actor(telegramUserId)
    const answers = [{ obligationId, actor: by, at: monday }]
    const [recorded] = await inTx((tx) => recordAcknowledgements(tx, answers))
    return recorded!.outcome
  })
  // Trần Nga, who is new, speaks in place of Phạm Lan, who had not acknowledged before.
  .extend('succeeded', ({ db, u, inTx, actor, dutyOf, issued, circulate, obligationOf }) => async () => {
    const id = await issued()
    await circulate(id)
    const before = await obligationOf(id, account.lan)
    const nga = { telegramUserId: account.nga, name: 'Trần Nga', unitId: u('A1') }
    await addOfficer(db, { ...nga, duty: 'speaker' })
    const successorId = (await actor(account.nga))!.officerId
    const heldId = await dutyOf(account.lan)
    const done = await inTx((tx) => handOver(tx, 'operator', { heldId, successorId }, { now: monday }))
    expect(done).toMatchObject({ ok: true })
    return { id, before }
  })
  .extend('payloads', ({ db }) => async (purpose: 'reminder' | 'escalation') => {
    const rows = await db
      .selectFrom('delivery')
      .select(['telegram_chat_id as chat', 'payload'])
      .where('purpose', '=', purpose)
      .orderBy('telegram_chat_id')
      .execute()
    return rows.map(({ chat, payload }) => ({ chat, payload: payload as unknown }))
  })

describe('who receives', () => {
  test('all speakers of a subtree, by committee, with who cannot be reached', async ({ db, u }) => {
    expect(await summariseAudience(db, { root: u('T'), speakers: 'all' }, day)).toEqual({
      recipients: 5,
      unreachable: 1,
      whyNot: { blocked: 1 },
      byChild: [
        { unitId: u('A'), unitName: 'Đảng ủy xã An', recipients: 2, unreachable: 0 },
        { unitId: u('B'), unitName: 'Đảng ủy phường Bình', recipients: 2, unreachable: 1 },
        { unitId: u('T'), unitName: 'Tỉnh ủy Mẫu', recipients: 1, unreachable: 0 },
      ],
    })
    expect(await unreachableUnits(db, { root: u('T'), speakers: 'all' }, day, 9)).toEqual([
      { unitId: u('B'), unitName: 'Đảng ủy phường Bình', speaker: 'Đỗ Sơn', whyNot: 'blocked' },
    ])
  })

  test('by level, branch and exclusion, and by name', async ({ db, u, dutyOf }) => {
    const count = async (audience: Partial<Audience>) =>
      (await summariseAudience(db, { root: u('T'), speakers: 'all', ...audience }, day)).recipients
    expect(await count({ kinds: ['committee'] })).toBe(4)
    expect(await count({ kinds: ['cell'] })).toBe(0)
    expect(await count({ branches: [u('A')] })).toBe(2)
    expect(await count({ exclude: [u('B')] })).toBe(3)
    const named = [await dutyOf(account.hoa), await dutyOf(account.lan)]
    expect(await count({ speakers: named })).toBe(2)
    expect(await count({ root: u('A'), speakers: named })).toBe(1)
    expect(await count({ speakers: [] })).toBe(0)
  })

  test('are found by name or unit, without diacritics, within the subtree', async ({ db, u }) => {
    const names = async (root: string, typed: string) =>
      (await findSpeakers(db, u(root), typed, 9)).map((each) => each.fullName)
    expect(await names('T', 'do son')).toEqual(['Đỗ Sơn'])
    expect(await names('T', 'xa an')).toEqual(['Phạm Lan', 'Vũ Minh'])
    expect(await names('A', 'do son')).toEqual([])
    expect(await names('T', ' ')).toEqual([])
  })
})

describe('what each owes', () => {
  test('one obligation and one private message each, once, however often it is circulated', async ({
    db,
    world,
    issued,
    circulate,
    owed,
  }) => {
    const id = await issued()
    expect(await circulate(id)).toEqual({ ok: true, recipients: 5 })
    await db.updateTable('directive').set({ circulated_at: null }).where('id', '=', id).execute()
    await Promise.all([circulate(id), circulate(id)])
    expect(await owed(id)).toEqual([
      'Lê Thị Hoa · Tỉnh ủy Mẫu · 901',
      'Phạm Lan · Đảng ủy xã An · 902',
      'Vũ Minh · Đảng ủy xã An · 903',
      `four · Đảng ủy phường Bình · ${world.telegramUserId.four}`,
      'Đỗ Sơn · Đảng ủy phường Bình · -',
    ])
  })

  test('who speaks for two units gets it once', async ({ db, u, issued, circulate, owed }) => {
    await addOfficer(db, { telegramUserId: account.lan, unitId: u('T'), duty: 'speaker' })
    const id = await issued()
    expect(await circulate(id)).toEqual({ ok: true, recipients: 5 })
    expect((await owed(id)).filter((line) => line.includes('Phạm Lan'))).toHaveLength(1)
  })

  test('only the speaker acknowledges: no colleague, no secretary, no office', async ({
    db,
    world,
    actor,
    issued,
    circulate,
    obligationOf,
    acknowledge,
  }) => {
    const id = await issued()
    await circulate(id)
    const lan = await obligationOf(id, account.lan)
    expect(await acknowledge(lan, account.minh)).toBe('not_allowed')
    expect(await acknowledge(lan, world.telegramUserId.secretaryA!)).toBe('not_allowed')
    expect(await acknowledge(lan, world.telegramUserId.officeA!)).toBe('not_allowed')
    expect(await acknowledge(lan, account.lan)).toBe('recorded')
    expect(await acknowledge(lan, account.lan)).toBe('already')
    const secretary = await actor(world.telegramUserId.secretaryA!)
    expect(await owedBy(db, secretary!, { now: monday, calendar })).toEqual([])
    const open = await owedBy(db, (await actor(account.minh))!, { now: monday, calendar })
    expect(open.map((each) => [each.obligation.id, each.report])).toEqual([
      [await obligationOf(id, account.minh), null],
    ])
  })

  test('a speaker does not acknowledge for the unit', async ({
    db,
    world,
    u,
    issued,
    circulate,
    acknowledge,
  }) => {
    const ofUnits = await issued({ speakers: undefined, kinds: ['committee'] })
    await circulate(ofUnits)
    const row = await db
      .selectFrom('obligation')
      .select('id')
      .where('unit_id', '=', u('A'))
      .executeTakeFirst()
    expect(await acknowledge(row!.id, account.lan)).toBe('not_allowed')
    expect(await acknowledge(row!.id, world.telegramUserId.secretaryA!)).toBe('recorded')
  })

  test('a unit added later brings its speakers, also to a list of names; those who have it are passed over', async ({
    u,
    inTx,
    dutyOf,
    issued,
    circulate,
    owed,
  }) => {
    const id = await issued({ speakers: [await dutyOf(account.hoa), await dutyOf(account.lan)] })
    await circulate(id)
    const add = (code: string) =>
      inTx((tx) =>
        addRecipients(tx, 'operator', { directiveId: id, unitIds: [u(code)] }, { now: monday, calendar }),
      )
    expect(await add('A')).toMatchObject({ ok: true, told: 1 })
    await circulate(id)
    expect((await owed(id)).map((line) => line.split(' · ')[0])).toEqual([
      'Lê Thị Hoa',
      'Phạm Lan',
      'Vũ Minh',
    ])
    expect(await add('A')).toMatchObject({ ok: true, already: true })
  })
})

describe('when the duty changes hands', () => {
  test('what is open passes to the successor, the message not sent yet as well; what is done stays', async ({
    db,
    actor,
    owed,
    acknowledge,
    succeeded,
  }) => {
    const { id, before } = await succeeded()
    expect(await acknowledge(before, account.lan)).toBe('not_allowed')
    expect((await owedBy(db, (await actor(account.nga))!, { now: monday, calendar })).length).toBe(1)
    expect(await acknowledge(before, account.nga)).toBe('recorded')
    const done = await db
      .selectFrom('obligation')
      .selectAll()
      .where('id', '=', before)
      .executeTakeFirstOrThrow()
    expect(done.acknowledged_by).toBe((await actor(account.nga))!.officerId)
    expect(await owed(id)).toContain('Trần Nga · Đảng ủy xã An · 902')
  })

  test('over two hand-overs, and in a saved list of names', async ({
    db,
    u,
    inTx,
    actor,
    dutyOf,
    acknowledge,
    succeeded,
  }) => {
    const named = [await dutyOf(account.lan)]
    const { before } = await succeeded()
    const minh = (await actor(account.minh))!.officerId
    const heldByNga = await db
      .selectFrom('duty_holding')
      .select('id')
      .where('successor_id', 'is', null)
      .where('unit_id', '=', u('A'))
      .where('officer_id', '=', (await actor(account.nga))!.officerId)
      .executeTakeFirstOrThrow()
    // Vũ Minh speaks for the unit already; the successor is from elsewhere.
    const again = await inTx((tx) =>
      handOver(tx, 'operator', { heldId: heldByNga.id, successorId: minh }, { now: monday }),
    )
    expect(again).toMatchObject({ ok: false, reason: 'has_it_already' })
    const hoa = (await actor(account.hoa))!.officerId
    await inTx((tx) => handOver(tx, 'operator', { heldId: heldByNga.id, successorId: hoa }, { now: monday }))
    expect(await acknowledge(before, account.nga)).toBe('not_allowed')
    const list = await summariseAudience(db, { root: u('T'), speakers: named }, day)
    expect(list).toMatchObject({ recipients: 1, unreachable: 0 })
    expect(await acknowledge(before, account.hoa)).toBe('recorded')
  })

  test('a substitute answers while the leave lasts', async ({
    db,
    inTx,
    actor,
    dutyOf,
    issued,
    circulate,
    obligationOf,
    acknowledge,
  }) => {
    const id = await issued()
    await circulate(id)
    const minh = (await actor(account.minh))!.officerId
    const hoa = await dutyOf(account.hoa)
    const endsAt = local('2026-12-16T09:00')
    await inTx((tx) =>
      nameSubstitute(tx, 'operator', { heldId: hoa, substituteId: minh, endsAt }, { now: monday }),
    )
    expect(await acknowledge(await obligationOf(id, account.hoa), account.minh)).toBe('recorded')
    const after = await findActor(db, account.minh, local('2026-12-17T09:00'))
    expect(after?.duties.flatMap((held) => held.answersFor ?? [])).not.toContain(hoa)
  })

  test('a duty that ends without a successor stays owed, with nobody to send to', async ({
    db,
    u,
    inTx,
    dutyOf,
    issued,
    circulate,
  }) => {
    const id = await issued()
    await circulate(id)
    const held = await dutyOf(account.son)
    await inTx((tx) => endDuty(tx, 'operator', { heldId: held }, { now: monday }))
    const missing = await missingAnswers(db, id, { about: 'ack', unitId: u('B'), limit: 9 })
    expect(missing.rows.map((row) => row.unitName).sort()).toEqual([
      'four (Đảng ủy phường Bình)',
      '— (Đảng ủy phường Bình)',
    ])
  })

  test('a chat that comes back gets what is owed', async ({ db, u, inTx, issued, circulate, owed }) => {
    const id = await issued()
    await circulate(id)
    expect(await listUnreachable(db, { within: [u('T')], limit: 9 })).toMatchObject({
      total: 1,
      rows: [{ unitName: 'Đỗ Sơn (Đảng ủy phường Bình)', whyNot: 'blocked', count: 1 }],
    })
    await db.updateTable('chat').set({ state: 'reachable' }).where('telegram_chat_id', '=', 904).execute()
    expect(await inTx((tx) => deliverOwed(tx, u('B'), monday))).toBe(1)
    expect(await owed(id)).toContain('Đỗ Sơn · Đảng ủy phường Bình · 904')
  })
})

describe('the chase', () => {
  test('reminds each speaker in private, in one digest with what the same person owes for a unit', async ({
    db,
    world,
    u,
    issued,
    circulate,
    obligationOf,
    acknowledge,
    payloads,
  }) => {
    const toSpeakers = await issued()
    const toCells = await issued({ speakers: undefined, kinds: ['cell'], branches: [u('B')] })
    for (const id of [toSpeakers, toCells]) {
      await circulate(id)
      await planChaseOfDirective(db, id, { now: monday, calendar })
    }
    await acknowledge(await obligationOf(toSpeakers, account.lan), account.lan)
    await runChase(db, { now: local('2026-11-19T08:00'), calendar })
    const reminded = await payloads('reminder')
    const items = (chat: number) =>
      reminded
        .filter((each) => each.chat === chat)
        .map((each) => (each.payload as ReminderPayload).items.map((item) => item.unitName))
    expect(items(account.hoa)).toEqual([['Tỉnh ủy Mẫu']])
    expect(items(account.minh)).toEqual([['Đảng ủy xã An']])
    expect(items(account.lan)).toEqual([])
    expect(items(account.son)).toEqual([])
    expect(items(world.telegramUserId.four!).map((each) => each.sort())).toEqual([
      ['Chi bộ Bốn', 'Đảng ủy phường Bình'],
    ])
    // The secretary of commune An owes nothing.
    expect(items(world.telegramUserId.secretaryA!)).toEqual([])
  })

  test('tells the speaker’s own committee who has not acknowledged', async ({
    db,
    world,
    issued,
    circulate,
    obligationOf,
    acknowledge,
    payloads,
  }) => {
    const id = await issued()
    await circulate(id)
    await planChaseOfDirective(db, id, { now: monday, calendar })
    await acknowledge(await obligationOf(id, account.minh), account.minh)
    for (const at of ['2026-11-19T08:00', '2026-11-23T08:00', '2026-11-23T08:30'])
      await runChase(db, { now: local(at), calendar })
    const told = await payloads('escalation')
    const words = await wordedMessages(db, 'escalation')
    const ofA = told.find((each) => each.chat === world.telegramUserId.officeA)?.payload as EscalationPayload
    expect(ofA.items).toMatchObject([{ count: 1, units: [{ name: 'Đảng ủy xã An' }] }])
    const ofT = told.find((each) => each.chat === world.telegramUserId.office)?.payload as EscalationPayload
    expect(ofT.items[0]?.units).toHaveLength(3)
    const [textOfA, textOfT] = [world.telegramUserId.officeA, world.telegramUserId.office].map(
      (chat) => words.find((each) => each.telegram_chat_id === chat)?.message.text,
    )
    expect(textOfA).toContain('đồng chí Phạm Lan')
    for (const name of ['Lê Thị Hoa', 'four', 'Đỗ Sơn']) expect(textOfT).toContain(`đồng chí ${name}`)
  })
})

test('every figure counts persons; who has not answered is named', async ({
  db,
  u,
  issued,
  circulate,
  obligationOf,
  acknowledge,
}) => {
  const id = await issued()
  await circulate(id)
  await acknowledge(await obligationOf(id, account.lan), account.lan)
  const now = local('2026-11-19T08:00')
  expect(await responseRates(db, id, { now })).toMatchObject({
    recipients: 5,
    acknowledged: 1,
    unreached: 4,
    ackOverdue: 0,
    reportsAsked: 0,
  })
  const rates = await ratesByChild(db, id, u('T'), now)
  expect(rates.map((row) => [row.unitName, row.isSelf, row.acknowledged, row.recipients])).toEqual([
    ['Tỉnh ủy Mẫu', true, 0, 1],
    ['Đảng ủy phường Bình', false, 0, 2],
    ['Đảng ủy xã An', false, 1, 2],
  ])
  const missing = await missingAnswers(db, id, { about: 'ack', limit: 9 })
  expect(missing.rows.map((row) => [row.unitName, row.notDelivered])).toEqual(
    expect.arrayContaining([
      ['Vũ Minh (Đảng ủy xã An)', true],
      ['Đỗ Sơn (Đảng ủy phường Bình)', true],
    ]),
  )
  expect(await burdenOf(db, { root: u('T'), speakers: 'all' }, day, 1)).toMatchObject({
    units: 4,
    reports: 4,
  })
  await markReceived(db, monday)
  expect(await responseRates(db, id, { now })).toMatchObject({ unreached: 0, ackOverdue: 4 })
})

test('in a campaign each speaker is missing for themselves, beside the unit', async ({
  db,
  u,
  issued,
  circulate,
}) => {
  const campaign = await db
    .insertInto('campaign')
    .values({ unit_id: u('T'), name: 'Đợt', created_at: monday })
    .returning('id')
    .executeTakeFirstOrThrow()
  const toSpeakers = await issued()
  const toUnits = await issued({ speakers: undefined, kinds: ['committee'] })
  await db.updateTable('directive').set({ campaign_id: campaign.id }).execute()
  for (const id of [toSpeakers, toUnits]) await circulate(id)
  const { rows, total } = await missingByUnit(db, campaign.id, { unitId: u('A'), limit: 9 })
  expect(total).toBe(3)
  expect(rows.map((row) => [row.unitName, row.parentName, row.ack.length])).toEqual([
    ['Đảng ủy xã An', 'Tỉnh ủy Mẫu', 1],
    ['Phạm Lan (Đảng ủy xã An)', null, 1],
    ['Vũ Minh (Đảng ủy xã An)', null, 1],
  ])
})

test('an erased speaker leaves what was owed without a name, also in words to the committee', async ({
  db,
  u,
  inTx,
  actor,
  issued,
  circulate,
}) => {
  const id = await issued()
  await circulate(id)
  await planChaseOfDirective(db, id, { now: monday, calendar })
  for (const at of ['2026-11-19T08:00', '2026-11-23T08:00']) await runChase(db, { now: local(at), calendar })
  const told = async () =>
    JSON.stringify(await wordedMessages(db, 'escalation')) +
    JSON.stringify(
      await db.selectFrom('delivery').select('payload').where('purpose', '=', 'escalation').execute(),
    )
  expect(await told()).toContain('Vũ Minh')
  const { officerId } = (await actor(account.minh))!
  await inTx((tx) => erasePersonEverywhere(tx, 'operator', { officerId }, { now: monday }))
  const missing = await missingAnswers(db, id, { about: 'ack', unitId: u('A'), limit: 9 })
  expect(missing.rows.map((row) => row.unitName).sort()).toEqual([
    'Phạm Lan (Đảng ủy xã An)',
    '— (Đảng ủy xã An)',
  ])
  expect(await told()).not.toContain('Vũ Minh')
  expect(await told()).toContain('Phạm Lan')
})
