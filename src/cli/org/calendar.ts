// The commands about the calendar of the organisation: days off and working days in exchange, as yearly
// decisions bring them.
import {
  type DaysFault,
  type DaysOutcome,
  enterDays,
  maxDayNameLength,
  removeDays,
  specialDays,
} from '../../org/calendar-days.ts'
import {
  type CliContext,
  CliFault,
  type CliResult,
  command,
  type InputOf,
  optional,
  required,
} from '../command.ts'
import { day, filled } from '../options.ts'

const first = { day: required('DAY', 'the day, such as 2026-09-02', day) }
const last = { to: optional('DAY', 'The last day (that one day when left out).', day) }
const name = { name: optional('NAME', 'What the day is called.', filled) }

export const calendarCommands = [
  command({
    name: 'calendar list',
    summary:
      'The days off and the working days in exchange of the next 400 days; marked are those entered by hand.',
    options: { from: optional('DAY', 'The first of these days (today when left out).', day) },
    async run({ db, clock, calendar }, { from = calendar.dayOf(clock.now()) }) {
      const days = await specialDays(db, calendar, from, 400)
      const lines = days.map(
        (one) =>
          `${one.from === one.to ? one.from : `${one.from} – ${one.to}`} ` +
          `${one.works ? 'worked' : 'off'} ${one.name}${one.entered ? ' (entered)' : ''}`,
      )
      return { text: lines.join('\n') || 'None.', json: days }
    },
  }),
  command({
    name: 'calendar day-off',
    summary: 'Enters days off for everybody, up to and including --to, as a decision has them.',
    arguments: first,
    options: { ...last, ...name },
    run: (context, given) => enter(context, given, false),
  }),
  command({
    name: 'calendar workday',
    summary: 'Enters a day worked in exchange, such as a Saturday; also takes a holiday out.',
    arguments: first,
    options: { ...last, ...name },
    run: (context, given) => enter(context, given, true),
  }),
  command({
    name: 'calendar remove',
    summary: 'Takes back what was entered; the day is again as the law has it.',
    arguments: first,
    options: last,
    async run(context, { day: from, to = from }) {
      return told(
        await context.db.transaction().execute((tx) => removeDays(tx, 'operator', { from, to }, at(context))),
        'taken out of the calendar',
      )
    },
  }),
]

async function enter(
  context: CliContext,
  given: InputOf<typeof first & typeof last & typeof name>,
  works: boolean,
): Promise<CliResult> {
  const { day: from, to = from } = given
  const entry = { from, to, works, name: given.name ?? '' }
  return told(
    await context.db.transaction().execute((tx) => enterDays(tx, 'operator', entry, at(context))),
    works ? 'worked' : 'off',
  )
}

const at = ({ clock, calendar }: CliContext) => ({ now: clock.now(), calendar })

function told(outcome: DaysOutcome, what: string): CliResult {
  if (!outcome.ok) throw new CliFault(sentences[outcome.reason])
  const { days } = outcome
  return {
    text:
      `${days.join(', ')}: ${what}. Running processes go by it within a minute; deadlines already ` +
      `set stay.`,
    json: { days },
  }
}

const sentences: Record<DaysFault, string> = {
  not_allowed: 'Not allowed.',
  no_order: 'The last day stands before the first.',
  past: 'The calendar changes from today on only.',
  too_far: 'That is more than three years ahead.',
  too_long: 'That is longer than 31 days; enter it in parts.',
  name_too_long: `The name is longer than ${maxDayNameLength} characters.`,
  as_it_is: 'Those days are so already (see calendar list).',
  nothing_there: 'Nothing was entered for those days (see calendar list).',
}
