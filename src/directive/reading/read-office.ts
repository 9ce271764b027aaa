// What a Word document (.docx) or a workbook (.xlsx) says: what a reader sees, and apart from it everything
// else that travels in the file and may carry a mark of secrecy (properties, comments, notes, deleted words,
// field codes, names of sheets, parts taken in from elsewhere, documents embedded in it).
import { type ZipPart, zipParts } from '../../platform/zip.ts'
import { attachedText, decoded } from './attached-text.ts'
import { hasProgramName, isProgram } from './dangerous-content.ts'
import { attributesOf, localName, markupTokens } from './markup.ts'
import { everyText, shownText } from './markup-text.ts'
import { maxNesting, type ReadingBudget, within } from './reading-budget.ts'
import { together, type Unseen, type UnseenKind } from './unseen.ts'

export interface ReadOffice {
  kind: 'docx' | 'xlsx'
  /** Word: body, headers and footers, a line per paragraph. A workbook: all of its words. */
  text: string
  /** Everything else, for the scan alone. */
  hidden: string
  unseen: Unseen[]
}

export type OfficeFault =
  | 'unreadable'
  /** An archive that is neither a Word document nor a workbook. */
  | 'not_what_name_says'
  /** It holds macros or controls that run. */
  | 'macros'
  /** It holds a program, or runs one. */
  | 'program'
  /** It is also an archive of another kind, or shows other parts to other programs. */
  | 'disguised'
  /** Opening it loads a template or an object from elsewhere. */
  | 'loads_from_outside'

/** Reads the document within the budget. */
export function readOffice(bytes: Uint8Array, budget: ReadingBudget): ReadOffice | OfficeFault {
  const archive = zipParts(bytes)
  if (archive === null) return 'unreadable'
  const parts = readParts(archive, budget, maxNesting)
  if (typeof parts === 'string') return parts
  const main = mainPart(parts)
  if (main === undefined) return 'not_what_name_says'
  const { kind } = main
  const shown = kind === 'docx' ? [main.part, ...parts.xml.filter(({ name }) => isHeader(name))] : []
  const text = kind === 'docx' ? shown.map(({ xml }) => shownText(xml)).join('\n') : parts.hidden.join('\n')
  if (budget.characters <= 0) parts.unseen.push('rest')
  const unseen = together(parts.unseen.map((what) => ({ what, pages: [] })))
  return { kind, text: within(budget, text), hidden: kind === 'docx' ? parts.hidden.join('\n') : '', unseen }
}

const isHeader = (name: string) => /^word\/(?:header|footer)\d*\.xml$/i.test(name)

interface Parts {
  /** Kept whole: the table of contents, and what a Word document shows. */
  xml: { name: string; xml: string }[]
  hidden: string[]
  unseen: UnseenKind[]
}

const macros = /(?:^|\/)(?:vbaproject|vbadata|macrosheets?|activex|customui)[^/]*(?:\/|\.|$)/i
const macroTypes = /macroEnabled|vbaProject|ms-excel\.(?:macrosheet|intlmacrosheet)|activeX/i
const archives = /\.(?:docx|docm|dotx|xlsx|xlsm|pptx|zip)$/i
const pictures = /\.(?:png|jpe?g|gif|bmp|tiff?|webp|heic|emf|wmf|svg|wdp)$/i
/** What no reader sees: the small picture of the first page, settings of a printer, fonts. */
const unimportant = /^docProps\/thumbnail\.|\/printerSettings\d*\.bin$|\.odttf$|\/$/i
/** Parts that say how a document looks or what a template offers; of these only what is shown counts. */
const looks = new RegExp(
  '^(?:_rels\\/|\\[content_types\\]|(?:word|xl|ppt)\\/' +
    '(?:_rels\\/|fonttable|theme|websettings|glossary\\/|styles\\.xml$|tablestyles))',
  'i',
)

/** The words of all parts, and of what is embedded. The fault that decides, where there is one. */
function readParts(archive: readonly ZipPart[], budget: ReadingBudget, depth: number): Parts | OfficeFault {
  const parts: Parts = { xml: [], hidden: [], unseen: [] }
  budget.entries -= archive.length
  if (budget.entries < 0) return 'unreadable'
  const names = new Set(archive.map(({ name }) => name.toLowerCase()))
  if (names.size < archive.length) return 'disguised'
  for (const entry of archive) {
    if (macros.test(entry.name)) return 'macros'
    if (hasProgramName(entry.name)) return 'program'
    if (unimportant.test(entry.name)) continue
    if (pictures.test(entry.name)) {
      parts.unseen.push('pictures')
      if (!/\.svg$/i.test(entry.name)) continue
    }
    const unpacked = entry.unpack(budget.bytes)
    if (unpacked === null) return 'unreadable'
    budget.bytes -= unpacked.length
    const fault = readPart(entry.name, unpacked, { parts, budget, depth })
    if (fault) return fault
  }
  return parts
}

function readPart(
  name: string,
  bytes: Buffer,
  { parts, budget, depth }: { parts: Parts; budget: ReadingBudget; depth: number },
): OfficeFault | null {
  if (/\.(?:xml|rels|svg|vml)$/i.test(name)) return readXml(name, decoded(bytes), parts, budget)
  if (archives.test(name) || bytes.subarray(0, 4).equals(archiveStart)) {
    const inner = depth > 1 ? zipParts(bytes) : null
    const embedded = inner && readParts(inner, budget, depth - 1)
    if (!embedded) return 'unreadable'
    if (typeof embedded === 'string') return embedded
    parts.hidden.push(...embedded.hidden)
    parts.unseen.push(...embedded.unseen)
    return null
  }
  if (isProgram(bytes) || bytes.includes(programStub)) return 'program'
  const text = attachedText(name, bytes)
  if (text === null) parts.unseen.push('parts')
  else parts.hidden.push(within(budget, text))
  return null
}

const archiveStart = Buffer.from('PK\u0003\u0004', 'latin1')
/** Stands in every program for Windows, also inside an object that Word packed. */
const programStub = Buffer.from('This program cannot be run in DOS mode')

function readXml(name: string, xml: string, parts: Parts, budget: ReadingBudget): OfficeFault | null {
  if (/^\[content_types\]\.xml$/i.test(name) && macroTypes.test(xml)) return 'macros'
  if (/\.rels$/i.test(name)) {
    const fault = outsideFault(xml, parts)
    if (fault) return fault
  }
  if (/^\[content_types\]\.xml$/i.test(name) || /^(?:word|xl)\/[^/]*\.xml$/i.test(name))
    parts.xml.push({ name, xml })
  if (looks.test(name) && !/^xl\/styles\.xml$/i.test(name)) return null
  const words = everyText(xml)
  // A field that starts another program and asks it for data.
  if (/^word\//i.test(name) && /^\s*DDE(?:AUTO)?\s/m.test(words)) return 'program'
  parts.hidden.push(within(budget, words))
  return null
}

/**
 * An address of another machine. A template on the author's own disk is harmless: it is not found elsewhere.
 */
const elsewhere = /^(?:https?|ftp|mhtml|ms-\w+):|^(?:file:)?(?:\\\\|\/\/)(?![/\\])|^file:\/\/(?!\/)/i
const loading = /\/(?:attachedTemplate|oleObject|subDocument|frame|externalLinkPath|aFChunk|control)$/i

/**
 * A template or an object that is loaded when the document opens can bring in a program or another text after
 * the scan: refused. A picture from elsewhere shows what nobody scanned: told.
 */
function outsideFault(rels: string, parts: Parts): OfficeFault | null {
  for (const token of markupTokens(rels)) {
    if (token.kind === 'text' || localName(token.name) !== 'relationship') continue
    const attributes = attributesOf(token.source)
    if (attributes.get('targetmode')?.toLowerCase() !== 'external') continue
    const type = attributes.get('type') ?? ''
    if (loading.test(type) && elsewhere.test(attributes.get('target') ?? '')) return 'loads_from_outside'
    if (/\/image$/i.test(type)) parts.unseen.push('pictures')
    else if (loading.test(type) && !/\/attachedTemplate$/i.test(type)) parts.unseen.push('parts')
  }
  return null
}

/** The part that the table of contents names as the document; it need not be called document.xml. */
function mainPart({ xml }: Parts): { kind: ReadOffice['kind']; part: Parts['xml'][number] } | undefined {
  const types = xml.find(({ name }) => name.toLowerCase() === '[content_types].xml')?.xml ?? ''
  let named: { kind: ReadOffice['kind']; path: string } | undefined
  for (const token of markupTokens(types)) {
    if (token.kind === 'text' || localName(token.name) !== 'override') continue
    const attributes = attributesOf(token.source)
    const type = attributes.get('contenttype') ?? ''
    const path = (attributes.get('partname') ?? '').replace(/^\//, '')
    if (/wordprocessingml\.(?:document|template)\.main\+xml/i.test(type)) named ??= { kind: 'docx', path }
    if (/spreadsheetml\.(?:sheet|template)\.main\+xml/i.test(type)) named ??= { kind: 'xlsx', path }
  }
  const usual = [
    { kind: 'docx' as const, path: 'word/document.xml' },
    { kind: 'xlsx' as const, path: 'xl/workbook.xml' },
  ]
  for (const { kind, path } of named ? [named] : usual) {
    const part = xml.find(({ name }) => name.toLowerCase() === path.toLowerCase())
    if (part) return { kind, part }
  }
  return undefined
}
