// Creates the sample organisation: units by the ordinary import, people, duties and chats in bulk, and the
// same people in the local Telegram. A second start leaves everything as it was. Loaded only without
// BOT_TOKEN.

import { sql } from 'kysely'
import { setTwoPersonRule, twoPersonsSet } from '../directive/two-persons.ts'
import { consentVersion } from '../org/consent.ts'
import { deepLink } from '../org/enrolment-code.ts'
import { createCodes } from '../org/invitations.ts'
import { importUnits } from '../org/lists/import-units.ts'
import { rootUnits } from '../org/unit.store.ts'
import { recordAudit } from '../platform/audit.ts'
import type { Db, Tx } from '../platform/database.ts'
import type { Duty } from '../platform/database-types.ts'
import type { Log } from '../platform/log.ts'
import { searchKey } from '../platform/vietnamese-text.ts'
import type { Calendar } from '../platform/working-calendar.ts'
import type { SampleOrganisation, SamplePerson } from '../sandbox/sample-organisation.ts'
import { addSamplePeople, populateWorld } from '../sandbox/sample-world.ts'
import type { World } from '../sandbox/world.ts'
import { localBot } from './local.ts'

/** First day of the tree without the district level; any day before today would do. */
const treeSince = '2025-07-01'

export interface SeedOptions {
  db: Db
  world: World
  sample: SampleOrganisation
  now: Date
  calendar: Pick<Calendar, 'dayOf'>
  log: Pick<Log, 'info'>
  botUsername?: string
}

/** Makes sure that the database and the local Telegram hold the sample. Returns what it did. */
export async function seedSample(options: SeedOptions): Promise<{ planted: boolean; newCodes: number }> {
  const { db, world, sample, log, ...at } = options
  const { now } = at
  const root = sample.units[0]
  const known =
    root && (await db.selectFrom('unit').select('id').where('code', '=', root.code).executeTakeFirst())
  if (!known) {
    await plant(db, sample, at)
    log.info({ units: sample.units.length, people: sample.people.length }, 'Sample organisation planted')
  }
  await letOneIssue(db, now)
  const first = sample.people[0]
  const isPopulated = first !== undefined && knows(world, first.telegramUserId)
  const invited = await invite(db, sample.people, now, isPopulated)
  const notes = new Map<number, string>()
  for (const person of sample.people) if (person.blocked) notes.set(person.telegramUserId, 'đã chặn bot')
  for (const [id, code] of invited) {
    const link = deepLink(options.botUsername ?? localBot.username, code)
    notes.set(id, `chưa đăng ký · ${link}`)
  }
  if (!isPopulated) populateWorld(world, sample, notes)
  else
    addSamplePeople(
      world,
      sample,
      sample.people.filter((person) => invited.has(person.telegramUserId)),
      notes,
    )
  return { planted: !known, newCodes: invited.size }
}

async function plant(
  db: Db,
  sample: SampleOrganisation,
  { now, calendar }: Pick<SeedOptions, 'now' | 'calendar'>,
): Promise<void> {
  const lines = sample.units.map((unit, index) => ({
    row: index + 2,
    code: unit.code,
    parentCode: unit.parentCode ?? '',
    kind: unit.kind,
    name: unit.name,
  }))
  const imported = await importUnits(db, 'job', { list: lines, on: treeSince }, { now, calendar })
  if (!imported.ok) throw new Error(`The sample organisation is faulty: ${JSON.stringify(imported)}`)
  await db.transaction().execute(async (tx) => {
    const units = await unitIds(tx)
    const people = sample.people.filter((person) => person.enrolled)
    const officers = await addOfficers(tx, people, now)
    const column = <Value>(value: (person: SamplePerson) => Value) => people.map(value)
    await sql`
      insert into duty_holding (officer_id, unit_id, duty, since)
      select *, ${now}::timestamptz
      from unnest(
        ${column((person) => officers.get(person.telegramUserId))}::bigint[],
        ${column((person) => units.get(person.unitCode))}::bigint[],
        ${column((person) => person.duty)}::duty[])`.execute(tx)
    await sql`
      insert into chat (telegram_chat_id, kind, officer_id, state, state_changed_at, created_at)
      select telegram_id, 'private', officer_id, state, ${now}, ${now}
      from unnest(${column((person) => person.telegramUserId)}::bigint[],
        ${column((person) => officers.get(person.telegramUserId))}::bigint[],
        ${column((person) => (person.blocked ? 'blocked' : 'reachable'))}::chat_state[])
        as given (telegram_id, officer_id, state)`.execute(tx)
    await sql`
      insert into chat (telegram_chat_id, kind, unit_id, title, state, state_changed_at, created_at)
      select telegram_id, 'group', unit_id, title, 'reachable', ${now}, ${now}
      from unnest(
        ${sample.groups.map((group) => group.telegramChatId)}::bigint[],
        ${sample.groups.map((group) => units.get(group.unitCode))}::bigint[],
        ${sample.groups.map((group) => group.title)}::text[])
        as given (telegram_id, unit_id, title)`.execute(tx)
    await recordAudit(tx, {
      at: now,
      actor: { kind: 'system' },
      action: 'sample.plant',
      subject: { kind: 'organisation' },
      detail: { people: people.length, groups: sample.groups.length },
    })
    await sql`analyze officer, duty_holding, chat`.execute(tx)
  })
}

// A person who tries the product alone has no second person to approve: one person issues here, until `rule
// two-persons on`. Set only once, where the sample was created and nothing else is in the database, so that a
// start without a token never changes the rule of an office in use.
async function letOneIssue(db: Db, now: Date): Promise<void> {
  if ((await twoPersonsSet(db)) !== null) return
  const roots = await rootUnits(db)
  const planted = await db
    .selectFrom('audit_entry')
    .select('id')
    .where('action', '=', 'sample.plant')
    .limit(1)
    .executeTakeFirst()
  if (!planted || roots.length !== 1) return
  await db.transaction().execute((tx) => setTwoPersonRule(tx, 'job', { isOn: false }, { now }))
}

async function addOfficers(tx: Tx, people: SamplePerson[], now: Date): Promise<Map<number, number>> {
  const found = await sql<{ id: number; telegram_user_id: number }>`
    insert into officer (full_name, search_key, telegram_user_id, consent_version, consented_at, created_at)
    select full_name, search_key, telegram_id, ${consentVersion}, ${now}, ${now}
    from unnest(
      ${people.map((person) => person.fullName)}::text[],
      ${people.map((person) => searchKey(person.fullName))}::text[],
      ${people.map((person) => person.telegramUserId)}::bigint[])
      as given (full_name, search_key, telegram_id)
    returning id, telegram_user_id`.execute(tx)
  return new Map(found.rows.map((row) => [row.telegram_user_id, row.id]))
}

// Everybody who is not enrolled has a code to try: on the first start, after two weeks by the movable clock,
// and when the local Telegram has forgotten the old codes. Codes cannot be read back, so the duty's old code
// is withdrawn.
async function invite(
  db: Db,
  people: readonly SamplePerson[],
  now: Date,
  keepValid: boolean,
): Promise<Map<number, string>> {
  const absent = people.filter((person) => !person.enrolled)
  if (absent.length === 0) return new Map()
  return db.transaction().execute(async (tx) => {
    const enrolled = await tx
      .selectFrom('officer')
      .select('telegram_user_id')
      .where(sql<boolean>`telegram_user_id = any(${absent.map((person) => person.telegramUserId)}::bigint[])`)
      .execute()
    const valid = await tx
      .selectFrom('enrolment_code')
      .innerJoin('unit', 'unit.id', 'enrolment_code.unit_id')
      .select(['unit.code', 'duty'])
      .where('used_at', 'is', null)
      .where('revoked_at', 'is', null)
      .where('expires_at', '>', now)
      .execute()
    const done = new Set(enrolled.map((row) => row.telegram_user_id))
    const open = new Set(keepValid ? valid.map((row) => `${row.code} ${row.duty}`) : [])
    const wanted = absent.filter(
      (person) => !done.has(person.telegramUserId) && !open.has(`${person.unitCode} ${person.duty}`),
    )
    const units = await unitIds(tx)
    const codes = new Map<number, string>()
    for (const [duty, holders] of Map.groupBy(wanted, (person): Duty => person.duty)) {
      const ids = holders.map((person) => units.get(person.unitCode) ?? 0)
      await tx
        .updateTable('enrolment_code')
        .set({ revoked_at: now })
        .where('duty', '=', duty)
        .where('unit_id', 'in', ids)
        .where('used_at', 'is', null)
        .where('revoked_at', 'is', null)
        .execute()
      const made = await createCodes(tx, 'operator', { unitIds: ids, duty }, { now })
      for (const [index, person] of holders.entries()) {
        const code = made[index]?.code
        if (code) codes.set(person.telegramUserId, code)
      }
    }
    return codes
  })
}

async function unitIds(tx: Tx): Promise<Map<string, number>> {
  const rows = await tx.selectFrom('unit').select(['id', 'code']).where('valid_to', 'is', null).execute()
  return new Map(rows.map((row) => [row.code, row.id]))
}

function knows(world: World, personId: number): boolean {
  try {
    return world.chatsOf(personId).length > 0
  } catch {
    return false
  }
}
