// What a directive asks of its recipients, as options of the command line: when they are reminded, and whether they may
// forward what they get.
import type { ChaseDays } from '../../chase/chase-days.ts'
import {
  type ReminderPlan,
  type Reminders,
  reminderPlanNames,
  reminderPlans,
  remindersFault,
} from '../../directive/reminders.ts'
import { CliFault } from '../command.ts'

const text = { type: 'string' } as const
const flag = { type: 'boolean' } as const

/** Options that say what is asked. Days are working days, separated by commas: --remind-report=-5,-2,0,1,3. */
export const askedOptions = {
  remind: text,
  'remind-ack': text,
  'remind-report': text,
  'remind-weekly': text,
  'tell-superior': text,
  'allow-forwarding': flag,
} as const
export const askedUsage =
  `[--remind ${reminderPlanNames.join('|')}] [--remind-ack=1,3] [--remind-report=-5,-2,0,1,3] [--remind-weekly N] ` +
  '[--tell-superior DAYS|never] [--allow-forwarding]'

type Given = Partial<
  Record<'remind' | 'remind-ack' | 'remind-report' | 'remind-weekly' | 'tell-superior', string>
>

/** The reminders that the options describe: a named plan, changed by single options. null: the usual days. @throws CliFault */
export function remindersOf(given: Given): Reminders | null {
  const name = (given.remind ?? 'usual') as ReminderPlan
  const plan: Reminders | undefined = reminderPlans[name]
  if (!plan) throw new CliFault(`--remind: "${given.remind}" is none of ${reminderPlanNames.join(', ')}.`)
  const changes: Partial<Reminders> = {
    ...(given['remind-ack'] === undefined ? {} : { ackDays: daysOf('remind-ack', given['remind-ack']) }),
    ...(given['remind-report'] === undefined
      ? {}
      : { reportDays: daysOf('remind-report', given['remind-report']) }),
    ...(given['remind-weekly'] === undefined
      ? {}
      : { weeklyTimes: wholeOf('remind-weekly', given['remind-weekly']) }),
    ...(given['tell-superior'] === undefined
      ? {}
      : {
          superiorDay:
            given['tell-superior'] === 'never' ? null : wholeOf('tell-superior', given['tell-superior']),
        }),
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

/** '-5,-2,0' as numbers; '' is none. @throws CliFault */
function daysOf(option: string, given: string): number[] {
  return given.trim() === '' ? [] : given.split(',').map((day) => wholeOf(option, day))
}

function wholeOf(option: string, given: string): number {
  if (!/^\s*[+-]?\d{1,3}\s*$/.test(given))
    throw new CliFault(`--${option}: "${given.trim()}" is not a whole number.`)
  return Number(given) || 0
}

/** The days of the reminders, in one line. */
export function remindersLine(days: ChaseDays): string {
  const list = (what: string, given: readonly string[]) =>
    given.length === 0 ? [] : [`${what} ${given.join(', ')}`]
  const parts = [
    ...(days.urgentAfterHours === null ? [] : [`acknowledge ${days.urgentAfterHours} hours after receipt`]),
    ...list('acknowledge', days.ack),
    ...list('report', days.report),
    ...(days.weekly.length === 0 ? [] : [`then weekly until ${days.weekly.at(-1)}`]),
    ...list('committees above are told', days.superior),
  ]
  return parts.length === 0 ? 'Nobody is reminded.' : `Reminders: ${parts.join('; ')}.`
}
