// What an export says, before it becomes a file: columns with stable keys, rows, and what the file rests on.
import type { Label } from '../../response/outline.ts'

/**
 * What stands in a column. `rate` is a share (0.9916 is shown as 99.16 %), `day` is 'YYYY-MM-DD', `instant` a
 * Date.
 */
export type ColumnKind = 'text' | 'whole' | 'decimal' | 'rate' | 'day' | 'instant'

export interface ExportColumn {
  /** Stable: programs may rely on it. */
  key: string
  label: Label
  kind: ColumnKind
  /** What the column means, for the sheet of explanations. */
  note?: Label
}

/** Null is an empty cell: nothing is known, which is not zero. */
export type ExportCell = string | number | Date | null

export interface ExportTable {
  name: Label
  columns: ExportColumn[]
  rows: ExportCell[][]
}

export interface ExportBook extends ExportTable {
  /** Beginning of the file's name, without ending: small letters and hyphens. */
  fileName: string
  title: Label
  /** What the rows rest on: scope, units, tree, how many reports of how many. */
  basis: Label[]
  /** Further sheets; a CSV file has the first table only. */
  more?: ExportTable[]
}

export const label = (vi: string, en: string): Label => ({ vi, en })

/** A column without more. */
export function column(key: string, kind: ColumnKind, vi: string, en: string, note?: Label): ExportColumn {
  return note ? { key, kind, label: label(vi, en), note } : { key, kind, label: label(vi, en) }
}

/**
 * The columns with a key each: where a question has the key of a column before it ('state'), its column
 * becomes 'state.2'. No question has a dot in its key, so such a name is free.
 */
export function withDistinctKeys(columns: readonly ExportColumn[]): ExportColumn[] {
  const seen = new Map<string, number>()
  return columns.map((each) => {
    const times = (seen.get(each.key) ?? 0) + 1
    seen.set(each.key, times)
    return times === 1 ? each : Object.assign({}, each, { key: `${each.key}.${times}` })
  })
}
