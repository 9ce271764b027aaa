// The commands that stop sending and let it go on: of one directive or of everything.
import {
  type ControlOutcome,
  cancelCirculation,
  pauseCirculation,
  resumeCirculation,
} from '../../circulation/control.ts'
import {
  type EverythingPaused,
  everythingPaused,
  pauseEverything,
  resumeEverything,
} from '../../circulation/pause-everything.ts'
import type { Tx } from '../../platform/database.ts'
import { type CliContext, CliFault, type CliResult, type Command } from '../command.ts'
import { inForce } from '../directive/options.ts'
import { readOptions } from '../options.ts'

export const sendingCommands: Record<string, Command> = {
  'sending pause': {
    usage: 'NUMBER [--from CODE] | --everything',
    summary: 'Holds what has not gone out, of one directive or of all; answers to people still go out.',
    run: (args, context) =>
      control('sending pause', args, context, {
        done: 'paused; what is on its way may still arrive',
        one: (tx, id, now) => pauseCirculation(tx, id, 'operator', now),
        all: (tx, now) => pauseEverything(tx, 'operator', now),
      }),
  },
  'sending resume': {
    usage: 'NUMBER [--from CODE] | --everything',
    summary: 'Lets it go on.',
    run: (args, context) =>
      control('sending resume', args, context, {
        done: 'going on',
        one: (tx, id, now) => resumeCirculation(tx, id, 'operator', now),
        all: (tx, now) => resumeEverything(tx, 'operator', now),
      }),
  },
  'sending cancel': {
    usage: 'NUMBER [--from CODE]',
    summary: 'Gives up what has not gone out of a directive. It cannot be undone; what was delivered stays.',
    run: (args, context) =>
      control('sending cancel', args, context, {
        done: 'cancelled; what is on its way may still arrive',
        one: (tx, id, now) => cancelCirculation(tx, id, 'operator', now),
      }),
  },
  'sending status': {
    usage: '',
    summary: 'Tells whether all sending is stopped, by whom and since when.',
    run: async (args, { db }) => {
      readOptions('sending status', args)
      const paused = await everythingPaused(db)
      return {
        text: paused ? pausedLine(paused) : 'Sending goes on.',
        json: { everythingPaused: paused ? { since: paused.since, by: paused.by ?? 'operator' } : null },
      }
    },
  },
}

/** The line for whoever looks at progress. */
export function pausedLine({ since, by }: EverythingPaused): string {
  return `All sending is stopped since ${since.toISOString()} by ${by ?? 'the operator'}: npm run cli -- sending resume --everything`
}

interface Control {
  done: string
  one(tx: Tx, directiveId: number, now: Date): Promise<ControlOutcome>
  all?(tx: Tx, now: Date): Promise<ControlOutcome>
}

async function control(name: string, args: string[], context: CliContext, act: Control): Promise<CliResult> {
  const { db, clock } = context
  const of = { from: { type: 'string' } as const }
  const known = act.all ? { ...of, everything: { type: 'boolean' } as const } : of
  const { values, words } = readOptions(name, args, known, 1)
  const number = words[0]
  if ((number === undefined) === (values.everything !== true))
    throw new CliFault(
      `${name}: name the number of a directive${act.all ? ', or --everything, not both' : ''}.`,
    )
  const from = typeof values.from === 'string' ? values.from : undefined
  const directive = number === undefined ? null : await inForce(context.db, { number, from })
  const outcome = await db
    .transaction()
    .execute((tx) => (directive ? act.one(tx, directive.id, clock.now()) : act.all!(tx, clock.now())))
  const what = directive ? directive.numberText : 'All sending'
  if (!outcome.ok) throw new CliFault(`${name}: ${what}: ${outcome.reason.replaceAll('_', ' ')}.`)
  const { already, cancelled } = outcome
  const cancelledPart = cancelled === undefined ? '' : ` ${cancelled} messages will not be sent.`
  return {
    text: already ? `${what}: it was so before; nothing changed.` : `${what}: ${act.done}.${cancelledPart}`,
    json: { directive: directive?.id ?? null, already, ...(cancelled === undefined ? {} : { cancelled }) },
  }
}
