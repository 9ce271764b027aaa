// Getting in by a link from the chat, and when one is out again.
import { describe, expect } from 'vitest'
import { lastCleanUp } from '../../jobs/clean-up.store.ts'
import { dueWork } from '../../jobs/due-work.ts'
import { linkLifetimeMs, maxLinksPerHour, sessionLifetimeMs } from '../../src/org/web-lifetimes.ts'
import { forgetWebSessions } from '../../src/org/web-session.ts'
import { createCalendar } from '../../src/platform/working-calendar.ts'
import { erasePerson, exportPerson } from '../../src/privacy/personal-data.ts'
import { addOfficer, now } from '../org/world.ts'
import { test as base, csv, openPages, pageUrl } from './visitor.ts'

const test = base.extend(
  'later',
  ({ pages }) =>
    (ms: number) =>
      pages.clock.moveTo(new Date(pages.clock.now().getTime() + ms)),
)

describe('a link', () => {
  test('only shows a button when it is opened, and lets in once', async ({ adminId, pages }) => {
    const token = await pages.link(adminId)
    for (let look = 0; look < 3; look++) {
      const shown = await pages.app.request(`${pageUrl}/vao?ma=${token}`)
      const text = await shown.text()
      expect(text).toContain('Vào trang')
      // Whoever is given another person's link sees whose it is.
      expect(text).toContain('với tên Người 601')
      expect(shown.headers.get('set-cookie')).toBeNull()
    }
    const first = await pages.submit('/vao', { ma: token })
    expect([first.status, first.headers.get('location')]).toEqual([303, '/trang'])
    const cookie = first.headers.get('set-cookie') ?? ''
    expect(cookie).toMatch(/^__Host-thongsuot=/)
    for (const part of ['HttpOnly', 'SameSite=Lax', 'Path=/', 'Secure', 'Max-Age=43200'])
      expect(cookie).toContain(part)
    expect((await pages.submit('/vao', { ma: token })).status).toBe(403)
    expect((await pages.app.request(`${pageUrl}/vao?ma=${token}`)).status).toBe(403)
  })

  test('pressed fifty times at once lets in once', async ({ db, ids, adminId, pages }) => {
    const token = await pages.link(adminId)
    const answers = await Promise.all(Array.from({ length: 50 }, () => pages.submit('/vao', { ma: token })))
    expect(answers.filter((answer) => answer.status === 303)).toHaveLength(1)
    expect(answers.filter((answer) => answer.status === 403)).toHaveLength(49)
    expect(await db.selectFrom('web_session').selectAll().execute()).toHaveLength(1)
    const entries = await db
      .selectFrom('audit_entry')
      .selectAll()
      .where('action', '=', 'web.sign_in')
      .execute()
    expect(entries).toMatchObject([{ actor_id: adminId, unit_id: ids.A }])
  })

  test('unknown, used, over and given up for a newer one get the same answer', async ({
    db,
    adminId,
    pages,
    later,
  }) => {
    const used = await pages.link(adminId)
    await pages.submit('/vao', { ma: used })
    const replaced = await pages.link(adminId)
    const over = await pages.link(adminId)
    const newest = await pages.submit('/vao', { ma: replaced })
    later(linkLifetimeMs)
    const answers = [newest]
    for (const ma of ['nothing-of-ours', used, over, '', 'x'.repeat(300), "' or 1=1 --"])
      answers.push(await pages.submit('/vao', { ma }))
    const texts = await Promise.all(answers.map(async (answer) => `${answer.status} ${await answer.text()}`))
    expect(new Set(texts).size).toBe(1)
    expect(texts[0]).toContain('gõ /trang')
    expect(await db.selectFrom('web_session').selectAll().execute()).toHaveLength(1)
  })

  test('is kept as a hash only, and so is the session', async ({ db, adminId, pages }) => {
    const token = await pages.link(adminId)
    const { cookie } = await pages.enter(adminId)
    const rows = JSON.stringify([
      await db.selectFrom('web_link').selectAll().execute(),
      await db.selectFrom('web_session').selectAll().execute(),
    ])
    expect(Buffer.from(token, 'base64url')).toHaveLength(32)
    const session = cookie.split('=')[1] ?? ''
    expect(Buffer.from(session, 'base64url')).toHaveLength(32)
    for (const secret of [token, session]) {
      expect(rows).not.toContain(secret)
      expect(rows).not.toContain(JSON.stringify([...Buffer.from(secret, 'base64url')]).slice(1, -1))
    }
  })

  test('is given a few times an hour', async ({ adminId, pages, later }) => {
    const ask = () =>
      pages.link(adminId).then(
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
  test('ends with its duty, and a duty that comes back does not bring it back', async ({
    db,
    adminId,
    pages,
  }) => {
    const visitor = await pages.enter(adminId)
    expect((await visitor.get('/trang')).words).toContain('Quản trị viên, Đảng ủy phường An Bình')
    await db.updateTable('duty_holding').set({ until: now }).where('officer_id', '=', adminId).execute()
    expect((await visitor.get('/trang')).status).toBe(401)
    await db.updateTable('duty_holding').set({ until: null }).where('officer_id', '=', adminId).execute()
    expect((await visitor.get('/trang')).status).toBe(401)
  })

  test('ends when its browser comes in anew', async ({ adminId, pages }) => {
    const first = await pages.enter(adminId)
    const elsewhere = await pages.enter(adminId)
    const ma = await pages.link(adminId)
    expect((await pages.submit('/vao', { ma }, { cookie: first.cookie })).status).toBe(303)
    expect((await first.get('/trang')).status).toBe(401)
    expect((await elsewhere.get('/trang')).status).toBe(200)
    // A link of no use ends nothing.
    expect((await pages.submit('/vao', { ma }, { cookie: elsewhere.cookie })).status).toBe(403)
    expect((await elsewhere.get('/trang')).status).toBe(200)
  })

  test('is not taken from a cookie that a neighbouring host may have planted', async ({ adminId, pages }) => {
    const { cookie } = await pages.enter(adminId)
    const planted = cookie.replace('__Host-', '')
    const answer = await pages.app.request(`${pageUrl}/trang`, { headers: { cookie: planted } })
    expect(answer.status).toBe(401)
  })

  test('ends after its time, and by signing out', async ({ adminId, pages, later }) => {
    const first = await pages.enter(adminId)
    later(sessionLifetimeMs)
    expect((await first.get('/trang')).status).toBe(401)
    const second = await pages.enter(adminId)
    expect((await second.post('/ra')).words).toContain('Đã ra khỏi trang')
    expect((await second.get('/trang')).status).toBe(401)
    expect((await pages.app.request(`${pageUrl}/trang`)).status).toBe(401)
  })

  test('is told of in an export, vanishes with the person, and in any case once it is over', async ({
    db,
    ids,
    adminId,
    pages,
  }) => {
    const visitor = await pages.enter(adminId)
    await visitor.post('/danhsach-donvi/don-vi', { tep: csv('code,parent_code,kind,name') })
    expect(await exportPerson(db, adminId)).toMatchObject({
      sessions: [{ since: now, ended: null }],
      links: [{ made: now, used: now }],
    })
    const tables = ['web_link', 'web_session', 'web_upload'] as const
    const counts = () =>
      Promise.all(tables.map(async (table) => (await db.selectFrom(table).selectAll().execute()).length))
    expect(await counts()).toEqual([1, 1, 1])
    const later = new Date(now.getTime() + 30 * 60_000)
    const key = { key: lastCleanUp.setting, value: '0', updated_at: later }
    await db.insertInto('setting').values(key).execute()
    const cleanUp = dueWork(() => {}, createCalendar({ timeZone: 'Asia/Ho_Chi_Minh' })).find(
      (finder) => finder.name === 'clean-up',
    )
    const due = async (at: Date) => (await cleanUp?.find(db, at))?.count
    expect([await due(now), await due(later)]).toEqual([0, 1])
    await forgetWebSessions(db, later)
    expect([await counts(), await due(later)]).toEqual([[1, 1, 0], 0])
    await db.transaction().execute((tx) => erasePerson(tx, 'operator', { officerId: adminId }, { now }))
    expect(await counts()).toEqual([0, 0, 0])
    const other = await addOfficer(db, { telegramUserId: 602, unitId: ids.B!, duty: 'office' })
    await pages.enter(other)
    await forgetWebSessions(db, new Date(now.getTime() + sessionLifetimeMs))
    expect(await counts()).toEqual([0, 0, 0])
  })
})

describe('a form from elsewhere', () => {
  test.for<[what: string, headers: Record<string, string>]>([
    ['of another site', { origin: 'https://evil.example' }],
    ['that hides where it comes from', { origin: 'null' }],
    ['of a neighbour', { origin: 'https://x.trang.example', 'sec-fetch-site': 'same-site' }],
    ['over plain http', { origin: 'http://trang.example' }],
  ])('%s is refused and does nothing', async ([_what, headers], { adminId, pages }) => {
    const visitor = await pages.enter(adminId)
    const cross = (path: string, form: Record<string, string>) =>
      pages.submit(path, form, { cookie: visitor.cookie, ...headers })
    const token = await pages.link(adminId)
    expect((await cross('/vao', { ma: token })).status).toBe(403)
    expect((await cross('/ra', {})).status).toBe(403)
    expect((await cross('/danhsach-donvi/xuat', {})).status).toBe(403)
    expect((await visitor.get('/trang')).status).toBe(200)
    expect((await pages.submit('/vao', { ma: token })).status).toBe(303)
  })
})

test('without an address there is no way in', async ({ db, adminId }) => {
  const none = openPages(db, now, { pageUrl: () => undefined })
  const token = await none.link(adminId)
  expect((await none.submit('/vao', { ma: token })).status).toBe(403)
})

test('every page forbids scripts, frames and caches; what there is not is a page for browsers', async ({
  adminId,
  pages,
}) => {
  const visitor = await pages.enter(adminId)
  for (const path of ['/trang', '/donvi', '/danhsach-donvi', '/gui', '/can-xu-ly', '/nhat-ky']) {
    const { status, headers, text } = await visitor.get(path)
    expect([path, status]).toEqual([path, 200])
    const policy = headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toContain('unsafe')
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('strict-transport-security')).toBe('max-age=15552000')
    expect(text).not.toMatch(/<script|style="|onclick/)
    expect(text).toContain('<html lang="vi">')
  }
  const nowhere = await pages.app.request(`${pageUrl}/nowhere`, { headers: { accept: 'text/html' } })
  expect([nowhere.status, await nowhere.text()]).toEqual([404, expect.stringContaining('Không có trang này')])
  expect((await pages.app.request(`${pageUrl}/nowhere`)).headers.get('content-type')).toContain('json')
})

test('an English speaker reads English', async ({ db, adminId, pages }) => {
  await db.updateTable('officer').set({ language: 'en' }).where('id', '=', adminId).execute()
  const visitor = await pages.enter(adminId)
  const { text, words } = await visitor.get('/trang')
  expect(text).toContain('<html lang="en">')
  expect(words).toContain('Administrator')
})
