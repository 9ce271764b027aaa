// What a PDF says: the text of its pages in lines, and apart from it everything else that travels in the file
// and may carry a mark of secrecy (properties, bookmarks, notes, fields, names of files attached to it).
import { getDocumentProxy } from 'unpdf'
import { type ReadingBudget, within } from './reading-budget.ts'
import { hasUnreadableLetters } from './unreadable-letters.ts'
import { together, type Unseen } from './unseen.ts'

export interface ReadPdf {
  /** The text of each page, as far as they are read. */
  pages: string[]
  /** Everything else, for the scan alone. */
  hidden: string
  /** Files attached to it, which may be read in turn. */
  attached: { name: string; description: string; bytes: Uint8Array }[]
  unseen: Unseen[]
}

export type PdfFault =
  /** Damaged, or protected by a password. */
  | 'unreadable'
  /** It runs scripts, starts programs or sends what was filled in. */
  | 'program'

/** Pages that are read; the person is told when there are more. */
const maxPages = 300

type Proxy = Awaited<ReturnType<typeof getDocumentProxy>>

/** Reads the document within the budget. */
export async function readPdf(bytes: Uint8Array, budget: ReadingBudget): Promise<ReadPdf | PdfFault> {
  try {
    // The reader takes the buffer for itself, so it gets a copy.
    const document = await getDocumentProxy(new Uint8Array(bytes), skipPictures)
    if (await document.getJSActions()) return 'program'
    const pictures = new PicturePages(document, bytes)
    const pages: string[] = []
    const found: string[] = []
    const unseen: Unseen[] = []
    for (let number = 1; number <= document.numPages; number++) {
      if (number > maxPages || budget.characters <= 0) {
        unseen.push({ what: 'rest', pages: [number - 1] })
        break
      }
      const page = await document.getPage(number)
      if (await page.getJSActions()) return 'program'
      const text = within(budget, linesOfPage((await page.getTextContent()).items))
      pages.push(text)
      found.push(...(await notesOf(page)))
      if (text.trim() === '' || (await pictures.has(page))) unseen.push({ what: 'pictures', pages: [number] })
      if (hasUnreadableLetters(text)) unseen.push({ what: 'letters', pages: [number] })
      page.cleanup()
    }
    const attached = await attachments(document, budget)
    const { info } = await document.getMetadata()
    if ((info as { IsXFAPresent?: boolean }).IsXFAPresent) unseen.push({ what: 'form', pages: [] })
    const hidden = [
      ...(await properties(document)),
      ...titles(await document.getOutline()),
      ...found,
      ...attached.flatMap(({ name, description }) => [name, description]),
    ]
    return { pages, hidden: within(budget, hidden.join('\n')), attached, unseen: together(unseen) }
  } catch {
    return 'unreadable'
  }
}

/** Pictures are never unpacked: the largest thing in a scan. `verbosity`: only errors are logged. */
const skipPictures = { verbosity: 0, maxImageSize: 1, isEvalSupported: false }

/**
 * Tells which pages have pictures. pdf.js says nothing of a picture that it leaves out, so the same document
 * is opened a second time in the mode in which the first thing left out ends the page.
 */
class PicturePages {
  readonly #lenient: Proxy
  readonly #strict: Promise<Proxy>

  constructor(lenient: Proxy, bytes: Uint8Array) {
    this.#lenient = lenient
    this.#strict = getDocumentProxy(new Uint8Array(bytes), { ...skipPictures, stopAtErrors: true })
  }

  async has({ pageNumber }: Page): Promise<boolean> {
    const upToFirst = await steps(await this.#strict, pageNumber)
    if (upToFirst === 0) return true
    // Of a long page, the steps before the picture are there.
    return upToFirst >= stepsAtOnce && upToFirst < (await steps(this.#lenient, pageNumber))
  }
}

/** pdf.js hands out the steps of drawing in pieces of this size. */
const stepsAtOnce = 1_000

type Page = Awaited<ReturnType<Proxy['getPage']>>

async function steps(document: Proxy, pageNumber: number): Promise<number> {
  const page = await document.getPage(pageNumber)
  const count = (await page.getOperatorList()).fnArray.length
  page.cleanup()
  return count
}

async function properties(document: Proxy): Promise<string[]> {
  const { info, metadata } = await document.getMetadata()
  return [...strings(info), ...strings(metadata ? Object.fromEntries(metadata) : null)]
}

/** Every text in a value, whatever its shape. */
function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (Array.isArray(value)) return value.flatMap(strings)
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(strings) : []
}

interface Bookmark {
  title: string
  items: Bookmark[]
}

const titles = (bookmarks: Bookmark[] | null): string[] =>
  (bookmarks ?? []).flatMap(({ title, items }) => [title, ...titles(items)])

/** Texts of a note, a stamp with words, or a filled-in field. */
const noteTexts = ['contentsObj', 'titleObj', 'richText', 'fieldValue', 'textContent', 'alternativeText']

async function notesOf(page: Page): Promise<string[]> {
  const found: string[] = []
  for (const note of (await page.getAnnotations()) as Record<string, unknown>[])
    for (const key of noteTexts) {
      const value = note[key]
      found.push(...strings(value instanceof Map ? [...(value as Map<string, unknown>).values()] : value))
    }
  return found
}

async function attachments(document: Proxy, budget: ReadingBudget): Promise<ReadPdf['attached']> {
  const found = (await document.getAttachments()) as unknown as Map<string, Record<string, unknown>> | null
  const all: ReadPdf['attached'] = []
  for (const [id, { filename, description }] of found ?? []) {
    if (--budget.entries < 0) throw new Error('too many attached files')
    const bytes: unknown = await document.getAttachmentContent(id)
    if (bytes instanceof Uint8Array) budget.bytes -= bytes.length
    if (budget.bytes < 0) throw new Error('attached files are too large')
    all.push({
      name: strings([filename]).join(),
      description: strings([description]).join(),
      bytes: bytes instanceof Uint8Array ? bytes : new Uint8Array(),
    })
  }
  return all
}

interface PlacedText {
  str: string
  x: number
  y: number
  width: number
  size: number
  hasEOL: boolean
}

type TextItems = Awaited<ReturnType<Page['getTextContent']>>['items']

function placed(items: TextItems): PlacedText[] {
  const all: PlacedText[] = []
  for (const item of items) {
    if (!('str' in item)) continue
    const [a = 0, b = 0, , , x = 0, y = 0] = item.transform as number[]
    all.push({ str: item.str, x, y, width: item.width, size: Math.hypot(a, b), hasEOL: item.hasEOL })
  }
  return all
}

/**
 * Runs as lines. A wide gap ends a line too: a stamp beside other words then stands alone, as it does on
 * paper. A run drawn once more at nearly the same place (a shadow, bold letters) counts once.
 */
function linesOfPage(items: TextItems): string {
  let text = ''
  let last: PlacedText | undefined
  const recent: PlacedText[] = []
  for (const item of placed(items)) {
    if (item.str.trim() === '') {
      if (item.hasEOL) last = undefined
      continue
    }
    if (recent.some((other) => isDrawnOver(item, other))) continue
    recent.push(item)
    if (recent.length > maxRecent) recent.shift()
    if (last) {
      const size = Math.max(item.size, last.size, 1)
      const gap = item.x - (last.x + last.width)
      const goesBack = gap < -size && item.x < last.x - size / 8
      if (Math.abs(item.y - last.y) > size / 2 || gap > 2 * size || goesBack) text += '\n'
      else if (gap > size / 8 && text.at(-1) !== ' ' && !item.str.startsWith(' ')) text += ' '
    } else if (text !== '') text += '\n'
    text += item.str
    last = item.hasEOL ? undefined : item
  }
  return text
}

/** Runs back that a run is compared with. */
const maxRecent = 40

function isDrawnOver(item: PlacedText, other: PlacedText): boolean {
  const near = Math.max(item.size, 1) * 0.15
  return item.str === other.str && Math.abs(item.x - other.x) < near && Math.abs(item.y - other.y) < near
}
