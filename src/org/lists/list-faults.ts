// What a list of units is compared with, and what can be wrong with one of its rows.
import type { UnitKind } from '../../platform/database-types.ts'
import { firstCharacters } from '../../platform/vietnamese-text.ts'
import type { UnitColumn } from './unit-columns.ts'

/** A living unit as far as an import compares it. */
export interface KnownUnit {
  id: number
  code: string
  parentCode: string | null
  kind: UnitKind
  name: string
  validFrom: string
  /** The day from which it is as it is now. */
  since: string
}

export type RowProblem =
  | 'empty_code'
  | 'code_too_long'
  | 'duplicate_code'
  | 'empty_name'
  | 'name_too_long'
  | 'unknown_kind'
  | 'unknown_parent'
  /** A cell is the lowest unit: nothing can stand below it. */
  | 'parent_is_cell'
  | 'cycle'
  /** The day of the import lies before the unit, or its superior, began or was changed last. */
  | 'too_early'
  | 'bad_day'
  | 'future_day'
  /** The superior named would be closed. */
  | 'parent_closes'
  /** A unit that would be closed has this one below it, which stays. */
  | 'has_units_below'
  | 'unknown_successor'
  /** Nothing above a unit stays that it could go into. */
  | 'no_successor'
  /** A unit outside the part of the tree that whoever imports manages. */
  | 'not_yours'
  /** Within a part of the tree every unit stands below another one of it. */
  | 'needs_superior'
  /** A unit at the top of the importer's own part would move. */
  | 'top_stays'

export interface RowFault {
  /** 0 for a unit that the list does not name. */
  row: number
  column: UnitColumn
  problem: RowProblem
  /** What stood there, cut to a readable length. */
  value: string
  /** The other row of a duplicate, and the code as it stands there: it may be typed otherwise. */
  otherRow?: number
  otherValue?: string
}

/** A value of a list, cut to a readable length. */
export const shownValue = (value: string) => firstCharacters(value, 80)
