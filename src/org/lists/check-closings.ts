// The units that a list would close: those that it marks as closed, and with `absentToo` those that it does
// not name. Pure. A closed unit has a successor that stays open: the one that the list names, or else the
// nearest superior that stays open.
import type { KnownUnit, RowFault } from './list-faults.ts'
import type { UnitLine } from './read-unit-table.ts'
import { readDayCell } from './unit-columns.ts'

export interface PlannedClosing {
  /** Null for a unit that the list does not name. */
  row: number | null
  id: number
  code: string
  name: string
  /** The first day on which it is closed. */
  day: string
  /** The unit that answers for its obligations. */
  successorCode: string
}

export interface ClosingOptions {
  /** The day for units without a day in the list. */
  day: string
  /** The latest possible day. */
  today: string
  /** Whether units that the list does not name close as well. */
  absentToo: boolean
}

/** Plans the closings. Faults with row 0 are about units that the list does not name. */
export function planClosings(
  closedLines: readonly UnitLine[],
  openLines: ReadonlyMap<string, UnitLine>,
  known: readonly KnownUnit[],
  { day, today, absentToo }: ClosingOptions,
): { closings: PlannedClosing[]; faults: RowFault[] } {
  const faults: RowFault[] = []
  const knownByCode = new Map(known.map((unit) => [unit.code, unit]))
  const closing = new Map<string, { unit: KnownUnit; line: UnitLine | null; day: string }>()
  for (const line of closedLines) {
    const closingDay = readDayCell(line.closedOn ?? '')
    if (closingDay === null || closingDay > today)
      faults.push({
        row: line.row,
        column: 'closed_on',
        value: (line.closedOn ?? '').slice(0, 80),
        problem: closingDay === null ? 'bad_day' : 'future_day',
      })
    const unit = knownByCode.get(line.code)
    // A unit that is unknown here, or closed before, needs no closing. Nor does a code that an open line uses
    // for another unit.
    if (unit && !openLines.has(line.code)) closing.set(line.code, { unit, line, day: closingDay ?? day })
  }
  if (absentToo)
    for (const unit of known)
      if (!openLines.has(unit.code) && !closing.has(unit.code))
        closing.set(unit.code, { unit, line: null, day })

  const parentAfter = (code: string) => {
    const line = openLines.get(code)
    return line ? line.parentCode || null : (knownByCode.get(code)?.parentCode ?? null)
  }
  const isBelowClosed = (code: string) => {
    const parent = parentAfter(code)
    return parent !== null && closing.has(parent)
  }
  for (const line of openLines.values())
    if (isBelowClosed(line.code))
      faults.push({ row: line.row, column: 'parent_code', problem: 'parent_closes', value: line.parentCode })
  for (const unit of known)
    if (!openLines.has(unit.code) && !closing.has(unit.code) && isBelowClosed(unit.code)) {
      const row = closing.get(unit.parentCode ?? '')?.line?.row ?? 0
      faults.push({ row, column: 'closed_on', problem: 'has_units_below', value: unit.code })
    }

  const closings: PlannedClosing[] = []
  for (const [code, { unit, line, day: closingDay }] of closing) {
    const row = line?.row ?? 0
    const named = line?.successorCode ?? ''
    const successorCode = named === '' ? nearestOpen(parentAfter(code)) : named
    if (successorCode === null)
      faults.push({ row, column: 'successor_code', problem: 'no_successor', value: code })
    else if (closing.has(successorCode) || !(openLines.has(successorCode) || knownByCode.has(successorCode)))
      faults.push({ row, column: 'successor_code', problem: 'unknown_successor', value: successorCode })
    else
      closings.push({
        row: line?.row ?? null,
        id: unit.id,
        code,
        name: unit.name,
        day: closingDay,
        successorCode,
      })
  }
  return { closings, faults }

  function nearestOpen(from: string | null): string | null {
    const visited = new Set<string>()
    let at = from
    while (at !== null && closing.has(at) && !visited.has(at)) {
      visited.add(at)
      at = parentAfter(at)
    }
    return at !== null && closing.has(at) ? null : at
  }
}
