// What a directive asks of its recipients, as options of the command line: when they are reminded, and
// whether they may forward what they get.
import type { ChaseDays } from '../../chase/chase-days.ts'
import {
  type ReminderPlan,
  type Reminders,
  reminderPlanNames,
  reminderPlans,
  remindersFault,
} from '../../directive/reminders.ts'
import { CliFault, flag, type InputOf, optional, type Parser } from '../command.ts'
import { oneOf } from '../options.ts'

/** '-5,-2,0' as numbers; '' is none. */
const days: Parser<number[]> = (given, name) =>
  given.trim() === '' ? [] : given.split(',').map((one) => whole(one, name))

const whole: Parser<number> = (given, name) => {
  if (!/^\s*[+-]?\d{1,3}\s*$/.test(given))
    throw new CliFault(`${name}: "${given.trim()}" is not a whole number.`)
  return Number(given) || 0
}

/**
 * Options that say when they are reminded. Days are working days, separated by commas:
 * --remind-report=-5,-2,0.
 */
const reminderOptions = {
  remind: optional(
    'PLAN',
    `When those who owe are reminded: ${reminderPlanNames.join(', ')}; the options below change single days.`,
    oneOf(reminderPlanNames),
  ),
  remindAck: optional('DAYS', 'Working days after receipt, such as 1,3.', days),
  remindReport: optional(
    'DAYS',
    'Working days from the deadline, written as --remind-report=-5,-2,0,1,3.',
    days,
  ),
  remindWeekly: optional('N', 'How many times they are reminded weekly after that.', whole),
  tellSuperior: optional(
    'DAYS',
    'After how many working days the committees above are told, or never.',
    (given, name) => (given === 'never' ? null : whole(given, name)),
  ),
}

/** Options that say what is asked of the recipients. */
export const askedOptions = {
  ...reminderOptions,
  allowForwarding: flag('They may forward what they get.'),
}

type Given = InputOf<typeof reminderOptions>

/** Whether any option about reminders was given. */
export function hasReminders(given: Given): boolean {
  const names = Object.keys(reminderOptions) as (keyof Given)[]
  return names.some((name) => given[name] !== undefined)
}

/**
 * The reminders that the options describe: a named plan, changed by single ones. null: the usual days.
 * @throws CliFault
 */
export function remindersOf(given: Given): Reminders | null {
  const name: ReminderPlan = given.remind ?? 'usual'
  const plan = reminderPlans[name]
  const changes: Partial<Reminders> = {
    ...(given.remindAck === undefined ? {} : { ackDays: given.remindAck }),
    ...(given.remindReport === undefined ? {} : { reportDays: given.remindReport }),
    ...(given.remindWeekly === undefined ? {} : { weeklyTimes: given.remindWeekly }),
    ...(given.tellSuperior === undefined ? {} : { superiorDay: given.tellSuperior }),
  }
  if (name === 'usual' && Object.keys(changes).length === 0) return null
  const reminders = { ...plan, ...changes }
  const fault = remindersFault(reminders)
  if (!fault) return reminders
  const sentences: Record<typeof fault, string> = {
    reminder_day: '--remind-ack, --remind-report: each day once, in order, at most 60 working days away.',
    reminders_too_many: '--remind-ack, --remind-report: at most 20 reminders.',
    reminder_weeks: '--remind-weekly: a number from 0 to 52.',
    reminder_superior: '--tell-superior: a number of working days from 0 to 60, or never.',
  }
  throw new CliFault(sentences[fault])
}

/** The days of the reminders, in one line. */
export function remindersLine(planned: ChaseDays): string {
  const list = (what: string, given: readonly string[]) =>
    given.length === 0 ? [] : [`${what} ${given.join(', ')}`]
  const parts = [
    ...(planned.urgentAfterHours === null
      ? []
      : [`acknowledge ${planned.urgentAfterHours} hours after receipt`]),
    ...list('acknowledge', planned.ack),
    ...list('report', planned.report),
    ...(planned.weekly.length === 0 ? [] : [`then weekly until ${planned.weekly.at(-1)}`]),
    ...list('committees above are told', planned.superior),
  ]
  return parts.length === 0 ? 'Nobody is reminded.' : `Reminders: ${parts.join('; ')}.`
}
