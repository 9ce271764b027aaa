// Reads a table from a file of an office into lines of the wanted columns. Detects the encoding, the
// separator and the line with the headings. Ignores title rows above and other columns. The caller knows the
// headings (read-unit-table.ts, read-officer-table.ts). platform/workbook.ts opens workbooks.
import { parse } from 'csv-parse/sync'
import { ApartFault, runApart } from '../../platform/run-apart.ts'
import { normaliseText } from '../../platform/vietnamese-text.ts'
import { isMarkup, isWorkbook, readMarkup, readWorkbook } from '../../platform/workbook.ts'

/** The columns of a list. */
export interface TableShape<Column extends string> {
  columns: readonly Column[]
  /** Columns that a list may lack. Their cells are then ''. */
  optional?: readonly Column[]
  /** The column that a heading stands for; null for any other text. */
  readHeading: (text: string) => Column | null
}

/** One line of the list, with trimmed cells. `row` counts from 1 as a spreadsheet does. */
export type TableLine<Column extends string> = { row: number } & Record<Column, string>

export type TableFault<Column extends string = string> =
  | { problem: 'empty' }
  | { problem: 'too_large' }
  /** No line has all headings. `missing`: the columns that the best line lacks. */
  | { problem: 'no_headings'; missing: Column[] }
  | { problem: 'unreadable'; detail: string }
  /** A workbook with macros, or with a password, is not opened. */
  | { problem: 'macros' }
  | { problem: 'locked' }

export type TableOutcome<Column extends string> =
  /** `otherSheets`: names of further sheets that have the headings and were not read. */
  { ok: true; lines: TableLine<Column>[]; otherSheets?: string[] } | { ok: false; fault: TableFault<Column> }

/** Maximum size of a list, in bytes: 300,000 units with long names fit. */
export const maxTableBytes = 64 * 1024 * 1024
const separators = [',', ';', '\t', '|']
/** Number of lines, from the first one, in which the headings are looked for. */
const maxHeadingLines = 30

/** What reading a list may take. 120,000 units in a workbook need half of the time and all of the memory. */
const limits = { timeMs: 10_000, memoryMb: 512 }

/**
 * Reads a list in a process of its own: calls the exported function `name` of `module` with the bytes. The
 * function uses `readTableFile`.
 */
export async function readTableApart<Outcome>(
  module: URL,
  name: string,
  bytes: Uint8Array,
): Promise<Outcome | { ok: false; fault: { problem: 'too_large' } }> {
  if (bytes.length > maxTableBytes) return { ok: false, fault: { problem: 'too_large' } }
  try {
    return await runApart<Outcome>(module, name, bytes, limits)
  } catch (error) {
    if (error instanceof ApartFault) return { ok: false, fault: { problem: 'too_large' } }
    throw error
  }
}

/** Reads a list from a workbook (its first sheet with the headings) or from separated text. */
export async function readTableFile<Column extends string>(
  bytes: Uint8Array,
  shape: TableShape<Column>,
): Promise<TableOutcome<Column>> {
  if (bytes.length > maxTableBytes) return { ok: false, fault: { problem: 'too_large' } }
  const text = isWorkbook(bytes) ? null : decodeText(bytes)
  if (text !== null && !isMarkup(text)) return readTableText(text, shape)
  const book = text === null ? await readWorkbook(bytes) : await readMarkup(text)
  if (!book.ok)
    return {
      ok: false,
      fault:
        book.reason === 'unreadable'
          ? { problem: 'unreadable', detail: 'the workbook is damaged' }
          : { problem: book.reason },
    }
  // Without the headings in any sheet, report the fault of the first sheet: a person sees it on opening the
  // file.
  let firstOutcome: TableOutcome<Column> | undefined
  for (const [index, sheet] of book.sheets.entries()) {
    const read = readTableCells(sheet.rows, shape)
    if (read.ok) {
      const others = book.sheets.slice(index + 1).filter(({ rows }) => readTableCells(rows, shape).ok)
      return others.length > 0 ? { ...read, otherSheets: others.map(({ name }) => name) } : read
    }
    firstOutcome ??= read
  }
  return firstOutcome ?? { ok: false, fault: { problem: 'empty' } }
}

/** Reads separated text. Bytes may be UTF-8 (with or without a byte order mark), UTF-16 or windows-1258. */
export function readTableText<Column extends string>(
  given: Uint8Array | string,
  shape: TableShape<Column>,
): TableOutcome<Column> {
  if (given.length > maxTableBytes) return { ok: false, fault: { problem: 'too_large' } }
  const text = typeof given === 'string' ? given : decodeText(given)
  if (text.trim() === '') return { ok: false, fault: { problem: 'empty' } }
  let missing: readonly Column[] = shape.columns.filter((name) => !shape.optional?.includes(name))
  for (const delimiter of separators) {
    const head = split(text, delimiter, maxHeadingLines)
    if (!head.ok) continue
    const headings = findHeadings(head.rows, shape)
    if (headings.ok) {
      const table = split(text, delimiter)
      return table.ok
        ? linesBelow(table.rows, headings, shape)
        : { ok: false, fault: { problem: 'unreadable', detail: table.detail } }
    }
    if (headings.missing.length < missing.length) missing = headings.missing
  }
  return { ok: false, fault: { problem: 'no_headings', missing: [...missing] } }
}

function readTableCells<Column extends string>(
  rows: readonly (readonly string[])[],
  shape: TableShape<Column>,
): TableOutcome<Column> {
  if (rows.every((cells) => cells.every((cell) => cell.trim() === '')))
    return { ok: false, fault: { problem: 'empty' } }
  const headings = findHeadings(rows.slice(0, maxHeadingLines), shape)
  return headings.ok
    ? linesBelow(rows, headings, shape)
    : { ok: false, fault: { problem: 'no_headings', missing: headings.missing } }
}

/**
 * Decodes bytes. Bytes that are neither UTF-16 with a byte order mark nor UTF-8 are decoded as windows-1258,
 * the other encoding of Vietnamese offices.
 */
function decodeText(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1258').decode(bytes)
  }
}

interface Headings<Column extends string> {
  ok: true
  /** Index of the row with the headings. */
  row: number
  /** Index of the cell by column. */
  at: Partial<Record<Column, number>>
}

function findHeadings<Column extends string>(
  rows: readonly (readonly string[])[],
  { columns, optional = [], readHeading }: TableShape<Column>,
): Headings<Column> | { ok: false; missing: Column[] } {
  const needed = columns.filter((name) => !optional.includes(name))
  let missing: Column[] = needed
  for (const [row, cells] of rows.entries()) {
    const at = columnsIn(cells, readHeading)
    // Headings may span two rows. Where the lower cell is empty, as under a merged cell, the upper cell is
    // the heading.
    for (const [column, index] of Object.entries(columnsIn(rows[row - 1] ?? [], readHeading)) as [
      Column,
      number,
    ][])
      if ((cells[index] ?? '').trim() === '') at[column] ??= index
    const missingHere = needed.filter((name) => at[name] === undefined)
    if (missingHere.length === 0) return { ok: true, row, at }
    if (missingHere.length < missing.length) missing = missingHere
  }
  return { ok: false, missing }
}

function columnsIn<Column extends string>(
  cells: readonly string[],
  readHeading: (text: string) => Column | null,
): Partial<Record<Column, number>> {
  const at: Partial<Record<Column, number>> = {}
  for (const [index, cell] of cells.entries()) {
    const column = readHeading(cell)
    if (column) at[column] ??= index
  }
  return at
}

/** A mark that offices write below each heading: (1), (2), 3 or A, B. */
const columnMark = /^(\(\d{1,2}\)|\d{1,2}|[A-Z])$/

function linesBelow<Column extends string>(
  rows: readonly (readonly string[])[],
  { row, at }: Headings<Column>,
  { columns }: TableShape<Column>,
): TableOutcome<Column> {
  const lines: TableLine<Column>[] = []
  for (let index = row + 1; index < rows.length; index++) {
    const cells = rows[index] ?? []
    const entries = columns.map((column) => [column, tidy(cells[at[column] ?? -1] ?? '')] as const)
    const written = entries.filter(([, cell]) => cell !== '').map(([, cell]) => cell)
    if (index === row + 1 && areColumnMarks(written)) continue
    // A row without any wanted cell is a blank line, or a signature or footnote in another column.
    if (written.length > 0)
      lines.push({ row: index + 1, ...Object.fromEntries(entries) } as TableLine<Column>)
  }
  return lines.length > 0 ? { ok: true, lines } : { ok: false, fault: { problem: 'empty' } }
}

/** Are the cells marks of columns? Yes when there are more than two, all of them marks and all different. */
function areColumnMarks(cells: readonly string[]): boolean {
  return (
    cells.length > 2 && new Set(cells).size === cells.length && cells.every((cell) => columnMark.test(cell))
  )
}

// Control characters become spaces: the database refuses some of them.
function tidy(cell: string): string {
  return normaliseText(cell)
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
}

type Split = { ok: true; rows: string[][] } | { ok: false; detail: string }

function split(text: string, delimiter: string, to?: number): Split {
  try {
    const rows = parse(text, {
      delimiter,
      bom: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: false,
      ...(to === undefined ? {} : { to }),
    }) as string[][]
    return { ok: true, rows }
  } catch (error) {
    return { ok: false, detail: error instanceof Error ? error.message : String(error) }
  }
}
