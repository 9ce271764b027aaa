// The part of the tree that an import may read and change: the author's subtrees. Pure. Units outside are
// treated as unknown, even as superiors. The author learns only that a code is taken there, because codes are
// unique.
import type { Within } from '../authorise.ts'
import { unitCodeKey } from '../unit-code.ts'
import type { UnitPlan } from './check-units.ts'
import { type KnownUnit, type RowFault, shownValue } from './list-faults.ts'
import type { UnitLine } from './read-unit-table.ts'

export interface ImportScope {
  /** The living units that the list is compared with. */
  known: KnownUnit[]
  /** Codes of living units outside, by unitCodeKey. */
  taken: ReadonlySet<string>
  /**
   * The units at the top of the part by unitCodeKey, with the codes of their superiors, which stand outside;
   * null when nothing is outside.
   */
  tops: ReadonlyMap<string, string | null> | null
}

/**
 * The part of the tree at or below the units of `within`. The units at its top have no superior in `known`.
 */
export function importScope(known: readonly KnownUnit[], within: Within): ImportScope {
  if (within === 'everywhere') return { known: [...known], taken: new Set(), tops: null }
  const below = Map.groupBy(known, (unit) => unit.parentCode ?? '')
  const inside = new Map<string, KnownUnit>()
  const roots = known.filter((unit) => within.includes(unit.id))
  const unvisited = [...roots]
  for (let unit = unvisited.pop(); unit; unit = unvisited.pop()) {
    if (inside.has(unit.code)) continue
    inside.set(unit.code, unit)
    unvisited.push(...(below.get(unit.code) ?? []))
  }
  const tops = new Map(
    roots
      .filter((unit) => !inside.has(unit.parentCode ?? ''))
      .map((unit) => [unitCodeKey(unit.code), unit.parentCode]),
  )
  return {
    known: known
      .filter((unit) => inside.has(unit.code))
      .map((unit) => (tops.has(unitCodeKey(unit.code)) ? { ...unit, parentCode: null } : unit)),
    taken: new Set(known.filter((unit) => !inside.has(unit.code)).map((unit) => unitCodeKey(unit.code))),
    tops,
  }
}

/**
 * The lines as they are compared within the part: the units at its top have no superior, whether or not the
 * list names theirs.
 */
export function linesWithin(lines: readonly UnitLine[], { tops }: ImportScope): UnitLine[] {
  if (tops === null) return [...lines]
  return lines.map((line) => {
    const superior = tops.get(unitCodeKey(line.code))
    return superior && unitCodeKey(line.parentCode) === unitCodeKey(superior)
      ? { ...line, parentCode: '' }
      : line
  })
}

/**
 * Faults of rows that concern units outside the part: a code of a unit outside, a new unit without a superior
 * in the part, a top that would move.
 */
export function faultsOutside(lines: readonly UnitLine[], { tops, taken }: ImportScope): RowFault[] {
  if (tops === null) return []
  return lines.flatMap((line): RowFault[] => {
    if (taken.has(unitCodeKey(line.code)))
      return [{ row: line.row, column: 'code', problem: 'not_yours', value: shownValue(line.code) }]
    const isTop = tops.has(unitCodeKey(line.code))
    if (line.closedOn || isTop === (line.parentCode === '')) return []
    // Only somebody who manages the unit above may move a top.
    return isTop
      ? [{ row: line.row, column: 'parent_code', problem: 'top_stays', value: shownValue(line.parentCode) }]
      : [{ row: line.row, column: 'parent_code', problem: 'needs_superior', value: '' }]
  })
}

/** The plan for the whole tree: tops get their real superiors back, so that they are not moved. */
export function planForTree(plan: UnitPlan, { tops }: ImportScope): UnitPlan {
  if (tops === null) return plan
  const changed = plan.changed.map((unit) => {
    const parentCode = tops.get(unitCodeKey(unit.code))
    return parentCode === undefined ? unit : { ...unit, parentCode, before: { ...unit.before, parentCode } }
  })
  return { ...plan, changed, tops: [] }
}
