// Reads and writes spreadsheets. Knows the library for XLSX; older kinds are read by read-old-workbook.ts. A workbook
// from outside is looked at before anything in it is unpacked: no macros, no bombs, no locked ones. What the rows mean
// is left to the rooms.
import { inflateRawSync } from 'node:zlib'
import { readXlsx, writeXlsx } from 'hucre/xlsx'
import { runInWorker } from './in-worker.ts'

export interface Sheet {
  name: string
  /** Cells as text, '' for empty ones. Row n of the sheet is rows[n - 1]. */
  rows: string[][]
}

export type WorkbookFault = 'macros' | 'too_large' | 'locked' | 'unreadable'

export type WorkbookOutcome = { ok: true; sheets: Sheet[] } | { ok: false; reason: WorkbookFault }

/** Largest workbook taken, as it comes and unpacked, in bytes. Longer lists come as CSV. */
const largestPacked = 16 * 1024 * 1024
const largestUnpacked = 96 * 1024 * 1024
/** A part that unpacks to more than this many times its size is no honest table (those reach about 30). */
const largestRatio = 150
const mostParts = 1_000
const mostRows = 400_000
/** A row with anything in it takes so many bytes; of rows without, an honest workbook has few. */
const smallestRow = 16
const mostEmptyRows = 200_000

/** A thread of its own for what is not XLSX. */
const oldLimits = { memoryMb: 512, timeMs: 30_000 }
const oldReader = new URL('./read-old-workbook.ts', import.meta.url)

/** Is this a workbook (by its first bytes) rather than text? */
export function isWorkbook(bytes: Uint8Array): boolean {
  return isZip(bytes) || isOle(bytes)
}

/** The visible sheets of an XLSX or XLS file. */
export async function readWorkbook(bytes: Uint8Array): Promise<WorkbookOutcome> {
  if (bytes.length > largestPacked) return { ok: false, reason: 'too_large' }
  const fault = isZip(bytes) ? zipFault(bytes) : oleFault(bytes)
  if (fault) return { ok: false, reason: fault }
  return isZip(bytes) ? await readNew(bytes) : await readOld(bytes)
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

async function readNew(bytes: Uint8Array): Promise<WorkbookOutcome> {
  try {
    const sheets = (info: { hidden?: boolean; veryHidden?: boolean }) => !info.hidden && !info.veryHidden
    // One row more than is taken, so that a longer list is refused and never cut.
    const book = await readXlsx(bytes, { sheets, maxRows: mostRows + 1, range: `A1:AZ${mostRows + 1}` })
    if (book.sheets.some(({ rows }) => rows.length > mostRows)) return { ok: false, reason: 'too_large' }
    // Rows and cells without anything in them are left out by the library.
    const rowsOf = (rows: readonly (readonly unknown[])[]) =>
      Array.from(rows, (row) => Array.from(row ?? [], text))
    return { ok: true, sheets: book.sheets.map(({ name, rows }) => ({ name, rows: rowsOf(rows) })) }
  } catch {
    return { ok: false, reason: 'unreadable' }
  }
}

async function readOld(given: Uint8Array | string): Promise<WorkbookOutcome> {
  try {
    const read = await runInWorker<Sheet[] | WorkbookFault>(oldReader, 'readOldWorkbook', given, oldLimits)
    return typeof read === 'string' ? { ok: false, reason: read } : { ok: true, sheets: read }
  } catch {
    // Over the limits of the thread.
    return { ok: false, reason: 'too_large' }
  }
}

export interface SheetToWrite {
  name: string
  headings: string[]
  rows: (string | number)[][]
  /** Width of each column in characters. */
  widths: number[]
  /** Columns (from 0) whose cells are chosen from a list. */
  choices?: { column: number; values: string[] }[]
}

/** An XLSX file with a bold, fixed and filterable row of headings. Text stays text, whatever it begins with. */
export async function writeWorkbook(sheets: readonly SheetToWrite[]): Promise<Uint8Array> {
  return await writeXlsx({
    sheets: sheets.map(({ name, headings, rows, widths, choices = [] }) => ({
      name,
      columns: widths.map((width) => ({ width })),
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

/** What a formula that failed shows; such a cell has nothing to say. */
const failedFormula = /^#(NULL!|DIV\/0!|VALUE!|REF!|NAME\?|NUM!|N\/A)$/

function text(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (value instanceof Date) return value.toISOString().slice(0, 10)
  if (typeof value === 'object' || (typeof value === 'string' && failedFormula.test(value))) return ''
  return String(value)
}

const letter = (column: number) => String.fromCharCode(65 + column)
const isZip = (bytes: Uint8Array) =>
  bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4
const isOle = (bytes: Uint8Array) =>
  bytes[0] === 0xd0 && bytes[1] === 0xcf && bytes[2] === 0x11 && bytes[3] === 0xe0

const endSignature = 0x06054b50
const entrySignature = 0x02014b50

// Reads the archive's directory only; then unpacks each part no further than its directory says, to catch a
// directory that lies.
function zipFault(bytes: Uint8Array): WorkbookFault | null {
  const zip = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const parts: Part[] = []
  try {
    let end = zip.length - 22
    while (end >= Math.max(0, zip.length - 65_557) && zip.readUInt32LE(end) !== endSignature) end--
    if (end < 0 || zip.readUInt32LE(end) !== endSignature) return 'unreadable'
    const count = zip.readUInt16LE(end + 10)
    if (count > mostParts) return 'too_large'
    let at = zip.readUInt32LE(end + 16)
    let total = 0
    for (let left = count; left > 0; left--) {
      if (zip.readUInt32LE(at) !== entrySignature) return 'unreadable'
      const nameLength = zip.readUInt16LE(at + 28)
      const name = zip.toString('latin1', at + 46, at + 46 + nameLength).toLowerCase()
      if (/vbaproject|macrosheets|activex|\.vba|\.exe$|\.dll$/.test(name)) return 'macros'
      const packed = zip.readUInt32LE(at + 20)
      const unpacked = zip.readUInt32LE(at + 24)
      total += unpacked
      if (total > largestUnpacked || (unpacked > 1024 * 1024 && unpacked > packed * largestRatio))
        return 'too_large'
      parts.push({ name, at: zip.readUInt32LE(at + 42), packed, unpacked, method: zip.readUInt16LE(at + 10) })
      at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32)
    }
    for (const part of parts) if (part.method !== 0 && part.method !== 8) return 'unreadable'
  } catch {
    return 'unreadable'
  }
  let sheets = 0
  let emptyRows = 0
  for (const part of parts) {
    const content = unpack(zip, part)
    if (content === null) return 'too_large'
    if (part.name === 'xl/workbook.xml')
      sheets += content.toString('latin1').split(/<(?:\w+:)?sheet\s/).length - 1
    if (part.name.startsWith('xl/worksheets/')) emptyRows = Math.max(emptyRows, emptyRowsOf(content))
  }
  return emptyRows * Math.max(sheets, 1) > mostEmptyRows ? 'too_large' : null
}

interface Part {
  name: string
  at: number
  packed: number
  unpacked: number
  method: number
}

/** A part unpacked no further than its directory says; null when it is not as large as that. */
function unpack(zip: Buffer, part: Part): Buffer | null {
  try {
    const start = part.at + 30 + zip.readUInt16LE(part.at + 26) + zip.readUInt16LE(part.at + 28)
    const packed = zip.subarray(start, start + part.packed)
    const content =
      part.method === 0 ? packed : inflateRawSync(packed, { maxOutputLength: Math.max(part.unpacked, 1) })
    return content.length === part.unpacked ? content : null
  } catch {
    return null
  }
}

/** How many rows a sheet would have without a word in them: one cell far down makes all those above it. */
function emptyRowsOf(sheet: Buffer): number {
  // So much text is no bomb of this kind, and need not be searched.
  const written = sheet.length / smallestRow
  if (written >= mostRows) return 0
  let last = 0
  for (const [, row] of sheet.toString('latin1').matchAll(/\sr="[A-Z]*(\d+)"/g))
    if (Number(row) <= mostRows + 1) last = Math.max(last, Number(row))
  return Math.max(0, last - written)
}

// Old workbooks name their parts in UTF-16; a locked XLSX comes in the same container.
function oleFault(bytes: Uint8Array): WorkbookFault | null {
  const ole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const has = (name: string) => ole.includes(Buffer.from(name, 'utf16le'))
  if (has('EncryptedPackage')) return 'locked'
  if (has('_VBA_PROJECT')) return 'macros'
  return ole.subarray(0, 8).toString('hex') === 'd0cf11e0a1b11ae1' ? null : 'unreadable'
}
