// The commands that invite people: a list of role-holders, and cards for wherever somebody is missing. Both end in one
// file of cards with QR codes.
import { writeFile } from 'node:fs/promises'
import { codeLifetimeDays, createCodes, unitsWithout } from '../org/invitations.ts'
import { inviteOfficers, type OfficerFault } from '../org/invite-officers.ts'
import { unitPaths } from '../org/unit.store.ts'
import { readKind } from '../org/unit-columns.ts'
import type { Duty } from '../platform/database-types.ts'
import { plain } from '../texts/index.ts'
import { type CliContext, CliFault, type CliResult, type Command } from './cli-command.ts'
import { readDuty, readOptions, readTable, required, requiredUnit, tableSentence } from './cli-options.ts'
import { codeSheet } from './code-sheet.ts'

const text = { type: 'string' } as const

export const officerCommands: Record<string, Command> = {
  'officer import': {
    usage: 'FILE --cards CARDS.html [--dry-run]',
    summary:
      'Invites the people of a list (CSV, XLSX, XLS: unit code, duty, name) who are neither enrolled nor invited, and writes their cards.',
    run: importOfficers,
  },
  'code sheet': {
    usage: '--unit CODE --duty DUTY --file FILE.html [--kind cell]',
    summary:
      'Makes a code for every cell (or other kind) below a unit where nobody has the duty yet, and writes cards with QR codes to print and cut.',
    run: sheet,
  },
}

async function importOfficers(args: string[], context: CliContext): Promise<CliResult> {
  const command = 'officer import'
  const { values, words } = readOptions(command, args, { cards: text, 'dry-run': { type: 'boolean' } }, 1)
  const file = required(command, 'the file', words[0])
  const dryRun = values['dry-run'] === true
  const cards = dryRun ? '' : required(command, '--cards', values.cards)
  const outcome = await inviteOfficers(context.db, await readTable(file), {
    now: context.clock.now(),
    dryRun,
  })
  if (!outcome.ok)
    throw new CliFault(outcome.fault ? tableSentence(file, outcome.fault) : rowSentence(file, outcome.errors))
  const { invited, enrolled, invitedBefore } = outcome
  if (!dryRun && invited.length > 0) await writeCards(context, cards, invited, '')
  const told = `${dryRun ? 'Would invite' : 'Invited'} ${invited.length}; ${enrolled} are enrolled, ${invitedBefore} were invited before.`
  return {
    text: !dryRun && invited.length > 0 ? `${told}\n${cards}: ${invited.length} cards. ${printing}` : told,
    json: { dryRun, invited: invited.length, enrolled, invitedBefore },
  }
}

async function sheet(args: string[], context: CliContext): Promise<CliResult> {
  const command = 'code sheet'
  const { values } = readOptions(command, args, { unit: text, duty: text, file: text, kind: text })
  const root = await requiredUnit(command, '--unit', context.db, values.unit)
  const duty = readDuty(command, values.duty)
  const file = required(command, '--file', values.file)
  const kind = readKind(typeof values.kind === 'string' ? values.kind : 'cell')
  if (!kind) throw new CliFault(`${command}: --kind "${String(values.kind)}" is unknown.`)
  const made = await context.db.transaction().execute(async (tx) => {
    const ids = await unitsWithout(tx, root.id, { duty, kind })
    return await createCodes(tx, ids, { duty, createdBy: null, now: context.clock.now() })
  })
  if (made.length === 0)
    return {
      text: `Everybody is enrolled: no card is needed below ${root.code}.`,
      json: { file: null, cards: 0 },
    }
  const cards = made.map(({ unitId, code }) => ({ unitId, code, duty, name: '' }))
  await writeCards(context, file, cards, root.name)
  return { text: `${file}: ${made.length} cards. ${printing}`, json: { file, cards: made.length } }
}

const printing = 'Open it in a browser and print it (or save it as PDF); delete it afterwards.'

async function writeCards(
  { db, clock, calendar, botUsername }: CliContext,
  file: string,
  cards: { unitId: number; code: string; duty: Duty; name: string }[],
  title: string,
): Promise<void> {
  const paths = await unitPaths(
    db,
    cards.map((card) => card.unitId),
  )
  const lastDay = calendar.dayOf(new Date(clock.now().getTime() + codeLifetimeDays * 86_400_000))
  const language = 'vi' as const
  const page = await codeSheet(
    cards.map(({ unitId, code, duty, name }) => {
      const names = paths.get(unitId)?.names ?? []
      const word = plain(language, `unit-duty-${duty}`)
      return {
        unitName: names.at(-1) ?? '',
        above: names.slice(0, -1),
        duty: name === '' ? word : `${word}: ${name}`,
        code,
      }
    }),
    {
      title: title || (paths.values().next().value?.names[0] ?? ''),
      botUsername: await botUsername(),
      lastDay,
      language,
    },
  )
  try {
    await writeFile(file, page)
  } catch (error) {
    throw new CliFault(`${file}: cannot be written (${(error as NodeJS.ErrnoException).code}).`)
  }
}

function rowSentence(file: string, faults: OfficerFault[]): string {
  const words: Record<OfficerFault['problem'], (value: string) => string> = {
    unknown_unit: (value) => `there is no unit "${value}"`,
    unknown_duty: (value) => `unknown duty "${value}"`,
    empty_name: () => 'the name is empty',
    name_too_long: () => 'the name is too long',
    duplicate_line: (value) => `"${value}" stands there twice`,
  }
  const told = faults.slice(0, 10).map(({ row, problem, value }) => `row ${row}: ${words[problem](value)}`)
  const rest = faults.length > told.length ? `; and ${faults.length - told.length} more` : ''
  return `${file}: nobody was invited. ${told.join('; ')}${rest}.`
}
