// Writes the living units as the import takes them: importing an export changes nothing.
import type { Db } from '../platform/database.ts'
import type { UnitKind } from '../platform/database-types.ts'
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
  const lines = units.map((unit) =>
    unitColumns.map((column) =>
      column === 'kind' && options.vietnamese ? kindWords[unit.kind] : unit[column],
    ),
  )
  const csv = [head, ...lines].map((cells) => `${cells.map(field).join(',')}\r\n`).join('')
  return { csv, units }
}

function field(text: string): string {
  return /[",\r\n;]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
