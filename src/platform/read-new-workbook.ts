// Reads XLSX workbooks. What an archive says of itself is looked at before anything in it is unpacked, and
// every part is unpacked once, no further than that says, before the library sees it.
import { readXlsx } from 'hucre/xlsx'
import { type ZipPart, zipParts } from './zip.ts'

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

/** The visible sheets, cells as text; or why not. */
export async function readNewWorkbook(bytes: Uint8Array): Promise<Sheet[] | WorkbookFault> {
  const parts = partsOf(bytes)
  if (typeof parts === 'string') return parts
  const fault = contentFault(parts)
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

/** The parts of the archive, when what its directory says of them can be that of an honest workbook. */
function partsOf(bytes: Uint8Array): ZipPart[] | WorkbookFault {
  const parts = zipParts(bytes)
  if (parts === null) return 'unreadable'
  if (parts.length > maxParts) return 'too_large'
  let total = 0
  for (const { name, packedSize, claimedSize } of parts) {
    if (/vbaproject|macrosheets|activex|\.vba|\.exe$|\.dll$/i.test(name)) return 'macros'
    total += claimedSize
    const isBomb = claimedSize > 1024 * 1024 && claimedSize > packedSize * largestRatio
    if (total > largestUnpacked || isBomb) return 'too_large'
  }
  return parts.every((part) => part.isReadable) ? parts : 'unreadable'
}

// Unpacks each part no further than the directory says, to catch a directory that lies.
function contentFault(parts: readonly ZipPart[]): WorkbookFault | null {
  let sheets = 0
  let emptyRows = 0
  for (const part of parts) {
    const content = part.unpack(part.claimedSize)
    if (content?.length !== part.claimedSize) return 'too_large'
    const name = part.name.toLowerCase()
    if (name === 'xl/workbook.xml') sheets += content.toString('latin1').split(/<(?:\w+:)?sheet\s/).length - 1
    if (name.startsWith('xl/worksheets/')) emptyRows = Math.max(emptyRows, emptyRowsOf(content))
  }
  return emptyRows * Math.max(sheets, 1) > maxEmptyRows ? 'too_large' : null
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
