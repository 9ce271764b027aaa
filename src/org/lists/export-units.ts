// Writes the units in the form that the import reads: importing an export changes nothing.
import { writeCsv } from 'hucre/csv'
import { sql } from 'kysely'
import { recordAudit } from '../../platform/audit.ts'
import type { Db, Tx } from '../../platform/database.ts'
import type { Duty, UnitKind } from '../../platform/database-types.ts'
import { type SheetToWrite, writeWorkbook } from '../../platform/workbook.ts'
import type { Calendar } from '../../platform/working-calendar.ts'
import { type Author, auditActor } from '../author.ts'
import { authorisedWithin } from '../authorise.ts'
import { treeOn } from '../tree-history.ts'
import { subtreesSql } from '../unit.store.ts'
import { closingColumns, kindWords, type UnitColumn, unitColumns, unitHeadings } from './unit-columns.ts'

export interface ExportedUnit {
  code: string
  parent_code: string
  kind: UnitKind
  name: string
  /** The day (YYYY-MM-DD); '' for a living unit. */
  closed_on: string
  successor_code: string
}

/** Which units are written; by default the living ones. */
export interface ExportOptions {
  /** Whether closed units follow the living ones, by day. */
  withClosed?: boolean
  /** The tree at the end of this day (YYYY-MM-DD) instead of the present one. */
  on?: string
  /** Only units at or below these. The highest of them are written without a superior. */
  within?: readonly number[]
}

export interface OrganisationExportOptions extends ExportOptions {
  /** The organisation's calendar, by which the days of terms are written. */
  calendar: Pick<Calendar, 'dayOf'>
}

/** The units; superiors come before the units below them. */
async function exportUnits(
  db: Db,
  { withClosed = false, on, within }: ExportOptions,
): Promise<ExportedUnit[]> {
  const rows = on === undefined ? await livingUnits(db, within) : await unitsOn(db, on)
  const below = Map.groupBy(rows, (row) => row.parent_code ?? '')
  const ordered: ExportedUnit[] = []
  const unvisited = [...(below.get('') ?? [])].reverse()
  for (let row = unvisited.pop(); row; row = unvisited.pop()) {
    ordered.push({ ...row, parent_code: row.parent_code ?? '', closed_on: '', successor_code: '' })
    unvisited.push(...(below.get(row.code) ?? []).toReversed())
  }
  return withClosed ? [...ordered, ...(await closedUnits(db))] : ordered
}

type Row = Pick<ExportedUnit, 'code' | 'kind' | 'name'> & { parent_code: string | null }

async function livingUnits(db: Db, within?: readonly number[]): Promise<Row[]> {
  const rows = await db
    .selectFrom('unit as u')
    .leftJoin('unit as p', 'p.id', 'u.parent_id')
    .select(['u.code', 'u.kind', 'u.name', 'p.code as parent_code'])
    .where('u.valid_to', 'is', null)
    .$if(within !== undefined, (query) => query.where(isWithin(within ?? [])))
    .orderBy('u.code')
    .execute()
  if (within === undefined) return rows
  const codes = new Set(rows.map((row) => row.code))
  return rows.map((row) => ({
    ...row,
    parent_code: codes.has(row.parent_code ?? '') ? row.parent_code : null,
  }))
}

const isWithin = (rootIds: readonly number[]) => sql<boolean>`u.id in (${subtreesSql(rootIds)})`

async function unitsOn(db: Db, day: string): Promise<Row[]> {
  const tree = await treeOn(db, day)
  const codes = new Map(tree.map((unit) => [unit.id, unit.code]))
  return tree.map(({ code, kind, name, parent_id }) => ({
    code,
    kind,
    name,
    parent_code: codes.get(parent_id ?? 0) ?? null,
  }))
}

async function closedUnits(db: Db): Promise<ExportedUnit[]> {
  const rows = await db
    .selectFrom('unit as u')
    .leftJoin('unit as p', 'p.id', 'u.parent_id')
    .leftJoin('unit as s', 's.id', 'u.successor_id')
    .select(['u.code', 'p.code as parent_code', 'u.kind', 'u.name', 'u.valid_to', 's.code as successor_code'])
    .where('u.valid_to', 'is not', null)
    .orderBy('u.valid_to')
    .orderBy('u.code')
    .execute()
  return rows.map(({ valid_to, ...row }) => ({
    ...row,
    parent_code: row.parent_code ?? '',
    closed_on: valid_to ?? '',
    successor_code: row.successor_code ?? '',
  }))
}

/** The units as CSV (RFC 4180, UTF-8), with the English column names and kinds or with Vietnamese ones. */
export async function exportUnitsCsv(
  db: Db,
  options: ExportOptions & { vietnamese?: boolean } = {},
): Promise<{ csv: string; units: ExportedUnit[] }> {
  const { vietnamese = false, withClosed = false } = options
  const units = await exportUnits(db, options)
  const columns = columnsOf(withClosed)
  const head = columns.map((column) => (vietnamese ? unitHeadings[column] : column))
  const lines = units.map((unit) => cells(unit, columns, vietnamese))
  // Cells that look like formulas are not escaped here: the import must read every name as it is.
  const csv = writeCsv([head, ...lines])
  return { csv: csv.endsWith('\n') ? csv : `${csv}\r\n`, units }
}

/**
 * `exportOrganisation` for an author: an officer gets the subtrees of the duties that allow duty.manage, the
 * operator gets everything. The export contains names of people, so the audit trail notes it. Null when the
 * author may export nothing.
 */
export async function exportFor(
  tx: Tx,
  author: Author,
  wanted: Omit<OrganisationExportOptions, 'within' | 'calendar'>,
  { now, calendar }: { now: Date; calendar: OrganisationExportOptions['calendar'] },
): Promise<Exported | null> {
  const within = await authorisedWithin(tx, author, 'duty.manage', now)
  if (within.length === 0) return null
  const everywhere = within === 'everywhere'
  const options = { ...wanted, calendar }
  const exported = await exportOrganisation(tx, everywhere ? options : { ...options, within })
  await recordAudit(tx, {
    at: now,
    actor: auditActor(author),
    action: 'organisation.export',
    subject: { kind: 'organisation' },
    unitId: everywhere ? null : within[0],
    detail: {
      units: exported.units,
      holders: exported.holders,
    },
  })
  return exported
}

export interface Exported {
  /** The XLSX file. */
  bytes: Uint8Array
  /** Number of units. */
  units: number
  /** Number of duty holders. */
  holders: number
}

/** An XLSX file in Vietnamese with the units and, on a second sheet, the duty holders. */
export async function exportOrganisation(db: Db, options: OrganisationExportOptions): Promise<Exported> {
  const { withClosed = false } = options
  const units = await exportUnits(db, options)
  const holders = await holdersSheet(db, options.calendar, options.within)
  const bytes = await writeWorkbook([
    unitSheet(units, columnsOf(withClosed)),
    // The history of the tree does not hold the duty holders of an earlier day.
    ...(options.on === undefined ? [holders] : []),
  ])
  return { bytes, units: units.length, holders: holders.rows.length }
}

/** The duty holders in the form that their import reads: as CSV, and as a sheet with the same columns. */
export async function exportHolders(
  db: Db,
  calendar: Pick<Calendar, 'dayOf'>,
): Promise<{ csv: string; sheet: SheetToWrite }> {
  const sheet = await holdersSheet(db, calendar)
  return { csv: writeCsv([sheet.headings, ...sheet.rows]), sheet }
}

async function holdersSheet(
  db: Db,
  { dayOf }: Pick<Calendar, 'dayOf'>,
  within?: readonly number[],
): Promise<SheetToWrite> {
  const rows = await db
    .selectFrom('duty_holding as h')
    .innerJoin('officer as o', 'o.id', 'h.officer_id')
    .innerJoin('unit as u', 'u.id', 'h.unit_id')
    .select(['u.code', 'u.name as unit', 'h.duty', 'o.full_name', 'h.since', 'h.ends_at'])
    .where('h.until', 'is', null)
    // The list is one of elected holders, so it has no substitutes.
    .where('h.substitute_for', 'is', null)
    .$if(within !== undefined, (query) => query.where(isWithin(within ?? [])))
    .orderBy('u.code')
    .orderBy('h.duty')
    .orderBy('o.full_name')
    .execute()
  // A term ends at the end of its last day, which is the beginning of the next one.
  const lastDay = (end: Date | null) => (end === null ? '' : dayOf(new Date(end.getTime() - 1)))
  return {
    name: 'Nhiệm vụ',
    headings: ['Mã đơn vị', 'Tên đơn vị', 'Nhiệm vụ', 'Họ và tên', 'Từ ngày', 'Đến ngày'],
    widths: [20, 44, 16, 30, 12, 12],
    rows: rows.map((row) => [
      row.code,
      row.unit,
      dutyWords[row.duty],
      row.full_name,
      dayOf(row.since),
      lastDay(row.ends_at),
    ]),
  }
}

/** An empty XLSX list of duty holders to fill in. */
export async function officerTemplate(): Promise<Uint8Array> {
  return await writeWorkbook([
    {
      name: 'Cán bộ',
      headings: ['Mã đơn vị', 'Nhiệm vụ', 'Họ và tên', 'Đến ngày'],
      widths: [20, 20, 36, 16],
      rows: [],
      choices: [{ column: 1, values: Object.values(dutyWords) }],
    },
  ])
}

/** An empty XLSX list of units to fill in, with kinds to choose from and a sheet of instructions. */
export async function unitTemplate(): Promise<Uint8Array> {
  const [code, parent, kind, name] = unitColumns.map((column) => unitHeadings[column])
  return await writeWorkbook([
    unitSheet([], unitColumns),
    {
      name: 'Hướng dẫn',
      headings: ['Cột', 'Cách ghi', 'Ví dụ'],
      widths: [22, 70, 30],
      rows: [
        [code ?? '', 'Mã riêng của từng đơn vị, không trùng nhau, không đổi khi đơn vị đổi tên.', 'T-01-001'],
        [parent ?? '', 'Mã của đơn vị cấp trên trực tiếp; để trống ở đơn vị cao nhất.', 'T-01'],
        [kind ?? '', `Một trong: ${Object.values(kindWords).join('; ')}.`, kindWords.cell],
        [name ?? '', 'Tên đầy đủ, có dấu.', 'Chi bộ khu phố 1'],
        [
          unitHeadings.closed_on,
          'Cột thêm, khi cần: ngày đơn vị thôi hoạt động. Để trống ở đơn vị đang hoạt động.',
          '01/7/2026',
        ],
        [
          unitHeadings.successor_code,
          'Cột thêm, khi cần: mã đơn vị nhận bàn giao việc còn lại; để trống thì là cấp trên trực tiếp.',
          'T-01-002',
        ],
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

const columnsOf = (withClosed: boolean) => (withClosed ? [...unitColumns, ...closingColumns] : unitColumns)

function unitSheet(units: readonly ExportedUnit[], columns: readonly UnitColumn[]): SheetToWrite {
  return {
    name: 'Đơn vị',
    headings: columns.map((column) => unitHeadings[column]),
    widths: [20, 20, 26, 60, 20, 20].slice(0, columns.length),
    rows: units.map((unit) => cells(unit, columns, true)),
    choices: [{ column: columns.indexOf('kind'), values: Object.values(kindWords) }],
  }
}

function cells(unit: ExportedUnit, columns: readonly UnitColumn[], vietnamese: boolean): string[] {
  return columns.map((column) => (column === 'kind' && vietnamese ? kindWords[unit.kind] : unit[column]))
}
