// What comes from outside takes time that grows with its length and no faster, and shares one budget however
// it is nested. Growth is measured as a ratio: eight times as much may take at most 24 times as long (square
// growth takes 64), the shortest of several tries.
import { describe, expect, test } from 'vitest'
import { unescaped } from '../../../src/directive/reading/markup.ts'
import { everyText, htmlText, shownText } from '../../../src/directive/reading/markup-text.ts'
import { readFileText } from '../../../src/directive/reading/read-file.ts'
import { readOffice } from '../../../src/directive/reading/read-office.ts'
import { newBudget } from '../../../src/directive/reading/reading-budget.ts'
import { hasUnreadableLetters } from '../../../src/directive/reading/unreadable-letters.ts'
import { findSecrecyMarks } from '../../../src/directive/secrecy/secrecy-marks.ts'
import { makePdf } from '../../support/pdf.ts'
import { makeZip } from '../../support/zip.ts'

const tries = 5
const maxRatio = 24
/** Shorter times say nothing: both are raised to this, in milliseconds of this thread. */
const floorMs = 3

function timeOf(work: () => unknown): number {
  const before = process.threadCpuUsage()
  work()
  const { user, system } = process.threadCpuUsage(before)
  return Math.max(floorMs, (user + system) / 1_000)
}

/** The ratio of the shortest times for n and 8n, over several tries. */
function growth(work: (text: string) => unknown, piece: string, n: number): number {
  const [small, large] = [piece.repeat(n), piece.repeat(8 * n)]
  work(small)
  const shortest = { small: Number.POSITIVE_INFINITY, large: Number.POSITIVE_INFINITY }
  for (let tried = 0; tried < tries; tried++) {
    shortest.small = Math.min(
      shortest.small,
      timeOf(() => work(small)),
    )
    shortest.large = Math.min(
      shortest.large,
      timeOf(() => work(large)),
    )
    if (shortest.large <= maxRatio * shortest.small) break
  }
  return shortest.large / shortest.small
}

const pieces = [
  '<',
  '<a',
  '<a ',
  '<a>',
  '</a>',
  '<w:p>',
  '<w:pPr>',
  '<mc:Fallback>',
  '<w:instrText>',
  '<w:instrText>QUOTE "',
  '<!--',
  '<![CDATA[',
  '<a b=',
  '<a b="',
  "<a b='",
  ' ',
  ' a',
  ' a=',
  '\n',
  '&',
  '&#',
  '&#1',
  '&amp',
  '“',
  '"',
  'độ mật ',
  'độ   ',
  'dấu chỉ độ ',
  'MẬT ',
  'M ',
  'M\n',
  'm\u00cb',
  'T Ố I ',
  '(MẬT',
  '[ ',
  'Mật\n',
  'THÔN ',
  'CHI BỘ THÔN TÂN MẬT\n',
  'bảo vệ ',
  'aä',
  '\u0302',
  'Nam Hải, ngày ',
  '\uE000',
  '|',
]

describe('time grows with the length', () => {
  test.each(pieces)('of markup out of %j', (piece) => {
    for (const work of [everyText, shownText, htmlText, unescaped])
      expect(growth(work, piece, 10_000)).toBeLessThanOrEqual(maxRatio)
  })

  test.each(pieces)('of a text out of %j', (piece) => {
    for (const work of [(text: string) => findSecrecyMarks({ text }), hasUnreadableLetters])
      expect(growth(work, piece, 3_000)).toBeLessThanOrEqual(maxRatio)
  })

  test('of a Word document out of brackets', () => {
    const types =
      '<Types><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-' +
      'officedocument.wordprocessingml.document.main+xml"/></Types>'
    const work = (text: string) =>
      readOffice(makeZip({ '[Content_Types].xml': types, 'word/document.xml': text }), newBudget())
    expect(growth(work, '<', 100_000)).toBeLessThanOrEqual(maxRatio)
  })
})

describe('one budget for all that is nested', () => {
  const bomb = makeZip({ 'x.xml': ' '.repeat(4 * 1024 * 1024) })
  const body = '<w:document><w:p><w:r><w:t>Số 1</w:t></w:r></w:p></w:document>'

  test('many small archives share what one may unpack', () => {
    const embedded = Array.from({ length: 20 }, (_, at) => [`word/embeddings/${at}.zip`, bomb] as const)
    const bytes = makeZip({ 'word/document.xml': body, ...Object.fromEntries(embedded) })
    const budget = newBudget()
    expect(readOffice(bytes, budget)).toBe('unreadable')
    expect(budget.bytes).toBeGreaterThanOrEqual(0)
  })

  test('parts are counted together', () => {
    const inner = makeZip(Object.fromEntries(Array.from({ length: 900 }, (_, at) => [`${at}.xml`, 'a'])))
    const embedded = Array.from({ length: 5 }, (_, at) => [`word/embeddings/${at}.zip`, inner] as const)
    const bytes = makeZip({ 'word/document.xml': body, ...Object.fromEntries(embedded) })
    expect(readOffice(bytes, newBudget())).toBe('unreadable')
  })

  test('files attached to a PDF share it too', async () => {
    const attached = { name: 'a.docx', bytes: makeZip({ 'word/document.xml': ' '.repeat(65 * 1024 * 1024) }) }
    const reading = await readFileText({ bytes: makePdf([['Số 1']], { attached }), name: 'a.pdf' })
    expect(reading).toMatchObject({ ok: true, unseen: [{ what: 'parts' }] })
  })

  test('a reading can be handed to another process', async () => {
    const reading = await readFileText({ bytes: makePdf([['Số 1'], []]), name: 'a.pdf' })
    expect(structuredClone(reading)).toEqual(reading)
  })
})
