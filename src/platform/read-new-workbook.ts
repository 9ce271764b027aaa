// Reads XLSX workbooks. What an archive says of itself is looked at before anything in it is unpacked, and every part is
// unpacked once, no further than that says, before the library sees it. Large ones take seconds and hundreds of
// megabytes: workbook.ts runs this in a thread then.
import { inflateRawSync } from 'node:zlib'
import { readXlsx } from 'hucre/xlsx'

export interface Sheet {
  name: string
  /** Cells as text, '' for empty ones. Row n of the sheet is rows[n - 1]. */
  rows: string[][]
}

export type WorkbookFault = 'macros' | 'too_large' | 'locked' | 'unreadable'

/** Largest workbook unpacked, in bytes. Longer lists come as CSV. */
const largestUnpacked = 96 * 1024 * 1024
/** A part that unpacks to more than this many times its size is no honest table (those reach about 30). */
const largestRatio = 150
const maxParts = 1_000
const maxRows = 400_000
/** A row with anything in it takes so many bytes; of rows without, an honest workbook has few. */
const smallestRow = 16
const maxEmptyRows = 200_000

const endSignature = 0x06054b50
const entrySignature = 0x02014b50

/**
 * What the directory of the archive tells, without unpacking anything: how many bytes its parts have together when
 * unpacked (no part is unpacked further than that), or why it is not opened. Takes next to no time.
 */
export function unpackedSize(bytes: Uint8Array): number | WorkbookFault {
  const parts = partsOf(bytes)
  return typeof parts === 'string' ? parts : parts.reduce((sum, part) => sum + part.unpacked, 0)
}

/** The visible sheets, cells as text; or why not. */
export async function readNewWorkbook(bytes: Uint8Array): Promise<Sheet[] | WorkbookFault> {
  const parts = partsOf(bytes)
  if (typeof parts === 'string') return parts
  const fault = contentFault(bytes, parts)
  if (fault) return fault
  try {
    const sheets = (info: { hidden?: boolean; veryHidden?: boolean }) => !info.hidden && !info.veryHidden
    // One row more than is taken, so that a longer list is refused and never cut.
    const book = await readXlsx(bytes, { sheets, maxRows: maxRows + 1, range: `A1:AZ${maxRows + 1}` })
    if (book.sheets.some(({ rows }) => rows.length > maxRows)) return 'too_large'
    // Rows and cells without anything in them are left out by the library.
    const rowsOf = (rows: readonly (readonly unknown[])[]) =>
      Array.from(rows, (row) => Array.from(row ?? [], text))
    return book.sheets.map(({ name, rows }) => ({ name, rows: rowsOf(rows) }))
  } catch {
    return 'unreadable'
  }
}

/** What a formula that failed shows; such a cell has nothing to say. */
const failedFormula = /^#(NULL!|DIV\/0!|VALUE!|REF!|NAME\?|NUM!|N\/A)$/

function text(value: unknown): string {
  if (typeof value === 'string') return failedFormula.test(value) ? '' : value
  if (value instanceof Date) return value.toISOString().slice(0, 10)
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
}

const asBuffer = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)

// The archive's directory.
function partsOf(bytes: Uint8Array): Part[] | WorkbookFault {
  const zip = asBuffer(bytes)
  const parts: Part[] = []
  try {
    let end = zip.length - 22
    while (end >= Math.max(0, zip.length - 65_557) && zip.readUInt32LE(end) !== endSignature) end--
    if (end < 0 || zip.readUInt32LE(end) !== endSignature) return 'unreadable'
    const count = zip.readUInt16LE(end + 10)
    if (count > maxParts) return 'too_large'
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
    return parts
  } catch {
    return 'unreadable'
  }
}

// Unpacks each part no further than the directory says, to catch a directory that lies.
function contentFault(bytes: Uint8Array, parts: readonly Part[]): WorkbookFault | null {
  const zip = asBuffer(bytes)
  let sheets = 0
  let emptyRows = 0
  for (const part of parts) {
    const content = unpack(zip, part)
    if (content === null) return 'too_large'
    if (part.name === 'xl/workbook.xml')
      sheets += content.toString('latin1').split(/<(?:\w+:)?sheet\s/).length - 1
    if (part.name.startsWith('xl/worksheets/')) emptyRows = Math.max(emptyRows, emptyRowsOf(content))
  }
  return emptyRows * Math.max(sheets, 1) > maxEmptyRows ? 'too_large' : null
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
  if (written >= maxRows) return 0
  let last = 0
  for (const [, row] of sheet.toString('latin1').matchAll(/\sr="[A-Z]*(\d+)"/g))
    if (Number(row) <= maxRows + 1) last = Math.max(last, Number(row))
  return Math.max(0, last - written)
}
