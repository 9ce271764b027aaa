// Reads and writes spreadsheets (XLSX; old XLS for reading). The only file that knows the library. A workbook from
// outside is looked at before anything in it is unpacked: no macros, no bombs, no locked ones. What the rows mean is
// left to the rooms.
import { inflateRawSync } from 'node:zlib'
import { readXls, readXlsx, writeXlsx } from 'hucre/xlsx'

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

/** Is this a workbook (by its first bytes) rather than text? */
export function isWorkbook(bytes: Uint8Array): boolean {
  return isZip(bytes) || isOle(bytes)
}

/** The visible sheets of an XLSX or XLS file. */
export async function readWorkbook(bytes: Uint8Array): Promise<WorkbookOutcome> {
  if (bytes.length > largestPacked) return { ok: false, reason: 'too_large' }
  const fault = isZip(bytes) ? zipFault(bytes) : oleFault(bytes)
  if (fault) return { ok: false, reason: fault }
  try {
    const sheets = (info: { hidden?: boolean; veryHidden?: boolean }) => !info.hidden && !info.veryHidden
    const options = { sheets, maxRows: mostRows, range: `A1:AZ${mostRows}` }
    const book = isZip(bytes) ? await readXlsx(bytes, options) : await readXls(bytes)
    return {
      ok: true,
      sheets: book.sheets.map((sheet) => ({
        name: sheet.name,
        rows: sheet.rows.map((row) => row.map(text)),
      })),
    }
  } catch {
    return { ok: false, reason: 'unreadable' }
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

function text(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (value instanceof Date) return value.toISOString().slice(0, 10)
  return typeof value === 'object' ? '' : String(value)
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
  const parts: { at: number; packed: number; unpacked: number; method: number }[] = []
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
      parts.push({ at: zip.readUInt32LE(at + 42), packed, unpacked, method: zip.readUInt16LE(at + 10) })
      at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32)
    }
    for (const part of parts) if (part.method !== 0 && part.method !== 8) return 'unreadable'
  } catch {
    return 'unreadable'
  }
  return parts.every((part) => isHonest(zip, part)) ? null : 'too_large'
}

function isHonest(
  zip: Buffer,
  part: { at: number; packed: number; unpacked: number; method: number },
): boolean {
  if (part.method === 0) return part.packed === part.unpacked
  try {
    const start = part.at + 30 + zip.readUInt16LE(part.at + 26) + zip.readUInt16LE(part.at + 28)
    const packed = zip.subarray(start, start + part.packed)
    return inflateRawSync(packed, { maxOutputLength: Math.max(part.unpacked, 1) }).length === part.unpacked
  } catch {
    return false
  }
}

// Old workbooks name their parts in UTF-16; a locked XLSX comes in the same container.
function oleFault(bytes: Uint8Array): WorkbookFault | null {
  const ole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const has = (name: string) => ole.includes(Buffer.from(name, 'utf16le'))
  if (has('EncryptedPackage')) return 'locked'
  if (has('_VBA_PROJECT')) return 'macros'
  return null
}
