// Reading files: the text of PDF, Word and plain text, and every way in which a file is not what it should
// be.
import { describe, expect, test } from 'vitest'
import { readFileText } from '../../../src/directive/reading/read-file.ts'
import { screenForSecrecy } from '../../../src/directive/secrecy/secrecy-interlock.ts'
import { makePdf } from '../../support/pdf.ts'
import { makeZip } from '../../support/zip.ts'

const read = (bytes: Uint8Array, name: string) => readFileText({ bytes, name })

describe('PDF', () => {
  test('text of every page, line by line, with Vietnamese letters', async () => {
    const bytes = makePdf([['TỈNH ỦY MẪU', 'Số 05-CT/TU', 'V/v học tập, quán triệt'], ['Trang hai: Đảng ủy']])
    expect(await read(bytes, 'a.pdf')).toEqual({
      ok: true,
      kind: 'pdf',
      name: 'a.pdf',
      mime: 'application/pdf',
      text: 'TỈNH ỦY MẪU\nSố 05-CT/TU\nV/v học tập, quán triệt\nTrang hai: Đảng ủy',
      everything: expect.stringContaining('Trang hai: Đảng ủy'),
      unseen: [],
      pages: [0, 48],
    })
  })

  test('a stamp beside other words stands alone; a run that goes on does not', async () => {
    const beside = makePdf([
      [
        { text: 'TỈNH ỦY MẪU', x: 50, y: 780 },
        { text: 'MẬT', x: 400, y: 780 },
      ],
    ])
    const reading = await read(beside, 'a.pdf')
    expect(reading).toMatchObject({ text: 'TỈNH ỦY MẪU\nMẬT' })
    const going = makePdf([
      [
        { text: 'BẢO VỆ BÍ', x: 50, y: 780 },
        { text: 'MẬT', x: 107, y: 780 },
        { text: 'NHÀ NƯỚC', x: 128, y: 780 },
      ],
    ])
    const text = (await read(going, 'b.pdf')) as { text: string }
    expect(text.text).toBe('BẢO VỆ BÍ MẬT NHÀ NƯỚC')
    expect(screenForSecrecy({ declaredNotSecret: true, texts: [text.text], fileNames: [] })).toEqual({
      pass: true,
    })
  })

  test('without a text layer it is taken, and said to be so', async () => {
    expect(await read(makePdf([[]]), 'scan.pdf')).toMatchObject({
      ok: true,
      unseen: [{ what: 'scan', pages: [] }],
    })
  })
})

/** Whether the interlock refuses what was read. */
async function isRefused(bytes: Uint8Array, name: string): Promise<boolean> {
  const reading = await read(bytes, name)
  if (!reading.ok) throw new Error(reading.reason)
  return !screenForSecrecy({ declaredNotSecret: true, texts: [reading.everything], fileNames: [] }).pass
}

describe('marks that a reader does not see, or sees only as a drawing', () => {
  const pages = [['Số 05-CT/TU', 'Về học tập']]
  const body = (inner: string) =>
    `<w:document><w:body><w:p><w:r><w:t>Số 05-CT/TU</w:t></w:r></w:p>${inner}</w:body></w:document>`
  const docx = (parts: Record<string, string | Uint8Array>, inner = '') =>
    makeZip({ 'word/document.xml': body(inner), ...parts })
  const paragraph = '<w:p><w:r><w:t>MẬT</w:t></w:r></w:p>'
  const box = `<w:p><w:r><w:t>TỈNH ỦY MẪU</w:t></w:r><w:r><w:pict><v:textbox><w:txbxContent>${paragraph}</w:txbxContent></v:textbox></w:pict></w:r><w:r><w:t>*</w:t></w:r></w:p>`

  test.each([
    ['the title of a PDF', makePdf(pages, { title: 'MẬT' })],
    ['a bookmark of a PDF', makePdf(pages, { bookmark: 'Độ mật: TỐI MẬT' })],
    ['a note on a page', makePdf(pages, { note: 'TUYỆT MẬT' })],
    ['the name of a file attached', makePdf(pages, { attached: { name: 'MẬT', bytes: Buffer.from('a') } })],
    ['a file attached', makePdf(pages, { attached: { name: 'a.txt', bytes: Buffer.from('MẬT\nSố 1') } })],
  ])('%s', async (_name, bytes) => {
    expect(await isRefused(bytes, 'a.pdf')).toBe(true)
  })

  test.each([
    ['a text box', docx({}, box)],
    [
      'WordArt in a header',
      docx({ 'word/header4.xml': '<w:hdr><v:textpath string="T&#x1ED0;I MẬT"/></w:hdr>' }),
    ],
    ['the seventh header', docx({ 'word/header7.xml': `<w:hdr>${paragraph}</w:hdr>` })],
    ['a footnote', docx({ 'word/footnotes.xml': `<w:footnotes>${paragraph}</w:footnotes>` })],
    ['a comment', docx({ 'word/comments.xml': `<w:comments>${paragraph}</w:comments>` })],
    [
      'words deleted with their track kept',
      docx({}, '<w:p><w:del><w:r><w:delText>MẬT</w:delText></w:r></w:del></w:p>'),
    ],
    [
      'a property',
      docx({
        'docProps/core.xml':
          '<cp:coreProperties><dc:title>A</dc:title><cp:category>MẬT</cp:category></cp:coreProperties>',
      }),
    ],
    ['the description of a picture', docx({}, '<w:p><wp:docPr id="1" name="Picture 1" descr="MẬT"/></w:p>')],
    ['a drawing', docx({ 'word/diagrams/data1.xml': '<dgm:t><a:p><a:r><a:t>MẬT</a:t></a:r></a:p></dgm:t>' })],
    ['a document embedded', docx({ 'word/embeddings/a.docx': docx({}, paragraph) })],
    [
      'a workbook embedded',
      docx({
        'word/embeddings/a.xlsx': makeZip({ 'xl/sharedStrings.xml': '<sst><si><t>MẬT</t></si></sst>' }),
      }),
    ],
    [
      'another name for the body',
      makeZip({
        '[Content_Types].xml':
          '<Types><Override PartName="/word/document2.xml" ' +
          'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
        'word/document2.xml': body(paragraph),
      }),
    ],
    [
      'a part in UTF-16',
      docx({
        'word/header1.xml': Buffer.concat([
          Buffer.from([0xff, 0xfe]),
          Buffer.from(`<w:hdr>${paragraph}</w:hdr>`, 'utf16le'),
        ]),
      }),
    ],
  ])('%s', async (_name, bytes) => {
    expect(await isRefused(bytes, 'a.docx')).toBe(true)
  })

  test('no false alarm on what only talks of it, in none of these places', async () => {
    const words = 'Công tác bảo vệ bí mật nhà nước, bảo mật thông tin'
    const unseen = {
      title: words,
      bookmark: words,
      note: words,
      attached: { name: 'bao mat.txt', bytes: Buffer.from(words) },
    }
    expect(await isRefused(makePdf([[words]], unseen), 'a.pdf')).toBe(false)
    const said = `<w:p><w:r><w:t>${words}</w:t></w:r></w:p>`
    const all = docx(
      {
        'word/comments.xml': said,
        'docProps/core.xml': `<dc:title>${words}</dc:title>`,
        'word/styles.xml': '<w:style><w:name w:val="Mật"/></w:style>',
        'word/glossary/document.xml': paragraph,
      },
      `${said}<w:sdt><w:listItem w:displayText="Mật" w:value="Mật"/></w:sdt><wp:docPr name="Dấu" descr="${words}"/>`,
    )
    expect(await isRefused(all, 'a.docx')).toBe(false)
  })

  test('pictures are told of: what is in them cannot be seen', async () => {
    const picture = docx({ 'word/media/image1.png': Buffer.from([0x89, 0x50]) })
    expect(await read(picture, 'a.docx')).toMatchObject({ unseen: [{ what: 'pictures', pages: [] }] })
    expect(await read(docx({}), 'a.docx')).toMatchObject({ unseen: [] })
    expect(await read(makePdf([['Số 05-CT/TU'], []]), 'a.pdf')).toMatchObject({
      unseen: [{ what: 'pictures', pages: [2] }],
    })
  })

  test('a part that cannot be unpacked cannot be scanned', async () => {
    const bytes = Buffer.from(docx({ 'word/header1.xml': `<w:hdr>${paragraph}</w:hdr>` }))
    const at = bytes.indexOf('word/header1.xml') + 'word/header1.xml'.length
    bytes.fill(0xff, at, at + 8)
    expect(await read(bytes, 'a.docx')).toEqual({ ok: false, reason: 'unreadable' })
    const bomb = docx({ 'word/comments.xml': `<w:comments>${' '.repeat(70 * 1024 * 1024)}</w:comments>` })
    expect(await read(bomb, 'a.docx')).toEqual({ ok: false, reason: 'unreadable' })
  })

  test('what is embedded counts together: many small bombs are a large one', async () => {
    const inner = makeZip({ 'a.xml': ' '.repeat(30 * 1024 * 1024) })
    const bombs = { 'a.docx': inner, 'b.docx': inner, 'c.docx': inner }
    // Of 90 MB no failure could be printed.
    expect((await read(docx(bombs), 'a.docx')).ok).toBe(false)
  })
})

describe('Word', () => {
  const document =
    '<w:document><w:p><w:t>Số 05-CT/TU</w:t></w:p><w:p><w:t>Về A &amp; B</w:t></w:p></w:document>'
  test('paragraphs become lines, headers are read too', async () => {
    const bytes = makeZip({ 'word/document.xml': document, 'word/header1.xml': '<w:p><w:t>MẬT</w:t></w:p>' })
    const reading = await read(bytes, 'a.docx')
    expect(reading).toMatchObject({ ok: true, kind: 'docx', text: 'Số 05-CT/TU\nVề A & B\n\nMẬT\n' })
  })
  test('a hyphen that does not break is a hyphen, tab stops are no lines, broken characters do no harm', async () => {
    const xml =
      '<w:document><w:p><w:pPr><w:tabs><w:tab w:val="left" w:pos="9"/></w:tabs></w:pPr><w:r><w:t>Số 05</w:t><w:noBreakHyphen/><w:t>CT/TU&#x110000;</w:t></w:r></w:p></w:document>'
    expect(await read(makeZip({ 'word/document.xml': xml }), 'a.docx')).toMatchObject({
      text: 'Số 05-CT/TU\n',
    })
  })
  test('a workbook called Word is not what its name says', async () => {
    const workbook = makeZip({ 'xl/workbook.xml': '<workbook/>' })
    expect(await read(workbook, 'a.docx')).toEqual({ ok: false, reason: 'not_what_name_says' })
    expect(await read(workbook, 'a.xlsx')).toEqual({ ok: false, reason: 'only_as_annex' })
  })
  test('damaged archives are unreadable', async () => {
    const bytes = makeZip({ 'word/document.xml': document })
    for (let cut = 4; cut < bytes.length; cut += 7)
      expect(await read(bytes.subarray(0, cut), 'a.docx')).toEqual({ ok: false, reason: 'unreadable' })
  })
})

describe('files that are not taken', () => {
  test.each([
    ['empty', new Uint8Array(), 'a.pdf', 'empty'],
    ['a PDF in name only', Buffer.from('xin chào'), 'a.pdf', 'not_what_name_says'],
    ['a picture called PDF', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0]), 'a.pdf', 'not_what_name_says'],
    ['a picture', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0]), 'a.jpg', 'unsupported'],
    ['a PDF called Word', makePdf([['a']]), 'a.docx', 'not_what_name_says'],
    ['a broken PDF', Buffer.from('%PDF-1.7\nnothing more'), 'a.pdf', 'unreadable'],
    ['60 MB', new Uint8Array(60 * 1024 * 1024), 'a.pdf', 'too_large'],
  ])('%s', async (_name, bytes, name, reason) => {
    expect(await read(bytes, name)).toEqual({ ok: false, reason })
  })
})
