// Updates that end their process, and documents that hold it up: they never stop anybody else, nor come again
// for ever. A process that dies is one that begins and never says how it ended.
import { Composer } from 'grammy'
import { sql } from 'kysely'
import { expect, vi } from 'vitest'
import { createLog } from '../../../src/platform/log.ts'
import { unhandledUpdates } from '../../../src/platform/unhandled-updates.ts'
import { createCalendar } from '../../../src/platform/working-calendar.ts'
import type { BotDeps } from '../../../src/telegram/bot-deps.ts'
import type { BotContext } from '../../../src/telegram/context.ts'
import { createUpdateHandler } from '../../../src/telegram/updates/handle-updates.ts'
import { storeUpdates } from '../../../src/telegram/updates/intake.ts'
import { beginUpdate, openUpdates } from '../../../src/telegram/updates/update.store.ts'
import { me, nextUpdateId, saidTo, textUpdate } from '../bot-fixture.ts'
import { test as base } from '../fixtures.ts'

const test = base
  .extend('lines', (): Record<string, unknown>[] => [])
  .extend('deps', ({ world, lines }): BotDeps => {
    const log = createLog({ level: 'silent', role: 'test' })
    const note = ((fields: Record<string, unknown>) => lines.push(fields)) as typeof log.error
    Object.assign(log, { error: note, warn: note })
    return {
      db: world.db,
      clock: world.clock,
      messenger: world.messenger,
      me,
      log,
      calendar: createCalendar({ timeZone: 'Asia/Ho_Chi_Minh' }),
      fetchFile: async () => null,
    }
  })
  .extend('store', ({ world }) => async (...updates: object[]) => {
    await storeUpdates(world.db, me.id, updates, world.clock.now())
    return await openUpdates(world.db, me.id, world.clock.now(), 10)
  })
  // What a process leaves behind that begins an update and dies, once the hold of the update is over.
  .extend('die', ({ world }) => async (...seqs: number[]) => {
    for (const seq of seqs) await beginUpdate(world.db, seq)
    await sql`update telegram_update set held_until = clock_timestamp() where handled_at is null`.execute(
      world.db,
    )
  })
test.override('poolSize', 20)

const telling = () => {
  const features = new Composer<BotContext>()
  features.on('message:text', async (ctx) => {
    await ctx.say('chat-not-understood')
  })
  return features
}

test('an update is held by the process that began it', async ({ world, store }) => {
  const [update] = await store(textUpdate(world.user.secretary!, 'một'))
  expect(await beginUpdate(world.db, update!.seq)).toBe(1)
  expect(await beginUpdate(world.db, update!.seq)).toBeNull()
  expect(await openUpdates(world.db, me.id, world.clock.now(), 10)).toEqual([])
})

test('what ended its process twice is set aside; person and administrators are told, others go on', async ({
  world,
  deps,
  store,
  die,
  lines,
}) => {
  const { secretary, deputy, office } = world.user
  const officer = world.db.selectFrom('officer').select('id').where('telegram_user_id', '=', office!)
  const top = world.db.selectFrom('unit').select('id').where('parent_id', 'is', null)
  await world.db
    .insertInto('duty_holding')
    .values({ officer_id: officer, unit_id: top, duty: 'administrator', since: world.clock.now() })
    .execute()
  const [deadly] = await store(textUpdate(secretary!, 'bom'), textUpdate(secretary!, 'sau'))
  await die(deadly!.seq)
  await die(deadly!.seq)
  await store(textUpdate(deputy!, 'khác'))
  const features = new Composer<BotContext>()
  let seen = 0
  features.on('message:text', async (ctx) => {
    if (ctx.message.text === 'bom') seen++
    await ctx.say('chat-not-understood')
  })
  await createUpdateHandler(deps, features).handleOpenUpdates()
  expect(seen).toBe(0)
  const toSecretary = (await saidTo(world.db, secretary!)).map(({ text }) => text)
  expect(toSecretary[0]).toContain('gác lại')
  expect(toSecretary[1]).toContain('chưa hiểu')
  expect(await saidTo(world.db, deputy!)).toHaveLength(1)
  const told = await world.db
    .selectFrom('delivery')
    .select(['telegram_chat_id', 'payload'])
    .where('purpose', '=', 'notice')
    .execute()
  expect(told).toEqual([
    { telegram_chat_id: office!, payload: { kind: 'set_aside', work: 'set-aside', seq: deadly!.seq } },
  ])
  expect(lines).toContainEqual({ seq: deadly!.seq, chat_id: secretary!, kills: 2 })
  const rows = await world.db
    .selectFrom('telegram_update')
    .select(['error', 'payload'])
    .orderBy('seq')
    .execute()
  expect(rows[0]).toEqual({ error: 'ended its process 2 times', payload: null })
  expect((await unhandledUpdates(world.db)).count).toBe(0)
})

test('of those that were under way when a process ended, each is tried alone', async ({
  world,
  deps,
  store,
  die,
}) => {
  const people = [world.user.secretary!, world.user.deputy!, world.user.office!]
  const open = await store(...people.map((id) => textUpdate(id, 'cùng lúc')))
  await die(...open.map(({ seq }) => seq))
  const features = new Composer<BotContext>()
  let [atOnce, most] = [0, 0]
  features.on('message:text', async (ctx) => {
    most = Math.max(most, ++atOnce)
    // Others would come in here.
    for (let turn = 0; turn < 20; turn++) await sql`select 1`.execute(ctx.tx)
    await ctx.say('chat-not-understood')
    atOnce--
  })
  await createUpdateHandler(deps, features).handleOpenUpdates()
  expect(most).toBe(1)
  for (const id of people) expect(await saidTo(world.db, id)).toHaveLength(1)
})

test('a start whose end could not be told because the database was away does not count', async ({
  world,
  deps,
  store,
}) => {
  const [update] = await store(textUpdate(world.user.secretary!, 'một'))
  const features = new Composer<BotContext>()
  let tries = 0
  features.on('message:text', async (ctx) => {
    if (++tries > 3) return await ctx.say('chat-not-understood')
    throw Object.assign(new Error('away'), { code: '57P01' })
  })
  const handler = createUpdateHandler(deps, features)
  for (let round = 0; round < 4; round++) {
    await handler.handleOpenUpdates()
    world.clock.moveTo(new Date(world.clock.now().getTime() + 10_000))
  }
  const row = await world.db
    .selectFrom('telegram_update')
    .select(['attempts', 'error', 'handled_at'])
    .where('seq', '=', update!.seq)
    .executeTakeFirstOrThrow()
  expect(row).toMatchObject({ attempts: 0, error: null })
  expect(row.handled_at).not.toBeNull()
})

const documentUpdate = (userId: number, name = 'a.docx') => ({
  update_id: nextUpdateId(),
  message: {
    message_id: 1,
    date: 1,
    chat: { id: userId, type: 'private' },
    from: { id: userId, is_bot: false, first_name: 'A' },
    document: { file_id: 'f', file_unique_id: 'u', file_name: name, file_size: 9 },
  },
})

/** A feature that wants every document and says what became of it. */
const wanting = () => {
  const features = telling()
  features.on('message:document', async (ctx) => {
    const sent = ctx.sentDocument('document')
    const isRead = sent !== null && typeof sent === 'object' && sent.reading.ok
    await ctx.say(sent === null ? 'new-file-not_fetched' : isRead ? 'new-cancelled' : 'new-file-too_complex')
  })
  return features
}

test('while a document is fetched and read, other chats are answered; then its own goes on in order', async ({
  world,
  deps,
  store,
}) => {
  const { office, secretary } = world.user
  let arrive = (_bytes: Uint8Array) => {}
  const arriving = new Promise<Uint8Array>((resolve) => {
    arrive = resolve
  })
  await store(documentUpdate(office!), textUpdate(office!, 'sau tệp'), textUpdate(secretary!, 'khác'))
  const handling = createUpdateHandler({ ...deps, fetchFile: () => arriving }, wanting()).handleOpenUpdates()
  await vi.waitFor(async () => expect(await saidTo(world.db, secretary!)).toHaveLength(1), {
    timeout: 20_000,
  })
  expect(await saidTo(world.db, office!)).toEqual([])
  arrive(Buffer.from('no document at all'))
  await handling
  const said = (await saidTo(world.db, office!)).map(({ text }) => text)
  expect(said).toHaveLength(2)
  expect(said[1]).toContain('chưa hiểu')
})

test('a document that nobody wants is neither fetched nor read', async ({ world, deps, store }) => {
  const fetchFile = vi.fn(async () => null)
  await store(documentUpdate(world.user.stranger!))
  await createUpdateHandler({ ...deps, fetchFile }, telling()).handleOpenUpdates()
  expect(fetchFile).not.toHaveBeenCalled()
})

test('a document over the limits is refused at once, and a line names its chat and file', async ({
  world,
  deps,
  store,
  lines,
}) => {
  // Within what Telegram lets a bot fetch; no honest document has so many words.
  const bomb = Buffer.from('MẬ\n'.repeat(3_000_000))
  const { office } = world.user
  const [update] = await store(documentUpdate(office!, 'a.txt'))
  await createUpdateHandler({ ...deps, fetchFile: async () => bomb }, wanting()).handleOpenUpdates()
  expect((await saidTo(world.db, office!))[0]?.text).toContain('quá phức tạp')
  expect(lines).toContainEqual({
    seq: update!.seq,
    chat_id: office!,
    file_unique_id: 'u',
    bytes: bomb.length,
    tookMs: expect.any(Number),
  })
  const row = await world.db
    .selectFrom('telegram_update')
    .select(['attempts', 'handled_at'])
    .executeTakeFirstOrThrow()
  expect(row.attempts).toBe(0)
  expect(row.handled_at).not.toBeNull()
})
