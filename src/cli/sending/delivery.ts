// The commands about what sending could not settle by itself: list it, and send it again.
import {
  listNeedsPerson,
  listUnreachable,
  needsPersonCounts,
  type Troubled,
  type TroubleReason,
  troubleReasons,
} from '../../circulation/needs-person.ts'
import { sendAgain } from '../../circulation/send-again.ts'
import { type CliContext, CliFault, type CliResult, type Command } from '../command.ts'
import { inForce } from '../directive/options.ts'
import { readOptions, requiredId, requiredUnit } from '../options.ts'

const text = { type: 'string' } as const

export const deliveryCommands: Record<string, Command> = {
  'delivery list': {
    usage: '[NUMBER] [--from CODE] [--under CODE] [--reason R] [--limit 50] [--offset 0]',
    summary:
      'Lists messages that need a person: failed by reason, parked (reason "unknown"); and units without a chat. ' +
      'NUMBER: of one directive; --under: of the units below one.',
    run: list,
  },
  'delivery again': {
    usage: '[NUMBER] [--from CODE] (--reason R | --id ID … | --all)',
    summary: 'Sends them again: those of a reason, those with these ids, or all; to the chats chosen today.',
    run: again,
  },
}

async function list(args: string[], context: CliContext): Promise<CliResult> {
  const name = 'delivery list'
  const known = { from: text, under: text, reason: text, limit: text, offset: text }
  const { values, words } = readOptions(name, args, known, 1)
  const { db } = context
  const of: Troubled = {
    within:
      values.under === undefined
        ? 'everywhere'
        : [(await requiredUnit(name, '--under', db, values.under)).id],
    directiveId: await directiveOf(context, words[0], values.from),
  }
  const limit = readCount(name, '--limit', values.limit, 50)
  const offset = readCount(name, '--offset', values.offset, 0)
  const counts = await needsPersonCounts(db, of)
  const rows = await listNeedsPerson(db, { ...of, reason: readReason(name, values.reason), limit, offset })
  const unreachable = await listUnreachable(db, { ...of, limit, offset })
  const sum = counts.reduce((total, row) => total + row.count, 0)
  const unit = (row: { unitName: string | null; parentName: string | null }) =>
    [row.unitName ?? 'unit unknown', row.parentName].filter(Boolean).join(', ')
  const lines = [
    ...counts.map((row) => `${row.count} ${row.state}: ${row.reason}`),
    ...rows.map(
      (row) => `  id ${row.deliveryId}  ${row.reason}  ${row.purpose} ${row.numberText ?? ''}  ${unit(row)}`,
    ),
    ...(unreachable.total > 0
      ? [`Units without a chat: ${unreachable.total} (give a code: code create)`]
      : []),
    ...unreachable.rows.map((row) => `  ${row.whyNot ?? 'reachable again'}  ${unit(row)}`),
  ]
  return {
    text: sum + unreachable.total === 0 ? 'No message needs a person.' : lines.join('\n'),
    json: { counts, messages: rows, unreachable },
  }
}

async function again(args: string[], context: CliContext): Promise<CliResult> {
  const name = 'delivery again'
  const known = {
    from: text,
    reason: text,
    all: { type: 'boolean' } as const,
    id: {
      type: 'string',
      multiple: true,
    } as const,
  }
  const { values, words } = readOptions(name, args, known, 1)
  const reason = readReason(name, values.reason)
  const ids = [values.id ?? []].flat().map((id) => requiredId(name, '--id', id))
  const chosen = [reason !== undefined, ids.length > 0, values.all === true].filter(Boolean).length
  if (chosen !== 1) throw new CliFault(`${name}: give exactly one of --reason, --id and --all.`)
  const directiveId = await directiveOf(context, words[0], values.from)
  const { db, clock } = context
  const outcome = await db
    .transaction()
    .execute((tx) =>
      sendAgain(
        tx,
        'operator',
        { directiveId, reason, ...(ids.length > 0 ? { deliveryIds: ids } : {}) },
        clock.now(),
      ),
    )
  if (!outcome.ok) throw new CliFault(`${name}: not allowed.`)
  const { count, stillUnreachable } = outcome
  const still = stillUnreachable > 0 ? `; ${stillUnreachable} to units that still cannot be reached` : ''
  return {
    text: count === 0 ? 'Nothing is left to send again.' : `Messages being sent again: ${count}${still}.`,
    json: { count, stillUnreachable },
  }
}

async function directiveOf(
  context: CliContext,
  number: string | undefined,
  from: unknown,
): Promise<number | undefined> {
  if (number === undefined) return undefined
  return (await inForce(context.db, { number, from: typeof from === 'string' ? from : undefined })).id
}

function readReason(command: string, given: unknown): TroubleReason | undefined {
  if (given === undefined) return undefined
  const reason = troubleReasons.find((each) => each === given)
  if (reason) return reason
  const word = typeof given === 'string' ? given : ''
  throw new CliFault(`${command}: --reason "${word}" is none of ${troubleReasons.join(', ')}.`)
}

function readCount(command: string, name: string, given: unknown, usual: number): number {
  return given === undefined ? usual : requiredId(command, name, given)
}
