// An export as a file: XLSX with a sheet of explanations, or CSV with the stable keys as headings. Text stays
// text, whatever it begins with.
import { writeCsv } from 'hucre/csv'
import { type SheetToWrite, writeWorkbook } from '../../platform/workbook.ts'
import type { Label, Language } from '../../response/outline.ts'
import type { ColumnKind, ExportBook, ExportCell, ExportColumn, ExportTable } from './book.ts'

export const exportFormats = ['xlsx', 'csv'] as const
export type ExportFormat = (typeof exportFormats)[number]

export interface WrittenExport {
  bytes: Uint8Array
  name: string
  mime: string
}

interface Writing {
  language: Language
  timeZone: string
}

/** Writes the file. Instants are in the organisation's zone. */
export async function writeExport(
  book: ExportBook,
  format: ExportFormat,
  writing: Writing,
): Promise<WrittenExport> {
  const name = `${book.fileName}.${format}`
  if (format === 'csv') {
    const rows = book.rows.map((row) =>
      row.map((cell, index) => csvCell(cell, book.columns[index]!, writing)),
    )
    const text = writeCsv(rows, {
      headers: book.columns.map(({ key }) => key),
      bom: true,
      escapeFormulae: true,
    })
    return { bytes: Buffer.from(text), name, mime: 'text/csv' }
  }
  const tables = [book, ...(book.more ?? [])]
  const bytes = await writeWorkbook([
    ...tables.map((table) => sheetOf(table, writing)),
    explanation(book, tables, writing.language),
  ])
  return { bytes, name, mime: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' }
}

const numberFormats: Record<ColumnKind, string | undefined> = {
  text: undefined,
  whole: '#,##0',
  decimal: '#,##0.##',
  rate: '0.00%',
  day: 'dd/mm/yyyy',
  instant: 'dd/mm/yyyy hh:mm',
}

function sheetOf({ name, columns, rows }: ExportTable, writing: Writing): SheetToWrite {
  return {
    name: name[writing.language].slice(0, 31),
    headings: columns.map((each) => each.label[writing.language]),
    rows: rows.map((row) => row.map((cell, index) => workbookCell(cell, columns[index]!, writing))),
    widths: columns.map((each) => widthOf(each, writing.language)),
    formats: columns.map(({ kind }) => numberFormats[kind]),
  }
}

/** Wide enough for the heading and the usual content. */
function widthOf({ kind, label }: ExportColumn, language: Language): number {
  const least = kind === 'text' ? 24 : kind === 'instant' ? 18 : 12
  return Math.min(40, Math.max(least, label[language].length + 3))
}

/** A workbook keeps times without a zone: the wall clock's, as if it were UTC. */
function workbookCell(cell: ExportCell, { kind }: ExportColumn, { timeZone }: Writing): ExportCell {
  if (cell === null) return null
  if (kind === 'day' && typeof cell === 'string') return new Date(`${cell}T00:00:00Z`)
  return cell instanceof Date ? new Date(`${wallClock(cell, timeZone)}:00Z`) : cell
}

function csvCell(cell: ExportCell, _column: ExportColumn, { timeZone }: Writing): string | number | null {
  return cell instanceof Date ? wallClock(cell, timeZone).replace('T', ' ') : cell
}

/** '2026-12-01T17:00'. */
function wallClock(instant: Date, timeZone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(instant.getTime())
    .toZonedDateTimeISO(timeZone)
    .toPlainDateTime()
    .toString({ smallestUnit: 'minute' })
}

/** The last sheet: what the file rests on, then what each column means. */
function explanation(book: ExportBook, tables: readonly ExportTable[], language: Language): SheetToWrite {
  const words = headings[language]
  const say = (text: Label) => text[language]
  return {
    name: words.sheet,
    headings: [words.sheet, words.key, words.meaning],
    widths: [44, 28, 90],
    rows: [
      [say(book.title), '', ''],
      ...book.basis.map((line) => ['', '', say(line)]),
      ...tables.flatMap((table) => [
        [say(table.name), '', ''],
        ...table.columns.map((each) => [say(each.label), each.key, each.note ? say(each.note) : '']),
      ]),
    ],
  }
}

const headings = {
  vi: { sheet: 'Giải thích', key: 'Mã cột', meaning: 'Ý nghĩa' },
  en: { sheet: 'Explanation', key: 'Key', meaning: 'Meaning' },
}
