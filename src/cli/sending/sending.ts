// The commands that stop sending and let it go on: of one directive or of everything.

import {
  type ControlOutcome,
  cancelCirculation,
  continueCirculation,
  pauseCirculation,
  resumeCirculation,
} from '../../circulation/control.ts'
import { dueDeliveries } from '../../circulation/due-work.store.ts'
import {
  type EverythingPaused,
  everythingPaused,
  pauseEverything,
  resumeEverything,
} from '../../circulation/pause-everything.ts'
import { telegramAway } from '../../circulation/telegram-away.store.ts'
import { maxCounted } from '../../platform/count-due.ts'
import type { Tx } from '../../platform/database.ts'
import type { DueWork } from '../../platform/sweeper.ts'
import { unhandledUpdates } from '../../platform/unhandled-updates.ts'
import { type CliContext, CliFault, type CliResult, command, flag, optional, required } from '../command.ts'
import { fromOption, inForce } from '../directive/options.ts'

const orEverything = {
  arguments: { number: optional('NUMBER', 'the number of a directive; or --everything') },
  options: { ...fromOption, everything: flag('All sending.') },
  check({ number, everything }: { number: string | undefined; everything: boolean }) {
    if ((number === undefined) === !everything)
      throw new CliFault('Name the number of a directive, or --everything, not both.')
  },
}

export const sendingCommands = [
  command({
    name: 'sending pause',
    summary: 'Holds what has not gone out, of one directive or of all; answers to people still go out.',
    ...orEverything,
    run: (context, given) =>
      control(context, given, {
        done: 'paused; what is on its way may still arrive',
        one: (tx, id, now) => pauseCirculation(tx, 'operator', { directiveId: id }, { now }),
        all: (tx, now) => pauseEverything(tx, 'operator', { now }),
      }),
  }),
  command({
    name: 'sending resume',
    summary: 'Lets it go on.',
    ...orEverything,
    run: (context, given) =>
      control(context, given, {
        done: 'going on',
        one: (tx, id, now) => resumeCirculation(tx, 'operator', { directiveId: id }, { now }),
        all: (tx, now) => resumeEverything(tx, 'operator', { now }),
      }),
  }),
  command({
    name: 'sending cancel',
    summary: 'Gives up what has not gone out of a directive; what was delivered stays.',
    arguments: { number: required('NUMBER', 'the number of the directive') },
    options: fromOption,
    run: (context, given) =>
      control(context, given, {
        done: 'cancelled; what is on its way may still arrive',
        one: (tx, id, now) => cancelCirculation(tx, 'operator', { directiveId: id }, { now }),
      }),
  }),
  command({
    name: 'sending continue',
    summary: 'Sends a directive whose sending was cancelled to all who have not received it.',
    arguments: { number: required('NUMBER', 'the number of the directive') },
    options: fromOption,
    run: (context, given) =>
      control(context, given, {
        done: 'going on',
        one: (tx, id, now) => continueCirculation(tx, 'operator', { directiveId: id }, { now }),
      }),
  }),
  command({
    name: 'sending status',
    summary:
      'Tells whether all sending is stopped, by whom and since when, and how much waits: answers, other ' +
      'messages, and updates that nobody has handled; and since when Telegram is not reached.',
    run: async ({ db, clock, calendar }) => {
      const paused = await everythingPaused(db)
      const now = clock.now()
      const waiting = {
        answers: await dueDeliveries(db, 0, { now, calendar }),
        bulk: await dueDeliveries(db, 1, { now, calendar }),
        updates: await unhandledUpdates(db),
      }
      const { oldestDueAt: telegramAwaySince } = await telegramAway(db)
      return {
        text: [
          paused ? pausedLine(paused) : 'Sending goes on.',
          ...(telegramAwaySince ? [`Telegram is not reached since ${telegramAwaySince.toISOString()}.`] : []),
          `Answers due: ${waitingText(waiting.answers, now)}`,
          `Other messages due: ${waitingText(waiting.bulk, now)}`,
          `Updates not handled: ${waitingText(waiting.updates, now)}`,
        ].join('\n'),
        json: {
          everythingPaused: paused ? { since: paused.since, by: paused.by ?? 'operator' } : null,
          telegramAwaySince,
          waiting,
        },
      }
    },
  }),
]

/** How much waits, and for how long; counting stops at a thousand. */
function waitingText({ count, oldestDueAt }: DueWork, now: Date): string {
  if (count === 0) return '0'
  const seconds = oldestDueAt ? Math.max(0, Math.round((now.getTime() - oldestDueAt.getTime()) / 1_000)) : 0
  return `${count}${count >= maxCounted ? ' or more' : ''}, the oldest since ${seconds} s`
}

/** The line for whoever looks at progress. */
export function pausedLine({ since, by }: EverythingPaused): string {
  return (
    `All sending is stopped since ${since.toISOString()} by ${by ?? 'the operator'}: npm run cli ` +
    `-- sending resume --everything`
  )
}

interface Control {
  done: string
  one(tx: Tx, directiveId: number, now: Date): Promise<ControlOutcome>
  all?(tx: Tx, now: Date): Promise<ControlOutcome>
}

async function control(
  { db, clock }: CliContext,
  { number, from }: { number: string | undefined; from: string | undefined },
  act: Control,
): Promise<CliResult> {
  const directive = number === undefined ? null : await inForce(db, { number, from })
  const outcome = await db
    .transaction()
    .execute((tx) => (directive ? act.one(tx, directive.id, clock.now()) : act.all!(tx, clock.now())))
  const what = directive ? directive.numberText : 'All sending'
  if (!outcome.ok) throw new CliFault(`${what}: ${outcome.reason.replaceAll('_', ' ')}.`)
  const { already, cancelled } = outcome
  const cancelledPart = cancelled === undefined ? '' : ` ${cancelled} messages will not be sent.`
  return {
    text: already ? `${what}: it was so before; nothing changed.` : `${what}: ${act.done}.${cancelledPart}`,
    json: { directive: directive?.id ?? null, already, ...(cancelled === undefined ? {} : { cancelled }) },
  }
}
