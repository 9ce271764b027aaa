// What the scan for marks could not see is told, with its pages; what it reads now that it did not.
import { describe, expect, test } from 'vitest'
import { readFileText } from '../../../src/directive/reading/read-file.ts'
import { hasUnreadableLetters } from '../../../src/directive/reading/unreadable-letters.ts'
import { pagesText, type Unseen } from '../../../src/directive/reading/unseen.ts'
import { findSecrecyMarks } from '../../../src/directive/secrecy/secrecy-marks.ts'
import { makePdf } from '../../support/pdf.ts'
import { makeZip } from '../../support/zip.ts'

async function reading(bytes: Uint8Array, name: string) {
  const read = await readFileText({ bytes, name })
  if (!read.ok) throw new Error(read.reason)
  return read
}
const unseen = async (bytes: Uint8Array, name: string): Promise<Unseen[]> =>
  (await reading(bytes, name)).unseen
const marks = async (bytes: Uint8Array, name: string) =>
  findSecrecyMarks({ text: (await reading(bytes, name)).everything }).filter((mark) => !mark.isDoubtful)

const lines = ['TỈNH ỦY MẪU', 'Số 05-CT/TU', 'Về một số việc nội bộ của các cấp ủy']
const body = (inner = '') =>
  `<w:document><w:body><w:p><w:r><w:t>Số 05-CT/TU</w:t></w:r></w:p>${inner}</w:body></w:document>`
const docx = (parts: Record<string, string | Uint8Array> = {}, inner = '') =>
  makeZip({ 'word/document.xml': body(inner), ...parts })

describe('PDF', () => {
  test('nothing is told of pages with plain text', async () => {
    expect(await unseen(makePdf([lines, lines]), 'a.pdf')).toEqual([])
  })

  test('one line of text on a scan silences nothing: the pages with pictures are told', async () => {
    const scan = makePdf([['Scanned with CamScanner'], lines, ['Scanned with CamScanner']], {
      pictures: [{ page: 1 }, { page: 3 }],
    })
    expect(await unseen(scan, 'a.pdf')).toEqual([{ what: 'pictures', pages: [1, 3] }])
  })

  test('a picture after long drawings is told as well', async () => {
    const drawn = makePdf([lines, lines], { pictures: [{ page: 2, after: 3_000 }] })
    expect(await unseen(drawn, 'a.pdf')).toEqual([{ what: 'pictures', pages: [2] }])
  })

  test('pages without any text are told', async () => {
    expect(await unseen(makePdf([lines, []]), 'a.pdf')).toEqual([{ what: 'pictures', pages: [2] }])
  })

  test('letters that are not those on paper are told', async () => {
    const words = Array.from({ length: 6 }, () => 'cac cap uy thuc hien nghiem tuc chi thi')
    expect(await unseen(makePdf([words], { hasShiftedLetters: true }), 'a.pdf')).toEqual([
      { what: 'letters', pages: [1] },
    ])
  })

  test('pages beyond the limit are told with the last page read', async () => {
    const long = makePdf(Array.from({ length: 302 }, () => ['Số 05-CT/TU']))
    expect(await unseen(long, 'a.pdf')).toEqual([{ what: 'rest', pages: [300] }])
  })

  test('attached files of other kinds are told', async () => {
    const attached = { name: 'a.dat', bytes: Buffer.from([1, 2, 0, 255]) }
    expect(await unseen(makePdf([lines], { attached }), 'a.pdf')).toEqual([{ what: 'parts', pages: [] }])
  })

  test('a form with pages of its own (XFA) is told', async () => {
    const form = makePdf([lines], { catalog: '/AcroForm << /Fields [] /XFA [(template) 5 0 R] >>' })
    expect(await unseen(form, 'a.pdf')).toEqual([{ what: 'form', pages: [] }])
  })

  test('letters drawn twice, or one below the other, make a mark', async () => {
    const stamp = [{ text: 'MẬT', x: 60, y: 700, size: 16 }]
    const twice = Array.from('MẬT').flatMap((text, at) =>
      [0, 0.2].map((shift) => ({ text, x: 60 + at * 8 + shift, y: 700, size: 16 })),
    )
    const below = Array.from('MẬT').map((text, at) => ({ text, x: 60, y: 700 - at * 20, size: 16 }))
    for (const runs of [stamp, twice, below])
      expect(await marks(makePdf([[...lines, ...runs]]), 'a.pdf')).toHaveLength(1)
  })

  test('a line drawn twice is read once', async () => {
    const title = { text: 'CHỈ THỊ', x: 60, y: 700 }
    const read = await reading(makePdf([[title, { ...title, x: 60.2 }]]), 'a.pdf')
    expect(read.text).toBe('CHỈ THỊ')
  })
})

describe('Word', () => {
  test('pictures in the body are told; the small picture of the first page is not', async () => {
    expect(await unseen(docx({ 'docProps/thumbnail.jpeg': 'a' }), 'a.docx')).toEqual([])
    expect(await unseen(docx({ 'word/media/image1.png': 'a' }), 'a.docx')).toEqual([
      { what: 'pictures', pages: [] },
    ])
  })

  test.each(['word/embeddings/oleObject1.bin', 'word/afchunk.rtf', 'word/a.unknown', 'customXml/a.dat'])(
    'a part of another kind is told: %s',
    async (name) => {
      expect(await unseen(docx({ [name]: Buffer.from([1, 2, 3]) }), 'a.docx')).toEqual([
        { what: 'parts', pages: [] },
      ])
    },
  )

  const quoted = '=E1=BA=ACT'
  test.each([
    ['HTML', { 'word/afchunk.htm': '<html><body><p>M<b>Ậ</b>T</p></body></html>' }],
    ['HTML with entities', { 'word/afchunk.xhtml': '<p>M&#7852;T</p>' }],
    [
      'MHT',
      {
        'word/afchunk.mht': `MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="a"\r\n\r\n--a\r\nContent-Type: text/html; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<p>M${quoted}</p>\r\n--a--`,
      },
    ],
    [
      'MHT in base64',
      {
        'word/afchunk.mht': `MIME-Version: 1.0\r\n\r\n--a\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.from('<p>TỐI MẬT</p>').toString('base64')}\r\n--a--`,
      },
    ],
    ['plain text', { 'word/afchunk.txt': 'MẬT\r\nSố 1' }],
    ['a picture made of letters', { 'word/media/image1.svg': '<svg><text>MẬT</text></svg>' }],
    [
      'the numbers of a list',
      { 'word/numbering.xml': '<w:numbering><w:lvlText w:val="MẬT"/></w:numbering>' },
    ],
  ])('a mark in %s is found', async (_what, parts) => {
    expect((await marks(docx(parts), 'a.docx')).length).toBeGreaterThan(0)
  })

  test.each([
    ['a field that quotes', '<w:p><w:r><w:instrText> QUOTE "MẬT" </w:instrText></w:r></w:p>'],
    [
      'a field in many runs',
      '<w:p><w:r><w:instrText> QUOTE "M</w:instrText></w:r><w:r><w:instrText>ẬT" </w:instrText></w:r></w:p>',
    ],
    ['a field without quotes', '<w:p><w:r><w:instrText> QUOTE MẬT \\* MERGEFORMAT</w:instrText></w:r></w:p>'],
    ['a simple field', '<w:p><w:fldSimple w:instr="QUOTE &quot;TỐI MẬT&quot;"/></w:p>'],
    [
      'the result of a field',
      '<w:p><w:r><w:instrText>DOCPROPERTY Loai</w:instrText></w:r><w:r><w:t>MẬT</w:t></w:r></w:p>',
    ],
    [
      'letters in paragraphs',
      Array.from('MẬT')
        .map((letter) => `<w:p><w:r><w:t>${letter}</w:t></w:r></w:p>`)
        .join(''),
    ],
    [
      'letters in cells',
      `<w:tbl><w:tr>${Array.from('MẬT')
        .map((letter) => `<w:tc><w:p><w:r><w:t>${letter}</w:t></w:r></w:p></w:tc>`)
        .join('')}</w:tr></w:tbl>`,
    ],
    [
      'runs of other looks',
      '<w:p><w:r><w:t>M</w:t></w:r><w:r><w:rPr><w:shd w:val="clear"/><w:highlight w:val="red"/></w:rPr><w:t>Ậ</w:t></w:r><w:r><w:t>T</w:t></w:r></w:p>',
    ],
    ['the label of an old font', '<w:p><w:r><w:t>§é mËt: MËt</w:t></w:r></w:p>'],
    ['raw data', '<w:p><w:r><w:t><![CDATA[MẬT]]></w:t></w:r></w:p>'],
  ])('a mark in %s is found', async (_what, inner) => {
    expect((await marks(docx({}, inner), 'a.docx')).length).toBeGreaterThan(0)
  })
})

describe('letters', () => {
  test.each([
    'Ban Thường vụ yêu cầu các cấp ủy tổ chức học tập, quán triệt và triển khai thực hiện nghiêm túc.',
    'Hµ Néi, ngµy 12 th¸ng 11 n¨m 2026, Ban Th­êng vô yªu cÇu c¸c cÊp ñy thùc hiÖn nghiªm tóc',
    'The directive of the committee is to be read by all of the cells and it is not for other bodies',
    '\uF0B7 Chi bộ 1\n\uF0B7 Chi bộ 2',
    '12 34 56 78 90 11 12 13 14 15 16 17 18 19 20',
    'UBND HĐND MTTQ TW BCH BTV QĐ NQ KH TB',
  ])('%j can be trusted', (text) => {
    expect(hasUnreadableLetters(text)).toBe(false)
  })
  test.each([
    'T\u0001NH \u0002Y M\u0003U',
    'T\uE001NH \uE002Y',
    'T\uFFFDNH \uFFFDY M\uFFFDU',
    'wklv lv d orqj whaw ri vkliwhg ohwwhuv wkdw qrergb fdq uhdg lq dqb odqjxdjh dw doo',
  ])('%j cannot', (text) => {
    expect(hasUnreadableLetters(text)).toBe(true)
  })
})

test('pages are named as ranges', () => {
  expect(pagesText([1, 2, 3, 7, 9, 10])).toBe('1–3, 7, 9–10')
  expect(pagesText([])).toBe('')
})

describe('letters of other languages', () => {
  const vietnamese =
    'các cấp ủy thực hiện nghiêm túc chỉ thị của ban thường vụ tỉnh ủy về việc học tập và làm theo tư tưởng đạo đức ' +
    'phong cách và báo cáo kết quả sinh hoạt chi bộ thường kỳ trước ngày mười lăm'
  const plain = [
    'Annex Project name Budget Contractor Completion date Province Water supply Northern district Road maintenance',
    'Le comité provincial demande aux sections de rendre compte des résultats obtenus pendant cette période',
    'Curriculum vitae Education Bachelor degree Economics National University Experience Senior accountant Hanoi',
  ]
  test.each(plain)('%s', (text) => {
    expect(hasUnreadableLetters(text)).toBe(false)
  })

  test.each(Array.from({ length: 25 }, (_, n) => n + 1))('shifted by %i they are told', (by) => {
    const letters = vietnamese.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('đ', 'd')
    const shifted = letters.replace(/[a-z]/g, (one) =>
      String.fromCharCode(97 + ((one.charCodeAt(0) - 97 + by) % 26)),
    )
    expect(hasUnreadableLetters(shifted)).toBe(true)
  })
})
