// The connection goes while cards are made, as when a button is pressed twice or a telephone loses its
// signal: nobody got the codes, so they are taken back, and the same list can be done again.
import { once } from 'node:events'
import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { DrawCards } from '../../src/web/page-deps.ts'
import { addOfficer, now, plantTree } from '../org/fixtures.ts'
import { useDatabase } from '../support/database.ts'
import { csv, openPages, pageUrl, type TestPages, upload, type Visitor } from './visitor.ts'

const database = useDatabase()
const heading = 'Mã đơn vị,Nhiệm vụ,Họ và tên,Đến ngày\n'
const list = `${heading}A11,Bí thư,Nguyễn Văn An,\nA12,Bí thư,Trần Thị Bình,\n`
let pages: TestPages
let admin: Visitor
let draw: DrawCards
let server: Server
/** Settles when the server has learnt that a connection was cut. */
let cut: PromiseWithResolvers<void>

beforeEach(async () => {
  await database.reset()
  const ids = await plantTree(database.db)
  const { A, A12 } = ids
  const adminId = await addOfficer(database.db, { telegramUserId: 601, unitId: A!, duty: 'administrator' })
  await addOfficer(database.db, { telegramUserId: 602, unitId: A12!, duty: 'deputy', name: 'Lê Văn Cường' })
  draw = async () => Buffer.from('%PDF')
  pages = openPages(database.db, now, { prepareCards: async () => (cards, about) => draw(cards, about) })
  admin = await pages.enter(adminId)
  cut = Promise.withResolvers()
  const listener = getRequestListener(pages.app.fetch)
  server = createServer((incoming, outgoing) => {
    outgoing.once('close', () => {
      if (!outgoing.writableFinished) cut.resolve()
    })
    void listener(incoming, outgoing)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
})

afterEach(() => {
  server.closeAllConnections()
  server.close()
})

const markOf = (text: string) => /name="dau" value="(\w+)"/.exec(text)?.[1] ?? ''
const open = async () =>
  (await database.db.selectFrom('enrolment_code').select('id').where('revoked_at', 'is', null).execute())
    .length

/** Presses the button over a connection of its own. */
function press(address: string, dau: string) {
  const { port } = server.address() as AddressInfo
  const pressed = request(`http://127.0.0.1:${port}${address}`, {
    method: 'POST',
    headers: {
      cookie: admin.cookie,
      origin: pageUrl,
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': Buffer.byteLength(`dau=${dau}`),
    },
  })
  pressed.on('error', () => {})
  pressed.end(`dau=${dau}`)
  return pressed
}

test('while they are drawn: the codes are taken back, the second press says so, and a third one invites', async () => {
  const { preview, address } = await upload(admin, 'can-bo', csv(list))
  const begun = Promise.withResolvers<void>()
  const drawn = Promise.withResolvers<void>()
  draw = async () => {
    begun.resolve()
    await drawn.promise
    return Buffer.from('%PDF')
  }
  const first = press(address, markOf(preview.text))
  await begun.promise
  first.destroy()
  await cut.promise
  const second = await admin.post(address, { dau: markOf(preview.text) })
  expect([second.status, second.words]).toEqual([422, expect.stringContaining('bấm hai lần')])
  expect(second.words).toContain('Xem lại danh sách này')
  expect(await open()).toBe(2)
  drawn.resolve()
  await expect.poll(open).toBe(0)
  const looked = await admin.get(address)
  expect(looked.words).toContain('Sẽ mời 2 người')
  const third = await admin.post(address, { dau: markOf(looked.text) })
  expect(third.headers.get('content-type')).toBe('application/pdf')
  expect(await open()).toBe(2)
  const gone = await admin.post(address, { dau: markOf(looked.text) })
  expect(gone.words).toContain('mã có thể vừa được tạo')
})

test('while they go out: the codes are taken back, and the list uploaded again invites', async () => {
  const { preview, address } = await upload(admin, 'can-bo', csv(list))
  // More than a connection takes in while nobody reads.
  draw = async () => Buffer.alloc(64 * 1024 * 1024)
  const first = press(address, markOf(preview.text))
  await once(first, 'response')
  expect(await open()).toBe(2)
  first.destroy()
  await expect.poll(open).toBe(0)
  expect((await upload(admin, 'can-bo', csv(list))).preview.words).toContain('Sẽ mời 2 người')
})

test('cards that arrived stay good when the connection closes afterwards', async () => {
  const { preview, address } = await upload(admin, 'can-bo', csv(list))
  const first = press(address, markOf(preview.text))
  const [answer] = await once(first, 'response')
  for await (const _part of answer) void _part
  first.destroy()
  server.closeAllConnections()
  expect((await upload(admin, 'can-bo', csv(list))).preview.words).toContain('2 đã được mời trước')
  expect(await open()).toBe(2)
})

test('terms that were written down before the drawing failed are told of', async () => {
  draw = async () => {
    throw new Error('no memory')
  }
  const withTerm = `${heading}A11,Bí thư,Nguyễn Văn An,\nA12,Phó bí thư,Lê Văn Cường,30/6/2030\n`
  const { apply } = await upload(admin, 'can-bo', csv(withTerm))
  const { words } = await apply()
  expect(words).toContain('chưa mời ai')
  expect(words).toContain('thời hạn nhiệm kỳ của 1 người đã đăng ký thì đã ghi xong')
  expect(await open()).toBe(0)
})
