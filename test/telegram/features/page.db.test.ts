// /trang: a link for the person who asks, past the outbox, as a button where Telegram takes one.
import { expect } from 'vitest'
import { redeemWebLink } from '../../../src/org/web-session.ts'
import { test as base } from '../../org/fixtures.ts'
import { addOfficer, now } from '../../org/world.ts'
import { createTestBot } from '../bot-fixture.ts'

const test = base
  .extend('officer', async ({ db, ids }) => {
    return await addOfficer(db, { telegramUserId: 601, unitId: ids.A!, duty: 'office' })
  })
  // The bot where the page has that address, or none.
  .extend('botWith', ({ db, officer: _officer }) => (pageUrl?: string) => {
    return createTestBot(db, now, undefined, pageUrl)
  })
  .extend('redeem', ({ db }) => (token: string) => {
    return db.transaction().execute((tx) => redeemWebLink(tx, token, now))
  })
  .extend('kept', ({ db }) => async () => {
    return JSON.stringify([
      await db.selectFrom('delivery').select('payload').execute(),
      await db.selectFrom('audit_entry').select('detail').execute(),
    ])
  })

test('a public address stands behind a button, and the link leads in once', async ({
  officer,
  botWith,
  redeem,
  kept,
}) => {
  const bot = botWith('https://trang.example')
  expect(await bot.text(601, '/trang')).toEqual([])
  const [sent] = bot.sentNow
  const button = sent?.buttons?.flat()[0]
  const url = button && 'url' in button ? button.url : ''
  expect(url).toMatch(/^https:\/\/trang\.example\/vao\?ma=[\w-]{43}$/)
  expect(sent?.text).not.toContain('http')
  const token = new URL(url).searchParams.get('ma') ?? ''
  expect(await kept()).not.toContain(token)
  expect((await redeem(token))?.actor.officerId).toBe(officer)
  expect(await redeem(token)).toBeNull()
})

test.for(['http://127.0.0.1:8080', 'http://localhost:8080', 'https://localhost', 'https://10.0.0.1'])(
  '%s is sent as text: Telegram takes no button with it',
  async (pageUrl, { botWith }) => {
    const bot = botWith(pageUrl)
    await bot.text(601, '/trang')
    expect(bot.sentNow[0]?.buttons).toBeUndefined()
    expect(bot.sentNow[0]?.text).toContain(`${pageUrl}/vao?ma=`)
  },
)

test('without a page the person is told so', async ({ botWith }) => {
  const none = botWith()
  expect((await none.text(601, '/trang'))[0]?.text).toContain('chưa được thiết lập')
})

test('to strangers, in groups and when asked too often no link is given', async ({ botWith }) => {
  const bot = botWith('https://trang.example')
  expect((await bot.text(999, '/trang'))[0]?.text).toContain('mã đăng ký')
  await bot.text(601, '/trang', { id: -5, type: 'supergroup', title: 'Nhóm' })
  expect(bot.sentNow).toEqual([])
  for (let asked = 0; asked < 5; asked++) await bot.text(601, '/trang')
  expect(bot.sentNow).toHaveLength(5)
  expect((await bot.text(601, '/trang'))[0]?.text).toContain('nhiều đường dẫn')
  expect(bot.sentNow).toHaveLength(5)
})

test('a link that could not be sent is told of, and the next one works', async ({ db, botWith, kept }) => {
  const bot = botWith('https://trang.example')
  bot.sendOutcome = { kind: 'not_delivered', reason: 'unreachable', detail: 'x' }
  await bot.text(601, '/trang')
  await expect.poll(async () => (await db.selectFrom('delivery').select('payload').execute()).length).toBe(1)
  expect(await kept()).toContain('gõ /trang lần nữa')
  expect(await kept()).not.toContain('ma=')
})
