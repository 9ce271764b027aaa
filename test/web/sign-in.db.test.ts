// Getting in by a link from the chat, and when one is out again.
import { beforeEach, describe, expect, test } from 'vitest'
import { lastCleanUp } from '../../jobs/clean-up.store.ts'
import { dueWork } from '../../jobs/due-work.ts'
import {
  forgetWebSessions,
  linkLifetimeMs,
  maxLinksPerHour,
  sessionLifetimeMs,
} from '../../src/org/web-session.ts'
import { createCalendar } from '../../src/platform/working-calendar.ts'
import { erasePerson, exportPerson } from '../../src/privacy/personal-data.ts'
import { addOfficer, now, plantTree } from '../org/fixtures.ts'
import { useDatabase } from '../support/database.ts'
import { csv, openPages, pageUrl, type TestPages } from './visitor.ts'

const database = useDatabase()
let ids: Record<string, number>
let officer: number
let pages: TestPages

beforeEach(async () => {
  await database.reset()
  ids = await plantTree(database.db)
  officer = await addOfficer(database.db, { telegramUserId: 601, unitId: ids.A!, duty: 'administrator' })
  pages = openPages(database.db, now)
})

const later = (ms: number) => pages.clock.moveTo(new Date(pages.clock.now().getTime() + ms))

describe('a link', () => {
  test('only shows a button when it is opened, and lets in once', async () => {
    const token = await pages.link(officer)
    for (let look = 0; look < 3; look++) {
      const shown = await pages.app.request(`${pageUrl}/vao?ma=${token}`)
      expect(await shown.text()).toContain('Vào trang')
      expect(shown.headers.get('set-cookie')).toBeNull()
    }
    const first = await pages.submit('/vao', { ma: token })
    expect([first.status, first.headers.get('location')]).toEqual([303, '/trang'])
    const cookie = first.headers.get('set-cookie') ?? ''
    for (const part of ['HttpOnly', 'SameSite=Lax', 'Path=/', 'Secure', 'Max-Age=43200'])
      expect(cookie).toContain(part)
    expect((await pages.submit('/vao', { ma: token })).status).toBe(403)
  })

  test('pressed fifty times at once lets in once', async () => {
    const token = await pages.link(officer)
    const answers = await Promise.all(Array.from({ length: 50 }, () => pages.submit('/vao', { ma: token })))
    expect(answers.filter((answer) => answer.status === 303)).toHaveLength(1)
    expect(answers.filter((answer) => answer.status === 403)).toHaveLength(49)
    expect(await database.db.selectFrom('web_session').selectAll().execute()).toHaveLength(1)
    const entries = await database.db
      .selectFrom('audit_entry')
      .selectAll()
      .where('action', '=', 'web.sign_in')
      .execute()
    expect(entries).toMatchObject([{ actor_id: officer, unit_id: ids.A }])
  })

  test('unknown, used, over and given up for a newer one get the same answer', async () => {
    const used = await pages.link(officer)
    await pages.submit('/vao', { ma: used })
    const replaced = await pages.link(officer)
    const over = await pages.link(officer)
    const newest = await pages.submit('/vao', { ma: replaced })
    later(linkLifetimeMs)
    const answers = [newest]
    for (const ma of ['nothing-of-ours', used, over, '', 'x'.repeat(300), "' or 1=1 --"])
      answers.push(await pages.submit('/vao', { ma }))
    const texts = await Promise.all(answers.map(async (answer) => `${answer.status} ${await answer.text()}`))
    expect(new Set(texts).size).toBe(1)
    expect(texts[0]).toContain('gõ /trang')
    expect(await database.db.selectFrom('web_session').selectAll().execute()).toHaveLength(1)
  })

  test('is kept as a hash only, and so is the session', async () => {
    const token = await pages.link(officer)
    const { cookie } = await pages.enter(officer)
    const rows = JSON.stringify([
      await database.db.selectFrom('web_link').selectAll().execute(),
      await database.db.selectFrom('web_session').selectAll().execute(),
    ])
    expect(Buffer.from(token, 'base64url')).toHaveLength(32)
    const session = cookie.split('=')[1] ?? ''
    expect(Buffer.from(session, 'base64url')).toHaveLength(32)
    for (const secret of [token, session]) {
      expect(rows).not.toContain(secret)
      expect(rows).not.toContain(JSON.stringify([...Buffer.from(secret, 'base64url')]).slice(1, -1))
    }
  })

  test('is given a few times an hour', async () => {
    const ask = () =>
      pages.link(officer).then(
        () => 'made',
        (error: Error) => error.message,
      )
    const asked = await Promise.all(Array.from({ length: maxLinksPerHour + 3 }, ask))
    expect(asked.filter((one) => one === 'made')).toHaveLength(maxLinksPerHour)
    later(61 * 60_000)
    expect(await ask()).toBe('made')
  })
})

describe('a session', () => {
  test('ends with its duty, and a duty that comes back does not bring it back', async () => {
    const visitor = await pages.enter(officer)
    expect((await visitor.get('/trang')).words).toContain('Quản trị viên, Đảng ủy phường An Bình')
    await database.db
      .updateTable('duty_holding')
      .set({ until: now })
      .where('officer_id', '=', officer)
      .execute()
    expect((await visitor.get('/trang')).status).toBe(401)
    await database.db
      .updateTable('duty_holding')
      .set({ until: null })
      .where('officer_id', '=', officer)
      .execute()
    expect((await visitor.get('/trang')).status).toBe(401)
  })

  test('ends after its time, and by signing out', async () => {
    const first = await pages.enter(officer)
    later(sessionLifetimeMs)
    expect((await first.get('/trang')).status).toBe(401)
    const second = await pages.enter(officer)
    expect((await second.post('/ra')).words).toContain('Đã ra khỏi trang')
    expect((await second.get('/trang')).status).toBe(401)
    expect((await pages.app.request(`${pageUrl}/trang`)).status).toBe(401)
  })

  test('is told of in an export, vanishes with the person, and in any case once it is over', async () => {
    const visitor = await pages.enter(officer)
    await visitor.post('/danhsach-donvi/don-vi', { tep: csv('code,parent_code,kind,name') })
    expect(await exportPerson(database.db, officer)).toMatchObject({
      sessions: [{ since: now, ended: null }],
      links: [{ made: now, used: now }],
    })
    const tables = ['web_link', 'web_session', 'web_upload'] as const
    const counts = () =>
      Promise.all(
        tables.map(async (table) => (await database.db.selectFrom(table).selectAll().execute()).length),
      )
    expect(await counts()).toEqual([1, 1, 1])
    const later = new Date(now.getTime() + 30 * 60_000)
    const key = { key: lastCleanUp.setting, value: '0', updated_at: later }
    await database.db.insertInto('setting').values(key).execute()
    const cleanUp = dueWork(() => {}, createCalendar({ timeZone: 'Asia/Ho_Chi_Minh' })).find(
      (finder) => finder.name === 'clean-up',
    )
    const due = async (at: Date) => (await cleanUp?.find(database.db, at))?.count
    expect([await due(now), await due(later)]).toEqual([0, 1])
    await forgetWebSessions(database.db, later)
    expect([await counts(), await due(later)]).toEqual([[1, 1, 0], 0])
    await database.db
      .transaction()
      .execute((tx) => erasePerson(tx, 'operator', { officerId: officer }, { now }))
    expect(await counts()).toEqual([0, 0, 0])
    const other = await addOfficer(database.db, { telegramUserId: 602, unitId: ids.B!, duty: 'office' })
    await pages.enter(other)
    await forgetWebSessions(database.db, new Date(now.getTime() + sessionLifetimeMs))
    expect(await counts()).toEqual([0, 0, 0])
  })
})

describe('a form from elsewhere', () => {
  test.each([
    ['of another site', { origin: 'https://evil.example' }],
    ['that hides where it comes from', { origin: 'null' }],
    ['of a neighbour', { origin: 'https://x.trang.example', 'sec-fetch-site': 'same-site' }],
    ['over plain http', { origin: 'http://trang.example' }],
  ])('%s is refused and does nothing', async (_what, headers: Record<string, string>) => {
    const visitor = await pages.enter(officer)
    const cross = (path: string, form: Record<string, string>) =>
      pages.submit(path, form, { cookie: visitor.cookie, ...headers })
    const token = await pages.link(officer)
    expect((await cross('/vao', { ma: token })).status).toBe(403)
    expect((await cross('/ra', {})).status).toBe(403)
    expect((await cross('/danhsach-donvi/xuat', {})).status).toBe(403)
    expect((await visitor.get('/trang')).status).toBe(200)
    expect((await pages.submit('/vao', { ma: token })).status).toBe(303)
  })
})

test('without an address there is no way in', async () => {
  const none = openPages(database.db, now, { pageUrl: () => undefined })
  const token = await none.link(officer)
  expect((await none.submit('/vao', { ma: token })).status).toBe(403)
})

test('every page forbids scripts, frames and caches; what there is not is a page for browsers', async () => {
  const visitor = await pages.enter(officer)
  for (const path of ['/trang', '/donvi', '/danhsach-donvi', '/gui', '/can-xu-ly', '/nhat-ky']) {
    const { status, headers, text } = await visitor.get(path)
    expect([path, status]).toEqual([path, 200])
    const policy = headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toContain('unsafe')
    expect(headers.get('cache-control')).toBe('no-store')
    expect(text).not.toMatch(/<script|style="|onclick/)
    expect(text).toContain('<html lang="vi">')
  }
  const nowhere = await pages.app.request(`${pageUrl}/nowhere`, { headers: { accept: 'text/html' } })
  expect([nowhere.status, await nowhere.text()]).toEqual([404, expect.stringContaining('Không có trang này')])
  expect((await pages.app.request(`${pageUrl}/nowhere`)).headers.get('content-type')).toContain('json')
})

test('an English speaker reads English', async () => {
  await database.db.updateTable('officer').set({ language: 'en' }).where('id', '=', officer).execute()
  const visitor = await pages.enter(officer)
  const { text, words } = await visitor.get('/trang')
  expect(text).toContain('<html lang="en">')
  expect(words).toContain('Administrator')
})
