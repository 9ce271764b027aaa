// What the command line says of an import of units: what it did or would do, and what stands against it.
import { writeCsv } from 'hucre/csv'
import { maxUnitCodeLength, maxUnitNameLength } from '../../org/lists/check-units.ts'
import type { ClosingRefusal, ImportDone, ImportOutcome } from '../../org/lists/import-units.ts'
import { maxClosedShare } from '../../org/lists/import-units.ts'
import type { RowFault } from '../../org/lists/list-faults.ts'
import { tableSentence } from '../options.ts'
import { treeSentence } from './tree.ts'

const listed = 20

/** Several lines: counts, then what changes and what closes. */
export function importSummary(done: ImportDone): string {
  const would = done.dryRun
  const lines = [
    `${would ? 'Would create' : 'Created'} ${done.created.length}, ` +
      `${would ? 'would change' : 'changed'} ${done.changed.length}, ` +
      `${would ? 'would close' : 'closed'} ${done.closed.length}, left ${done.unchanged} as they were.`,
  ]
  const creations = done.created.map(
    (unit) =>
      `  row ${unit.row}, ${unit.code} "${unit.name}": new ${unit.kind}, ` +
      `${unit.parentCode === null ? 'at the top' : `below ${unit.parentCode}`}`,
  )
  const changes = done.changed.map((unit) => {
    const { before } = unit
    const what = [
      before.name === unit.name ? '' : `name "${before.name}" → "${unit.name}"`,
      before.kind === unit.kind ? '' : `kind ${before.kind} → ${unit.kind}`,
      before.parentCode === unit.parentCode
        ? ''
        : `moved ${before.parentCode ?? 'top'} → ${unit.parentCode ?? 'top'}`,
    ].filter(Boolean)
    return `  row ${unit.row}, ${unit.code}: ${what.join('; ')}`
  })
  const closings = done.closed.map(
    ({ row, code, name, day, successorCode }) =>
      `  ${row === null ? 'not in the file' : `row ${row}`}, ${code} "${name}": closes on ${day}, goes ` +
      `into ${successorCode}`,
  )
  lines.push(...(would ? cut(creations) : []), ...cut(changes), ...cut(closings))
  const units = done.unchanged + done.changed.length + done.closed.length + done.absent.length
  if (would && done.closed.length > units * maxClosedShare)
    lines.push(`That closes ${share(done.closed.length, units)}: add --close-many if it is meant.`)
  const undecided = done.changed.filter((unit) => unit.hasPast).length
  if (would && undecided > 0)
    lines.push(
      `${undecided} of the changes take a decision: --decision NUMBER [--on DAY]; or --correction, when ` +
        `the list before was wrong.`,
    )
  if (done.otherSheets.length > 0)
    lines.push(
      `Not read, although it has the headings too: sheet ` +
        `${done.otherSheets.map((name) => `"${name}"`).join(', ')}.`,
    )
  if (done.tops.length > 1)
    lines.push(
      `${done.tops.length} units stand at the top, without a superior (${told(done.tops)}): look at ` +
        `their column of superiors if that is not meant.`,
    )
  if (done.absent.length > 0)
    lines.push(
      `${done.absent.length} units are not in the file; they stay. To close them: --close-missing ` +
        `--decision NUMBER [--on DAY].`,
    )
  return lines.join('\n')
}

/** Every faulty row as CSV. */
export function importErrors(faults: readonly RowFault[]): string {
  const rows = faults.map((fault) => [fault.row, fault.column, fault.value, rowProblem(fault)])
  return `\ufeff${writeCsv([['row', 'column', 'value', 'problem'], ...rows], { escapeFormulae: true })}`
}

/** One line that says why nothing was imported; `list` names the file that has every faulty row. */
export function importSentence(
  file: string,
  outcome: Extract<ImportOutcome, { ok: false }>,
  list = '',
): string {
  if (outcome.reason === 'unreadable') return tableSentence(file, outcome.fault)
  if (outcome.reason === 'refused') return `${file}: nothing was imported. ${refusal(outcome.refused)}`
  const first = outcome.errors
    .slice(0, 10)
    .map((fault) => `${fault.row === 0 ? 'not in the file' : `row ${fault.row}`}: ${rowProblem(fault)}`)
  const more = outcome.errors.length - first.length
  const rest =
    more > 0 ? `; and ${more} more${list === '' ? ' (--errors FILE.csv writes them all)' : ''}` : ''
  const all = list === '' ? '' : ` All of them: ${list}.`
  return `${file}: nothing was imported. ${first.join('; ')}${rest}.${all}`
}

function refusal({ reason, closed, changed, units }: ClosingRefusal): string {
  if (reason === 'undecided')
    return (
      `The file renames or moves ${changed.length} (${codes(changed)}): name the decision with ` +
      `--decision NUMBER, or say --correction when the list before was wrong.`
    )
  if (reason === 'no_decision')
    return `The file closes ${closed.length} (${codes(closed)}): name the decision with --decision NUMBER.`
  if (reason === 'too_many')
    return (
      `It would close ${share(closed.length, units)} (${codes(closed)}): look at it with ` +
      `--dry-run, then add --close-many if it is meant.`
    )
  if (reason === 'not_as_seen') return 'The tree is not as it was when the list was looked at: look again.'
  return closed.length > 0 ? `Closing: ${treeSentence(reason)}` : treeSentence(reason)
}

const cut = (lines: string[]) =>
  lines.length > listed ? [...lines.slice(0, listed), `  and ${lines.length - listed} more`] : lines
const share = (part: number, whole: number) =>
  `${part} of ${whole} units (${Math.round((part / whole) * 100)} %)`
const codes = (units: readonly { code: string }[]) => told(units.map((unit) => unit.code))
const told = (all: readonly string[]) => all.slice(0, 5).join(', ') + (all.length > 5 ? ' …' : '')

function rowProblem({ problem, value, otherRow, otherValue = value }: RowFault): string {
  switch (problem) {
    case 'empty_code':
      return 'the code is empty'
    case 'code_too_long':
      return `the code is longer than ${maxUnitCodeLength} characters`
    case 'duplicate_code':
      return value === otherValue
        ? `the code "${value}" stands in row ${otherRow} already`
        : `the code "${value}" stands in row ${otherRow} already, as "${otherValue}": capitals and ` +
            `spaces make no other code`
    case 'empty_name':
      return 'the name is empty'
    case 'name_too_long':
      return `the name is longer than ${maxUnitNameLength} characters`
    case 'unknown_kind':
      return value === '' ? 'the kind is empty' : `unknown kind "${value}"`
    case 'unknown_parent':
      return `unknown parent "${value}"`
    case 'parent_is_cell':
      return `nothing can stand below a cell ("${value}")`
    case 'cycle':
      return `parent "${value}" makes a circle`
    case 'too_early':
      return `"${value}" began or was changed after the day of this import`
    case 'bad_day':
      return `"${value}" is not a day such as 01/7/2026`
    case 'future_day':
      return `"${value}" lies ahead; a unit closes on a day that has come`
    case 'parent_closes':
      return `its superior "${value}" would be closed`
    case 'has_units_below':
      return `"${value}" stands below it and stays`
    case 'unknown_successor':
      return `the successor "${value}" is unknown or would be closed`
    case 'no_successor':
      return `nothing above "${value}" stays that it could go into`
    case 'not_yours':
      return `"${value}" is a unit outside the part managed`
    case 'top_stays':
      return `the unit stays where it stands; "${value}" cannot be its superior here`
    case 'needs_superior':
      return 'the superior is missing'
  }
}
