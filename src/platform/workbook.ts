// Reads and writes spreadsheets. XLSX is read by read-new-workbook.ts, older kinds by read-old-workbook.ts. A
// workbook from outside is looked at before anything in it is unpacked: no macros, no bombs, no locked ones.
// Reading may take seconds and hundreds of megabytes: whoever reads bytes from outside does it apart
// (run-apart.ts). What the rows mean is left to the rooms.
import { writeXlsx } from 'hucre/xlsx'
import { readNewWorkbook, type Sheet, type WorkbookFault } from './read-new-workbook.ts'

export type WorkbookOutcome = { ok: true; sheets: Sheet[] } | { ok: false; reason: WorkbookFault }

/** Largest workbook taken, as it comes, in bytes. Longer lists come as CSV. */
const largestPacked = 16 * 1024 * 1024

/** Is this a workbook (by its first bytes) rather than text? */
export function isWorkbook(bytes: Uint8Array): boolean {
  return isZip(bytes) || isOle(bytes)
}

/** The visible sheets of an XLSX or XLS file. */
export async function readWorkbook(bytes: Uint8Array): Promise<WorkbookOutcome> {
  if (bytes.length > largestPacked) return { ok: false, reason: 'too_large' }
  if (isZip(bytes)) return outcomeOf(await readNewWorkbook(bytes))
  const fault = oleFault(bytes)
  return fault ? { ok: false, reason: fault } : await readOld(bytes)
}

/** Is this text a table all the same: a web page or XML that a program saved as "XLS"? */
export function isMarkup(text: string): boolean {
  const start = text
    .slice(0, 2_000)
    .replace(/^\ufeff/, '')
    .trimStart()
  return (
    /^<(!doctype html|html|table|head|meta)\b/i.test(start) ||
    /^<\?xml[\s\S]*<(\w+:)?(workbook|html)\b/i.test(start)
  )
}

/** The tables of such text. */
export async function readMarkup(text: string): Promise<WorkbookOutcome> {
  return text.length > largestPacked ? { ok: false, reason: 'too_large' } : await readOld(text)
}

// A large library, which most lists do not need.
async function readOld(given: Uint8Array | string): Promise<WorkbookOutcome> {
  const { readOldWorkbook } = await import('./read-old-workbook.ts')
  return outcomeOf(readOldWorkbook(given))
}

const outcomeOf = (read: Sheet[] | WorkbookFault): WorkbookOutcome =>
  typeof read === 'string' ? { ok: false, reason: read } : { ok: true, sheets: read }

export interface SheetToWrite {
  name: string
  headings: string[]
  rows: (string | number | Date | null)[][]
  /** Width of each column in characters. */
  widths: number[]
  /** Number format of each column, such as '#,##0'; the usual one where it is left out. */
  formats?: (string | undefined)[]
  /** Columns (from 0) whose cells are chosen from a list. */
  choices?: { column: number; values: string[] }[]
}

/**
 * An XLSX file with a bold, fixed and filterable row of headings. Text stays text, whatever it begins with.
 */
export async function writeWorkbook(sheets: readonly SheetToWrite[]): Promise<Uint8Array> {
  return await writeXlsx({
    sheets: sheets.map(({ name, headings, rows, widths, formats = [], choices = [] }) => ({
      name,
      columns: widths.map((width, column) => ({ width, numFmt: formats[column] })),
      rows: [headings, ...rows],
      cells: new Map(
        headings.map((value, column) => [`0,${column}`, { value, style: { font: { bold: true } } }] as const),
      ),
      freezePane: { rows: 1 },
      autoFilter: { range: `A1:${letter(headings.length - 1)}${rows.length + 1}` },
      dataValidations: choices.map(({ column, values }) => ({
        type: 'list' as const,
        values,
        range: `${letter(column)}2:${letter(column)}10000`,
      })),
    })),
  })
}

/** The name of a column, from 0: A, …, Z, AA, … */
const letter = (column: number): string =>
  (column < 26 ? '' : letter(Math.floor(column / 26) - 1)) + String.fromCharCode(65 + (column % 26))
const isZip = (bytes: Uint8Array) =>
  bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4
const isOle = (bytes: Uint8Array) =>
  bytes[0] === 0xd0 && bytes[1] === 0xcf && bytes[2] === 0x11 && bytes[3] === 0xe0

// Old workbooks name their parts in UTF-16; a locked XLSX comes in the same container.
function oleFault(bytes: Uint8Array): WorkbookFault | null {
  const ole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const has = (name: string) => ole.includes(Buffer.from(name, 'utf16le'))
  if (has('EncryptedPackage')) return 'locked'
  if (has('_VBA_PROJECT')) return 'macros'
  return ole.subarray(0, 8).toString('hex') === 'd0cf11e0a1b11ae1' ? null : 'unreadable'
}
