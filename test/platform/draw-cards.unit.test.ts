// Cards on paper: every one with its words and a QR code that can be read, eight to a page whatever the
// names.
import { expect, test } from 'vitest'
import { deepLink } from '../../src/org/enrolment-code.ts'
import type { InvitationCard } from '../../src/org/invite-subtree.ts'
import { drawCards, type PrintedCard } from '../../src/platform/draw-cards.ts'
import { printCards } from '../../src/platform/print-cards.ts'
import { runApart } from '../../src/platform/run-apart.ts'
import { invitationSheet } from '../../src/texts/invitation-sheet.ts'
import { readCards } from '../support/read-cards.ts'

const sheet = {
  title: 'Phiếu mời đăng ký · Đảng ủy phường An Bình',
  note: 'In trên giấy A4',
  how: ['1. Quét mã QR này.', '2. Bấm “Bắt đầu”.'],
  beforeCode: 'Nếu không quét được, gửi mã:',
  after: ['Dùng đến hết ngày 6/12/2026.', 'Cần giúp đỡ, xin liên hệ: Văn phòng, 0912 345 678'],
}
const card = (index: number): PrintedCard => ({
  title: `Chi bộ khu phố ${index}`,
  under: 'Đảng ủy phường An Bình › Đảng bộ cơ sở Ưng Đường',
  who: 'Bí thư: Nguyễn Thị Thu Hường',
  link: `https://t.me/thongsuot_bot?start=ABCD-EFGH-${1000 + index}`,
  code: `ABCD-EFGH-${1000 + index}`,
})

test('every card has its words and a QR code of its own that a phone can read', async () => {
  const cards = Array.from({ length: 11 }, (_, index) => card(index))
  const pages = await readCards(await drawCards({ ...sheet, cards }))
  expect(pages.map((page) => page.links)).toEqual([
    cards.slice(0, 8).map((one) => one.link),
    cards.slice(8).map((one) => one.link),
  ])
  const words = pages.map((page) => page.text).join(' ')
  for (const one of cards) {
    expect(words).toContain(one.title)
    expect(words).toContain(one.code)
  }
  for (const said of [...sheet.how, sheet.beforeCode, ...sheet.after, card(0).who])
    expect(words).toContain(said)
  expect(pages[1]?.text).toContain('2/2')
})

test('the longest names push nothing off its page, with the words that are really printed', async () => {
  const long = (length: number) => 'Trường Trung học phổ thông Ưng Đường '.repeat(20).slice(0, length)
  for (const language of ['vi', 'en'] as const) {
    const cards = Array.from(
      { length: 16 },
      (_, index): InvitationCard => ({
        unitName: long(300),
        above: [long(200), long(200)],
        duty: 'administrator',
        name: long(120),
        code: card(index).code,
      }),
    )
    const botUsername = 'b'.repeat(32)
    const about = {
      botUsername,
      linkOf: (code: string) => deepLink(botUsername, code),
      lastDay: '2026-12-06',
      help: `${long(86)}!end`,
      language,
    }
    const pages = await readCards(await printCards(invitationSheet(cards, { ...about, unitName: long(300) })))
    expect(pages.map((page) => page.links.length)).toEqual([8, 8])
    // The last words of a card stand on its page as well.
    for (const page of pages) expect(page.text.match(/!end/g)).toHaveLength(8)
  }
})

test('a thread of its own draws the same, and a fault in it is told without the codes', async () => {
  const url = new URL('../../src/platform/draw-cards.ts', import.meta.url)
  const limits = { memoryMb: 256, timeMs: 30_000 }
  const given = { ...sheet, cards: [card(1)] }
  const drawn = await runApart<Uint8Array>(url, 'drawCards', given, limits)
  expect((await readCards(drawn))[0]?.links).toEqual([card(1).link])
  const broken = { ...given, cards: [{ ...card(1), link: 'x'.repeat(5_000) }] }
  const fault = await runApart(url, 'drawCards', broken, limits).catch((error: Error) => error.message)
  expect(fault).toBe('Error')
  await expect(runApart(url, 'drawCards', given, { memoryMb: 256, timeMs: 1 })).rejects.toThrow(
    'took too long',
  )
  await expect(runApart(url, 'drawCards', given, { memoryMb: 8, timeMs: 30_000 })).rejects.toThrow(
    'took too much memory',
  )
})
