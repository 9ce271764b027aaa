// What a Word document (.docx) says: what a reader sees, and apart from it everything else that travels in
// the file and may carry a mark of secrecy (properties, comments, notes, deleted words, WordArt, documents
// embedded in it).
import { type ZipPart, zipParts } from '../../platform/zip.ts'

export interface ReadWord {
  /** Body, headers and footers, a line per paragraph. */
  text: string
  /** Everything else, for the scan alone. */
  hidden: string
  /** It holds pictures or objects that cannot be read. */
  hasPictures: boolean
}

export type WordFault = 'unreadable' | 'not_what_name_says'

/** All parts together: an archive that unpacks to more is not read. */
const maxBytes = 64 * 1024 * 1024
/** A document in a document in a document is as deep as is looked. */
const maxDepth = 3

/** Reads the document; `not_what_name_says` is an archive that is no Word document, such as a workbook. */
export function readWord(bytes: Uint8Array): ReadWord | WordFault {
  const archive = zipParts(bytes)
  if (archive === null) return 'unreadable'
  const parts = readParts(archive, { bytes: maxBytes }, maxDepth)
  if (parts === null) return 'unreadable'
  const main = mainPart(parts)
  if (main === undefined) return 'not_what_name_says'
  const shown = [main, ...parts.xml.filter(({ name }) => /^word\/(?:header|footer)\d*\.xml$/i.test(name))]
  return {
    text: shown.map(({ xml }) => shownText(xml)).join('\n'),
    hidden: parts.hidden.join('\n'),
    hasPictures: parts.hasPictures,
  }
}

interface Parts {
  xml: { name: string; xml: string }[]
  hidden: string[]
  hasPictures: boolean
}

/** Parts that say how a document looks or what a template offers, never what this document says. */
const looks = new RegExp(
  '^(?:_rels\\/|\\[content_types\\]|(?:word|xl|ppt)\\/' +
    '(?:_rels\\/|styles|fonttable|theme|numbering|settings|websettings|glossary\\/))',
  'i',
)
const pictures = /\.(?:png|jpe?g|gif|bmp|tiff?|webp|heic|emf|wmf|svg|bin|ole|doc|xls|ppt|pdf|rtf)$/i

/**
 * `left`: what all archives together may still unpack, however deep they lie. Null when one cannot be read.
 */
function readParts(archive: readonly ZipPart[], left: { bytes: number }, depth: number): Parts | null {
  const parts: Parts = { xml: [], hidden: [], hasPictures: false }
  for (const entry of archive) {
    const isXml = /\.(?:xml|rels)$/i.test(entry.name)
    const isArchive = /\.(?:docx|docm|xlsx|xlsm|pptx|zip)$/i.test(entry.name)
    if (!isXml && !isArchive) {
      if (pictures.test(entry.name)) parts.hasPictures = true
      continue
    }
    const unpacked = entry.unpack(left.bytes)
    if (unpacked === null) return null
    left.bytes -= unpacked.length
    if (isXml) {
      const xml = decoded(unpacked)
      parts.xml.push({ name: entry.name, xml })
      if (!looks.test(entry.name)) parts.hidden.push(hiddenText(xml))
      continue
    }
    const inner = depth > 1 ? zipParts(unpacked) : null
    const embedded = inner && readParts(inner, left, depth - 1)
    if (!embedded) return null
    parts.hidden.push(...embedded.hidden)
    parts.hasPictures ||= embedded.hasPictures
  }
  return parts
}

/** The part that the table of contents names as the document; it need not be called document.xml. */
function mainPart({ xml }: Parts) {
  const types = xml.find(({ name }) => name.toLowerCase() === '[content_types].xml')?.xml ?? ''
  const named = [...types.matchAll(/<Override\b[^>]*>/g)]
    .map(([override]) => override)
    .find((override) =>
      /wordprocessingml\.(?:document|template)\.main\+xml|ms-word\.[^"]*\.main\+xml/i.test(override),
    )
  const path = /PartName\s*=\s*["']\/?([^"']+)["']/.exec(named ?? '')?.[1] ?? 'word/document.xml'
  return xml.find(({ name }) => name.toLowerCase() === path.toLowerCase())
}

function decoded(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.toString('utf16le', 2)
  if (bytes[0] === 0xfe && bytes[1] === 0xff)
    return Buffer.from(bytes.subarray(2, bytes.length & ~1))
      .swap16()
      .toString('utf16le')
  return bytes.toString('utf8')
}

/** What a reader sees. A text box stands apart from the paragraph that it is anchored in. */
function shownText(xml: string): string {
  return unescaped(
    inLines(
      xml
        // The same box for older programs.
        .replace(/<mc:Fallback\b[^>]*>[\s\S]*?<\/mc:Fallback>/g, '')
        .replace(/<(?:\w+:)?(?:instrText|delText)\b[^>]*>[^<]*<\/(?:\w+:)?(?:instrText|delText)>/g, ''),
    ),
  )
}

/** Everything: deleted words, words in drawings, values of properties, and what stands in attributes. */
function hiddenText(xml: string): string {
  const attributes = [...xml.matchAll(/\s(?:string|title|descr|alt|name)\s*=\s*(?:"([^"<]+)"|'([^'<]+)')/g)]
  return unescaped(
    [
      inLines(xml.replace(/<\/(?!(?:w|a|wp|wps|mc|v|o|m|wpg|w10|pic):)/g, '\n</')),
      ...attributes.map((found) => found[1] ?? found[2] ?? ''),
    ].join('\n'),
  )
}

function inLines(xml: string): string {
  return xml
    .replace(/<w:pPr\b[^>]*>[\s\S]*?<\/w:pPr>/g, '')
    .replace(/<(?:\w+:)?noBreakHyphen\b[^>]*>/g, '-')
    .replace(/<(?:\w+:)?(?:tab|br|cr)\b[^>]*>/g, '\n')
    .replace(/<\/?(?:\w+:)?txbxContent\b[^>]*>/g, '\n')
    .replace(/<\/(?:\w+:)?p>/g, '\n')
    .replace(/<[^>]+>/g, '')
}

const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function unescaped(text: string): string {
  return text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(amp|lt|gt|quot|apos));/gi, (_, decimal, hex, name) => {
    if (name) return named[String(name).toLowerCase()] ?? ''
    const code = decimal ? Number(decimal) : Number.parseInt(hex, 16)
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : ''
  })
}
