// The connection goes while cards are made, as when a button is pressed twice or a telephone loses its
// signal: nobody got the codes, so they are taken back, and the same list can be done again.
import { once } from 'node:events'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { expect } from 'vitest'
import type { DrawCards } from '../../src/web/page-deps.ts'
import { addOfficer, now } from '../org/world.ts'
import { test as base, csv, openPages, pageUrl, upload } from './visitor.ts'

const heading = 'Mã đơn vị,Nhiệm vụ,Họ và tên,Đến ngày\n'
const list = `${heading}A11,Bí thư,Nguyễn Văn An,\nA12,Bí thư,Trần Thị Bình,\n`

/** What draws the cards; each test says what becomes of it. */
interface Drawing {
  draw: DrawCards
}

/** A12 has a deputy; the pages are served on a port of their own. */
const test = base
  .extend('drawing', (): Drawing => ({ draw: async () => Buffer.from('%PDF') }))
  .extend('pages', async ({ db, ids, drawing }) => {
    await addOfficer(db, {
      telegramUserId: 602,
      unitId: ids.A12!,
      duty: 'deputy',
      name: 'Lê Văn Cường',
    })
    return openPages(db, now, { prepareCards: async () => (cards, about) => drawing.draw(cards, about) })
  })
  .extend('server', async ({ pages }, { onCleanup }) => {
    /** Settles when the server has learnt that a connection was cut. */
    const cut = Promise.withResolvers<void>()
    const listener = getRequestListener(pages.app.fetch)
    const http = createServer((incoming, outgoing) => {
      outgoing.once('close', () => {
        if (!outgoing.writableFinished) cut.resolve()
      })
      void listener(incoming, outgoing)
    })
    onCleanup(() => {
      http.closeAllConnections()
      http.close()
    })
    await once(http.listen(0, '127.0.0.1'), 'listening')
    const { port } = http.address() as AddressInfo
    return { port, cut: cut.promise, closeAllConnections: () => http.closeAllConnections() }
  })
  /** Presses the button over a connection of its own. */
  .extend('press', ({ server, admin }) => (address: string, dau: string) => {
    const pressed = request(`http://127.0.0.1:${server.port}${address}`, {
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
  })
  /** How many codes are open. */
  .extend('open', ({ db }) => async () => {
    const codes = await db.selectFrom('enrolment_code').select('id').where('revoked_at', 'is', null).execute()
    return codes.length
  })

const markOf = (text: string) => /name="dau" value="(\w+)"/.exec(text)?.[1] ?? ''

test('while they are drawn: the codes are taken back, the second press says so, and a third one invites', async ({
  drawing,
  admin,
  server,
  press,
  open,
}) => {
  const { preview, address } = await upload(admin, 'can-bo', csv(list))
  const begun = Promise.withResolvers<void>()
  const drawn = Promise.withResolvers<void>()
  drawing.draw = async () => {
    begun.resolve()
    await drawn.promise
    return Buffer.from('%PDF')
  }
  const first = press(address, markOf(preview.text))
  await begun.promise
  first.destroy()
  await server.cut
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

test('while they go out: the codes are taken back, and the list uploaded again invites', async ({
  drawing,
  admin,
  press,
  open,
}) => {
  const { preview, address } = await upload(admin, 'can-bo', csv(list))
  // More than a connection takes in while nobody reads.
  drawing.draw = async () => Buffer.alloc(64 * 1024 * 1024)
  const first = press(address, markOf(preview.text))
  await once(first, 'response')
  expect(await open()).toBe(2)
  first.destroy()
  await expect.poll(open).toBe(0)
  expect((await upload(admin, 'can-bo', csv(list))).preview.words).toContain('Sẽ mời 2 người')
})

test('cards that arrived stay good when the connection closes afterwards', async ({
  admin,
  server,
  press,
  open,
}) => {
  const { preview, address } = await upload(admin, 'can-bo', csv(list))
  const first = press(address, markOf(preview.text))
  const [answer] = await once(first, 'response')
  for await (const _part of answer) void _part
  first.destroy()
  server.closeAllConnections()
  expect((await upload(admin, 'can-bo', csv(list))).preview.words).toContain('2 đã được mời trước')
  expect(await open()).toBe(2)
})

test('terms that were written down before the drawing failed are told of', async ({
  drawing,
  admin,
  open,
}) => {
  drawing.draw = async () => {
    throw new Error('no memory')
  }
  const withTerm = `${heading}A11,Bí thư,Nguyễn Văn An,\nA12,Phó bí thư,Lê Văn Cường,30/6/2030\n`
  const { apply } = await upload(admin, 'can-bo', csv(withTerm))
  const { words } = await apply()
  expect(words).toContain('chưa mời ai')
  expect(words).toContain('thời hạn nhiệm kỳ của 1 người đã đăng ký thì đã ghi xong')
  expect(await open()).toBe(0)
})
