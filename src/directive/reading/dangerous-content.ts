// What may never be circulated, whatever it is called: programs, and files that are two things at once.
import { inflateSync } from 'node:zlib'
import type { ReadingBudget } from './reading-budget.ts'

const endings = [
  'exe|com|scr|pif|dll|msi|msix|bat|cmd|ps1|vbs?|vbe|jse?|wsf|wsh',
  'hta|cpl|jar|lnk|url|reg|apk|sh|app|dmg|chm|iso|img',
]
const programEndings = new RegExp(`\\.(?:${endings.join('|')})$`, 'i')

/** Does the name end as that of a program? */
export const hasProgramName = (name: string): boolean => programEndings.test(name)

const programStarts = ['MZ', '\u007fELF', '#!', '\u00ca\u00fe\u00ba\u00be', '\u00cf\u00fa\u00ed\u00fe'].map(
  (start) => Buffer.from(start, 'latin1'),
)

/** Does the content begin as that of a program? */
export const isProgram = (bytes: Uint8Array): boolean =>
  programStarts.some((start) => Buffer.compare(start, bytes.subarray(0, start.length)) === 0)

const zipEnd = 'PK\u0005\u0006'
const zipEndSize = 22
/** Longest comment after the end of an archive, in bytes. */
const maxZipComment = 65_535

/** Would a program for archives take the file for one? */
export function endsAsArchive(bytes: Uint8Array): boolean {
  const tail = Buffer.from(bytes.subarray(-maxZipComment - zipEndSize))
  for (let at = tail.lastIndexOf(zipEnd, tail.length, 'latin1'); at !== -1; ) {
    const rest = tail.length - at - zipEndSize
    if (rest >= 0 && tail.readUInt16LE(at + 20) === rest) return true
    at = at === 0 ? -1 : tail.lastIndexOf(zipEnd, at - 1, 'latin1')
  }
  return false
}

/** Is a PDF something else besides: does anything that counts follow its end? */
export function isDisguisedPdf(bytes: Uint8Array): boolean {
  if (endsAsArchive(bytes)) return true
  const pdf = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = pdf.lastIndexOf('%%EOF', pdf.length, 'latin1')
  if (end === -1) return false
  const after = pdf.subarray(end + 5).toString('latin1')
  // Scanners and servers leave empty bytes and short remains.
  return (
    otherStarts.some((start) => after.includes(start)) || /<(?:html|script|!doctype|hta|\?php)/i.test(after)
  )
}

/** How archives and programs begin. */
const otherStarts = ['PK\u0003\u0004', 'MZ', '\u007fELF', 'Rar!', '7z\u00bc\u00af']

const dangerousActions = /\/(?:S|Type)\s{0,20}\/(?:JavaScript|Launch|SubmitForm|ImportData|GoToE)\b/
/** Names may be written with codes: '/J#61vaScript'. */
const withoutNameCodes = (pdf: string) =>
  pdf.replace(/#([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))

/**
 * Does a PDF run something, start a program or send what was filled in? Looks at all objects, also those that
 * are packed together; pdf.js names only some of them.
 */
export function hasDangerousActions(bytes: Uint8Array, budget: ReadingBudget): boolean {
  const pdf = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (dangerousActions.test(withoutNameCodes(pdf.toString('latin1')))) return true
  for (
    let at = pdf.indexOf('/ObjStm', 0, 'latin1');
    at !== -1;
    at = pdf.indexOf('/ObjStm', at + 1, 'latin1')
  ) {
    const start = pdf.indexOf('stream', at, 'latin1')
    if (start === -1 || --budget.entries < 0) return false
    const packed = pdf.subarray(start + (pdf[start + 6] === 13 ? 8 : 7))
    const objects = inflated(packed, budget)
    if (objects !== null && dangerousActions.test(withoutNameCodes(objects.toString('latin1')))) return true
  }
  return false
}

function inflated(packed: Buffer, budget: ReadingBudget): Buffer | null {
  try {
    const content = inflateSync(packed, { maxOutputLength: Math.max(1, budget.bytes) })
    budget.bytes -= content.length
    return content
  } catch (error) {
    // Larger than the budget: nothing is left of it.
    if ((error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE') budget.bytes = 0
    return null
  }
}
