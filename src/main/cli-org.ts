// The commands about the organisation: importing and exporting units, enrolment codes.
// Whoever runs them has the machine, so no duty is asked for; the audit trail names the operator.
import { writeFile } from 'node:fs/promises'
import { longestCode, longestName, type RowFault } from '../org/check-units.ts'
import { deepLink } from '../org/enrolment-code.ts'
import { exportOrganisation, exportUnitsCsv, unitTemplate } from '../org/export-units.ts'
import { type ImportDone, importUnits } from '../org/import-units.ts'
import { createCode } from '../org/invitations.ts'
import { auditCommands } from './cli-audit.ts'
import { type CliContext, CliFault, type CliResult, type Command } from './cli-command.ts'
import { officerCommands } from './cli-officers.ts'
import {
  dutiesToGive,
  readDuty,
  readOptions,
  readTable,
  required,
  requiredUnit,
  tableSentence,
} from './cli-options.ts'
import { peopleCommands } from './cli-people.ts'
import { treeCommands } from './cli-tree.ts'

export const orgCommands: Record<string, Command> = {
  'org import': {
    usage: 'FILE [--dry-run]',
    summary:
      'Imports units from CSV, XLSX or XLS (columns code, parent_code, kind, name, or in Vietnamese); all or nothing.',
    run: importCommand,
  },
  'org export': {
    usage: '[FILE.csv|FILE.xlsx] [--vietnamese]',
    summary:
      'Writes all living units as the import takes them (XLSX: also who holds which duty); without FILE prints CSV.',
    run: exportCommand,
  },
  'org template': {
    usage: 'FILE.xlsx',
    summary: 'Writes an empty list of units to fill in.',
    run: templateCommand,
  },
  'code create': {
    usage: `--unit CODE --duty ${dutiesToGive.join('|')}`,
    summary: 'Makes a code with which one person enrols for a duty, valid for 14 days.',
    run: codeCommand,
  },
  ...auditCommands,
  ...officerCommands,
  ...treeCommands,
  ...peopleCommands,
}

async function importCommand(args: string[], { db, clock, calendar }: CliContext): Promise<CliResult> {
  const { values, words } = readOptions('org import', args, { 'dry-run': { type: 'boolean' } }, 1)
  const file = required('org import', 'the file', words[0])
  const bytes = await readTable(file)
  const now = clock.now()
  const dryRun = values['dry-run'] === true
  const outcome = await importUnits(db, bytes, { now, day: calendar.dayOf(now), dryRun })
  if (!outcome.ok)
    throw new CliFault(outcome.fault ? tableSentence(file, outcome.fault) : rowSentence(file, outcome.errors))
  return {
    text: summary(outcome),
    json: {
      dryRun,
      created: outcome.created.length,
      changed: outcome.changed.length,
      unchanged: outcome.unchanged,
      absent: outcome.absent.length,
    },
  }
}

async function exportCommand(args: string[], { db }: CliContext): Promise<CliResult> {
  const { values, words } = readOptions('org export', args, { vietnamese: { type: 'boolean' } }, 1)
  const [file] = words
  if (file?.toLowerCase().endsWith('.xlsx')) {
    const { bytes, units, holders } = await exportOrganisation(db)
    await save(file, bytes)
    return { text: `${file}: ${units} units, ${holders} duties.`, json: { file, units, holders } }
  }
  const { csv, units } = await exportUnitsCsv(db, { vietnamese: values.vietnamese === true })
  if (file === undefined) return { text: csv.trimEnd(), json: { units } }
  await save(file, csv)
  return { text: `${file}: ${units.length} units.`, json: { file, units: units.length } }
}

async function templateCommand(args: string[]): Promise<CliResult> {
  const [file] = readOptions('org template', args, {}, 1).words
  if (file === undefined || !file.toLowerCase().endsWith('.xlsx'))
    throw new CliFault('org template: name a file that ends in .xlsx.')
  await save(file, await unitTemplate())
  return { text: `${file}: fill it in, then npm run cli -- org import ${file} --dry-run`, json: { file } }
}

async function save(file: string, content: string | Uint8Array): Promise<void> {
  try {
    await writeFile(file, content)
  } catch (error) {
    throw new CliFault(`${file}: cannot be written (${(error as NodeJS.ErrnoException).code}).`)
  }
}

async function codeCommand(args: string[], context: CliContext): Promise<CliResult> {
  const { values } = readOptions('code create', args, { unit: { type: 'string' }, duty: { type: 'string' } })
  const code = required('code create', '--unit', values.unit)
  const duty = readDuty('code create', values.duty)
  const unit = await requiredUnit('code create', '--unit', context.db, code)
  const made = await context.db
    .transaction()
    .execute((tx) => createCode(tx, { unitId: unit.id, duty, createdBy: null, now: context.clock.now() }))
  const link = deepLink(await context.botUsername(), made.code)
  const expires = made.expiresAt.toISOString()
  return {
    text: `${unit.code} ${unit.name}: ${duty}\n${made.code}\n${link}\nOne person can use it until ${expires}.`,
    json: { unit: unit.code, duty, code: made.code, link, expiresAt: expires },
  }
}

function summary(done: ImportDone): string {
  const lines = [
    `${done.dryRun ? 'Would create' : 'Created'} ${done.created.length}, ${done.dryRun ? 'would change' : 'changed'} ${done.changed.length}, left ${done.unchanged} as they were.`,
  ]
  for (const unit of done.changed.slice(0, 20)) {
    const { before } = unit
    const what = [
      before.name === unit.name ? '' : `name "${before.name}" → "${unit.name}"`,
      before.kind === unit.kind ? '' : `kind ${before.kind} → ${unit.kind}`,
      before.parentCode === unit.parentCode
        ? ''
        : `moved ${before.parentCode ?? 'top'} → ${unit.parentCode ?? 'top'}`,
    ].filter(Boolean)
    lines.push(`  row ${unit.row}, ${unit.code}: ${what.join('; ')}`)
  }
  if (done.changed.length > 20) lines.push(`  and ${done.changed.length - 20} more`)
  if (done.absent.length > 0)
    lines.push(
      `${done.absent.length} units are not in the file; they stay. Closing a unit needs a successor.`,
    )
  return lines.join('\n')
}

/** All faults in one line, as far as it stays readable. */
function rowSentence(file: string, faults: RowFault[]): string {
  const told = faults.slice(0, 10).map((fault) => `row ${fault.row}: ${rowProblem(fault)}`)
  const rest = faults.length > told.length ? `; and ${faults.length - told.length} more` : ''
  return `${file}: nothing was imported. ${told.join('; ')}${rest}.`
}

function rowProblem({ problem, value, otherRow }: RowFault): string {
  switch (problem) {
    case 'empty_code':
      return 'the code is empty'
    case 'code_too_long':
      return `the code is longer than ${longestCode} characters`
    case 'duplicate_code':
      return `the code "${value}" stands in row ${otherRow} already`
    case 'empty_name':
      return 'the name is empty'
    case 'name_too_long':
      return `the name is longer than ${longestName} characters`
    case 'unknown_kind':
      return value === '' ? 'the kind is empty' : `unknown kind "${value}"`
    case 'unknown_parent':
      return `unknown parent "${value}"`
    case 'parent_is_cell':
      return `nothing can stand below a cell ("${value}")`
    case 'cycle':
      return `parent "${value}" makes a circle`
  }
}
