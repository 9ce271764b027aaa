// Callback data comes from the client. Every button that any feature declares is tapped with ids of another
// branch of the tree, by people who have no business there: nothing of that branch is shown, and nothing
// there changes.
import { sql } from 'kysely'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Duty } from '../../src/platform/database-types.ts'
import { type ButtonValue, declaredActions } from '../../src/telegram/buttons.ts'
import { encodeTap } from '../../src/telegram/callback-codec.ts'
import { addOfficer, now } from '../org/fixtures.ts'
import { useDatabase } from '../support/database.ts'
import { createTestBot, type TestBot } from './bot-fixture.ts'
import { changedUnits, type Place, plantPlaces, unitRows } from './deeds.ts'

const database = useDatabase()
beforeEach(() => database.reset())

/** A word in every name, number and text of the foreign branch. */
const mark = 'KínHết'
const foreignOffice = 90_100
const group = { id: -900_900, type: 'supergroup', title: 'Nhóm' }

/** Texts of values that name nothing; each kind of value takes some of them. */
const plainTexts =
  '0 1 2 20260401 yes code ack then now kind blocked CT issued vi committee cell_secretary office directive cell all usual sparse'.split(
    ' ',
  )

/** The ids of one foreign thing of each kind, as a forger counts them up. */
type Foreign = Record<string, readonly number[]>

/** The root with two branches below it: 1 is the own one, 2 the foreign one with something of every kind. */
async function plant(bot: TestBot): Promise<{ own: Place; foreign: Foreign; foreignUnitId: number }> {
  const { db } = database
  const places = await plantPlaces(db, [-1, 0, 0])
  const [, own, other] = places as [Place, Place, Place]
  const { unitId } = other
  await sql`update unit set name = ${mark}, code = ${mark} where id = ${unitId}`.execute(db)
  await sql`update directive set subject = ${mark}, number_text = ${mark} || id, body = ${mark}
    where issuer_unit_id = ${unitId}`.execute(db)
  await sql`update obligation set unit_name = ${mark}, ack_due_at = ${now} where unit_id = ${unitId}`.execute(
    db,
  )
  await sql`update officer set full_name = ${mark} where id in (
    select officer_id from duty_holding where unit_id = ${unitId})`.execute(db)
  const campaign = await sql<{ id: number }>`insert into campaign (unit_id, name, created_at)
    values (${unitId}, ${mark}, ${now}) returning id`.execute(db)
  const list = await sql<{ id: number }>`insert into saved_audience (unit_id, name, audience, created_at)
    values (${unitId}, ${mark}, ${JSON.stringify({ root: unitId })}::jsonb, ${now}) returning id`.execute(db)
  const people = await db
    .selectFrom('duty_holding')
    .select('officer_id')
    .where('unit_id', '=', unitId)
    .execute()
  // Somebody there is writing a directive, with the words typed so far.
  await addOfficer(db, { telegramUserId: foreignOffice, unitId, duty: 'office' })
  await bot.text(foreignOffice, '/moi')
  await sql`update directive_draft set content = content || ${JSON.stringify({ subject: mark, body: mark })}::jsonb`.execute(
    db,
  )
  const drafts = await db.selectFrom('directive_draft').select('id').execute()
  const deliveries = await db
    .selectFrom('delivery')
    .select('id')
    .where('obligation_id', '=', other.toAcknowledge)
    .execute()
  return {
    own,
    foreignUnitId: unitId,
    foreign: {
      directive: [other.draftId, other.awaitingId, other.issuedId, other.toRecallId],
      obligation: [other.toAcknowledge, other.toReport, other.toReview],
      unit: [unitId],
      campaign: campaign.rows.map((row) => row.id),
      list: list.rows.map((row) => row.id),
      duty: [other.secretaryId, other.observerId],
      person: people.map((row) => row.officer_id),
      delivery: deliveries.map((row) => row.id),
      openDraft: drafts.map((row) => row.id),
    },
  }
}

/**
 * What a value names. A draft in hand is named by a plain number, which only its own conversation may accept.
 */
const thingOf = (name: string, value: ButtonValue<unknown>) =>
  value.names ?? (name === 'draft' ? 'openDraft' : null)

/**
 * The ways to fill the values of an action: the named ones with every foreign id, the others with what they
 * take.
 */
function fillings(values: Record<string, ButtonValue<unknown>>, foreign: Foreign): string[][] {
  const names = Object.keys(values).toSorted()
  let rows: string[][] = [[]]
  for (const name of names) {
    const value = values[name]!
    const thing = thingOf(name, value)
    const texts =
      thing === null
        ? plainTexts.filter((text) => value.read(text) !== undefined).slice(0, 2)
        : (foreign[thing] ?? []).map((id) => id.toString(36))
    expect(texts, `no text for the value ${name} (${value.names})`).not.toEqual([])
    rows = rows.flatMap((row) => texts.map((text) => [...row, text]))
  }
  return rows
}

/** Taps and returns everything that came back: messages, the line over the chat, edits, files. */
async function heard(
  bot: TestBot,
  userId: number,
  data: string,
  chat?: Record<string, unknown>,
): Promise<string> {
  const [answers, edits, files] = [bot.tapAnswers.length, bot.edits.length, bot.sentNow.length]
  const said = await bot.tap(userId, data, chat)
  return JSON.stringify([
    said,
    bot.tapAnswers.slice(answers),
    bot.edits.slice(edits),
    bot.sentNow.slice(files),
  ])
}

describe('forged taps', () => {
  const forged = declaredActions().filter(({ values }) =>
    Object.entries(values).some(([name, value]) => thingOf(name, value) !== null),
  )

  test('reach for something in every feature that names something', () => {
    const groups = new Set(forged.map((action) => action.group))
    expect(groups.size).toBeGreaterThan(15)
    expect(forged.length).toBeGreaterThan(60)
  })

  test('are worth it: the same buttons show it all to an office of that branch', {
    timeout: 120_000,
  }, async () => {
    const bot = createTestBot(database.db, now)
    const { foreign } = await plant(bot)
    const telling = new Set<string>()
    for (const { group: feature, action, values } of forged) {
      const [filling] = fillings(values, foreign)
      const data = encodeTap({ group: feature, action, values: filling! })
      if ((await heard(bot, foreignOffice, data)).includes(mark)) telling.add(feature)
    }
    expect([...telling]).toEqual(expect.arrayContaining(['approval', 'list', 'report', 'unit']))
    expect(telling.size).toBeGreaterThan(7)
  })

  test.each<[string, readonly Duty[]]>([
    ['an officer of another branch', ['office', 'secretary', 'administrator']],
    ['somebody enrolled without a duty', []],
  ])('of %s show nothing and change nothing', { timeout: 240_000 }, async (_who, duties) => {
    const { db } = database
    const bot = createTestBot(db, now)
    const { own, foreign, foreignUnitId } = await plant(bot)
    const userId = 90_000
    for (const duty of ['observer', ...duties] as const)
      await addOfficer(db, { telegramUserId: userId, unitId: own.unitId, duty })
    await sql`update duty_holding set until = ${now} where duty = 'observer' and unit_id = ${own.unitId}
      and officer_id = (select id from officer where telegram_user_id = ${userId})`.execute(db)
    const before = await unitRows(db)
    for (const { group: feature, action, values } of forged) {
      for (const filling of fillings(values, foreign)) {
        const data = encodeTap({ group: feature, action, values: filling })
        for (const chat of [undefined, group]) {
          const words = await heard(bot, userId, data, chat)
          expect(words, `${data} tells of what is foreign`).not.toContain(mark)
          expect(words, `${data} is answered with silence`).toMatch(/[\p{L}]{3}/u)
        }
      }
    }
    const draft = await db
      .selectFrom('directive_draft')
      .selectAll()
      .where('id', 'in', foreign.openDraft!)
      .execute()
    expect(JSON.stringify(draft)).toContain(mark)
    const changed = changedUnits(before, await unitRows(db))
    expect(changed.filter((row) => row.unitId === foreignUnitId)).toEqual([])
  })
})
