// Callback data comes from the client, and anybody can send any. The tests tap every button that any feature
// declares with ids of another branch: the bot shows nothing of that branch and changes nothing, and an id of
// another branch gets the same answer as an id that does not exist. A new button needs no change here.
import { sql } from 'kysely'
import { describe, expect, test as plainTest } from 'vitest'
import type { Db } from '../../src/platform/database.ts'
import type { Duty } from '../../src/platform/database-types.ts'
import { declaredActions } from '../../src/telegram/buttons.ts'
import { encodeTap } from '../../src/telegram/callback-codec.ts'
import { campaignButtons } from '../../src/telegram/features/directive/buttons.ts'
import { plain } from '../../src/texts/index.ts'
import { addOfficer, now } from '../org/world.ts'
import { test as base } from '../support/database.ts'
import { buttonData, createTestBot, type TestBot } from './bot-fixture.ts'
import { type Place, plantDoer, plantPlaces } from './deeds.ts'

/** Stands in everything that is the other branch's: names, codes, numbers, subjects, texts. */
const mark = 'KínHết'
const nowhere = 424_242
const allDuties: Duty[] = ['secretary', 'deputy', 'office', 'speaker', 'observer', 'administrator']
const [neighbour, dismissed, superior] = [90_000, 90_001, 90_002]

/** Ids of one branch by what a button says that they name. */
interface Ids {
  directive: number[]
  obligation: number[]
  unit: number[]
  campaign: number[]
  list: number[]
  duty: number[]
  person: number[]
  delivery: number[]
}

/** What each branch has, and the place above both. */
interface Branches {
  foreign: Ids
  own: Ids
  above: Place
}

const foreignOffice = 90_003

const test = base
  /** Plants them, and people of each. */
  .extend('branches', async ({ db, database }): Promise<Branches> => {
    const { owner } = database
    const [above, mine, theirs] = (await plantPlaces(db, [-1, 0, 0])) as [Place, Place, Place]
    const own = await idsOf(db, mine)
    const foreign = await idsOf(db, theirs)
    await markAll(owner, theirs, foreign)
    await plantDoer(
      db,
      neighbour,
      allDuties.map((duty) => ({ duty, unitId: mine.unitId })),
    )
    await plantDoer(db, dismissed, [{ duty: 'secretary', unitId: mine.unitId }])
    await sql`update duty_holding set until = ${now} where officer_id in
      (select id from officer where telegram_user_id = ${dismissed})`.execute(owner)
    await plantDoer(
      db,
      superior,
      allDuties.map((duty) => ({ duty, unitId: above.unitId })),
    )
    await plantDoer(db, foreignOffice, [{ duty: 'office', unitId: theirs.unitId }])
    return { foreign, own, above }
  })
  .extend('bot', ({ db }) => createTestBot(db, now))
  /** All that was said, shown or sent since the last time, to anybody. */
  .extend('heard', ({ db, bot }) => {
    let seen = { answers: 0, edits: 0, sent: 0, lastId: 0 }
    return async () => {
      const rows = await db
        .selectFrom('delivery')
        .select(['id', 'payload'])
        .where('id', '>', seen.lastId)
        .where('purpose', '=', 'answer')
        .orderBy('id')
        .execute()
      const { tapAnswers, edits, sentNow } = bot
      const all = [
        ...tapAnswers.slice(seen.answers),
        ...edits.slice(seen.edits).map((edit) => JSON.stringify(edit)),
        ...sentNow.slice(seen.sent).map((sent) => JSON.stringify(sent)),
        ...rows.map((row) => JSON.stringify(row.payload)),
      ]
      const lastId = rows.at(-1)?.id ?? seen.lastId
      seen = { answers: tapAnswers.length, edits: edits.length, sent: sentNow.length, lastId }
      return all
    }
  })
  /** The directive that somebody of the other branch is writing; no button may reach it by its number. */
  .extend('foreignWork', { auto: true }, async ({ db, database, branches: _planted, bot, heard }) => {
    await bot.text(foreignOffice, '/moi')
    const words = JSON.stringify({ subject: mark, body: mark })
    await sql`update directive_draft set content = content || ${words}::jsonb`.execute(database.owner)
    const { id } = await db.selectFrom('directive_draft').select('id').executeTakeFirstOrThrow()
    await heard()
    return id
  })

describe.each([
  ['an officer of another branch', neighbour],
  ['somebody who was an officer once', dismissed],
])('%s', (_who, userId) => {
  test.for<[where: string, chat: Record<string, unknown>]>([
    ['in private', { id: userId, type: 'private' }],
    ['in a group', { id: -700_000, type: 'supergroup', title: 'Nhóm' }],
  ])(
    '%s: learns nothing by any button and changes nothing',
    { timeout: 60_000 },
    async ([_where, chat], { database, branches, bot, heard }) => {
      const before = await everything(database.owner)
      const byGroup = Map.groupBy(declaredActions(), ({ group }) => group)
      let tried = 0
      for (const [group, actions] of byGroup) {
        const data = actions.flatMap((declared) => forged(branches, declared))
        if (data.length === 0) continue
        await tapAll(bot, userId, data, chat)
        const answers = await heard()
        expect(answers.join('\n'), group).not.toContain(mark)
        expect(answers, group).toHaveLength(data.length)
        expect(new Set(answers).size, `${group} tells one refusal from another`).toBe(1)
        expect(refusals, group).toContain(answers[0])
        tried += data.length
      }
      expect(tried).toBeGreaterThan(200)
      expect(await everything(database.owner)).toEqual(before)
    },
  )

  test('learns nothing by the numbers of a button that names nothing either', async ({
    db,
    branches,
    foreignWork,
    bot,
    heard,
  }) => {
    const numbers = [foreignWork, ...Object.values(branches.foreign).flat()]
    const before = await db.selectFrom('directive_draft').selectAll().execute()
    for (const { group, action, values } of declaredActions()) {
      if (namesOf(values).length > 0 || `${group}.${action}` === 'consent.erase') continue
      const data = numbers.map((number) => {
        const texts = inOrder(values).map(([, { words }]) => words?.[0] ?? number.toString(36))
        return encodeTap({ group, action, values: texts })
      })
      await tapAll(bot, userId, [...new Set(data)], { id: userId, type: 'private' })
      expect((await heard()).join('\n'), `${group}.${action}`).not.toContain(mark)
    }
    expect(await db.selectFrom('directive_draft').selectAll().execute()).toEqual(before)
  }, 240_000)
})

/** The refusals. Which of them a person gets does not depend on what exists. */
const refusals = (['chat-tap-refused', 'chat-not-yours', 'chat-group-private'] as const).map((key) =>
  plain('vi', key),
)

/** The data of an action: all ids foreign, one foreign among own ones, and both with unknown ids. */
function forged(branches: Branches, declared: ReturnType<typeof declaredActions>[number]): string[] {
  const names = namesOf(declared.values)
  if (names.length === 0) return []
  const mixed = names.length < 2 ? [] : names.map((name) => [name])
  return [names, ...mixed].flatMap((strange) => [
    ...dataOf(branches, declared, strange),
    ...dataOf(branches, declared, strange, nowhere).slice(0, 1),
  ])
}

async function tapAll(
  bot: TestBot,
  userId: number,
  data: string[],
  chat: Record<string, unknown>,
): Promise<void> {
  await bot.give(
    ...data.map((each, index) => ({
      callback_query: {
        id: `${each} ${index}`,
        from: { id: userId, is_bot: false, first_name: 'Họ' },
        chat_instance: '1',
        data: each,
        message: { message_id: 1, date: 0, chat },
      },
    })),
  )
}

test('numbers beside the own list or the own draft lead nowhere else', async ({
  db,
  branches,
  foreignWork,
  bot,
  heard,
}) => {
  await bot.text(neighbour, '/moi')
  const { id: draft } = await db
    .selectFrom('directive_draft')
    .select('id')
    .where('id', '<>', foreignWork)
    .executeTakeFirstOrThrow()
  for (const { group, action, values } of declaredActions()) {
    if (!('draft' in values) || values.draft?.names !== null || action === 'cancel') continue
    for (const kind of [branches.foreign.list, branches.foreign.unit, branches.foreign.directive]) {
      const texts = inOrder(values).map(([name, value]) =>
        name === 'draft' ? draft.toString(36) : (value.words?.[0] ?? (kind[0] ?? 0).toString(36)),
      )
      await bot.tap(neighbour, encodeTap({ group, action, values: texts }))
      expect((await heard()).join('\n'), `${group}.${action}`).not.toContain(mark)
    }
  }
  for (const member of branches.foreign.duty) {
    const data = { group: 'speakers', action: 'remove', values: [branches.own.list[0]!, member] }
    await bot.tap(neighbour, encodeTap({ ...data, values: data.values.map((id) => id.toString(36)) }))
    expect((await heard()).join('\n')).not.toContain(mark)
  }
})

test('a campaign of the unit above names only directives that concern the own branch', async ({
  db,
  branches,
  bot,
  heard,
}) => {
  const campaign = await db
    .insertInto('campaign')
    .values({ unit_id: branches.above.unitId, name: 'Đợt chung', created_at: now })
    .returning('id')
    .executeTakeFirstOrThrow()
  await db
    .updateTable('directive')
    .set({ campaign_id: campaign.id })
    .where('id', 'in', [...branches.foreign.directive, ...branches.own.directive])
    .execute()
  await bot.tap(neighbour, campaignButtons.button.view('', { campaign: campaign.id, unit: null }).data)
  const shown = (await heard()).join('\n')
  expect(shown).toContain('Đợt chung')
  expect(shown).toContain('-KH/ĐU')
  expect(shown).not.toContain(mark)
})

test('the same buttons show it to an office above, so that the refusals above mean something', async ({
  branches,
  bot,
  heard,
}) => {
  const shown = new Set<string>()
  const asking = [
    ['correct_open', 'open'],
    ['change', 'recall'],
    ['change', 'close'],
    ['change', 'add'],
    ['change', 'supersede'],
    ['campaign', 'choose'],
    ['campaign', 'view'],
    ['campaign', 'close'],
    ['cascade', 'ask'],
    ['cascade', 'steps'],
    ['circulation', 'cancel'],
    ['status', 'overview'],
    ['status', 'missing'],
    ['needs_person', 'overview'],
    ['needs_person', 'message'],
    ['register', 'open'],
    ['approval', 'look'],
    ['review', 'return'],
    ['unit', 'show'],
    ['person', 'card'],
    ['hand_over', 'chosen'],
  ]
  for (const [group, action] of asking) {
    const declared = declaredActions().find((each) => each.group === group && each.action === action)!
    for (const data of dataOf(branches, declared, namesOf(declared.values))) {
      const [asked] = await bot.tap(superior, data)
      // A correction asks for the declaration before it shows anything.
      if (asked?.text?.includes('không mật')) await bot.tap(superior, buttonData(asked, 'không mật'))
      if ((await heard()).join('\n').includes(mark)) shown.add(`${group}.${action}`)
    }
    await bot.text(superior, '/huy')
    await heard()
  }
  const hidden = asking.map((pair) => pair.join('.')).filter((each) => !shown.has(each))
  expect(hidden).toEqual([])
})

type Values = ReturnType<typeof declaredActions>[number]['values']

/** Names of the values that are ids of something protected. */
const namesOf = (values: Values) =>
  Object.entries(values).flatMap(([name, value]) => (value.names === null ? [] : [name]))

const inOrder = (values: Values) => Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1))

/**
 * The data of an action: foreign ids under the names in `strange` (or `id`), own ids under the others.
 */
function dataOf(
  { foreign, own }: Branches,
  { group, action, values }: { group: string; action: string; values: Values },
  strange: readonly string[],
  id?: number,
): string[] {
  const most = Math.max(
    ...inOrder(values).map(
      ([, { names, words }]) => words?.length ?? foreign[names as keyof Ids]?.length ?? 1,
    ),
  )
  const written = Array.from({ length: most }, (_, i) => {
    const texts = inOrder(values).map(([name, { names, words }]) => {
      if (words) return `${words[i % words.length]}`
      if (names === null) return name === 'day' || name === 'from' ? '20260302' : (i % 2).toString(36)
      const ids = (strange.includes(name) ? foreign : own)[names as keyof Ids]
      return (strange.includes(name) && id !== undefined ? id : ids[i % ids.length]!).toString(36)
    })
    return encodeTap({ group, action, values: texts })
  })
  return [...new Set(written)]
}

/** Every row of every table as one checksum each, but for the updates themselves. */
async function everything(db: Db): Promise<Record<string, string>> {
  const tables = await sql<{ name: string }>`select quote_ident(relname) as name from pg_class
    where relkind = 'r' and relnamespace = 'public'::regnamespace and relname <> 'telegram_update'`.execute(
    db,
  )
  const sums = tables.rows.map(
    ({
      name,
    }) => `select '${name}' as name, md5(coalesce(string_agg(x::text, '|' order by x::text), '')) as sum
      from ${name} x`,
  )
  const found = await sql.raw<{ name: string; sum: string }>(sums.join(' union all ')).execute(db)
  return Object.fromEntries(found.rows.map(({ name, sum }) => [name, sum]))
}

/** What there is at a place, with a speaker, a campaign and a list. */
async function idsOf(db: Db, place: Place): Promise<Ids> {
  const { unitId, draftId, awaitingId, issuedId, toRecallId, toAcknowledge, toReport, toReview } = place
  await addOfficer(db, { telegramUserId: 60_000 + unitId, unitId, duty: 'speaker' })
  const { id: campaign } = await db
    .insertInto('campaign')
    .values({ unit_id: unitId, name: 'Đợt', created_at: now })
    .returning('id')
    .executeTakeFirstOrThrow()
  const { id: list } = await db
    .insertInto('saved_audience')
    .values({
      unit_id: unitId,
      name: 'Danh sách',
      audience: JSON.stringify({ root: unitId, speakers: [] }),
      created_at: now,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const held = await db
    .selectFrom('duty_holding')
    .select(['id', 'officer_id'])
    .where('unit_id', '=', unitId)
    .execute()
  const deliveries = await db
    .selectFrom('delivery')
    .select('id')
    .where('obligation_id', '=', toAcknowledge)
    .execute()
  return {
    directive: [draftId, awaitingId, issuedId, toRecallId],
    obligation: [toAcknowledge, toReport, toReview],
    unit: [unitId],
    campaign: [campaign],
    list: [list],
    duty: held.map(({ id }) => id),
    person: held.map(({ officer_id }) => officer_id),
    delivery: deliveries.map(({ id }) => id),
  }
}

/** Puts the mark into all that is the branch's. */
async function markAll(owner: Db, { unitId }: Place, ids: Ids): Promise<void> {
  const [campaign, list] = [ids.campaign[0], ids.list[0]]
  const outline = {
    key: 'x',
    version: 1,
    title: { vi: mark, en: mark },
    rules: [],
    fields: [{ key: 'n', type: 'whole', label: { vi: mark, en: mark }, required: true, min: 0, max: 9 }],
  }
  await sql`update unit set code = ${mark}, name = ${`Đơn vị ${mark}`} where id = ${unitId}`.execute(owner)
  await sql`update obligation set unit_name = ${mark} where unit_id = ${unitId}`.execute(owner)
  await sql`update directive set subject = ${mark}, body = ${mark}, number_text = number_text || ${mark},
    outline = ${JSON.stringify(outline)}::jsonb, passes_on = true, campaign_id = ${campaign}
    where issuer_unit_id = ${unitId}`.execute(owner)
  await sql`update officer set full_name = ${mark} where id = any(${ids.person}::bigint[])`.execute(owner)
  await sql`update campaign set name = ${mark} where id = ${campaign}`.execute(owner)
  await sql`update saved_audience set name = ${mark} where id = ${list}`.execute(owner)
}

plainTest('what is refused says what to do next, in both languages', () => {
  for (const language of ['vi', 'en'] as const)
    for (const key of ['chat-tap-refused', 'chat-old-button'] as const)
      expect(plain(language, key)).toContain('/viec')
})
