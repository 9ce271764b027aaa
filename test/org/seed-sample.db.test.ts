// The sample organisation: planted once, found again, with invitations for whoever is not enrolled.
import { expect } from 'vitest'
import { twoPersonsSet, twoPersonsSetting } from '../../src/directive/two-persons.ts'
import { seedSample } from '../../src/main/seed-sample.ts'
import { findActor } from '../../src/org/actor.ts'
import { redeemCode } from '../../src/org/enrolment.ts'
import { createFrozenClock } from '../../src/platform/clock.ts'
import { writeSetting } from '../../src/platform/setting.store.ts'
import { startSandbox } from '../../src/sandbox/index.ts'
import { createSampleOrganisation } from '../../src/sandbox/sample-organisation.ts'
import { test as base } from '../support/database.ts'
import { calendar, now, plantTree } from './world.ts'

const quiet = { info: () => {} }

const test = base.extend('sandbox', async ({ onTestFinished }) => {
  const sandbox = await startSandbox({
    port: 0,
    token: '7000000001:test-test-test-test-test',
    botUsername: 'thongsuot_bot',
    clock: createFrozenClock(now),
  })
  onTestFinished(() => sandbox.close())
  return sandbox
})

test('903 cells are planted at once; a second start changes nothing', async ({ db, sandbox }) => {
  const sample = createSampleOrganisation({ seed: 1 })
  const counts = async () => ({
    units: await db.selectFrom('unit').select(['id', 'code']).orderBy('id').execute(),
    officers: await db.selectFrom('officer').selectAll().orderBy('id').execute(),
    held: await db.selectFrom('duty_holding').selectAll().orderBy('id').execute(),
    chats: await db.selectFrom('chat').selectAll().orderBy('id').execute(),
    codes: await db.selectFrom('enrolment_code').selectAll().orderBy('id').execute(),
  })
  const seed = (at = now) =>
    seedSample({ db, world: sandbox.world, sample, now: at, calendar, log: quiet as never })
  const started = performance.now()
  expect(await seed()).toMatchObject({ planted: true })
  const tookMs = performance.now() - started
  console.info(`planted in ${Math.round(tookMs)} ms`)
  const first = await counts()
  expect(first.units).toHaveLength(sample.units.length)
  expect(first.officers).toHaveLength(sample.people.filter((person) => person.enrolled).length)
  expect(await seed()).toEqual({ planted: false, newCodes: 0 })
  expect(await counts()).toEqual(first)

  const recipients = await db
    .selectFrom('unit_recipient')
    .innerJoin('unit', 'unit.id', 'unit_recipient.unit_id')
    .select(['why_not', 'telegram_chat_id'])
    .where('unit.kind', '=', 'cell')
    .execute()
  expect(recipients).toHaveLength(903)
  expect(recipients.filter((row) => row.why_not === 'nobody_enrolled')).toHaveLength(72)
  expect(recipients.filter((row) => Number(row.telegram_chat_id) < 0)).toHaveLength(sample.groups.length)
  // A fortnight later by the movable clock the invitations are renewed.
  const absent = sample.people.filter((person) => !person.enrolled)
  expect(await seed(new Date(now.getTime() + 20 * 86_400_000))).toEqual({
    planted: false,
    newCodes: absent.length,
  })
})

test('the note of a person who is not enrolled holds a link that works', async ({ db, sandbox }) => {
  const sample = createSampleOrganisation({ seed: 2, cells: 40, committees: 2, grassroots: 4 })
  const notes = new Map<number, string>()
  const { world: real } = sandbox
  const listening = {
    ...real,
    addUser: (person: Parameters<typeof real.addUser>[0]) => {
      if (person.note) notes.set(person.id, person.note)
      return real.addUser(person)
    },
  }
  await seedSample({ db, world: listening, sample, now, calendar, log: quiet as never })
  const blocked = sample.people.find((person) => person.blocked)
  expect(notes.get(blocked?.telegramUserId ?? 0)).toBe('đã chặn bot')
  const absent = sample.people.find((person) => !person.enrolled)
  expect(absent).toBeDefined()
  const note = notes.get(absent?.telegramUserId ?? 0) ?? ''
  const code = /\?start=([A-Z2-9-]+)/.exec(note)?.[1] ?? ''
  const telegramUserId = absent?.telegramUserId ?? 0
  const outcome = await db.transaction().execute((tx) =>
    redeemCode(tx, {
      code,
      telegramUserId,
      telegramChatId: telegramUserId,
      profileName: absent?.fullName ?? '',
      language: 'vi',
      now,
    }),
  )
  expect(outcome).toMatchObject({ ok: true, duty: absent?.duty, unit: { code: absent?.unitCode } })
  expect(await findActor(db, telegramUserId, now)).not.toBeNull()
  expect(await seedSample({ db, world: real, sample, now, calendar, log: quiet as never })).toEqual({
    planted: false,
    newCodes: 0,
  })
})

test('one person issues in the sample until somebody sets the rule of two persons, and only there', async ({
  db,
  sandbox,
}) => {
  const sample = createSampleOrganisation({ seed: 3, cells: 4, committees: 1, grassroots: 1 })
  const seed = () => seedSample({ db, world: sandbox.world, sample, now, calendar, log: quiet as never })
  const entries = async () =>
    await db.selectFrom('audit_entry').select('detail').where('action', '=', 'rule.two_persons').execute()
  await seed()
  await seed()
  expect(await twoPersonsSet(db)).toBe(false)
  expect(await entries()).toEqual([{ detail: { on: false } }])
  await writeSetting(db, twoPersonsSetting, true, now)
  await seed()
  expect(await twoPersonsSet(db)).toBe(true)
  // Planted by an older version, which set nothing.
  await db.deleteFrom('setting').execute()
  await seed()
  expect(await twoPersonsSet(db)).toBe(false)
  // Beside another organisation nothing is set off.
  await db.deleteFrom('setting').execute()
  await plantTree(db)
  await seed()
  expect(await twoPersonsSet(db)).toBeNull()
})
