// Draws cards with QR codes as a PDF: A4, eight to a page, dashed lines to cut along. The only file that
// knows the PDF library. Slow by nature (some seconds for a thousand cards): run it through run-apart.ts.
// Words come from the caller.
import { createRequire } from 'node:module'
import pdfmake, { type Content } from 'pdfmake'
import QRCode from 'qrcode'
import { shorten } from './vietnamese-text.ts'

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
  const cards: Content[] = []
  for (const one of sheet.cards) cards.push(card(sheet, one, await qrPicture(one.link)))
  for (let first = 0; first < cards.length; first += onPage) {
    const body = Array.from({ length: onPage / 2 }, (_, row) =>
      [0, 1].map((column) => cards[first + row * 2 + column] ?? ''),
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
        text: `${page}/${total} · ${shorten(sheet.title, 80)} · ${sheet.note}`,
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

function card(sheet: SheetOfCards, one: PrintedCard, picture: string): Content {
  const right: Content[] = [
    { text: shorten(one.title, 95), bold: true, fontSize: one.title.length > 70 ? 8 : 11 },
    { text: shorten(one.under, 70), fontSize: 7, color: grey, margin: [0, 2, 0, 0] },
    { text: shorten(one.who, 56), bold: true, fontSize: 9, margin: [0, 2, 0, 0] },
  ]
  return {
    margin: [10, 9, 10, 0],
    stack: [
      {
        columns: [
          { image: picture, width: qrSize },
          { width: '*', stack: right },
        ],
        columnGap: 9,
      },
      { stack: sheet.how.map((line) => shorten(line, 62)), margin: [0, 4, 0, 0], fontSize: 8 },
      { text: shorten(sheet.beforeCode, 110), fontSize: 8 },
      { text: one.code, bold: true, fontSize: 18, characterSpacing: 1, margin: [0, 1, 0, 2] },
      ...sheet.after.map((line): Content => ({ text: shorten(line, 120), fontSize: 7 })),
    ],
  }
}

/** The QR code as a picture in shades of grey, eight points to a field: sharp at any size, and 1 KB long. */
async function qrPicture(text: string): Promise<string> {
  const png = await QRCode.toBuffer(text, {
    errorCorrectionLevel: 'M',
    margin: 0,
    scale: 8,
    rendererOpts: greyscale,
  })
  return `data:image/png;base64,${png.toString('base64')}`
}

/** Passed on to the encoder of PNG, whose options the types of qrcode do not know. */
const greyscale: object = { colorType: 0 }
