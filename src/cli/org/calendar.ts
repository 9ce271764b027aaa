// The commands about the calendar of the organisation: days off and working days in exchange, as yearly decisions bring them.
import {
  type DaysFault,
  type DaysOutcome,
  enterDays,
  longestDayName,
  removeDays,
  specialDays,
} from '../../org/calendar-days.ts'
import { type CliContext, CliFault, type CliResult, type Command } from '../command.ts'
import { readDay, readOptions, required } from '../options.ts'

const text = { type: 'string' } as const

export const calendarCommands: Record<string, Command> = {
  'calendar list': {
    usage: '[--from DAY]',
    summary:
      'The days off and the working days in exchange of the next 400 days; marked are those entered by hand.',
    async run(args, { db, clock, calendar }) {
      const command = 'calendar list'
      const { values } = readOptions(command, args, { from: text })
      const from = readDay(command, '--from', values.from, calendar.dayOf(clock.now()))
      const days = await specialDays(db, calendar, from, 400)
      const lines = days.map(
        (one) =>
          `${one.from === one.to ? one.from : `${one.from} – ${one.to}`} ${one.works ? 'worked' : 'off'} ${one.name}${one.entered ? ' (entered)' : ''}`,
      )
      return { text: lines.join('\n') || 'None.', json: days }
    },
  },
  'calendar day-off': {
    usage: 'DAY [--to DAY] [--name NAME]',
    summary: 'Enters days off for everybody, up to and including --to, as a decision has them.',
    run: (args, context) => enter('calendar day-off', args, context, false),
  },
  'calendar workday': {
    usage: 'DAY [--to DAY] [--name NAME]',
    summary: 'Enters a day worked in exchange, such as a Saturday; also takes a holiday out.',
    run: (args, context) => enter('calendar workday', args, context, true),
  },
  'calendar remove': {
    usage: 'DAY [--to DAY]',
    summary: 'Takes back what was entered; the day is again as the law has it.',
    async run(args, context) {
      const command = 'calendar remove'
      const { range } = read(command, args)
      return told(
        command,
        await context.db.transaction().execute((tx) => removeDays(tx, range, act(context))),
        'taken out of the calendar',
      )
    },
  },
}

async function enter(
  command: string,
  args: string[],
  context: CliContext,
  works: boolean,
): Promise<CliResult> {
  const { range, name } = read(command, args, { name: text })
  const entry = { ...range, works, name }
  return told(
    command,
    await context.db.transaction().execute((tx) => enterDays(tx, entry, act(context))),
    works ? 'worked' : 'off',
  )
}

function read(command: string, args: string[], known: Record<string, typeof text> = {}) {
  const { values, words } = readOptions(command, args, { to: text, ...known }, 1)
  const from = readDay(command, 'the day', required(command, 'the day', words[0]), '')
  const name = values.name === undefined ? '' : required(command, '--name', values.name)
  return { range: { from, to: readDay(command, '--to', values.to, from) }, name }
}

const act = ({ clock, calendar }: CliContext) => ({
  by: { kind: 'operator' } as const,
  now: clock.now(),
  timeZone: calendar.timeZone,
})

function told(command: string, outcome: DaysOutcome, what: string): CliResult {
  if (!outcome.ok) throw new CliFault(`${command}: ${sentences[outcome.reason]}`)
  const { days } = outcome
  return {
    text: `${days.join(', ')}: ${what}. Running processes go by it within a minute; deadlines already set stay.`,
    json: { days },
  }
}

const sentences: Record<DaysFault, string> = {
  not_allowed: 'not allowed.',
  no_order: 'the last day stands before the first.',
  past: 'the calendar changes from today on only.',
  too_far: 'that is more than three years ahead.',
  too_long: 'that is longer than 31 days; enter it in parts.',
  name_too_long: `the name is longer than ${longestDayName} characters.`,
  as_it_is: 'those days are so already (see calendar list).',
  nothing_there: 'nothing was entered for those days (see calendar list).',
}
