// What a file says: tells by its name and its content what it really is, whether it may be circulated at all,
// and reads the text of PDF, Word, workbooks and plain text, for the secrecy scan and for suggestions. How is
// left to read-pdf.ts and read-office.ts, judging the text is left to secrecy-interlock.ts and
// read-document-text.ts. Pure: bytes in, a plain value out, so it can run in another process.
import { attachedText } from './attached-text.ts'
import {
  endsAsArchive,
  hasDangerousActions,
  hasProgramName,
  isDisguisedPdf,
  isProgram,
} from './dangerous-content.ts'
import { cleanFileName } from './file-name.ts'
import { type OfficeFault, readOffice } from './read-office.ts'
import { type PdfFault, readPdf } from './read-pdf.ts'
import { maxNesting, newBudget, type ReadingBudget, within } from './reading-budget.ts'
import { hasUnreadableLetters } from './unreadable-letters.ts'
import { together, type Unseen } from './unseen.ts'

/** Telegram takes no larger upload. */
export const maxFileBytes = 50 * 1024 * 1024

export type FileKind = 'pdf' | 'docx' | 'xlsx' | 'text'

/** The document of a directive: PDF, Word, plain text. An annex: PDF, Word, workbook. */
export type FileRole = 'document' | 'annex'

const accepted: Record<FileRole, readonly FileKind[]> = {
  document: ['pdf', 'docx', 'text'],
  annex: ['pdf', 'docx', 'xlsx'],
}

export type FileFault =
  | 'empty'
  | 'too_large'
  /** Not a PDF, Word document (.docx), workbook (.xlsx) or plain text (.txt). */
  | 'unsupported'
  /** A workbook as the document of a directive. */
  | 'only_as_annex'
  /** Plain text as an annex. */
  | 'not_as_annex'
  | OfficeFault
  | PdfFault

export type FileReading =
  | {
      ok: true
      kind: FileKind
      /** The name to show and circulate. */
      name: string
      mime: string
      /** What a reader sees. */
      text: string
      /**
       * The same and all that travels in the file unseen (properties, notes, deleted words …), for the scan.
       */
      everything: string
      /** What the scan could not see. */
      unseen: Unseen[]
      /** Where in the text each page begins; empty for what has no pages. */
      pages: number[]
    }
  | { ok: false; reason: FileFault }

const mimes: Record<FileKind, string> = {
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  text: 'text/plain; charset=utf-8',
}
const endings: Record<FileKind, RegExp> = {
  pdf: /\.pdf$/i,
  docx: /\.docx$/i,
  xlsx: /\.xlsx$/i,
  text: /\.txt$/i,
}
const macroEndings = /\.(?:docm|dotm|xlsm|xltm|xlsb|xlam|pptm)$/i

/** Reads a file. Never throws for what a file contains; the declared MIME type is not trusted. */
export async function readFileText(file: {
  bytes: Uint8Array
  name: string
  role?: FileRole
}): Promise<FileReading> {
  const { bytes, role = 'document' } = file
  const name = cleanFileName(file.name)
  if (hasProgramName(name) || isProgram(bytes)) return { ok: false, reason: 'program' }
  if (bytes.length === 0) return { ok: false, reason: 'empty' }
  if (bytes.length > maxFileBytes) return { ok: false, reason: 'too_large' }
  if (macroEndings.test(name)) return { ok: false, reason: 'macros' }
  const promised = (Object.keys(endings) as FileKind[]).find((each) => endings[each].test(name))
  // Without any ending the content decides, and gives the ending.
  const hasEnding = name.includes('.')
  if (promised === undefined && hasEnding) return { ok: false, reason: 'unsupported' }
  const content = await readContent(bytes, newBudget(), maxNesting)
  if (typeof content === 'string') {
    // What cannot be told apart has at least not the content that its name promises.
    const isOther = content === 'unsupported' || content === 'not_what_name_says'
    if (isOther) return { ok: false, reason: hasEnding ? 'not_what_name_says' : 'unsupported' }
    return { ok: false, reason: content }
  }
  const { kind, text, hidden, unseen, pages } = content
  if (promised !== undefined && kind !== promised) return { ok: false, reason: 'not_what_name_says' }
  if (promised === undefined && kind === 'text') return { ok: false, reason: 'unsupported' }
  if (!accepted[role].includes(kind))
    return { ok: false, reason: kind === 'xlsx' ? 'only_as_annex' : 'not_as_annex' }
  return {
    ok: true,
    kind,
    name: hasEnding ? name : `${name}.${kind}`,
    mime: mimes[kind],
    text,
    everything: `${text}\n${hidden}`,
    unseen,
    pages,
  }
}

interface Content {
  kind: FileKind
  text: string
  hidden: string
  unseen: Unseen[]
  pages: number[]
}

/** Reads what the content is, whatever its name. */
async function readContent(
  bytes: Uint8Array,
  budget: ReadingBudget,
  depth: number,
): Promise<Content | FileFault> {
  const kind = kindOf(bytes)
  if (kind === 'pdf') return await readPages(bytes, budget, depth)
  if (kind === 'text') {
    if (endsAsArchive(bytes)) return 'disguised'
    const text = decodeUtf8(bytes)!
    const kept = within(budget, text)
    const unseen: Unseen[] = kept.length < text.length ? [{ what: 'rest', pages: [] }] : []
    return { kind, text: kept, hidden: '', unseen: [...unseen, ...letters(kept)], pages: [] }
  }
  if (kind === null) return 'unsupported'
  const content = readOffice(bytes, budget)
  if (typeof content === 'string') return content
  const isScan = content.kind === 'docx' && content.text.trim() === ''
  const unseen = together([
    ...(isScan ? [{ what: 'scan' as const, pages: [] }] : []),
    ...content.unseen,
    ...letters(content.text),
  ])
  return { ...content, unseen, pages: [] }
}

const letters = (text: string): Unseen[] =>
  hasUnreadableLetters(text) ? [{ what: 'letters', pages: [] }] : []

async function readPages(
  bytes: Uint8Array,
  budget: ReadingBudget,
  depth: number,
): Promise<Content | FileFault> {
  if (isDisguisedPdf(bytes)) return 'disguised'
  if (hasDangerousActions(bytes, budget)) return 'program'
  const content = await readPdf(bytes, budget)
  if (typeof content === 'string') return content
  const hidden = [content.hidden]
  const unseen = [...content.unseen]
  for (const file of content.attached) {
    if (hasProgramName(cleanFileName(file.name)) || isProgram(file.bytes)) return 'program'
    const inner = await readAttached(file, budget, depth)
    if (inner === 'program' || inner === 'macros') return inner
    if (typeof inner === 'string') unseen.push({ what: 'parts', pages: [] })
    else {
      hidden.push(inner.text, inner.hidden)
      // The pages are those of another file.
      unseen.push(
        ...inner.unseen.map(({ what }) => ({ what: what === 'scan' ? 'pictures' : what, pages: [] })),
      )
    }
  }
  const { pages } = content
  const text = pages.join('\n')
  const isScan = text.trim() === ''
  return {
    kind: 'pdf',
    text,
    hidden: hidden.join('\n'),
    unseen: together(isScan ? [{ what: 'scan', pages: [] }, ...unseen.filter(isNotPictures)] : unseen),
    pages: startsOf(pages),
  }
}

const isNotPictures = ({ what }: Unseen) => what !== 'pictures'

async function readAttached(
  { name, bytes }: { name: string; bytes: Uint8Array },
  budget: ReadingBudget,
  depth: number,
): Promise<Content | FileFault> {
  if (depth <= 1 || bytes.length === 0) return 'unsupported'
  const text = attachedText(name, Buffer.from(bytes))
  if (text !== null && !endings.text.test(name))
    return { kind: 'text', text: within(budget, text), hidden: '', unseen: [], pages: [] }
  return await readContent(bytes, budget, depth - 1)
}

/** Where each page begins when they are joined by line breaks. */
function startsOf(pages: readonly string[]): number[] {
  let at = 0
  return pages.map((page) => {
    const start = at
    at += page.length + 1
    return start
  })
}

/** A PDF begins with its mark, an archive with its first part: what comes before would be something else. */
function kindOf(bytes: Uint8Array): 'pdf' | 'archive' | 'text' | null {
  const head = Buffer.from(bytes.subarray(0, 8)).toString('latin1')
  if (head.startsWith('%PDF-')) return 'pdf'
  if (head.startsWith('PK\u0003\u0004')) return 'archive'
  return decodeUtf8(bytes) === null ? null : 'text'
}

function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return text.includes('\0') ? null : text
  } catch {
    return null
  }
}
