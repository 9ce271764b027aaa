// The messenger page in a real browser, on the local Telegram with a small sample organisation and a tiny
// bot. Skipped, with the reason shown, where no browser can start.
import { Bot, InlineKeyboard, Keyboard } from 'grammy'
import type { Page } from 'playwright-core'
import { afterAll, test as base, beforeAll, describe, expect } from 'vitest'
import { createMovableClock } from '../../src/platform/clock.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts'
import { createSampleOrganisation } from '../../src/sandbox/sample-organisation.ts'
import { populateWorld } from '../../src/sandbox/sample-world.ts'
import { openBrowser } from './open-browser.ts'

const TOKEN = '7000000001:browser-test'
const PHONE = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true }
const DESKTOP = { viewport: { width: 1280, height: 800 } }
const HOUR_MS = 3_600_000

/** Runs in the page (the types of the DOM are not loaded here). */
const LAYOUT_FAULTS = `(() => {
  const wide = document.documentElement.scrollWidth > innerWidth ? ['the page is wider than the screen'] : []
  const small = [...document.querySelectorAll('button, a.file, input:not([type=file])')].filter((button) => {
    const { width, height } = button.getBoundingClientRect()
    return width > 0 && (height < 44 || width < 44) && !button.matches('.command, .quote, .spoiler')
  })
  return [...wide, ...small.map((button) => 'small: ' + button.outerHTML.slice(0, 120))]
})()`

const opened = await openBrowser()
if ('reason' in opened) console.warn(`SKIPPED: ${opened.reason}`)

describe.skipIf('reason' in opened)('the messenger page', () => {
  const clock = createMovableClock()
  const organisation = createSampleOrganisation({ seed: 11, cells: 60, committees: 9, grassroots: 20 })
  const isCell = (code: string) => /-\d{3}$/.test(code)
  const secretaries = organisation.people.filter((p) => p.duty === 'secretary' && isCell(p.unitCode))
  const secretary = secretaries.find((person) => person.enrolled && !person.blocked)!
  const absent = secretaries.find((person) => !person.enrolled)!
  const group = organisation.groups[0]!
  let sandbox: Sandbox
  let bot: Bot

  beforeAll(async () => {
    const hour = { id: 'hour', label: '+1 giờ', next: (now: Date) => new Date(now.getTime() + HOUR_MS) }
    sandbox = await startSandbox({
      port: 0,
      token: TOKEN,
      botUsername: 'thu_bot',
      botName: 'Thông Suốt',
      clock,
      clockSteps: [hour],
    })
    const notes = new Map([[absent.telegramUserId, 'chưa đăng ký · https://t.me/thu_bot?start=MA_MOI-1']])
    populateWorld(sandbox.world, organisation, notes)
    bot = tinyBot(sandbox.url)
    void bot.start()
  })

  afterAll(async () => {
    await bot?.stop()
    await sandbox?.close()
    if ('browser' in opened) await opened.browser.close()
  })

  const test = base
    /** Opens a page of its own; what goes wrong in any of them fails the test. */
    .extend('openPage', ({ onTestFinished }) => {
      const troubles: string[] = []
      onTestFinished(() => expect(troubles).toEqual([]))
      return async (device: object, hash = '') => {
        if ('reason' in opened) throw new Error(opened.reason)
        const context = await opened.browser.newContext({ ...device, locale: 'vi-VN' })
        onTestFinished(() => context.close())
        const page = await context.newPage()
        page.setDefaultTimeout(15_000)
        page.on('pageerror', (error) => troubles.push(error.message))
        page.on('console', (message) => message.type() === 'error' && troubles.push(message.text()))
        page.on('request', (request) => {
          if (!request.url().startsWith(sandbox.url)) troubles.push(`asked for ${request.url()}`)
        })
        await page.goto(`${sandbox.url}/${hash}`)
        await page.evaluate(() => localStorage.clear())
        return page
      }
    })
    .extend(
      'openChat',
      ({ openPage }) =>
        (personId: number, chatId: number, device: object = DESKTOP) =>
          openPage(device, `#/${personId}/${chatId}`),
    )
  const bubble = (page: Page, text: string) => page.locator('.bubble', { hasText: text }).last()

  test('on a phone: choose a person, open the chat, tap a button, write', async ({ openPage }) => {
    const id = secretary.telegramUserId
    const text = '<b>Chỉ thị 07-CT/TU</b>\nĐề nghị xác nhận &lt;img src=x onerror=alert(1)&gt;'
    await bot.api.sendMessage(id, text, {
      parse_mode: 'HTML',
      reply_markup: new InlineKeyboard().text('Đã nhận', 'ack').copyText('Sao chép số', '07-CT/TU'),
    })
    const page = await openPage(PHONE)
    await page.fill('#people-search', secretary.fullName)
    const found = page.locator(`#people .row[data-key="found-${id}"]`)
    await found.locator('.badge').waitFor()
    await found.click()
    await page.locator('#chats .row', { hasText: 'Thông Suốt' }).click()
    await bubble(page, 'Chỉ thị 07-CT/TU').locator('strong').waitFor()
    expect(await bubble(page, '<img src=x').locator('img').count()).toBe(0)

    await page.locator('.keys .key', { hasText: 'Đã nhận' }).click()
    await page.locator('.toast', { hasText: 'Đã ghi nhận' }).waitFor()
    await page.locator('.key', { hasText: '✓ Đã nhận' }).waitFor()

    await page.fill('#composer-text', 'Kính gửi văn phòng,\nchi bộ đã họp.')
    await page.press('#composer-text', 'Enter')
    await bubble(page, 'Bot đã đọc: Kính gửi văn phòng,').waitFor()
    expect(sandbox.world.messages(id).some((m) => m.api.text === 'Kính gửi văn phòng,\nchi bộ đã họp.')).toBe(
      true,
    )

    await page.fill('#composer-text', '/hoi')
    await page.click('#composer-send')
    await page.locator('.reply-keys .key', { hasText: 'Có' }).click()
    await bubble(page, 'Bot đã đọc: Có').waitFor()
    await page.locator('.reply-keys').waitFor({ state: 'hidden' })

    await page.goBack()
    await page.locator('#chats .row').first().waitFor()
    await expect.poll(() => page.locator('#chats .badge').count()).toBe(0)
  })

  test('on a phone of 360 px nothing runs over the edge and buttons are large enough', async ({
    openPage,
  }) => {
    const id = secretary.telegramUserId
    for (const hash of [
      '#/',
      `#/${id}`,
      `#/${id}/${id}`,
      `#/${absent.telegramUserId}/${absent.telegramUserId}`,
    ]) {
      const page = await openPage(PHONE, hash)
      await page.locator('.row:visible, .bubble:visible, #start-button:visible').first().waitFor()
      const faults = await page.evaluate(LAYOUT_FAULTS)
      expect(faults).toEqual([])
      await page.context().close()
    }
  })

  test('somebody not enrolled starts the bot with an invitation link', async ({ openChat }) => {
    const id = absent.telegramUserId
    const page = await openChat(id, id, PHONE)
    expect(await page.inputValue('#start-code')).toBe('https://t.me/thu_bot?start=MA_MOI-1')
    await page.click('#start-button')
    await bubble(page, 'Bot chào: MA_MOI-1').waitFor()
    await page.getByRole('button', { name: 'Tùy chọn' }).click()
    await page.getByRole('menuitem', { name: 'Mở đường dẫn mời' }).click()
    await expect.poll(() => page.locator('.bubble', { hasText: 'Bot chào: MA_MOI-1' }).count()).toBe(2)
  })

  test('a deep link in a group opens the private chat and starts the bot there', async ({ openChat }) => {
    const id = group.memberUserIds.at(-1)!
    await bot.api.sendMessage(group.telegramChatId, 'Báo cáo ở trò chuyện riêng.', {
      reply_markup: new InlineKeyboard().url('Mở', 'https://t.me/thu_bot?start=bc_7'),
    })
    const page = await openChat(id, group.telegramChatId)
    await page.locator('.key', { hasText: 'Mở' }).click()
    await bubble(page, 'Bot chào: bc_7').waitFor()
    expect(new URL(page.url()).hash).toBe(`#/${id}/${id}`)
  })

  test('files are sent and can be opened', async ({ openChat }) => {
    const id = secretary.telegramUserId
    const page = await openChat(id, id)
    await page.locator('input[type=file]').setInputFiles({
      name: 'Báo cáo tháng.pdf',
      mimeType: 'application/pdf',
      buffer: Buffer.from('%PDF-1.4 thử'),
    })
    await page.fill('#composer-text', 'Kèm theo')
    await page.click('#composer-send')
    const link = page.locator('a.file', { hasText: 'Báo cáo tháng.pdf' })
    await link.waitFor()
    const address = (await link.getAttribute('href'))!
    expect(await (await fetch(sandbox.url + address)).text()).toBe('%PDF-1.4 thử')

    await page.getByRole('button', { name: 'Đính kèm tệp' }).click()
    await page.getByRole('menuitem', { name: 'Văn bản mẫu' }).click()
    await page.locator('.chip', { hasText: 'mẫu' }).waitFor()
    await page.click('#composer-send')
    await page.locator('a.file', { hasText: 'mẫu' }).waitFor()
  })

  test('who reads older messages stays there and is told of new ones', async ({ openChat }) => {
    const id = secretary.telegramUserId
    for (let at = 1; at <= 30; at += 1) await bot.api.sendMessage(id, `Tin cũ số ${at}`)
    const page = await openChat(id, id)
    await bubble(page, 'Tin cũ số 30').waitFor()
    const scroller = page.locator('.scroller')
    await scroller.evaluate((box) => box.scrollTo(0, 0))
    await bot.api.sendMessage(id, 'Tin vừa tới')
    await page.locator('.pill.strong', { hasText: 'Tin mới' }).waitFor()
    expect(await scroller.evaluate((box) => box.scrollTop)).toBeLessThan(40)
    await page.click('.pill')
    await expect.poll(() => bubble(page, 'Tin vừa tới').isVisible()).toBe(true)
    await page.locator('.pill').waitFor({ state: 'hidden' })
  })

  test('on a desktop all columns are in sight; the clock moves; the language changes', async ({
    openPage,
  }) => {
    const page = await openPage(DESKTOP, `#/${secretary.telegramUserId}`)
    for (const pane of ['#people .row', '#chats .row', '#conversation .bubble']) {
      await page.locator(pane).first().waitFor()
    }
    const before = clock.now().getTime()
    await page.locator('.step', { hasText: '+1 giờ' }).click()
    await page.locator('.toast', { hasText: 'Bây giờ là' }).waitFor()
    expect(clock.now().getTime() - before).toBeGreaterThanOrEqual(HOUR_MS)
    await page.locator('#tools .text-button').click()
    await page.locator('h2', { hasText: 'Who are you?' }).waitFor()
    expect(await page.getAttribute('html', 'lang')).toBe('en')
  })
})

/** A bot that answers just enough: greets, echoes, acknowledges a tap. */
function tinyBot(apiRoot: string): Bot {
  const bot = new Bot(TOKEN, { client: { apiRoot } })
  bot.command('start', (ctx) => ctx.reply(`Bot chào: ${ctx.match}`))
  bot.callbackQuery('ack', async (ctx) => {
    await ctx.answerCallbackQuery('Đã ghi nhận. Cảm ơn đồng chí.')
    await ctx.editMessageReplyMarkup({ reply_markup: new InlineKeyboard().text('✓ Đã nhận', 'ack') })
  })
  bot.command('hoi', (ctx) =>
    ctx.reply('Có họp không?', { reply_markup: new Keyboard().text('Có').text('Không') }),
  )
  bot.on('message:text', (ctx) =>
    ctx.reply(`Bot đã đọc: ${ctx.message.text}`, { reply_markup: { remove_keyboard: true } }),
  )
  return bot
}
