// Reads a list of units from a file or from text into lines of code, parent code, kind and name.
// check-units.ts checks what the lines mean together.
import {
  readTableApart,
  readTableFile,
  readTableText,
  type TableFault,
  type TableOutcome,
  type TableShape,
} from './read-table.ts'
import { closingColumns, readHeading, type UnitColumn, unitColumns } from './unit-columns.ts'

/** One line of the list. `row` counts from 1 as a spreadsheet does. */
export interface UnitLine {
  row: number
  code: string
  parentCode: string
  kind: string
  name: string
  /** The day as it is typed; '' or missing for a unit that stays open. */
  closedOn?: string
  successorCode?: string
}

export type UnitTable =
  | { ok: true; lines: UnitLine[]; otherSheets?: string[] }
  | { ok: false; fault: TableFault<UnitColumn> }

const shape: TableShape<UnitColumn> = {
  columns: [...unitColumns, ...closingColumns],
  optional: closingColumns,
  readHeading,
}

/** Reads the bytes of a CSV, XLSX or XLS file, in a process of its own. */
export async function readUnitFile(bytes: Uint8Array): Promise<UnitTable> {
  return await readTableApart<UnitTable>(here, 'readUnitFileHere', bytes)
}

const here = new URL('./read-unit-table.ts', import.meta.url)

/** What that process does. */
export async function readUnitFileHere(bytes: Uint8Array): Promise<UnitTable> {
  return toUnits(await readTableFile(bytes, shape))
}

/** Reads separated text, such as CSV. */
export function readUnitText(text: string): UnitTable {
  return toUnits(readTableText(text, shape))
}

function toUnits(table: TableOutcome<UnitColumn>): UnitTable {
  if (!table.ok) return table
  return {
    ok: true,
    ...(table.otherSheets ? { otherSheets: table.otherSheets } : {}),
    lines: table.lines.map(({ row, code, kind, name, parent_code, closed_on, successor_code }) => ({
      row,
      code,
      kind,
      name,
      parentCode: parent_code,
      closedOn: closed_on,
      successorCode: successor_code,
    })),
  }
}
