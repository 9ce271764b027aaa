// The commands about what sending could not settle by itself: list it, and send it again.
import {
  listNeedsPerson,
  listUnreachable,
  type NeedsPersonScope,
  needsPersonCounts,
  troubleReasons,
} from '../../circulation/needs-person.ts'
import { sendAgain } from '../../circulation/send-again.ts'
import {
  type CliContext,
  CliFault,
  type CliResult,
  command,
  flag,
  type InputOf,
  optional,
  repeated,
} from '../command.ts'
import { fromOption, inForce } from '../directive/options.ts'
import { oneOf, unitOf, wholeNumber } from '../options.ts'

const number = { number: optional('NUMBER', 'the number of one directive') }
const reason = optional('R', `The reason: ${troubleReasons.join(', ')}.`, oneOf(troubleReasons))
const listing = {
  ...fromOption,
  under: optional('CODE', 'Of the units below this one.'),
  reason,
  limit: optional('N', 'At most so many (50 when left out).', wholeNumber),
  offset: optional('N', 'Leaves out so many at the beginning.', wholeNumber),
}
const resending = {
  ...fromOption,
  reason,
  id: repeated('ID', 'The message with this id (see delivery list).', wholeNumber),
  all: flag('All of them.'),
}

export const deliveryCommands = [
  command({
    name: 'delivery list',
    summary:
      'Lists messages that need a person: failed by reason, parked (reason "unknown"); and units without ' +
      'a chat.',
    arguments: number,
    options: listing,
    run: list,
  }),
  command({
    name: 'delivery again',
    summary: 'Sends them again: those of a reason, those with these ids, or all; to the chats chosen today.',
    arguments: number,
    options: resending,
    check(given) {
      const chosen = [given.reason !== undefined, given.id.length > 0, given.all].filter(Boolean).length
      if (chosen !== 1) throw new CliFault('Give exactly one of --reason, --id and --all.')
    },
    run: again,
  }),
]

type OfOne = InputOf<typeof number & typeof fromOption>

async function list(context: CliContext, given: OfOne & InputOf<typeof listing>): Promise<CliResult> {
  const { under, limit = 50, offset = 0 } = given
  const { db } = context
  const of: NeedsPersonScope = {
    within: under === undefined ? 'everywhere' : [(await unitOf(db, '--under', under)).id],
    directiveId: await directiveOf(context, given),
  }
  const counts = await needsPersonCounts(db, of)
  const rows = await listNeedsPerson(db, { ...of, reason: given.reason, limit, offset })
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

async function again(context: CliContext, given: OfOne & InputOf<typeof resending>): Promise<CliResult> {
  const ids = given.id
  const directiveId = await directiveOf(context, given)
  const { db, clock } = context
  const outcome = await db
    .transaction()
    .execute((tx) =>
      sendAgain(
        tx,
        'operator',
        { directiveId, reason: given.reason, ...(ids.length > 0 ? { deliveryIds: ids } : {}) },
        { now: clock.now() },
      ),
    )
  if (!outcome.ok) throw new CliFault('Not allowed.')
  const { count, stillUnreachable } = outcome
  const still = stillUnreachable > 0 ? `; ${stillUnreachable} to units that still cannot be reached` : ''
  return {
    text: count === 0 ? 'Nothing is left to send again.' : `Messages being sent again: ${count}${still}.`,
    json: { count, stillUnreachable },
  }
}

async function directiveOf(context: CliContext, { number: named, from }: OfOne): Promise<number | undefined> {
  return named === undefined ? undefined : (await inForce(context.db, { number: named, from })).id
}
