// The commands that invite people: a list of role-holders, and cards for wherever somebody is missing. Both
// end in one PDF of cards with QR codes; when it cannot be written, nobody is invited.
import { writeFile } from 'node:fs/promises'
import { codeExpiry } from '../../org/code-rules.ts'
import { deepLink } from '../../org/enrolment-code.ts'
import { withdrawCodes } from '../../org/invitations.ts'
import { type InvitationCard, inviteSubtree, toCards } from '../../org/invite-subtree.ts'
import type { OfficerFault } from '../../org/lists/check-officers.ts'
import { exportHolders, officerTemplate } from '../../org/lists/export-units.ts'
import { type InviteOutcome, inviteOfficers } from '../../org/lists/invite-officers.ts'
import { readKind } from '../../org/lists/unit-columns.ts'
import { rootUnits } from '../../org/unit.store.ts'
import { printCards } from '../../platform/print-cards.ts'
import { writeWorkbook } from '../../platform/workbook.ts'
import { invitationSheet } from '../../texts/invitation-sheet.ts'
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
import { dutiesToGive, fileEndingIn, oneOf, readTable, save, tableSentence, unitOf } from '../options.ts'

const helpLine = optional('TEXT', 'A line on the cards that says whom to ask for help.')

const importing = {
  cards: optional('CARDS.pdf', 'The file for the cards; not needed with --dry-run.', fileEndingIn('.pdf')),
  helpLine,
  handOver: flag(
    'As after elections: whoever uses a card takes the duty over from the one who holds it and is not ' +
      'in the list.',
  ),
  checkPhone: flag('Whoever has a number in the list must prove it in Telegram.'),
  dryRun: flag('Only tells what it would come to.'),
}
const listFile = required('FILE', 'the file with the list')

export const officerCommands = [
  command({
    name: 'officer import',
    summary:
      'Invites the people of a list (CSV, XLSX, XLS: unit code, duty, name, perhaps the end of the term) ' +
      'who are neither enrolled nor invited, and writes their cards.',
    arguments: { file: listFile },
    options: importing,
    check({ cards, dryRun }) {
      if (cards === undefined && !dryRun) throw new CliFault('Missing: --cards.')
    },
    run: importOfficers,
  }),
  command({
    name: 'officer export',
    summary: 'Writes who holds which duty, in the columns that officer import takes.',
    arguments: { file: required('FILE', 'the file to write, .csv or .xlsx') },
    run: exportOfficers,
  }),
  command({
    name: 'officer template',
    summary: 'Writes an empty list of people to fill in.',
    arguments: { file: required('FILE.xlsx', 'the workbook to write', fileEndingIn('.xlsx')) },
    run: template,
  }),
]

const printingSheet = {
  unit: required('CODE', 'The unit.'),
  duty: required('DUTY', `The duty: ${dutiesToGive.join(', ')}.`, oneOf(dutiesToGive)),
  file: required('FILE.pdf', 'The file for the cards.', fileEndingIn('.pdf')),
  kind: optional('KIND', 'The kind of units (cell when left out).', (given, name) => {
    const kind = readKind(given)
    if (!kind) throw new CliFault(`${name}: "${given}" is no kind of unit.`)
    return kind
  }),
  helpLine,
}

export const codeSheetCommand = command({
  name: 'code sheet',
  summary:
    'Makes a code for every cell (or other kind) below a unit where nobody has the duty yet, and writes ' +
    'cards with QR codes to print and cut.',
  options: printingSheet,
  run: sheet,
})

async function importOfficers(
  context: CliContext,
  given: InputOf<typeof importing> & { file: string },
): Promise<CliResult> {
  const { file, dryRun, handOver, cards = '' } = given
  const outcome = await inviteOfficers(
    context.db,
    'operator',
    { list: await readTable(file), dryRun, checkPhones: given.checkPhone, handOver },
    { now: context.clock.now(), calendar: context.calendar },
  )
  if (!outcome.ok) throw new CliFault(refusalSentence(file, outcome))
  const { invited, terms, enrolled, invitedBefore } = outcome
  if (!dryRun && invited.length > 0)
    await writeCards(context, cards, await toCards(context.db, invited), '', given.helpLine)
  const told = [
    `${dryRun ? 'Would invite' : 'Invited'} ${invited.length}; ${enrolled} are enrolled, ` +
      `${invitedBefore} were invited before.`,
    ...(dryRun
      ? invited
          .slice(0, 20)
          .map(
            ({ row, unitCode, duty, name, predecessor }) =>
              `  row ${row}, ${unitCode}: ${duty} ${name}${predecessor ? `, after ${predecessor.name}` : ''}`,
          )
      : []),
    ...(terms.length > 0
      ? [`${dryRun ? 'Would note' : 'Noted'} the term of ${terms.length} who are enrolled.`]
      : []),
    ...terms
      .slice(0, 20)
      .map(
        ({ row, unitCode, duty, name, until }) => `  row ${row}, ${unitCode}: ${duty} ${name} until ${until}`,
      ),
    ...(terms.length > 20 ? [`  and ${terms.length - 20} more`] : []),
    ...(dryRun && invited.length > 20 ? [`  and ${invited.length - 20} more`] : []),
  ]
  const after = invited.filter((one) => one.predecessor !== null).length
  if (after > 0)
    told.push(
      handOver
        ? `${after} take the duty over from its holder of today when they use their card.`
        : `In ${after} places somebody else holds the duty today and keeps it; with --hand-over the ` +
            `cards move it.`,
    )
  return {
    text: [
      ...told,
      ...(!dryRun && invited.length > 0 ? [`${cards}: ${invited.length} cards. ${printing}`] : []),
    ].join('\n'),
    json: { dryRun, invited: invited.length, terms: terms.length, enrolled, invitedBefore },
  }
}

async function exportOfficers({ db, calendar }: CliContext, { file }: { file: string }): Promise<CliResult> {
  const { csv, sheet } = await exportHolders(db, calendar)
  await save(file, file.toLowerCase().endsWith('.xlsx') ? await writeWorkbook([sheet]) : csv)
  return { text: `${file}: ${sheet.rows.length} duties.`, json: { file, duties: sheet.rows.length } }
}

async function template(_: CliContext, { file }: { file: string }): Promise<CliResult> {
  await save(file, await officerTemplate())
  return { text: `${file}: fill it in, then npm run cli -- officer import ${file} --dry-run`, json: { file } }
}

async function sheet(context: CliContext, given: InputOf<typeof printingSheet>): Promise<CliResult> {
  const { duty, file, kind = 'cell' } = given
  const root = await unitOf(context.db, '--unit', given.unit)
  const now = context.clock.now()
  const made = await context.db
    .transaction()
    .execute((tx) => inviteSubtree(tx, 'operator', { rootId: root.id, duty, kinds: [kind] }, { now }))
  if (!made.ok || made.cards.length === 0)
    return {
      text: `Everybody is enrolled: no card is needed below ${root.code}.`,
      json: { file: null, cards: 0 },
    }
  await writeCards(context, file, made.cards, root.name, given.helpLine)
  return {
    text: `${file}: ${made.cards.length} cards. ${printing}`,
    json: { file, cards: made.cards.length },
  }
}

const printing = 'Print it on A4, cut along the lines, hand the cards out; delete the file afterwards.'

async function writeCards(
  { db, clock, calendar, botUsername }: CliContext,
  file: string,
  cards: readonly InvitationCard[],
  title: string,
  help = '',
): Promise<void> {
  const now = clock.now()
  try {
    const username = await botUsername()
    const sheet = invitationSheet(cards, {
      unitName: title || ((await rootUnits(db))[0]?.name ?? ''),
      botUsername: username,
      linkOf: (code) => deepLink(username, code),
      lastDay: calendar.dayOf(codeExpiry(now)),
      help: help.trim(),
      language: 'vi',
    })
    await writeFile(file, await printCards(sheet), { mode: 0o600 })
  } catch (error) {
    const codes = cards.map((card) => card.code)
    await db.transaction().execute((tx) => withdrawCodes(tx, 'operator', { codes, unitId: null }, { now }))
    const why = (error as NodeJS.ErrnoException).code ?? (error as Error).message
    throw new CliFault(`${file}: cannot be written (${why}); nobody was invited.`)
  }
}

function refusalSentence(file: string, outcome: Extract<InviteOutcome, { ok: false }>): string {
  switch (outcome.reason) {
    case 'unreadable':
      return tableSentence(file, outcome.fault)
    case 'wrong_rows':
      return rowSentence(file, outcome.errors)
    // The operator may do everything and has not looked at a plan before.
    case 'not_allowed':
    case 'not_as_seen':
      return `${file}: nobody was invited.`
  }
}

function rowSentence(file: string, faults: OfficerFault[]): string {
  const words: Record<OfficerFault['problem'], (value: string) => string> = {
    unknown_unit: (value) => `there is no unit "${value}"`,
    unknown_duty: (value) => `unknown duty "${value}"`,
    empty_name: () => 'the name is empty',
    name_too_long: () => 'the name is too long',
    bad_phone: (value) => `"${value}" is no phone number`,
    bad_term: (value) =>
      `"${value}" is no end of a term such as 30/6/2030 or 2025-2030, or it lies in the past`,
    not_allowed: (value) => `the duty "${value}" may not be given there`,
    duplicate_line: (value) => `"${value}" stands there twice`,
  }
  const told = faults.slice(0, 10).map(({ row, problem, value }) => `row ${row}: ${words[problem](value)}`)
  const rest = faults.length > told.length ? `; and ${faults.length - told.length} more` : ''
  return `${file}: nobody was invited. ${told.join('; ')}${rest}.`
}
