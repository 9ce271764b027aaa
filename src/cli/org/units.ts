// The commands about the organisation: importing and exporting units, enrolment codes.
// Whoever runs them has the machine, so no duty is asked for; the audit trail names the operator.
import { deepLink } from '../../org/enrolment-code.ts'
import { createCode, withdrawCodesOf } from '../../org/invitations.ts'
import { exportFor, exportUnitsCsv, unitTemplate } from '../../org/lists/export-units.ts'
import { importUnits } from '../../org/lists/import-units.ts'
import { normalisePhone } from '../../org/phone-number.ts'
import { type CliContext, CliFault, type CliResult, type Command } from '../command.ts'
import {
  dutiesToGive,
  readDay,
  readDayEnd,
  readDuty,
  readOptions,
  readTable,
  required,
  requiredUnit,
  save,
  xlsxFile,
} from '../options.ts'
import { auditCommands } from './audit.ts'
import { dutyCommands } from './duties.ts'
import { importErrors, importSentence, importSummary } from './import-report.ts'
import { officerCommands } from './officers.ts'
import { peopleCommands } from './people.ts'
import { ruleCommands } from './rules.ts'
import { treeCommands } from './tree.ts'

const text = { type: 'string' } as const
const flag = { type: 'boolean' } as const

export const orgCommands: Record<string, Command> = {
  'org import': {
    usage:
      'FILE [--dry-run] [--decision NUMBER | --correction] [--on DAY] [--close-missing] [--close-many] [--errors FILE.csv]',
    summary:
      'Imports units from CSV, XLSX or XLS (columns code, parent_code, kind, name, or in Vietnamese); all or nothing. Units are renamed, moved and closed with a decision only, from --on (today unless told); --correction puts right what a list had wrong, without a past. Closed are those with a day in the column closed_on, and with --close-missing those that the file lacks. --errors writes every faulty row into a file.',
    run: importCommand,
  },
  'org export': {
    usage: '[FILE.csv|FILE.xlsx] [--vietnamese] [--with-closed | --on DAY]',
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
    usage: `--unit CODE --duty ${dutiesToGive.join('|')} [--until DAY] [--phone NUMBER]`,
    summary:
      'Makes a code with which one person enrols for a duty, valid for 14 days; --until is the last day of the term; with --phone the person must prove that number in Telegram.',
    run: codeCommand,
  },
  'code withdraw': {
    usage: '--unit CODE [--below] --yes',
    summary:
      'Makes the codes of a unit, or with --below of everything below it too, useless that nobody has used: for cards that were lost.',
    run: withdrawCommand,
  },
  ...auditCommands,
  ...ruleCommands,
  ...officerCommands,
  ...treeCommands,
  ...dutyCommands,
  ...peopleCommands,
}

async function importCommand(args: string[], { db, clock, calendar }: CliContext): Promise<CliResult> {
  const command = 'org import'
  const known = {
    'dry-run': flag,
    'close-missing': flag,
    'close-many': flag,
    correction: flag,
    decision: text,
    on: text,
    errors: text,
  }
  const { values, words } = readOptions(command, args, known, 1)
  const file = required(command, 'the file', words[0])
  const bytes = await readTable(file)
  const now = clock.now()
  const today = calendar.dayOf(now)
  const dryRun = values['dry-run'] === true
  const absentToo = values['close-missing'] === true
  // A preview needs no decision yet; closing does.
  const decision =
    (dryRun || !absentToo) && values.decision === undefined
      ? undefined
      : required(command, '--decision', values.decision)
  const isCorrection = values.correction === true
  if (isCorrection && decision !== undefined)
    throw new CliFault(`${command}: take either --decision or --correction, not both.`)
  const on = readDay(command, '--on', values.on, today)
  const outcome = await importUnits(db, bytes, {
    now,
    day: today,
    on,
    dryRun,
    isCorrection,
    ...(typeof decision === 'string' ? { decision } : {}),
    ...(typeof decision === 'string' || absentToo
      ? {
          closing: {
            decision: String(decision ?? ''),
            day: on,
            absentToo,
            many: values['close-many'] === true,
          },
        }
      : {}),
  })
  if (!outcome.ok) {
    const list = values.errors === undefined ? '' : required(command, '--errors', values.errors)
    if (list !== '' && outcome.errors.length > 0) await save(list, importErrors(outcome.errors))
    throw new CliFault(importSentence(file, outcome, list))
  }
  return {
    text: importSummary(outcome),
    json: {
      dryRun,
      created: outcome.created.length,
      changed: outcome.changed.length,
      unchanged: outcome.unchanged,
      closed: outcome.closed.map(({ code, day, successorCode }) => ({ code, day, successor: successorCode })),
      absent: outcome.absent.length,
    },
  }
}

async function exportCommand(args: string[], { db, clock, calendar }: CliContext): Promise<CliResult> {
  const known = { vietnamese: flag, 'with-closed': flag, on: text }
  const { values, words } = readOptions('org export', args, known, 1)
  const [file] = words
  const withClosed = values['with-closed'] === true
  if (withClosed && values.on !== undefined)
    throw new CliFault('org export: take either --with-closed or --on, not both.')
  const on = values.on === undefined ? undefined : readDay('org export', '--on', values.on, '')
  if (file?.toLowerCase().endsWith('.xlsx')) {
    const { bytes, units, holders } = (await db
      .transaction()
      .execute((tx) => exportFor(tx, { kind: 'operator' }, clock.now(), { withClosed, on, calendar })))!
    await save(file, bytes)
    return { text: `${file}: ${units} units, ${holders} duties.`, json: { file, units, holders } }
  }
  const { csv, units } = await exportUnitsCsv(db, {
    vietnamese: values.vietnamese === true,
    withClosed,
    on,
  })
  if (file === undefined) return { text: csv.trimEnd(), json: { units } }
  await save(file, csv)
  return { text: `${file}: ${units.length} units.`, json: { file, units: units.length } }
}

async function templateCommand(args: string[]): Promise<CliResult> {
  const file = xlsxFile('org template', readOptions('org template', args, {}, 1).words[0])
  await save(file, await unitTemplate())
  return { text: `${file}: fill it in, then npm run cli -- org import ${file} --dry-run`, json: { file } }
}

async function codeCommand(args: string[], context: CliContext): Promise<CliResult> {
  const { values } = readOptions('code create', args, { unit: text, duty: text, phone: text, until: text })
  const code = required('code create', '--unit', values.unit)
  const duty = readDuty('code create', values.duty)
  const unit = await requiredUnit('code create', '--unit', context.db, code)
  const phone = values.phone === undefined ? null : normalisePhone(String(values.phone))
  if (values.phone !== undefined && phone === null)
    throw new CliFault(`code create: --phone "${String(values.phone)}" is no phone number.`)
  const now = context.clock.now()
  const endsAt = readDayEnd('code create', '--until', values.until, context.calendar)
  if (endsAt !== null && endsAt <= now) throw new CliFault('code create: --until lies in the past.')
  const wanted = { unitId: unit.id, duty, createdBy: null, now, phone, endsAt }
  const made = await context.db.transaction().execute((tx) => createCode(tx, wanted))
  const link = deepLink(await context.botUsername(), made.code)
  const expires = made.expiresAt.toISOString()
  return {
    text: `${unit.code} ${unit.name}: ${duty}\n${made.code}\n${link}\nOne person can use it until ${expires}.`,
    json: { unit: unit.code, duty, code: made.code, link, expiresAt: expires },
  }
}

async function withdrawCommand(args: string[], { db, clock }: CliContext): Promise<CliResult> {
  const command = 'code withdraw'
  const { values } = readOptions(command, args, { unit: text, below: flag, yes: flag })
  const unit = await requiredUnit(command, '--unit', db, values.unit)
  const below = values.below === true
  const act = { by: { kind: 'operator' } as const, now: clock.now(), dryRun: values.yes !== true }
  const codes = await db.transaction().execute((tx) => withdrawCodesOf(tx, unit.id, { ...act, below }))
  const where = `${unit.code}${below ? ' and below' : ''}`
  if (act.dryRun && codes > 0)
    throw new CliFault(`${command}: ${codes} codes at ${where} would be of no use any more; add --yes.`)
  return { text: `${codes} codes at ${where} were withdrawn.`, json: { unit: unit.code, below, codes } }
}
