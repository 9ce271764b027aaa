// Sending at the page: how far each directive has come among the own units, pause and resume, what needs a
// person.
import { sql } from 'kysely'
import { expect } from 'vitest'
import { progressWithin } from '../../src/circulation/progress-within.ts'
import { draftDirective } from '../../src/directive/draft-directive.ts'
import { issueDirective } from '../../src/directive/issue-directive.ts'
import { recordAudit } from '../../src/platform/audit.ts'
import { circulateDirective } from '../circulation/circulate.ts'
import { test as base } from '../directive/fixtures.ts'
import { calendar, monday } from '../directive/world.ts'
import { addOfficer } from '../org/world.ts'
import { openPages } from './visitor.ts'

/** Directive 05-CT/TU is sent to the cells of the organisation, but for some that it did not reach. */
const test = base
  .extend('issue', ({ db, world }) => async (numberText: string) => {
    const content = {
      issuerUnitId: world.unit.T!,
      numberText,
      issuedOn: '2026-11-12',
      subject: 'Về <việc> & thử',
      asksReport: false,
      reportDueAt: null,
      declaredNotSecret: true,
      ackDueAt: new Date('2026-11-20T10:00:00Z'),
    }
    return await db.transaction().execute(async (tx) => {
      const drafted = await draftDirective(tx, 'operator', { content }, { now: monday, calendar })
      if (!drafted.ok) throw new Error(drafted.reason)
      await issueDirective(tx, 'operator', { directiveId: drafted.directiveId }, { now: monday, calendar })
      return drafted.directiveId
    })
  })
  .extend('directiveId', { auto: true }, async ({ db, world, issue }) => {
    const id = await issue('05-CT/TU')
    await circulateDirective(db, id, monday)
    await db.updateTable('delivery').set({ state: 'sent' }).execute()
    const settle = (who: string, state: 'failed' | 'parked', why: string) =>
      db
        .updateTable('delivery')
        .set({ state, error_text: why })
        .where('telegram_chat_id', '=', world.telegramUserId[who]!)
        .execute()
    await settle('one', 'failed', 'blocked: bot was blocked by the user')
    await settle('two', 'parked', 'lease expired')
    await settle('four', 'failed', 'bad_request: Bad Request: something')
    return id
  })
  .extend('pages', ({ db }) => openPages(db, monday))
  .extend(
    'enter',
    ({ world, pages }) =>
      (name: string) =>
        pages.enter(world.officer[name]!),
  )
  .extend('paused', ({ db, directiveId }) => async () => {
    const directive = await db
      .selectFrom('directive')
      .select('paused_at')
      .where('id', '=', directiveId)
      .executeTakeFirstOrThrow()
    return directive.paused_at !== null
  })

test('the office sees all units, a committee its own; the numbers are those of the rows', async ({
  db,
  world,
  enter,
}) => {
  const all = await (await enter('office')).get('/gui')
  expect(all.words).toContain('05-CT/TU Về <việc> & thử')
  const owed = await db.selectFrom('obligation').select(['path_ids', 'id']).execute()
  const sent = await db.selectFrom('delivery').select('obligation_id').where('state', '=', 'sent').execute()
  expect(all.words).toContain(`Đã gửi ${sent.length}/${owed.length} `)
  const below = owed.filter(({ path_ids }) => path_ids.includes(world.unit.A!))
  const sentBelow = below.filter(({ id }) => sent.some((row) => row.obligation_id === id))
  const own = await (await enter('officeA')).get('/gui')
  expect(own.words).toContain(`Đã gửi ${sentBelow.length}/${below.length} `)
  expect(own.words).toContain('Gửi không thành công 1 Chưa rõ đã đến nơi 1 Chưa có nơi để gửi 1')
})

test('the numbers are those of the rows for any part of the tree, whatever else was sent', async ({
  db,
  world,
  directiveId,
  issue,
}) => {
  const other = await issue('06-CT/TU')
  await circulateDirective(db, other, monday)
  await sql`insert into delivery (purpose, lane, directive_id, obligation_id, telegram_chat_id, state, due_at,
    created_at)
    select 'reminder', 1, directive_id, obligation_id, telegram_chat_id, 'failed', due_at, created_at
      from delivery`.execute(db)
  const owed = await db.selectFrom('obligation').select(['id', 'directive_id', 'path_ids']).execute()
  const sent = await db.selectFrom('delivery').selectAll().where('purpose', '=', 'directive').execute()
  const { T, A, B, A1 } = world.unit
  for (const within of [[T!], [A!], [A!, B!], [A1!, T!], [A1!], [999_999]]) {
    const counted = await progressWithin(db, [directiveId, other, 999_999], within)
    for (const id of [directiveId, other, 999_999]) {
      const own = owed.filter(
        (row) => row.directive_id === id && row.path_ids.some((u) => within.includes(u)),
      )
      const of = (state: string) =>
        sent.filter((row) => row.state === state && own.some((one) => one.id === row.obligation_id)).length
      const [failed, parked, cancelled] = [of('failed'), of('parked'), of('cancelled')]
      const known = { sent: of('sent'), pending: of('pending'), failed, parked, cancelled }
      const total = Object.values(known).reduce((sum, n) => sum + n, 0)
      expect([within, id, counted.get(id)]).toEqual([
        within,
        id,
        { ...known, recipients: own.length, unreachable: own.length - total },
      ])
    }
  }
})

test('those who may pause and resume; the others see no button, and are refused like for what there is not', async ({
  database,
  directiveId,
  enter,
  paused,
}) => {
  const office = await enter('office')
  expect((await office.post(`/gui/${directiveId}/dung`)).words).toContain('Đã tạm dừng')
  expect(await paused()).toBe(true)
  expect((await office.get('/gui')).words).toContain('Đang tạm dừng')
  for (const name of ['officeA', 'observer', 'secretaryA']) {
    const other = await enter(name)
    expect((await other.get('/gui')).text).not.toContain(`/gui/${directiveId}/`)
    const refused = await other.post(`/gui/${directiveId}/tiep`)
    const unknown = await other.post('/gui/999999/tiep')
    expect([refused.status, unknown.status, refused.text]).toEqual([403, 403, unknown.text])
  }
  expect(await paused()).toBe(true)
  database.woken.length = 0
  expect((await office.post(`/gui/${directiveId}/tiep`)).words).toContain('Đang gửi tiếp')
  expect(await paused()).toBe(false)
  expect(database.woken).toContain('send-deliveries')
})

test('the audit trail says what an entry is about, and what stands there is text', async ({
  db,
  world,
  directiveId,
  enter,
}) => {
  await recordAudit(db, {
    at: monday,
    actor: { kind: 'system' },
    action: 'directive.circulate',
    subject: {
      kind: 'directive',
      id: directiveId,
    },
    unitId: world.unit.A!,
  })
  const { words, text } = await (await enter('observer')).get('/nhat-ky')
  expect(words).toContain('số 05-CT/TU “Về <việc> & thử”')
  expect(text).not.toContain('<việc>')
})

test('what needs a person, by reason, and sent again within the own part only', async ({
  db,
  world,
  enter,
}) => {
  const own = await enter('officeA')
  const overview = await own.get('/can-xu-ly')
  expect(overview.words).toContain('Người nhận đã chặn kênh này 1')
  expect(overview.words).toContain('Chưa rõ đã đến nơi 1')
  expect(overview.words).toContain('Chưa có nơi để gửi 1')
  expect(overview.words).not.toContain('Telegram không nhận tin')
  const blocked = await own.get('/can-xu-ly?ly-do=blocked')
  expect(blocked.words).toContain('Chi bộ Một')
  expect((await own.get('/can-xu-ly?ly-do=bad_request')).words).not.toContain('Chi bộ Bốn')
  expect((await own.get('/can-xu-ly?ly-do=chua-co-noi-gui')).words).toContain('Chi bộ Ba')
  const states = async () =>
    Object.fromEntries(
      (await db.selectFrom('delivery').select(['id', 'state', 'telegram_chat_id']).execute()).map((row) => [
        row.telegram_chat_id,
        row,
      ]),
    )
  const before = await states()
  const outside = before[world.telegramUserId.four!]!
  const inside = before[world.telegramUserId.two!]!
  expect((await own.post('/can-xu-ly/gui-lai', { tin: String(outside.id) })).words).toContain(
    'Không còn tin nào',
  )
  expect(await states()).toEqual(before)
  const observer = await enter('observer')
  expect((await observer.get('/can-xu-ly?ly-do=unknown')).text).not.toContain('gui-lai')
  expect((await observer.post('/can-xu-ly/gui-lai', { tin: String(inside.id) })).status).toBe(403)
  expect(await states()).toEqual(before)
  expect(
    (await own.post('/can-xu-ly/gui-lai', { tin: String(inside.id), 'ly-do': 'unknown' })).words,
  ).toContain('Đang gửi lại 1 tin')
  expect((await states())[world.telegramUserId.two!]).toMatchObject({ state: 'pending' })
  expect((await own.post('/can-xu-ly/gui-lai', { 'ly-do': 'blocked' })).words).toContain('Đang gửi lại 1 tin')
  expect((await own.post('/can-xu-ly/gui-lai', { 'ly-do': 'nothing' })).status).toBe(403)
})

test('a unit shows who is there and who is not; its card leads up only as far as one may see', async ({
  db,
  world,
  pages,
  enter,
}) => {
  const own = await enter('officeA')
  const top = await own.get('/donvi')
  expect(top.words).toContain('Đảng ủy xã An')
  expect(top.words).not.toContain('Tỉnh ủy Mẫu')
  const cells = await own.get(`/donvi/${world.unit.A1}`)
  expect(cells.words).toMatch(/Chi bộ Ba A13 đã chặn/)
  expect((await own.get('/donvi?tim=chi bo ba')).words).toContain(
    'Chi bộ Ba A13 Đảng ủy xã An › Đảng ủy Trường A',
  )
  const person = await db
    .selectFrom('officer')
    .select('full_name')
    .where('telegram_user_id', '=', world.telegramUserId.two!)
    .executeTakeFirstOrThrow()
  const people = await own.get(`/donvi?tim=${encodeURIComponent(person.full_name)}`)
  expect(people.words).toContain('two Bí thư, Chi bộ Hai Đảng ủy xã An')
  const stranger = await db
    .selectFrom('officer')
    .select('full_name')
    .where('telegram_user_id', '=', world.telegramUserId.four!)
    .executeTakeFirstOrThrow()
  expect((await own.get(`/donvi?tim=${encodeURIComponent(stranger.full_name)}`)).words).toContain(
    'Không tìm thấy đơn vị hoặc người',
  )
  const short = await own.get('/donvi?tim=t')
  expect([short.status, short.words]).toEqual([422, expect.stringContaining('gõ từ hai ký tự trở lên')])
  expect(short.text).not.toContain('two')
  expect((await own.get('/donvi?tim=tw')).words).toContain('two Bí thư')
  expect((await own.get('/donvi?tim=chi bo bon')).words).toContain('Không tìm thấy đơn vị hoặc người')
  const refused = await own.get(`/donvi/${world.unit.B11}`)
  for (const path of ['/donvi/999999', '/donvi/x', '/donvi/-1', '/donvi/999999999999999999999'])
    expect([path, await own.get(path).then(({ status, text }) => [status, text])]).toEqual([
      path,
      [403, refused.text],
    ])
  const speaker = await pages.enter(
    await addOfficer(db, { telegramUserId: 7_901, unitId: world.unit.A!, duty: 'speaker' }),
  )
  const seen = await speaker.get('/donvi')
  expect(seen.words).toContain('Đảng ủy xã An')
  expect(seen.words).not.toContain('Trường A')
  for (const path of ['/gui', '/can-xu-ly', '/nhat-ky', '/danhsach-donvi'])
    expect((await speaker.get(path)).status).toBe(403)
})
