// The units that a list is compared with, and the faults that a row of the list can have.
import type { UnitKind } from '../../platform/database-types.ts'
import { firstCharacters } from '../../platform/vietnamese-text.ts'
import type { UnitColumn } from './unit-columns.ts'

/** A living unit, with the fields that an import compares. */
export interface KnownUnit {
  id: number
  code: string
  parentCode: string | null
  kind: UnitKind
  name: string
  validFrom: string
  /** The day of its last change, or of its beginning. */
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
  /** A cell is the lowest unit and has no units below it. */
  | 'parent_is_cell'
  | 'cycle'
  /** The day of the import lies before the last change of the unit, or before its superior began. */
  | 'too_early'
  | 'bad_day'
  | 'future_day'
  /** The superior would be closed by this list. */
  | 'parent_closes'
  /** A unit that would be closed has a unit below it that stays open. */
  | 'has_units_below'
  | 'unknown_successor'
  /** No unit above the closed one stays open, so it has no successor. */
  | 'no_successor'
  /** The unit lies outside the part of the tree that the author manages. */
  | 'not_yours'
  /** The author manages only a part of the tree, so a new unit needs a superior in that part. */
  | 'needs_superior'
  /** The list would move a unit at the top of the author's part. */
  | 'top_stays'

export interface RowFault {
  /** Number of the row; 0 for a unit that the list does not name. */
  row: number
  column: UnitColumn
  problem: RowProblem
  /** The value in the list, cut to a readable length. */
  value: string
  /** The other row of a duplicate, and the code as it is typed there, which may differ in spelling. */
  otherRow?: number
  otherValue?: string
}

/** A value of a list, cut to a readable length. */
export const shownValue = (value: string) => firstCharacters(value, 80)
