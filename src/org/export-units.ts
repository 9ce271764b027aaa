// Writes the living units as the import takes them: importing an export changes nothing.
import { writeCsv } from 'hucre/csv'
import type { Db } from '../platform/database.ts'
import type { Duty, UnitKind } from '../platform/database-types.ts'
import { type SheetToWrite, writeWorkbook } from '../platform/workbook.ts'
import { kindWords, unitColumns, unitHeadings } from './unit-columns.ts'

export interface ExportedUnit {
  code: string
  parent_code: string
  kind: UnitKind
  name: string
}

/** All living units, superiors before those below them. */
export async function exportUnits(db: Db): Promise<ExportedUnit[]> {
  const rows = await db
    .selectFrom('unit as u')
    .leftJoin('unit as p', 'p.id', 'u.parent_id')
    .select(['u.code', 'u.kind', 'u.name', 'p.code as parent_code'])
    .where('u.valid_to', 'is', null)
    .orderBy('u.code')
    .execute()
  const below = Map.groupBy(rows, (row) => row.parent_code ?? '')
  const ordered: ExportedUnit[] = []
  const open = [...(below.get('') ?? [])].reverse()
  for (let row = open.pop(); row; row = open.pop()) {
    ordered.push({ code: row.code, parent_code: row.parent_code ?? '', kind: row.kind, name: row.name })
    open.push(...[...(below.get(row.code) ?? [])].reverse())
  }
  return ordered
}

/** The same as CSV (RFC 4180, UTF-8), with code names or with Vietnamese headings and kinds. */
export async function exportUnitsCsv(
  db: Db,
  options: { vietnamese?: boolean } = {},
): Promise<{ csv: string; units: ExportedUnit[] }> {
  const units = await exportUnits(db)
  const head = unitColumns.map((column) => (options.vietnamese ? unitHeadings[column] : column))
  const lines = units.map((unit) => cells(unit, options.vietnamese ?? false))
  // Formulas are not defused here: the file is for the import, which must give back every name as it is.
  const csv = writeCsv([head, ...lines])
  return { csv: csv.endsWith('\n') ? csv : `${csv}\r\n`, units }
}

/** Units and, on a second sheet, who holds which duty, as an XLSX file in Vietnamese. */
export async function exportOrganisation(
  db: Db,
): Promise<{ bytes: Uint8Array; units: number; holders: number }> {
  const units = await exportUnits(db)
  const holders = await db
    .selectFrom('office_held as h')
    .innerJoin('officer as o', 'o.id', 'h.officer_id')
    .innerJoin('unit as u', 'u.id', 'h.unit_id')
    .select(['u.code', 'u.name as unit', 'h.duty', 'o.full_name', 'h.since', 'h.ends_at'])
    .where('h.until', 'is', null)
    .orderBy('u.code')
    .orderBy('h.duty')
    .orderBy('o.full_name')
    .execute()
  const day = (at: Date | null) => at?.toISOString().slice(0, 10) ?? ''
  const bytes = await writeWorkbook([
    unitSheet(units),
    {
      name: 'Nhiệm vụ',
      headings: ['Mã đơn vị', 'Tên đơn vị', 'Nhiệm vụ', 'Họ và tên', 'Từ ngày', 'Đến ngày'],
      widths: [20, 44, 16, 30, 12, 12],
      rows: holders.map((row) => [
        row.code,
        row.unit,
        dutyWords[row.duty],
        row.full_name,
        day(row.since),
        day(row.ends_at),
      ]),
    },
  ])
  return { bytes, units: units.length, holders: holders.length }
}

/** An empty list to fill in, kinds to choose from, and a sheet that says what goes where. */
export async function unitTemplate(): Promise<Uint8Array> {
  const [code, parent, kind, name] = unitColumns.map((column) => unitHeadings[column])
  return await writeWorkbook([
    unitSheet([]),
    {
      name: 'Hướng dẫn',
      headings: ['Cột', 'Cách ghi', 'Ví dụ'],
      widths: [22, 70, 30],
      rows: [
        [code ?? '', 'Mã riêng của từng đơn vị, không trùng nhau, không đổi khi đơn vị đổi tên.', 'T-01-001'],
        [parent ?? '', 'Mã của đơn vị cấp trên trực tiếp; để trống ở đơn vị cao nhất.', 'T-01'],
        [kind ?? '', `Một trong: ${Object.values(kindWords).join('; ')}.`, kindWords.cell],
        [name ?? '', 'Tên đầy đủ, có dấu.', 'Chi bộ khu phố 1'],
      ],
    },
  ])
}

const dutyWords: Record<Duty, string> = {
  secretary: 'Bí thư',
  deputy: 'Phó bí thư',
  office: 'Văn phòng',
  speaker: 'Báo cáo viên',
  observer: 'Giám sát viên',
  administrator: 'Quản trị viên',
}

function unitSheet(units: readonly ExportedUnit[]): SheetToWrite {
  return {
    name: 'Đơn vị',
    headings: unitColumns.map((column) => unitHeadings[column]),
    widths: [20, 20, 26, 60],
    rows: units.map((unit) => cells(unit, true)),
    choices: [{ column: unitColumns.indexOf('kind'), values: Object.values(kindWords) }],
  }
}

function cells(unit: ExportedUnit, vietnamese: boolean): string[] {
  return unitColumns.map((column) => (column === 'kind' && vietnamese ? kindWords[unit.kind] : unit[column]))
}
