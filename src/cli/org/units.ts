// The commands about the organisation: importing and exporting units, enrolment codes.
// Whoever runs them has the machine, so no duty is asked for; the audit trail names the operator.
import { deepLink } from '../../org/enrolment-code.ts'
import { createCode, withdrawCodesOf } from '../../org/invitations.ts'
import { exportFor, exportUnitsCsv, unitTemplate } from '../../org/lists/export-units.ts'
import { importUnits } from '../../org/lists/import-units.ts'
import { normalisePhone } from '../../org/phone-number.ts'
import {
  type CliContext,
  CliFault,
  type CliResult,
  command,
  flag,
  type InputOf,
  optional,
  required,
} from '../command.ts'
import { day, dutiesToGive, fileEndingIn, filled, oneOf, readTable, save, unitOf } from '../options.ts'
import { importErrors, importSentence, importSummary } from './import-report.ts'
import { codeSheetCommand } from './officers.ts'

const importing = {
  dryRun: flag('Only tells what it would come to.'),
  decision: optional('NUMBER', 'The decision by which units are renamed, moved and closed.', filled),
  correction: flag('Puts right what a list had wrong, without a past; instead of --decision.'),
  on: optional('DAY', 'The day from which it holds (today when left out).', day),
  closeMissing: flag(
    'Closes the units that the file lacks, besides those with a day in the column closed_on.',
  ),
  closeMany: flag('Confirms that many units are closed.'),
  errors: optional('FILE.csv', 'Writes every faulty row into this file.', filled),
}

const exporting = {
  vietnamese: flag('With the headings in Vietnamese.'),
  withClosed: flag('Also the units that have ended.'),
  on: optional('DAY', 'The tree as it was on this day.', day),
}

export const orgCommands = [
  command({
    name: 'org import',
    summary:
      'Imports units from CSV, XLSX or XLS (columns code, parent_code, kind, name, or in Vietnamese); ' +
      'all or nothing. Units are renamed, moved and closed with a decision only.',
    arguments: { file: required('FILE', 'the file with the list') },
    options: importing,
    check({ dryRun, closeMissing, decision, correction }) {
      // A preview needs no decision yet; closing does.
      if (closeMissing && !dryRun && decision === undefined) throw new CliFault('Missing: --decision.')
      if (correction && decision !== undefined)
        throw new CliFault('Take either --decision or --correction, not both.')
    },
    run: importCommand,
  }),
  command({
    name: 'org export',
    summary:
      'Writes all living units as the import takes them (XLSX: also who holds which duty); without FILE ' +
      'prints CSV.',
    arguments: { file: optional('FILE', 'the file to write, .csv or .xlsx') },
    options: exporting,
    check({ withClosed, on }) {
      if (withClosed && on !== undefined) throw new CliFault('Take either --with-closed or --on, not both.')
    },
    run: exportCommand,
  }),
  command({
    name: 'org template',
    summary: 'Writes an empty list of units to fill in.',
    arguments: { file: required('FILE.xlsx', 'the workbook to write', fileEndingIn('.xlsx')) },
    run: templateCommand,
  }),
]

const creating = {
  unit: required('CODE', 'The unit.'),
  duty: required('DUTY', `The duty: ${dutiesToGive.join(', ')}.`, oneOf(dutiesToGive)),
  until: optional('DAY', 'The last day of the term.', day),
  phone: optional('NUMBER', 'The person must prove this number in Telegram.', (given, name) => {
    const phone = normalisePhone(given)
    if (phone === null) throw new CliFault(`${name}: "${given}" is no phone number.`)
    return phone
  }),
}

const withdrawing = {
  unit: required('CODE', 'The unit.'),
  below: flag('Also those of everything below it.'),
  yes: flag('Confirms it.'),
}

export const codeCommands = [
  command({
    name: 'code create',
    summary: 'Makes a code with which one person enrols for a duty, valid for 14 days.',
    options: creating,
    run: codeCommand,
  }),
  command({
    name: 'code withdraw',
    summary: 'Makes the codes of a unit useless that nobody has used: for cards that were lost.',
    options: withdrawing,
    run: withdrawCommand,
  }),
  codeSheetCommand,
]

async function importCommand(
  { db, clock, calendar }: CliContext,
  given: InputOf<typeof importing> & { file: string },
): Promise<CliResult> {
  const { file, dryRun, decision, closeMissing: absentToo } = given
  const bytes = await readTable(file)
  const now = clock.now()
  const on = given.on ?? calendar.dayOf(now)
  const outcome = await importUnits(
    db,
    'operator',
    {
      list: bytes,
      on,
      dryRun,
      isCorrection: given.correction,
      ...(decision === undefined ? {} : { decision }),
      ...(decision !== undefined || absentToo
        ? {
            closing: {
              decision: decision ?? '',
              day: on,
              absentToo,
              many: given.closeMany,
            },
          }
        : {}),
    },
    { now, calendar },
  )
  if (!outcome.ok) {
    const list = given.errors ?? ''
    if (list !== '' && outcome.reason === 'wrong_rows') await save(list, importErrors(outcome.errors))
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

async function exportCommand(
  { db, clock, calendar }: CliContext,
  { file, vietnamese, withClosed, on }: InputOf<typeof exporting> & { file: string | undefined },
): Promise<CliResult> {
  if (file?.toLowerCase().endsWith('.xlsx')) {
    const { bytes, units, holders } = (await db
      .transaction()
      .execute((tx) => exportFor(tx, 'operator', { withClosed, on }, { now: clock.now(), calendar })))!
    await save(file, bytes)
    return { text: `${file}: ${units} units, ${holders} duties.`, json: { file, units, holders } }
  }
  const { csv, units } = await exportUnitsCsv(db, {
    vietnamese,
    withClosed,
    on,
  })
  if (file === undefined) return { text: csv.trimEnd(), json: { units } }
  await save(file, csv)
  return { text: `${file}: ${units.length} units.`, json: { file, units: units.length } }
}

async function templateCommand(_: CliContext, { file }: { file: string }): Promise<CliResult> {
  await save(file, await unitTemplate())
  return { text: `${file}: fill it in, then npm run cli -- org import ${file} --dry-run`, json: { file } }
}

async function codeCommand(context: CliContext, given: InputOf<typeof creating>): Promise<CliResult> {
  const { duty, phone = null, until } = given
  const unit = await unitOf(context.db, '--unit', given.unit)
  const now = context.clock.now()
  const endsAt = until === undefined ? null : context.calendar.endOfDay(until)
  if (endsAt !== null && endsAt <= now) throw new CliFault('--until: lies in the past.')
  const wanted = { unitId: unit.id, duty, phone, endsAt }
  const made = await context.db.transaction().execute((tx) => createCode(tx, 'operator', wanted, { now }))
  const link = deepLink(await context.botUsername(), made.code)
  const expires = made.expiresAt.toISOString()
  return {
    text:
      `${unit.code} ${unit.name}: ${duty}\n${made.code}\n${link}\nOne person can use it until ` +
      `${expires}.`,
    json: { unit: unit.code, duty, code: made.code, link, expiresAt: expires },
  }
}

async function withdrawCommand(
  { db, clock }: CliContext,
  given: InputOf<typeof withdrawing>,
): Promise<CliResult> {
  const { below } = given
  const unit = await unitOf(db, '--unit', given.unit)
  const withdrawal = { unitId: unit.id, below, dryRun: !given.yes }
  const now = clock.now()
  const codes = await db.transaction().execute((tx) => withdrawCodesOf(tx, 'operator', withdrawal, { now }))
  const where = `${unit.code}${below ? ' and below' : ''}`
  if (withdrawal.dryRun && codes > 0)
    throw new CliFault(`${codes} codes at ${where} would be of no use any more; add --yes.`)
  return { text: `${codes} codes at ${where} were withdrawn.`, json: { unit: unit.code, below, codes } }
}
