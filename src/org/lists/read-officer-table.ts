// Reads a list of duty holders into lines of unit code, duty and name, with phone number and term where the
// list has them. Knows the headings that offices use.
import type { Duty } from '../../platform/database-types.ts'
import {
  readTableApart,
  readTableFile,
  type TableLine,
  type TableOutcome,
  type TableShape,
} from './read-table.ts'
import { comparableWords, readDayCell } from './unit-columns.ts'

export type OfficerColumn = 'unit_code' | 'duty' | 'name' | 'phone' | 'until'
export type OfficerLine = TableLine<OfficerColumn>
export type OfficerTable = TableOutcome<OfficerColumn>

const headings: Record<string, OfficerColumn> = {
  ...all('unit_code', [
    'unit code',
    'unit',
    'code',
    'ma don vi',
    'ma to chuc',
    'ma to chuc dang',
    'ma',
    'ma dv',
  ]),
  ...all('duty', ['duty', 'nhiem vu', 'chuc vu', 'chuc danh', 'vai tro', 'chuc vu dang']),
  ...all('name', ['name', 'full name', 'ho ten', 'ho va ten', 'ho va ten can bo', 'ten can bo']),
  ...all('until', [
    'until',
    'term',
    'term until',
    'den ngay',
    'nhiem ky',
    'nhiem ky den',
    'het nhiem ky',
    'ngay het nhiem ky',
  ]),
  ...all('phone', [
    'phone',
    'phone number',
    'so dien thoai',
    'dien thoai',
    'sdt',
    'so dt',
    'di dong',
    'so di dong',
  ]),
}

const duties: Record<string, Duty> = {
  ...all('secretary', ['secretary', 'bi thu', 'bi thu chi bo', 'bi thu dang uy']),
  ...all('deputy', [
    'deputy',
    'pho bi thu',
    'pho bi thu chi bo',
    'pho bi thu dang uy',
    'pho bi thu thuong truc',
  ]),
  ...all('office', [
    'office',
    'van phong',
    'van thu',
    'can bo van phong',
    'chanh van phong',
    'chuyen vien van phong',
  ]),
  ...all('speaker', ['speaker', 'bao cao vien']),
  ...all('observer', ['observer', 'giam sat', 'giam sat vien']),
  ...all('administrator', ['administrator', 'quan tri', 'quan tri vien', 'quan tri he thong']),
}

const shape: TableShape<OfficerColumn> = {
  columns: ['unit_code', 'duty', 'name', 'phone', 'until'],
  optional: ['phone', 'until'],
  readHeading: (text) => headings[comparableWords(text)] ?? null,
}

/** Reads the bytes of a CSV, XLSX or XLS file, in a process of its own. */
export async function readOfficerFile(bytes: Uint8Array): Promise<OfficerTable> {
  return await readTableApart<OfficerTable>(here, 'readOfficerFileHere', bytes)
}

const here = new URL('./read-officer-table.ts', import.meta.url)

/** What that process does. */
export function readOfficerFileHere(bytes: Uint8Array): Promise<OfficerTable> {
  return readTableFile(bytes, shape)
}

/** The duty that a cell stands for; null when unknown. */
export function readDutyWord(text: string): Duty | null {
  return duties[comparableWords(text)] ?? null
}

/**
 * The last day of a term (YYYY-MM-DD): a day as offices write it, or the end of the last year of a range such
 * as 2025-2030; null when the text is neither.
 */
export function readTermEnd(text: string): string | null {
  const years = /^(\d{4})\s*-\s*(\d{4})$/.exec(text)
  if (!years) return readDayCell(text)
  return Number(years[1]) < Number(years[2]) ? `${years[2]}-12-31` : null
}

function all<Meaning extends string>(meaning: Meaning, words: string[]): Record<string, Meaning> {
  return Object.fromEntries(words.map((word) => [word, meaning]))
}
