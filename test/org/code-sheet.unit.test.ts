// The sheet of enrolment cards.
import { expect, test } from 'vitest'
import { type Card, codeSheet } from '../../src/main/code-sheet.ts'

const card: Card = {
  unitName: 'Chi bộ <b>"khu phố" & 1</b>',
  above: ['Tỉnh ủy', 'Đảng ủy A', 'Đảng bộ cơ sở B'],
  duty: 'Bí thư',
  code: 'ABCD-EFGH-JKLM',
}
const about = {
  title: 'Đảng ủy <A>',
  botUsername: 'thongsuot_bot',
  lastDay: '2026-12-06',
  language: 'vi' as const,
}

test('one card for each code, with its QR code, escaped, and nothing to load from elsewhere', async () => {
  const page = await codeSheet([card, { ...card, code: 'WXYZ-2345-6789' }], about)
  expect(page.match(/<article>/g)).toHaveLength(2)
  expect(page.match(/<svg/g)).toHaveLength(2)
  expect(page).toContain('WXYZ-2345-6789')
  expect(page).toContain('6/12/2026')
  expect(page).toContain('Chi bộ &lt;b&gt;&quot;khu phố&quot; &amp; 1&lt;/b&gt;')
  expect(page).not.toContain('<b>"khu')
  expect(page).not.toMatch(/(?:src|href)=|@import|url\(/)
})

test('different codes have different QR codes', async () => {
  const svg = (page: string) => /<svg.*?<\/svg>/s.exec(page)?.[0]
  const one = svg(await codeSheet([card], about))
  const other = svg(await codeSheet([{ ...card, code: 'WXYZ-2345-6789' }], about))
  expect(one).not.toBe(other)
})
