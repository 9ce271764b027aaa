// What a file says: tells by its content what it really is and reads the text of PDF, DOCX and plain text, for the
// secrecy scan and for suggestions. Judging the text is left to secrecy-interlock.ts and read-document-text.ts.
import { extractTextItems, getDocumentProxy } from 'unpdf'
import { readZipEntry } from './read-zip.ts'

/** Telegram takes no larger upload. */
export const maxFileBytes = 50 * 1024 * 1024

export type FileKind = 'pdf' | 'docx' | 'text'

export type FileFault =
  | 'empty'
  | 'too_large'
  /** The content is not what the ending of the name promises. */
  | 'not_what_name_says'
  /** Damaged or protected by a password: nothing can be read, so nothing can be scanned. */
  | 'unreadable'
  /** Not a PDF, Word document (.docx) or plain text (.txt). */
  | 'unsupported'

/** `hasText` is false for scanned pages: their marks cannot be seen, and people are told so. */
export type FileReading =
  /** `pages`: where in the text each page begins; empty for what has no pages. */
  | { ok: true; kind: FileKind; mime: string; text: string; hasText: boolean; pages: number[] }
  | { ok: false; reason: FileFault }

const mimes: Record<FileKind, string> = {
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  text: 'text/plain; charset=utf-8',
}
const endings: Record<FileKind, RegExp> = { pdf: /\.pdf$/i, docx: /\.docx$/i, text: /\.txt$/i }

/** Reads a file. Never throws for what a file contains; the declared MIME type is not trusted. */
export async function readFileText(file: { bytes: Uint8Array; name: string }): Promise<FileReading> {
  const { bytes, name } = file
  if (bytes.length === 0) return { ok: false, reason: 'empty' }
  if (bytes.length > maxFileBytes) return { ok: false, reason: 'too_large' }
  const kind = kindOf(bytes)
  const promised = (Object.keys(endings) as FileKind[]).find((each) => endings[each].test(name))
  if (promised !== undefined && promised !== kind) return { ok: false, reason: 'not_what_name_says' }
  if (kind === null || (kind === 'text' && promised !== 'text')) return { ok: false, reason: 'unsupported' }
  const pages = await pagesOf(kind, bytes)
  if (pages === null) return { ok: false, reason: 'unreadable' }
  const text = pages.join('\n')
  const starts = pages.map((_, index) => pages.slice(0, index).reduce((at, page) => at + page.length + 1, 0))
  return {
    ...{ ok: true, kind, mime: mimes[kind], text, hasText: text.trim().length > 0 },
    pages: kind === 'pdf' ? starts : [],
  }
}

function kindOf(bytes: Uint8Array): FileKind | null {
  const head = Buffer.from(bytes.subarray(0, 1024)).toString('latin1')
  if (head.includes('%PDF-')) return 'pdf'
  if (head.startsWith('PK\u0003\u0004')) return 'docx'
  return decodeUtf8(bytes) === null ? null : 'text'
}

/** The text of each page; of what has no pages it is one. Null when it cannot be read. */
async function pagesOf(kind: FileKind, bytes: Uint8Array): Promise<string[] | null> {
  if (kind !== 'pdf') {
    const text = kind === 'text' ? decodeUtf8(bytes) : textOfWord(bytes)
    return text === null ? null : [text]
  }
  try {
    // The reader takes the buffer for itself, so it gets a copy.
    const document = await getDocumentProxy(new Uint8Array(bytes), { verbosity: 0 })
    const { items } = await extractTextItems(document)
    return items.length === 0 ? null : items.map(linesOfPage)
  } catch {
    return null
  }
}

function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return text.includes('\0') ? null : text
  } catch {
    return null
  }
}

interface PlacedText {
  str: string
  x: number
  y: number
  width: number
  fontSize: number
  hasEOL: boolean
}

/** Runs as lines. A wide gap ends a line too: a stamp beside other words then stands alone, as it does on paper. */
function linesOfPage(items: readonly PlacedText[]): string {
  let text = ''
  let last: PlacedText | undefined
  for (const item of items) {
    if (item.str.trim() === '') {
      if (item.hasEOL) last = undefined
      continue
    }
    if (last) {
      const size = Math.max(item.fontSize, last.fontSize, 1)
      const gap = item.x - (last.x + last.width)
      if (Math.abs(item.y - last.y) > size / 2 || gap > 2 * size || gap < -size) text += '\n'
      else if (gap > size / 8 && !/\s$/.test(text) && !/^\s/.test(item.str)) text += ' '
    } else if (text !== '') text += '\n'
    text += item.str
    last = item.hasEOL ? undefined : item
  }
  return text
}

/** Body, headers and footers of a Word document, a line per paragraph. Null when it is none. */
function textOfWord(bytes: Uint8Array): string | null {
  const body = readZipEntry(bytes, 'word/document.xml')
  if (body === null) return null
  const parts = [body]
  for (let n = 1; n <= 6; n++)
    for (const part of ['header', 'footer']) {
      const xml = readZipEntry(bytes, `word/${part}${n}.xml`)
      if (xml !== null) parts.push(xml)
    }
  return parts.map(textOfXml).join('\n')
}

function textOfXml(xml: string): string {
  return xml
    .replace(/<w:(?:tab|br|cr)\b[^>]*>/g, '\n')
    .replace(/<\/w:p>/g, '\n')
    .replace(/<w:(?:instrText|delText)\b[^>]*>[^<]*<\/w:(?:instrText|delText)>/g, '')
    .replace(/<[^>]+>/g, '')
    .replace(/&(?:#(\d+)|#x([0-9a-f]+)|(amp|lt|gt|quot|apos));/gi, (_, decimal, hex, name) =>
      name
        ? ({ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }[String(name).toLowerCase()] ?? '')
        : String.fromCodePoint(decimal ? Number(decimal) : Number.parseInt(hex, 16)),
    )
}
