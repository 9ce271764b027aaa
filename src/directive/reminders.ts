// When a directive's recipients are reminded: the usual plan, a few others with names, or days of one's own.
// Pure data; the chase room turns it into steps.

/** Days are working days around the day on which something is due: negative before, 0 the day itself. */
export interface Reminders {
  /** Reminders to acknowledge, in order; none when empty, also for urgent marks. */
  ackDays: readonly number[]
  /** Reminders to report, in order. */
  reportDays: readonly number[]
  /** After the last of `reportDays`: once a week, so many times. */
  weeklyTimes: number
  /** The superior is told so many working days after either is overdue; null: never. */
  superiorDay: number | null
}

/** Plans to choose from; 'usual' is the one that offices follow by themselves. */
export const reminderPlans = {
  usual: { ackDays: [1, 3], reportDays: [-5, -2, 0, 1, 3], weeklyTimes: 8, superiorDay: 3 },
  tight: { ackDays: [0, 1, 2], reportDays: [-3, -1, 0, 1, 2, 3], weeklyTimes: 8, superiorDay: 1 },
  sparse: { ackDays: [1], reportDays: [-2, 1], weeklyTimes: 2, superiorDay: 5 },
  none: { ackDays: [], reportDays: [], weeklyTimes: 0, superiorDay: null },
} as const satisfies Record<string, Reminders>
export type ReminderPlan = keyof typeof reminderPlans
/** In the order in which they are offered: the place of a plan travels in buttons, add at the end. */
export const reminderPlanNames = Object.keys(reminderPlans) as ReminderPlan[]

/** The plan's name; null for days of one's own. */
export function reminderPlanOf(reminders: Reminders | null): ReminderPlan | null {
  if (reminders === null) return 'usual'
  const same = (name: ReminderPlan) => {
    const plan: Reminders = reminderPlans[name]
    return (
      sameDays(plan.ackDays, reminders.ackDays) &&
      sameDays(plan.reportDays, reminders.reportDays) &&
      plan.weeklyTimes === reminders.weeklyTimes &&
      plan.superiorDay === reminders.superiorDay
    )
  }
  return reminderPlanNames.find(same) ?? null
}

export type RemindersFault = 'reminder_day' | 'reminders_too_many' | 'reminder_weeks' | 'reminder_superior'

const farthestDay = 60
const maxReminders = 20

/** What is wrong with days that somebody gave; null when nothing is. */
export function remindersFault(reminders: Reminders): RemindersFault | null {
  const { ackDays, reportDays, weeklyTimes, superiorDay } = reminders
  for (const days of [ackDays, reportDays]) {
    if (days.length > maxReminders) return 'reminders_too_many'
    const isInOrder = days.every((day, at) => at === 0 || days[at - 1]! < day)
    if (!isInOrder || !days.every((day) => isWhole(day, -farthestDay, farthestDay))) return 'reminder_day'
  }
  if (!isWhole(weeklyTimes, 0, 52)) return 'reminder_weeks'
  return superiorDay === null || isWhole(superiorDay, 0, farthestDay) ? null : 'reminder_superior'
}

const isWhole = (value: number, from: number, to: number) =>
  Number.isInteger(value) && value >= from && value <= to
const sameDays = (a: readonly number[], b: readonly number[]) =>
  a.length === b.length && a.every((day, at) => day === b[at])
