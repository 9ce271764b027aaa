// From the chat to the page and back to work, in a real browser on a phone: /trang, the link, a unit, a list
// that is looked at and done. A whole installation as npm start runs it. SCREENSHOTS=FOLDER keeps pictures of
// what was seen.
import path from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createSampleOrganisation } from '../../src/sandbox/sample-organisation.ts'
import { type Installation, startInstallation } from '../support/installation.ts'
import { findPeople } from '../support/messenger-user.ts'
import { openBrowser } from './open-browser.ts'

const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, locale: 'vi-VN' }

/** Runs in the page (the types of the DOM are not loaded here). */
const LAYOUT_FAULTS = `(() => {
  const wide = document.documentElement.scrollWidth > innerWidth ? ['the page is wider than the screen'] : []
  const small = [...document.querySelectorAll('button, nav a, input:not([type=hidden], [type=checkbox])')].filter((each) => {
    const { width, height } = each.getBoundingClientRect()
    return width > 0 && (height < 44 || width < 44)
  })
  const bare = [...document.querySelectorAll('input:not([type=hidden])')].filter((each) => each.labels.length === 0)
  return [...wide, ...[...small, ...bare].map((each) => 'small or without a label: ' + each.outerHTML.slice(0, 120))]
})()`

const opened = await openBrowser()
if ('reason' in opened) console.warn(`SKIPPED: ${opened.reason}`)

describe.skipIf('reason' in opened)('the page, from the chat', () => {
  let installation: Installation
  let context: BrowserContext | undefined
  const troubles: string[] = []

  beforeAll(async () => {
    installation = await startInstallation()
  }, 240_000)

  afterEach(async () => {
    await context?.close()
    expect(troubles).toEqual([])
  })

  afterAll(async () => {
    await installation?.remove()
    if ('browser' in opened) await opened.browser.close()
  })

  const picture = async (page: Page, name: string, whole = false) => {
    const folder = process.env.SCREENSHOTS
    if (folder) await page.screenshot({ path: path.join(folder, `${name}.png`), fullPage: whole })
  }

  /** As this person: sends /trang in the chat, opens the link, presses the button. Returns the page. */
  const enter = async (title: string): Promise<Page> => {
    if ('reason' in opened) throw new Error(opened.reason)
    context = await opened.browser.newContext({ ...PHONE, javaScriptEnabled: true, acceptDownloads: true })
    const chat = await context.newPage()
    const person = (await findPeople(installation.sandboxUrl, title))[0]!
    await chat.goto(`${installation.sandboxUrl}/#/${person.id}/${person.id}`)
    await chat.fill('#composer-text', '/trang')
    await chat.click('#composer-send')
    const link = chat.locator('.bubble a[href*="/vao?ma="]').last()
    const [page] = await Promise.all([context.waitForEvent('page'), link.click()])
    page.setDefaultTimeout(15_000)
    page.on('console', (message) => message.type() === 'error' && troubles.push(message.text()))
    page.on('request', (request) => {
      if (!request.url().startsWith(installation.webUrl)) troubles.push(`asked for ${request.url()}`)
    })
    await picture(chat, 'chat')
    await picture(page, 'enter')
    await page.getByRole('button', { name: 'Vào trang' }).click()
    await page.getByRole('heading', { name: 'Trang làm việc' }).waitFor()
    return page
  }

  test('the administrator looks at a list and does it', async () => {
    const sample = createSampleOrganisation({ seed: 1 })
    const superior = sample.units.find((unit) => unit.kind === 'grassroots')!
    const page = await enter('Quản trị viên')
    await picture(page, 'home')
    expect(await page.evaluate(LAYOUT_FAULTS)).toEqual([])

    await page.getByRole('link', { name: 'Danh sách', exact: true }).click()
    expect(await page.evaluate(LAYOUT_FAULTS)).toEqual([])
    await picture(page, 'lists', true)
    const list = (line: string) => ({
      name: 'chi-bo-moi.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(`Mã đơn vị,Mã đơn vị cấp trên,Loại,Tên đơn vị\n${line}\n`),
    })
    await page.setInputFiles(
      '#tep-don-vi',
      list(`CB-MOI-1,${superior.code},Chi bộ,\nCB-MOI-1,KHONG-CO,Hội,Chi bộ <b>lạ</b>`),
    )
    await page.locator('form[action$="/don-vi"] button').click()
    await page.getByText('Có 4 chỗ cần sửa').waitFor()
    await picture(page, 'faults', true)
    expect(await page.evaluate(LAYOUT_FAULTS)).toEqual([])

    await page.getByRole('link', { name: 'Chọn tệp khác' }).click()
    await page.setInputFiles(
      '#tep-don-vi',
      list(
        `CB-MOI-1,${superior.code},Chi bộ,Chi bộ Khu phố Mới\nCB-MOI-2,${superior.code},Chi bộ,Chi bộ Trường Tiểu học Mới`,
      ),
    )
    await page.locator('form[action$="/don-vi"] button').click()
    await page.getByText('Sẽ thêm 2, sửa 0, kết thúc 0').waitFor()
    await picture(page, 'preview')
    expect(await page.evaluate(LAYOUT_FAULTS)).toEqual([])
    await page.getByRole('button', { name: 'Thực hiện' }).click()
    await page.getByText('Đã thêm 2').waitFor()
    await picture(page, 'done')

    await page.getByRole('link', { name: 'Đơn vị', exact: true }).click()
    await page.fill('#tim', 'khu pho moi')
    await page.press('#tim', 'Enter')
    await page.getByRole('link', { name: 'Chi bộ Khu phố Mới' }).click()
    await page.getByText('Chưa có ai đăng ký').waitFor()
    await picture(page, 'unit')
    expect(await page.evaluate(LAYOUT_FAULTS)).toEqual([])

    await page.getByRole('button', { name: 'Ra khỏi trang' }).click()
    await page.getByText('Phiên làm việc đã kết thúc').waitFor()
    await page.goto(`${installation.webUrl}/trang`)
    await page.getByText('Cần vào lại trang').first().waitFor()
    troubles.splice(0, troubles.length, ...troubles.filter((text) => !text.includes('401')))
  })

  test('the office of the province: every place fits a phone of 360 px, in the dark too, with the keyboard alone', async () => {
    const page = await enter('Văn phòng tỉnh ủy')
    await page.setViewportSize({ width: 360, height: 740 })
    for (const place of ['/trang', '/donvi', '/danhsach-donvi', '/gui', '/can-xu-ly']) {
      await page.goto(installation.webUrl + place)
      expect([place, await page.evaluate(LAYOUT_FAULTS)]).toEqual([place, []])
      await picture(page, `office${place.replaceAll('/', '-')}`)
    }
    await page.emulateMedia({ colorScheme: 'dark' })
    await page.goto(`${installation.webUrl}/danhsach-donvi`)
    await picture(page, 'dark', true)
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Kết xuất' }).focus()
    await page.keyboard.press('Enter')
    expect((await download).suggestedFilename()).toMatch(/^danh-sach-\d{4}-\d\d-\d\d\.xlsx$/)
  })
})
