// Checks a list of units against itself and against the present tree, and plans what its import would do.
// Pure. Reports all faults at once, each with its row.
import type { UnitKind } from '../../platform/database-types.ts'
import { unitCodeKey } from '../unit-code.ts'
import { type ClosingOptions, type PlannedClosing, planClosings } from './check-closings.ts'
import { type KnownUnit, type RowFault, type RowProblem, shownValue } from './list-faults.ts'
import type { UnitLine } from './read-unit-table.ts'
import { readKind, type UnitColumn } from './unit-columns.ts'

export interface PlannedUnit {
  row: number
  code: string
  parentCode: string | null
  kind: UnitKind
  name: string
}

export interface PlannedChange extends PlannedUnit {
  id: number
  before: { parentCode: string | null; kind: UnitKind; name: string }
  /** The unit was like that on earlier days. So the change is one of the tree and needs a decision. */
  hasPast: boolean
}

export interface UnitPlan {
  /** Parents before children. */
  created: PlannedUnit[]
  changed: PlannedChange[]
  unchanged: number
  /** Units that close, with their successors (check-closings.ts). */
  closed: PlannedClosing[]
  /** Living units that the list does not name and that stay open. */
  absent: KnownUnit[]
  /** Codes of the units that would have no superior. */
  tops: string[]
}

/** Maximum lengths of a unit's name and code, in characters. */
export const maxUnitNameLength = 300
export const maxUnitCodeLength = 60

/**
 * The plan of the import, or the faults that prevent it. Codes in the plan are spelled as in the tree, or
 * else as the list spells them first.
 */
export function checkUnits(
  typed: readonly UnitLine[],
  known: readonly KnownUnit[],
  closing: ClosingOptions,
  /** First day of new units and of changes (YYYY-MM-DD). */
  on: string,
): { ok: true; plan: UnitPlan } | { ok: false; faults: RowFault[] } {
  const spelled = withOneSpelling(typed, known)
  const typedCode = new Map(typed.map((line) => [line.row, line.code]))
  const lines = spelled.filter((line) => !line.closedOn)
  const closedLines = spelled.filter((line) => line.closedOn)
  const knownByCode = new Map(known.map((unit) => [unit.code, unit]))
  const byCode = new Map<string, UnitLine>()
  const faults: RowFault[] = []
  const fault = (line: UnitLine, column: UnitColumn, problem: RowProblem, value: string, other?: UnitLine) =>
    faults.push({
      row: line.row,
      column,
      problem,
      value: shownValue(value),
      ...(other ? { otherRow: other.row, otherValue: shownValue(typedCode.get(other.row) ?? '') } : {}),
    })

  for (const line of lines) {
    if (line.code === '') fault(line, 'code', 'empty_code', '')
    else if (line.code.length > maxUnitCodeLength) fault(line, 'code', 'code_too_long', line.code)
    else {
      const other = byCode.get(line.code)
      if (other) fault(line, 'code', 'duplicate_code', typedCode.get(line.row) ?? '', other)
      else byCode.set(line.code, line)
    }
    if (line.name === '') fault(line, 'name', 'empty_name', '')
    else if (line.name.length > maxUnitNameLength) fault(line, 'name', 'name_too_long', line.name)
    if (readKind(line.kind) === null) fault(line, 'kind', 'unknown_kind', line.kind)
    if (line.parentCode !== '' && line.parentCode === line.code)
      fault(line, 'parent_code', 'cycle', line.parentCode)
  }
  for (const line of lines) {
    if (line.parentCode === '') continue
    const parent = byCode.get(line.parentCode)
    const kind = parent ? readKind(parent.kind) : knownByCode.get(line.parentCode)?.kind
    if (kind === undefined) fault(line, 'parent_code', 'unknown_parent', line.parentCode)
    else if (kind === 'cell') fault(line, 'parent_code', 'parent_is_cell', line.parentCode)
  }
  // The list makes a unit a cell while units below it, which the list does not name, stay there.
  for (const unit of known) {
    const parent = unit.parentCode === null ? undefined : byCode.get(unit.parentCode)
    if (parent && !byCode.has(unit.code) && readKind(parent.kind) === 'cell')
      fault(parent, 'kind', 'parent_is_cell', unit.code)
  }
  for (const line of lines) {
    const unit = knownByCode.get(line.code)
    const superior = knownByCode.get(line.parentCode)
    if (unit ? differs(line, unit) && unit.since > on : (superior?.validFrom ?? on) > on)
      fault(line, unit ? 'code' : 'parent_code', 'too_early', unit ? line.code : line.parentCode)
  }
  for (const line of linesOnCycles(byCode, knownByCode)) fault(line, 'parent_code', 'cycle', line.parentCode)
  const closings = planClosings(closedLines, byCode, known, closing)
  faults.push(...closings.faults)
  if (faults.length > 0) return { ok: false, faults: faults.sort((a, b) => a.row - b.row) }
  return { ok: true, plan: planOf(byCode, knownByCode, closings.closings, on) }
}

// The lines with one spelling per code: that of the unit in the tree, or else the first one in the list.
function withOneSpelling(typed: readonly UnitLine[], known: readonly KnownUnit[]): UnitLine[] {
  const spelling = new Map(known.map((unit) => [unitCodeKey(unit.code), unit.code]))
  for (const { code } of typed) if (!spelling.has(unitCodeKey(code))) spelling.set(unitCodeKey(code), code)
  const spell = (code: string) => spelling.get(unitCodeKey(code)) ?? code
  return typed.map((line) => ({
    ...line,
    code: spell(line.code),
    parentCode: spell(line.parentCode),
    ...(line.successorCode === undefined ? {} : { successorCode: spell(line.successorCode) }),
  }))
}

// Walks up from every line through the tree as it would be after the import. Returns the lines on a cycle,
// except lines that name themselves as superior, which are reported already.
function linesOnCycles(byCode: Map<string, UnitLine>, knownByCode: Map<string, KnownUnit>): UnitLine[] {
  const parentOf = (code: string) => {
    const line = byCode.get(code)
    return line ? line.parentCode || null : (knownByCode.get(code)?.parentCode ?? null)
  }
  const state = new Map<string, 'walking' | 'done'>()
  const onCycle = new Set<string>()
  for (const start of byCode.keys()) {
    const walked: string[] = []
    let at: string | null = start
    while (at !== null && !state.has(at)) {
      state.set(at, 'walking')
      walked.push(at)
      at = parentOf(at)
    }
    if (at !== null && state.get(at) === 'walking')
      for (const code of walked.slice(walked.indexOf(at))) onCycle.add(code)
    for (const code of walked) state.set(code, 'done')
  }
  return [...onCycle].flatMap((code) => {
    const line = byCode.get(code)
    return line && line.parentCode !== line.code ? [line] : []
  })
}

function planOf(
  byCode: Map<string, UnitLine>,
  knownByCode: Map<string, KnownUnit>,
  closed: PlannedClosing[],
  on: string,
): UnitPlan {
  const created: PlannedUnit[] = []
  const changed: PlannedChange[] = []
  let unchanged = 0
  for (const line of byCode.values()) {
    const unit: PlannedUnit = {
      row: line.row,
      code: line.code,
      parentCode: line.parentCode || null,
      kind: readKind(line.kind) as UnitKind,
      name: line.name,
    }
    const before = knownByCode.get(line.code)
    if (!before) created.push(unit)
    else if (!differs(line, before)) unchanged++
    else {
      const { parentCode, kind, name } = before
      changed.push({ ...unit, id: before.id, before: { parentCode, kind, name }, hasPast: before.since < on })
    }
  }
  const closedCodes = new Set(closed.map((unit) => unit.code))
  const absent = [...knownByCode.values()].filter(
    (unit) => !byCode.has(unit.code) && !closedCodes.has(unit.code),
  )
  const tops = [
    ...Array.from(byCode.values())
      .filter((line) => line.parentCode === '')
      .map((line) => line.code),
    ...absent.filter((unit) => unit.parentCode === null).map((unit) => unit.code),
  ]
  return { created: parentsFirst(created), changed, unchanged, closed, absent, tops }
}

const differs = (line: UnitLine, known: KnownUnit) =>
  line.name !== known.name ||
  readKind(line.kind) !== known.kind ||
  (line.parentCode || null) !== known.parentCode

function parentsFirst(units: PlannedUnit[]): PlannedUnit[] {
  const unsorted = new Map(units.map((unit) => [unit.code, unit]))
  const sorted: PlannedUnit[] = []
  for (const unit of units) {
    const chain: PlannedUnit[] = []
    for (let at: PlannedUnit | undefined = unit; at && unsorted.has(at.code); ) {
      unsorted.delete(at.code)
      chain.push(at)
      at = at.parentCode === null ? undefined : unsorted.get(at.parentCode)
    }
    sorted.push(...chain.reverse())
  }
  return sorted
}
