// Draws cards with QR codes as a PDF: A4, eight to a page, dashed lines to cut along. The only file that knows the PDF
// library. Slow by nature (some seconds for a thousand cards): run it through run-in-thread.ts. Words come from the caller.
import { createRequire } from 'node:module'
import { crc32, deflateSync } from 'node:zlib'
import pdfmake, { type Content } from 'pdfmake'
import QRCode from 'qrcode'
import { firstCharacters } from './vietnamese-text.ts'

export interface PrintedCard {
  title: string
  /** Smaller, below the title. */
  under: string
  /** For whom. */
  who: string
  /** What the QR code holds. */
  link: string
  /** In large letters. */
  code: string
}

export interface SheetOfCards {
  /** Stands in the margin of every page and in the properties of the file. */
  title: string
  /** Beside the title, in the margin. */
  note: string
  /** The same on every card: what to do, in order. */
  how: string[]
  /** Above the code. */
  beforeCode: string
  /** Below it, in small letters. */
  after: string[]
  cards: PrintedCard[]
}

const margin = 26
const onPage = 8
const cardHeight = (841.89 - 2 * margin) / (onPage / 2) - 1
const qrSize = 84
const grey = '#444444'

/** The bytes of the PDF. */
export async function drawCards(sheet: SheetOfCards): Promise<Uint8Array> {
  const require = createRequire(import.meta.url)
  const font = (cut: string) =>
    require.resolve(`@expo-google-fonts/be-vietnam-pro/${cut}/BeVietnamPro_${cut}.ttf`)
  const files = { normal: font('400Regular'), bold: font('700Bold') }
  pdfmake.setFonts({ Vietnamese: files })
  pdfmake.setUrlAccessPolicy(() => false)
  pdfmake.setLocalAccessPolicy((path) => Object.values(files).includes(path))
  const pages: Content[] = []
  for (let first = 0; first < sheet.cards.length; first += onPage) {
    const body = Array.from({ length: onPage / 2 }, (_, row) =>
      [0, 1].map((column) => card(sheet, sheet.cards[first + row * 2 + column])),
    )
    pages.push({
      table: { widths: ['50%', '50%'], heights: cardHeight, dontBreakRows: true, body },
      layout: cutLines,
      ...(first > 0 ? { pageBreak: 'before' } : {}),
    })
  }
  return await pdfmake
    .createPdf({
      pageSize: 'A4',
      pageMargins: margin,
      info: { title: sheet.title },
      defaultStyle: { font: 'Vietnamese', fontSize: 8, lineHeight: 1 },
      header: (page, total) => ({
        text: `${page}/${total} · ${cut(sheet.title, 80)} · ${sheet.note}`,
        fontSize: 6.5,
        color: grey,
        margin: [margin, 9, margin, 0],
      }),
      content: pages,
    })
    .getBuffer()
}

const dash = { dash: { length: 3, space: 3 } }
const cutLines = {
  hLineWidth: () => 0.4,
  vLineWidth: () => 0.4,
  hLineColor: () => '#888888',
  vLineColor: () => '#888888',
  hLineStyle: () => dash,
  vLineStyle: () => dash,
  paddingLeft: () => 0,
  paddingRight: () => 0,
  paddingTop: () => 0,
  paddingBottom: () => 0,
}

function card(sheet: SheetOfCards, one: PrintedCard | undefined): Content {
  if (!one) return ''
  const right: Content[] = [
    { text: cut(one.title, 95), bold: true, fontSize: one.title.length > 70 ? 8 : 11 },
    { text: cut(one.under, 70), fontSize: 7, color: grey, margin: [0, 2, 0, 0] },
    { text: cut(one.who, 56), bold: true, fontSize: 9, margin: [0, 2, 0, 0] },
  ]
  return {
    margin: [10, 9, 10, 0],
    stack: [
      {
        columns: [
          { image: qrPicture(one.link), width: qrSize },
          { width: '*', stack: right },
        ],
        columnGap: 9,
      },
      { stack: sheet.how.map((line) => cut(line, 62)), margin: [0, 4, 0, 0], fontSize: 8 },
      { text: cut(sheet.beforeCode, 110), fontSize: 8 },
      { text: one.code, bold: true, fontSize: 18, characterSpacing: 1, margin: [0, 1, 0, 2] },
      ...sheet.after.map((line): Content => ({ text: cut(line, 120), fontSize: 7 })),
    ],
  }
}

/** The QR code as a picture of two colours, eight points to a field: sharp at any size, and some hundred bytes long. */
function qrPicture(text: string): string {
  const { modules } = QRCode.create(text, { errorCorrectionLevel: 'M' })
  const { size } = modules
  // One byte a field: its eight points; a byte before each line says that it is not filtered.
  const rows = Array.from({ length: size * 8 }, (_, point) => [
    0,
    ...Array.from({ length: size }, (__, column) => (modules.get(Math.floor(point / 8), column) ? 0 : 255)),
  ])
  const head = Buffer.alloc(13)
  head.writeUInt32BE(size * 8, 0)
  head.writeUInt32BE(size * 8, 4)
  head[8] = 1
  const parts = [
    pngPart('IHDR', head),
    pngPart('IDAT', deflateSync(Buffer.from(rows.flat()))),
    pngPart('IEND'),
  ]
  const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), ...parts])
  return `data:image/png;base64,${png.toString('base64')}`
}

function pngPart(name: string, data = Buffer.alloc(0)): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), data])
  const part = Buffer.alloc(named.length + 8)
  part.writeUInt32BE(data.length, 0)
  named.copy(part, 4)
  part.writeUInt32BE(crc32(named), named.length + 4)
  return part
}

const cut = (text: string, longest: number) =>
  firstCharacters(text, longest) === text ? text : `${firstCharacters(text, longest - 1)}…`
