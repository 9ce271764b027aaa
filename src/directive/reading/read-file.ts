// What a file says: tells by its content what it really is and reads the text of PDF, DOCX and plain text,
// for the secrecy scan and for suggestions. How is left to read-pdf.ts and read-word.ts, judging the text is
// left to secrecy-interlock.ts and read-document-text.ts.
import { readPdf } from './read-pdf.ts'
import { readWord } from './read-word.ts'

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

export type FileReading =
  | {
      ok: true
      kind: FileKind
      mime: string
      /** What a reader sees. */
      text: string
      /**
       * The same and all that travels in the file unseen (properties, notes, deleted words …), for the scan.
       */
      everything: string
      /** False for scanned pages: their marks cannot be seen, and people are told so. */
      hasText: boolean
      /** Beside text it holds pictures, pages without text or objects that cannot be read. */
      hasPictures: boolean
      /** Where in the text each page begins; empty for what has no pages. */
      pages: number[]
    }
  | { ok: false; reason: FileFault }

const mimes: Record<FileKind, string> = {
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  text: 'text/plain; charset=utf-8',
}
const endings: Record<FileKind, RegExp> = { pdf: /\.pdf$/i, docx: /\.docx$/i, text: /\.txt$/i }

/** Reads a file. Never throws for what a file contains; the declared MIME type is not trusted. */
export async function readFileText(file: { bytes: Uint8Array; name: string }): Promise<FileReading> {
  return await read(file, 0)
}

async function read(
  { bytes, name }: { bytes: Uint8Array; name: string },
  depth: number,
): Promise<FileReading> {
  if (bytes.length === 0) return { ok: false, reason: 'empty' }
  if (bytes.length > maxFileBytes) return { ok: false, reason: 'too_large' }
  const kind = kindOf(bytes)
  const promised = (Object.keys(endings) as FileKind[]).find((each) => endings[each].test(name))
  if (promised !== undefined && promised !== kind) return { ok: false, reason: 'not_what_name_says' }
  if (kind === null || (kind === 'text' && promised !== 'text')) return { ok: false, reason: 'unsupported' }
  if (kind === 'pdf') return await readPages(bytes, depth)
  const content =
    kind === 'docx' ? readWord(bytes) : { text: decodeUtf8(bytes)!, hidden: '', hasPictures: false }
  // An archive that only its name calls a Word document, or one of another kind.
  if (content === 'not_what_name_says' && promised === undefined) return { ok: false, reason: 'unsupported' }
  if (typeof content === 'string') return { ok: false, reason: content }
  const { text, hidden, hasPictures } = content
  const hasText = text.trim().length > 0
  return {
    ok: true,
    kind,
    mime: mimes[kind],
    text,
    everything: `${text}\n${hidden}`,
    hasText,
    hasPictures,
    pages: [],
  }
}

/** Files attached to a PDF are read as deep as this. */
const maxDepth = 2

async function readPages(bytes: Uint8Array, depth: number): Promise<FileReading> {
  const content = await readPdf(bytes)
  if (content === null) return { ok: false, reason: 'unreadable' }
  const { pages, hidden, attached } = content
  const text = pages.join('\n')
  const hasText = text.trim().length > 0
  const everything = [text, hidden]
  let hasPictures = hasText && pages.some((page) => page.trim() === '')
  for (const file of attached) {
    const inner = depth < maxDepth ? await read(file, depth + 1) : null
    if (inner?.ok) everything.push(inner.everything)
    if (!inner?.ok || !inner.hasText || inner.hasPictures) hasPictures = true
  }
  const starts = pages.map((_, index) => pages.slice(0, index).reduce((at, page) => at + page.length + 1, 0))
  return {
    ok: true,
    kind: 'pdf',
    mime: mimes.pdf,
    text,
    everything: everything.join('\n'),
    hasText,
    hasPictures,
    pages: starts,
  }
}

function kindOf(bytes: Uint8Array): FileKind | null {
  const head = Buffer.from(bytes.subarray(0, 1024)).toString('latin1')
  if (head.includes('%PDF-')) return 'pdf'
  if (head.startsWith('PK\u0003\u0004')) return 'docx'
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
