// Reads workbooks that are no XLSX: XLS of any age, and the web pages and XML that offices' programs save
// under that name. Their library promises no limits, so this is run in a process that has some
// (run-apart.ts).
import { type CellObject, read, type WorkBook } from '@e965/xlsx'
import type { Sheet, WorkbookFault } from './read-new-workbook.ts'

const widest = 52
/** What the library's types leave out: rows kept as lists, and the mark of a sheet with macros of Excel 4. */
type Inside = { '!type'?: string; '!data'?: (CellObject | undefined)[][] }

/** The visible sheets of bytes (XLS) or of text (HTML, XML), cells as text; or why not. */
export function readOldWorkbook(given: Uint8Array | string): Sheet[] | WorkbookFault {
  let book: WorkBook
  try {
    book = read(given, {
      type: typeof given === 'string' ? 'string' : 'array',
      dense: true,
      cellDates: true,
      UTC: true,
      cellFormula: false,
      cellHTML: false,
      cellText: false,
      // Text of a web page stays as it stands there: a code such as 007 is no number.
      raw: true,
    })
  } catch (error) {
    return /password|encrypt/i.test(String(error)) ? 'locked' : 'unreadable'
  }
  const sheets = book.SheetNames.map((name) => ({ name, inside: book.Sheets[name] as Inside }))
  if (sheets.some(({ inside }) => inside['!type'] === 'macro')) return 'macros'
  const isShown = (index: number) => !book.Workbook?.Sheets?.[index]?.Hidden
  return sheets
    .filter((_, index) => isShown(index))
    .map(({ name, inside }) => ({
      name,
      rows: Array.from(inside['!data'] ?? [], (row) => Array.from((row ?? []).slice(0, widest), text)),
    }))
}

function text(cell: CellObject | undefined): string {
  // A formula that failed has nothing to say; its row is then told to lack what should stand there.
  if (cell?.v === undefined || cell.v === null || cell.t === 'e') return ''
  if (cell.v instanceof Date) return cell.v.toISOString().slice(0, 10)
  return String(cell.v)
}
