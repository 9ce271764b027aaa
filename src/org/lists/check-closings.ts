// Which units a list would close: those it says are closed, and those it does not name when that was asked
// for. Pure. A unit closes into another one that goes on: the one named beside it, else the nearest superior
// that stays.
import type { KnownUnit, RowFault } from './list-faults.ts'
import type { UnitLine } from './read-unit-table.ts'
import { readDayCell } from './unit-columns.ts'

export interface PlannedClosing {
  /** Null for a unit that the list does not name. */
  row: number | null
  id: number
  code: string
  name: string
  /** The first day on which it is no more. */
  day: string
  /** What it owed passes to this unit. */
  successorCode: string
}

export interface ClosingOptions {
  /** The day of those that the list gives none. */
  day: string
  /** No unit closes in the future. */
  today: string
  /** Units that the list does not name close as well. */
  absentToo: boolean
}

/** Which units would close; faults without a row (0) are about units that the list does not name. */
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
    const on = readDayCell(line.closedOn ?? '')
    if (on === null || on > today)
      faults.push({
        row: line.row,
        column: 'closed_on',
        value: (line.closedOn ?? '').slice(0, 80),
        problem: on === null ? 'bad_day' : 'future_day',
      })
    const unit = knownByCode.get(line.code)
    // Closed already, or never known here: it is no more, as the list says. Its code may live on in another
    // unit.
    if (unit && !openLines.has(line.code)) closing.set(line.code, { unit, line, day: on ?? day })
  }
  if (absentToo)
    for (const unit of known)
      if (!openLines.has(unit.code) && !closing.has(unit.code))
        closing.set(unit.code, { unit, line: null, day })

  const parentAfter = (code: string) => {
    const line = openLines.get(code)
    return line ? line.parentCode || null : (knownByCode.get(code)?.parentCode ?? null)
  }
  const staysBelowClosed = (code: string) => {
    const parent = parentAfter(code)
    return parent !== null && closing.has(parent)
  }
  for (const line of openLines.values())
    if (staysBelowClosed(line.code))
      faults.push({ row: line.row, column: 'parent_code', problem: 'parent_closes', value: line.parentCode })
  for (const unit of known)
    if (!openLines.has(unit.code) && !closing.has(unit.code) && staysBelowClosed(unit.code)) {
      const row = closing.get(unit.parentCode ?? '')?.line?.row ?? 0
      faults.push({ row, column: 'closed_on', problem: 'has_units_below', value: unit.code })
    }

  const closings: PlannedClosing[] = []
  for (const [code, { unit, line, day: on }] of closing) {
    const row = line?.row ?? 0
    const named = line?.successorCode ?? ''
    const successorCode = named === '' ? nearestStaying(parentAfter(code)) : named
    if (successorCode === null)
      faults.push({ row, column: 'successor_code', problem: 'no_successor', value: code })
    else if (closing.has(successorCode) || !(openLines.has(successorCode) || knownByCode.has(successorCode)))
      faults.push({ row, column: 'successor_code', problem: 'unknown_successor', value: successorCode })
    else closings.push({ row: line?.row ?? null, id: unit.id, code, name: unit.name, day: on, successorCode })
  }
  return { closings, faults }

  function nearestStaying(from: string | null): string | null {
    const passed = new Set<string>()
    let at = from
    while (at !== null && closing.has(at) && !passed.has(at)) {
      passed.add(at)
      at = parentAfter(at)
    }
    return at !== null && closing.has(at) ? null : at
  }
}
