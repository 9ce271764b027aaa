// The commands that find a directive and change one that is out: search, extend, correct, recall, supersede, close.
import { parseArgs } from 'node:util'
import {
  type ChangeOutcome,
  closeDirective,
  correctDirective,
  extendDeadlines,
  recallDirective,
  supersedeDirective,
} from '../circulation/change-directive.ts'
import { readDeadline } from '../directive/deadline.ts'
import { type DirectiveRow, findByNumber } from '../directive/directive.store.ts'
import { parseVietnameseDate } from '../directive/document-date.ts'
import { kindsOfCode } from '../directive/document-kinds.ts'
import { searchRegister } from '../directive/search-register.ts'
import { findUnitByCode } from '../org/unit.store.ts'
import type { Tx } from '../platform/database.ts'
import type { DirectiveState } from '../platform/database-types.ts'
import { type CliContext, CliFault, type CliResult, type Command } from './cli-command.ts'

export const directiveChangeCommands: Record<string, Command> = {
  'directive search': {
    usage: '[WORDS…] [--kind CT] [--from CODE] [--since D] [--until D] [--state issued] [--limit 20]',
    summary:
      'Finds directives by number in any spelling or by words of the subject, with or without diacritics.',
    run: search,
  },
  'directive extend': {
    usage: 'NUMBER [--from CODE] [--ack-due T] [--report-due T]',
    summary: 'Moves deadlines to a later time and tells those who have not answered.',
    run: (args, context) => {
      const { values, number } = named(args, { 'ack-due': text, 'report-due': text })
      const at = { now: context.clock.now(), calendar: context.calendar }
      const instant = (name: 'ack-due' | 'report-due') => {
        const given = values[name]
        if (typeof given !== 'string') return {}
        const read = readDeadline(given, at)
        if (!read.ok) throw new CliFault(`--${name}: "${given}" is no deadline.`)
        return { [name === 'ack-due' ? 'ackDueAt' : 'reportDueAt']: read.at }
      }
      const dues = { ...instant('ack-due'), ...instant('report-due') }
      if (Object.keys(dues).length === 0) throw new CliFault('Missing: --ack-due or --report-due.')
      return change(context, number, values.from, 'extended', (tx, id, now) =>
        extendDeadlines(tx, 'operator', id, { ...dues, now }),
      )
    },
  },
  'directive correct': {
    usage: 'NUMBER --subject S [--reason R] [--from CODE]',
    summary: 'Corrects the subject: who received the directive gets the new version.',
    run: (args, context) => {
      const { values, number } = named(args, { subject: text, reason: text })
      const { subject, reason } = values
      if (typeof subject !== 'string') throw new CliFault('Missing: --subject.')
      const why = typeof reason === 'string' ? { reason } : {}
      return change(context, number, values.from, 'corrected', (tx, id, now) =>
        correctDirective(tx, 'operator', id, { subject, ...why, now }),
      )
    },
  },
  'directive recall': {
    usage: 'NUMBER [--reason R] [--from CODE]',
    summary: 'Takes a directive back, also while it is being sent, and tells those who received it.',
    run: (args, context) => {
      const { values, number } = named(args, { reason: text })
      const why = typeof values.reason === 'string' ? { reason: values.reason } : {}
      return change(context, number, values.from, 'recalled', (tx, id, now) =>
        recallDirective(tx, 'operator', id, { ...why, now }),
      )
    },
  },
  'directive supersede': {
    usage: 'NUMBER --by NUMBER [--from CODE]',
    summary: 'Another directive of the same unit takes the place of this one.',
    run: async (args, context) => {
      const { values, number } = named(args, { by: text })
      if (typeof values.by !== 'string') throw new CliFault('Missing: --by.')
      const by = await inForce(context, values.by, values.from)
      return await change(context, number, values.from, 'superseded', (tx, id, now) =>
        supersedeDirective(tx, 'operator', id, { byId: by.id, now }),
      )
    },
  },
  'directive close': {
    usage: 'NUMBER [--from CODE]',
    summary: 'Ends the follow-up and tells those who still owed something.',
    run: (args, context) => {
      const { values, number } = named(args, {})
      return change(context, number, values.from, 'closed', (tx, id, now) =>
        closeDirective(tx, 'operator', id, { now }),
      )
    },
  },
}

const text = { type: 'string' } as const

/** The one directive of that number that is registered and not a draft. @throws CliFault when there is none or several. */
export async function inForce(
  context: CliContext,
  number: string,
  from: string | undefined,
): Promise<DirectiveRow> {
  const unit = from === undefined ? undefined : await findUnitByCode(context.db, from)
  if (unit === null) throw new CliFault(`--from: there is no unit with the code "${from}".`)
  const all = (await findByNumber(context.db, number)).filter((row) => row.state !== 'draft')
  const rows = unit ? all.filter((row) => row.issuerUnitId === unit.id) : all
  const [first] = rows
  if (!first) throw new CliFault(`No directive ${number} is registered.`)
  if (rows.some((row) => row.issuerUnitId !== first.issuerUnitId))
    throw new CliFault(`${number} was issued by several units: add --from CODE.`)
  // A number may come back after a recall: the one that is in force is meant.
  return rows.find((row) => row.state === 'issued') ?? first
}

function named(args: string[], options: Record<string, typeof text>) {
  const { values, positionals } = parse(() =>
    parseArgs({ args, options: { ...options, from: text }, strict: true, allowPositionals: true }),
  )
  const [number, surplus] = positionals
  if (number === undefined) throw new CliFault('Missing: the number of the directive, such as 05-CT/TU.')
  if (surplus !== undefined) throw new CliFault(`Surplus: "${surplus}". Put the number in quotes.`)
  return { values: values as Record<string, string | undefined>, number }
}

async function change(
  context: CliContext,
  number: string,
  from: string | undefined,
  what: string,
  work: (tx: Tx, id: number, now: Date) => Promise<ChangeOutcome>,
): Promise<CliResult> {
  const directive = await inForce(context, number, from)
  const outcome = await context.db.transaction().execute((tx) => work(tx, directive.id, context.clock.now()))
  if (!outcome.ok) throw new CliFault(`${directive.numberText}: ${outcome.reason.replaceAll('_', ' ')}.`)
  context.wake('send-deliveries', { slot: 0 })
  context.wake('show-progress', {})
  const { already, told } = outcome
  const words = already ? `was ${what} before; nothing changed` : `is ${what}; ${told} units are being told`
  return {
    text: `${directive.numberText} ${words}.`,
    json: { id: directive.id, number: directive.numberText, change: what, already, told },
  }
}

const states: readonly DirectiveState[] = ['awaiting_approval', 'issued', 'closed', 'recalled', 'superseded']

async function search(args: string[], { db }: CliContext): Promise<CliResult> {
  const options = { kind: text, from: text, since: text, until: text, state: text, limit: text }
  const { values, positionals } = parse(() =>
    parseArgs({ args, options, strict: true, allowPositionals: true }),
  )
  const day = (name: 'since' | 'until') => {
    const given = values[name]
    if (given === undefined) return {}
    const read = parseVietnameseDate(given)
    if (!read.ok) throw new CliFault(`--${name}: "${given}" is not a day such as 2026-11-20.`)
    return { [name]: read.date }
  }
  const unit = values.from === undefined ? undefined : await findUnitByCode(db, values.from)
  if (unit === null) throw new CliFault(`--from: there is no unit with the code "${values.from}".`)
  const kind = values.kind === undefined ? undefined : kindsOfCode(values.kind)[0]
  if (values.kind !== undefined && !kind)
    throw new CliFault(`--kind: "${values.kind}" is no kind of document.`)
  const state = states.find((each) => each === values.state)
  if (values.state !== undefined && !state)
    throw new CliFault(`--state: "${values.state}" is no state; there are ${states.join(', ')}.`)
  const limit = Number(values.limit ?? 20)
  if (!Number.isInteger(limit) || limit < 1 || limit > 1_000)
    throw new CliFault('--limit: a whole number from 1 to 1000.')
  const found = await searchRegister(db, {
    ...{ text: positionals.join(' '), limit, ...day('since'), ...day('until') },
    ...(kind ? { kind: kind.name } : {}),
    ...(unit ? { issuerUnitId: unit.id } : {}),
    states: state ? [state] : states,
  })
  const rows = found.slice(0, limit)
  const line = (row: DirectiveRow) =>
    `${row.numberText}  ${row.issuedOn}  ${row.state}  ${row.issuerName}: ${row.subject}`
  const more = found.length > limit ? ['… and more; narrow the search or raise --limit.'] : []
  return {
    text: rows.length === 0 ? 'Nothing found.' : [...rows.map(line), ...more].join('\n'),
    json: {
      more: found.length > limit,
      directives: rows.map(
        ({ id, numberText, kind: name, issuedOn, term, state: at, issuerName, subject }) => ({
          ...{ id, number: numberText, kind: name, issuedOn, term, state: at, issuer: issuerName, subject },
        }),
      ),
    },
  }
}

export function parse<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw new CliFault((error as Error).message.split('\n')[0]!)
  }
}
