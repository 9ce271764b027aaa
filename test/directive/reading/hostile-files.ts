// Makes files that somebody could send to stop the bot: bombs, cripples and endless ones, of every kind that
// is read. The same seed makes the same files.
import { createHash } from 'node:crypto'
import { deflateSync } from 'node:zlib'
import { makePdf } from '../../support/pdf.ts'
import { makeDocx, makeZip } from '../../support/zip.ts'

export interface HostileFile {
  /** What is wrong with it, for the count. */
  kind: string
  name: string
  bytes: Uint8Array
  /** How it is read: as a sent document or annex, or as a list of units or of people. */
  way: 'document' | 'annex' | 'units' | 'officers'
}

/** Draws numbers from a seed. */
export interface Draw {
  /** From `min` to `max`, both included. */
  int(min: number, max: number): number
  of<T>(choices: readonly T[]): T
}

/** mulberry32: small, even, the same on every machine. */
export function drawFrom(seed: number): Draw {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const int = (min: number, max: number) => min + Math.floor(next() * (max - min + 1))
  return { int, of: (choices) => choices[int(0, choices.length - 1)]! }
}

/** A bomb takes seconds: after one of each kind, every so many files is one. */
const bombEvery = 20

/** The file with that number: first one of each kind, then mostly cripples. */
export function hostileFile(seed: number, number: number): HostileFile {
  const kinds = Object.keys(makers)
  const later = number % bombEvery === 0 ? Object.keys(bombs) : Object.keys(harmed)
  const turn = number % bombEvery === 0 ? number / bombEvery : number
  const kind = kinds[number] ?? later[turn % later.length]!
  const digest = createHash('sha256').update(`${seed} ${number}`).digest()
  return { kind, ...makers[kind]!(drawFrom(digest.readUInt32LE())) }
}

/** How many kinds there are. */
export const kindCount = () => Object.keys(makers).length

type Made = Omit<HostileFile, 'kind'>
type Maker = (draw: Draw) => Made

const mib = 1024 * 1024
const latin = (text: string) => Buffer.from(text, 'latin1')
const document = (name: string, bytes: Uint8Array): Made => ({ name, bytes, way: 'document' })
const docx = (bytes: Uint8Array) => document('van-ban.docx', bytes)
const pdf = (bytes: Uint8Array) => document('van-ban.pdf', bytes)
const list = (draw: Draw, name: string, bytes: Uint8Array): Made => ({
  name,
  bytes,
  way: draw.of(['units', 'officers']),
})
/** A workbook, read as a list or taken as an annex. */
const xlsx = (draw: Draw, bytes: Uint8Array): Made => ({
  name: 'danh-sach.xlsx',
  bytes,
  way: draw.of(['units', 'officers', 'annex']),
})

const heading = ['mã đơn vị', 'mã cấp trên', 'loại', 'tên', 'chức vụ', 'họ tên']
const listText = (lines: number, separator = ',') =>
  [
    heading,
    ...Array.from({ length: lines }, (_, at) => [`CB${at}`, 'DU', 'chi bộ', `Chi bộ ${at}`, 'bí thư', 'An']),
  ]
    .map((cells) => cells.join(separator))
    .join('\n')

const wordBody = (inner: string) => `<w:document><w:body>${inner}</w:body></w:document>`
const paragraph = '<w:p><w:r><w:t>Số 05-CT/TU về một số việc</w:t></w:r></w:p>'
const honestDocx = () => makeDocx(['TỈNH ỦY MẪU', 'Số 05-CT/TU', 'CHỈ THỊ', 'về một số việc nội bộ'])
const honestPdf = () => makePdf([['TỈNH ỦY MẪU', 'Số 05-CT/TU'], ['về một số việc nội bộ']])

const workbook = (sheet: string | Uint8Array, more: Record<string, string | Uint8Array> = {}) =>
  makeZip({
    '[Content_Types].xml':
      '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">' +
      '<Default Extension="xml" ContentType="application/xml"/></Types>',
    'xl/workbook.xml':
      '<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">' +
      '<sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels':
      '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml" ' +
      'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"/></Relationships>',
    'xl/worksheets/sheet1.xml': sheet,
    ...more,
  })
const cell = (at: string, text: string) => `<c r="${at}" t="inlineStr"><is><t>${text}</t></is></c>`
const sheetOf = (rows: string, dimension = 'A1:F3') =>
  `<worksheet><dimension ref="${dimension}"/><sheetData>${rows}</sheetData></worksheet>`
const headingRow = `<row r="1">${heading.map((text, at) => cell(`${'ABCDEF'[at]}1`, text)).join('')}</row>`
const honestXlsx = () =>
  workbook(sheetOf(`${headingRow}<row r="2">${cell('A2', 'CB1')}${cell('D2', 'Chi bộ 1')}</row>`))

/** A PDF of these objects, with a table that is right, and further entries of the trailer. */
function pdfOf(objects: readonly (string | Buffer)[], trailer = '/Root 1 0 R'): Buffer {
  const parts: Buffer[] = [latin('%PDF-1.7\n')]
  const places: number[] = []
  let at = parts[0]!.length
  const add = (part: Buffer) => {
    parts.push(part)
    at += part.length
  }
  for (const [index, body] of objects.entries()) {
    places.push(at)
    add(latin(`${index + 1} 0 obj\n`))
    add(typeof body === 'string' ? latin(body) : body)
    add(latin('\nendobj\n'))
  }
  const start = at
  const table = places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('')
  add(latin(`xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}`))
  add(latin(`trailer\n<< /Size ${objects.length + 1} ${trailer} >>\nstartxref\n${start}\n%%EOF\n`))
  return Buffer.concat(parts)
}
const streamOf = (entries: string, content: Buffer, length = content.length) =>
  Buffer.concat([latin(`<< ${entries} /Length ${length} >>\nstream\n`), content, latin('\nendstream')])
const packed = (content: string | Buffer) => deflateSync(content)
const onePage = (content: Buffer | string) =>
  pdfOf([
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Count 1 /Kids [3 0 R] >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R ' +
      '/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>',
    content,
  ])

/** Honest files that something happened to. */
const honest: Record<string, (draw: Draw) => Made> = {
  docx: () => docx(honestDocx()),
  pdf: () => pdf(honestPdf()),
  xlsx: (draw) => xlsx(draw, honestXlsx()),
  csv: (draw) => list(draw, 'danh-sach.csv', Buffer.from(listText(40))),
}
const harms: Record<string, (bytes: Buffer, draw: Draw) => Uint8Array> = {
  truncated: (bytes, draw) => bytes.subarray(0, draw.int(1, bytes.length - 1)),
  'bits flipped': (bytes, draw) => {
    const flips = draw.int(1, 40)
    for (let n = 0; n < flips; n++) bytes[draw.int(0, bytes.length - 1)]! ^= 1 << draw.int(0, 7)
    return bytes
  },
  'a piece twice': (bytes, draw) => {
    const from = draw.int(0, bytes.length - 1)
    const piece = bytes.subarray(from, from + draw.int(1, 4_000))
    return Buffer.concat([
      bytes.subarray(0, from),
      ...Array(draw.int(2, 50)).fill(piece),
      bytes.subarray(from),
    ])
  },
  'numbers made enormous': (bytes, draw) => {
    const times = draw.int(1, 12)
    for (let n = 0; n < times; n++) {
      const from = draw.int(0, bytes.length - 4)
      bytes.fill(draw.of([0xff, 0x7f, 0x00]), from, from + draw.of([1, 2, 4]))
    }
    return bytes
  },
}

const harmed: Record<string, Maker> = {}
for (const [format, make] of Object.entries(honest))
  for (const [harm, apply] of Object.entries(harms))
    harmed[`${format}: ${harm}`] = (draw) => {
      const made = make(draw)
      return { ...made, bytes: apply(Buffer.from(made.bytes), draw) }
    }

/** The entries of a central directory, each at its place in the archive. */
function directoryOf(bytes: Buffer): number[] {
  const places: number[] = []
  for (let at = bytes.indexOf('PK\x01\x02', 0, 'latin1'); at !== -1; ) {
    places.push(at)
    at = bytes.indexOf('PK\x01\x02', at + 4, 'latin1')
  }
  return places
}

/** An archive whose directory says something that is not so. */
function withWrongDirectory(given: Uint8Array, draw: Draw): Buffer {
  const bytes = Buffer.from(given)
  const wrong = draw.of([0, 1, 0x7fffffff, 0xffffffff, draw.int(0, bytes.length)])
  const entry = draw.of(directoryOf(bytes))
  const end = bytes.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'))
  const change = draw.of<() => void>([
    () => bytes.writeUInt32LE(wrong, entry + 20),
    () => bytes.writeUInt32LE(wrong, entry + 24),
    () => bytes.writeUInt32LE(wrong, entry + 42),
    () => bytes.writeUInt16LE(wrong & 0xffff, entry + 28),
    () => bytes.writeUInt16LE(draw.int(0, 99), entry + 10),
    () => bytes.writeUInt16LE(0xffff, end + 10),
    () => bytes.writeUInt32LE(wrong, end + 16),
    () => bytes.writeUInt32LE(wrong, end + 12),
  ])
  change()
  return bytes
}

/** Every entry of the directory leads to the same bytes: they are unpacked again and again. */
function overlapping(count: number, content: Uint8Array): Uint8Array {
  const names = Object.fromEntries(Array.from({ length: count }, (_, n) => [`word/header${n}.xml`, 'a']))
  const bytes = Buffer.from(
    makeZip({ 'word/document.xml': wordBody(paragraph), 'word/a.xml': content, ...names }),
  )
  const places = directoryOf(bytes)
  const shared = places[1]!
  for (const place of places.slice(2)) {
    bytes.copyWithin(place + 20, shared + 20, shared + 28)
    bytes.copyWithin(place + 42, shared + 42, shared + 46)
  }
  return bytes
}

function nested(depth: number, width: number, core: Uint8Array): Uint8Array {
  let inner = core
  for (let level = 0; level < depth; level++) {
    const parts: Record<string, string | Uint8Array> = { 'word/document.xml': wordBody(paragraph) }
    for (let n = 0; n < width; n++) parts[`word/embeddings/a${n}.docx`] = inner
    inner = makeZip(parts)
  }
  return inner
}

const deep = (tag: string, depth: number) => `<${tag}>`.repeat(depth) + `</${tag}>`.repeat(depth)
/** Texts that make backtracking readers slow. */
const slowTexts = [
  '(',
  '<',
  '&',
  '"',
  ' ',
  '-',
  'M ',
  'Ậ',
  'số ',
  '1/',
  '\n',
  'a\u0323\u0302',
  '12-',
  'ngày ',
]

const bombs: Record<string, Maker> = {
  'docx: bomb': (draw) =>
    docx(
      makeZip({
        'word/document.xml': wordBody(draw.of([paragraph, '<w:p/>', ' ']).repeat(draw.int(1, 20) * 40_000)),
      }),
    ),
  'docx: bomb in a part beside': (draw) =>
    docx(
      makeZip({
        'word/document.xml': wordBody(paragraph),
        'word/media/a.xml': Buffer.alloc(draw.int(8, 64) * mib, 'a'),
      }),
    ),
  'docx: many parts': (draw) =>
    docx(
      makeZip({
        'word/document.xml': wordBody(paragraph),
        ...Object.fromEntries(
          Array.from({ length: draw.int(500, 8_000) }, (_, n) => [`word/header${n}.xml`, paragraph]),
        ),
      }),
    ),
  'docx: nested': (draw) => docx(nested(draw.int(2, 12), draw.int(1, 2), honestDocx())),
  'docx: nested bomb': (draw) =>
    docx(
      nested(
        draw.int(1, 3),
        draw.int(1, 4),
        makeZip({ 'word/document.xml': Buffer.alloc(draw.int(4, 24) * mib, '<') }),
      ),
    ),
  'docx: overlapping entries': (draw) =>
    docx(overlapping(draw.int(20, 400), Buffer.alloc(draw.int(1, 4) * mib, paragraph))),
  'docx: deep': (draw) =>
    docx(
      makeZip({
        'word/document.xml': wordBody(
          deep(draw.of(['w:p', 'w:tbl', 'w:sdt', 'a']), draw.int(1_000, 300_000)),
        ),
      }),
    ),
  'docx: entities': (draw) => {
    const levels = draw.int(5, 30)
    const more = Array.from(
      { length: levels },
      (_, n) => `<!ENTITY e${n + 1} "${`&e${n};`.repeat(10)}">`,
    ).join('')
    const head = `<!DOCTYPE a [<!ENTITY e0 "aaaaaaaaaa">${more}]>`
    return docx(
      makeZip({ 'word/document.xml': `${head}${wordBody(`<w:p><w:r><w:t>&e${levels};</w:t></w:r></w:p>`)}` }),
    )
  },
  'docx: slow text': (draw) => {
    const text = draw.of(slowTexts).repeat(draw.int(10_000, 400_000))
    return docx(makeZip({ 'word/document.xml': wordBody(`<w:p><w:r><w:t>${text}</w:t></w:r></w:p>`) }))
  },
  'docx: endless attributes': (draw) => {
    const many = Array.from({ length: draw.int(1_000, 60_000) }, (_, n) => `a${n}="b"`).join(' ')
    return docx(makeZip({ 'word/document.xml': wordBody(`<w:p ${many}>${paragraph}`) }))
  },
  'docx: never closed': (draw) =>
    docx(
      makeZip({
        'word/document.xml': wordBody(
          draw.of(['<!--', '<![CDATA[', '<w:p a="', '<?', '<']).repeat(draw.int(1, 60_000)),
        ),
      }),
    ),
  'docx: wrong directory': (draw) => docx(withWrongDirectory(honestDocx(), draw)),
  'txt: slow text': (draw) =>
    document(
      'van-ban.txt',
      Buffer.from(`Số 05-CT/TU\n${draw.of(slowTexts).repeat(draw.int(10_000, 300_000))}`),
    ),
  'xlsx: wrong directory': (draw) => xlsx(draw, withWrongDirectory(honestXlsx(), draw)),
  'xlsx: enormous dimension': (draw) =>
    xlsx(draw, workbook(sheetOf(headingRow, draw.of(['A1:XFD1048576', 'A1:ZZZZZZ99999999999', 'XFD1:A1'])))),
  'xlsx: cells far away': (draw) => {
    const row = draw.of([1_048_576, 99_999_999, 4_294_967_297])
    const column = draw.of(['XFD', 'ZZZZZZ', 'A'])
    return xlsx(draw, workbook(sheetOf(`${headingRow}<row r="${row}">${cell(`${column}${row}`, 'a')}</row>`)))
  },
  'xlsx: many cells far right': (draw) => {
    const rows = Array.from(
      { length: draw.int(100, 8_000) },
      (_, n) => `<row r="${n + 2}">${cell(`XFD${n + 2}`, 'a')}</row>`,
    )
    return xlsx(draw, workbook(sheetOf(headingRow + rows.join(''))))
  },
  'xlsx: bomb': (draw) =>
    xlsx(
      draw,
      workbook(sheetOf(headingRow + `<row>${cell('A2', 'a')}</row>`.repeat(draw.int(1, 20) * 20_000))),
    ),
  'xlsx: bomb in the strings': (draw) =>
    xlsx(
      draw,
      workbook(sheetOf(headingRow), {
        'xl/sharedStrings.xml': `<sst count="4294967295" uniqueCount="4294967295">${'<si><t>a</t></si>'.repeat(draw.int(1, 20) * 50_000)}</sst>`,
      }),
    ),
  'xlsx: merged all over': (draw) => {
    const merged = '<mergeCell ref="A1:XFD1048576"/>'.repeat(draw.int(1, 5_000))
    return xlsx(
      draw,
      workbook(
        `<worksheet><sheetData>${headingRow}</sheetData><mergeCells>${merged}</mergeCells></worksheet>`,
      ),
    )
  },
  'xlsx: deep': (draw) =>
    xlsx(draw, workbook(sheetOf(deep(draw.of(['row', 'c', 'is']), draw.int(1_000, 200_000))))),
  'xlsx: many sheets': (draw) => {
    const count = draw.int(200, 5_000)
    const sheets = Array.from(
      { length: count },
      (_, n) => `<sheet name="S${n}" sheetId="${n + 1}" r:id="rId1"/>`,
    )
    return xlsx(
      draw,
      workbook(sheetOf(headingRow), {
        'xl/workbook.xml': `<workbook><sheets>${sheets.join('')}</sheets></workbook>`,
      }),
    )
  },
  'csv: giant line': (draw) =>
    list(
      draw,
      'a.csv',
      Buffer.from(
        `${heading.join(',')}\n${draw.of(['a', ',', '"', ';', 'a,', '""']).repeat(draw.int(1, 8) * 500_000)}`,
      ),
    ),
  'csv: quote never closed': (draw) =>
    list(draw, 'a.csv', Buffer.from(`${heading.join(',')}\n"${listText(draw.int(1_000, 60_000))}`)),
  'csv: many lines': (draw) =>
    list(draw, 'a.csv', Buffer.from(listText(draw.int(20_000, 150_000), draw.of([',', ';', '\t'])))),
  'csv: empty lines': (draw) =>
    list(draw, 'a.csv', Buffer.from(`${'\n'.repeat(draw.int(1, 10) * 200_000)}${listText(3)}`)),
  'csv: nothing but bytes': (draw) =>
    list(draw, 'a.csv', Buffer.from(Array.from({ length: draw.int(10, 60_000) }, () => draw.int(0, 255)))),
  'csv: html': (draw) =>
    list(
      draw,
      'a.xls',
      Buffer.from(`<html><table>${'<tr><td colspan="99999">a'.repeat(draw.int(10, 20_000))}`),
    ),
  'pdf: bomb': (draw) =>
    pdf(
      onePage(
        streamOf(
          '/Filter /FlateDecode',
          packed(`BT /F1 9 Tf ${'(a) Tj '.repeat(draw.int(1, 40) * 50_000)}ET`),
        ),
      ),
    ),
  'pdf: packed many times': (draw) => {
    const times = draw.int(2, 40)
    let content: Buffer = Buffer.alloc(draw.int(1, 60) * mib, ' ')
    for (let n = 0; n < times; n++) content = packed(content)
    return pdf(onePage(streamOf(`/Filter [${'/FlateDecode '.repeat(times)}]`, content)))
  },
  'pdf: pages in a circle': (draw) =>
    pdf(
      pdfOf([
        '<< /Type /Catalog /Pages 2 0 R >>',
        `<< /Type /Pages /Count ${draw.of([1, 300, 99_999_999, -1])} /Kids [2 0 R 2 0 R] >>`,
      ]),
    ),
  'pdf: deep pages': (draw) => {
    const depth = draw.int(100, 6_000)
    const levels = Array.from({ length: depth }, (_, n) => `<< /Type /Pages /Count 1 /Kids [${n + 3} 0 R] >>`)
    return pdf(
      pdfOf(['<< /Type /Catalog /Pages 2 0 R >>', ...levels, '<< /Type /Page /MediaBox [0 0 9 9] >>']),
    )
  },
  'pdf: pages that do not exist': (draw) =>
    pdf(
      pdfOf([
        '<< /Type /Catalog /Pages 2 0 R >>',
        `<< /Type /Pages /Count ${draw.int(1, 2 ** 31)} /Kids [${'9 0 R '.repeat(draw.int(1, 20_000))}] >>`,
      ]),
    ),
  'pdf: endless table': (draw) => {
    const start = draw.of([9, 0, 12])
    return pdf(
      latin(
        `%PDF-1.7\nxref\n0 ${draw.int(1, 2 ** 31)}\n0000000000 65535 f \ntrailer\n<< /Size 9 /Prev ${start} /Root 1 0 R >>\nstartxref\n9\n%%EOF\n`,
      ),
    )
  },
  'pdf: object streams in each other': (draw) => {
    const many = draw.int(1, 2 ** 31)
    const inner = streamOf(
      `/Type /ObjStm /N ${many} /First 8 /Extends 4 0 R /Filter /FlateDecode`,
      packed('4 0 5 2 '.repeat(draw.int(1, 20_000))),
    )
    return pdf(pdfOf(['<< /Type /Catalog /Pages 5 0 R >>', '<< >>', '<< >>', inner]))
  },
  'pdf: deep arrays': (draw) => {
    const depth = draw.int(1_000, 200_000)
    return pdf(
      pdfOf([
        `<< /Type /Catalog /Pages 2 0 R /A ${draw.of(['[', '<<' + '/A']).repeat(depth)} >>`,
        '<< /Type /Pages /Count 0 /Kids [] >>',
      ]),
    )
  },
  'pdf: forms in a circle': (draw) => {
    const form = streamOf(
      '/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 5 0 R >> >>',
      latin('/X Do '.repeat(draw.int(1, 200))),
    )
    return pdf(
      pdfOf([
        '<< /Type /Catalog /Pages 2 0 R >>',
        '<< /Type /Pages /Count 1 /Kids [3 0 R] >>',
        '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Resources << /XObject << /X 5 0 R >> >> >>',
        streamOf('', latin('/X Do')),
        form,
      ]),
    )
  },
  'pdf: attached bomb': (draw) =>
    pdf(
      makePdf([['Số 05-CT/TU']], {
        attached: {
          name: 'a.docx',
          bytes: makeZip({ 'word/document.xml': Buffer.alloc(draw.int(1, 60) * mib, '<w:p>') }),
        },
      }),
    ),
  'pdf: wrong lengths': (draw) =>
    pdf(
      onePage(
        streamOf(
          '/Filter /FlateDecode',
          packed('BT (a) Tj ET'),
          draw.of([-1, 0, 2 ** 31, draw.int(1, 99_999)]),
        ),
      ),
    ),
  'pdf: many pages': (draw) =>
    pdf(makePdf(Array.from({ length: draw.int(100, 1_500) }, () => ['Số 05-CT/TU']))),
}

const makers: Record<string, Maker> = { ...bombs, ...harmed }
