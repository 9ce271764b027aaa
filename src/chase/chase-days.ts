// The days of a chase plan, for a person to read before a directive goes out. Pure.
import { type ChaseInput, type PlannedStep, planChase } from './chase-plan.ts'

/** Days of reminders ('YYYY-MM-DD'), in order. */
export interface ChaseDays {
  ack: string[]
  report: string[]
  /** Once a week after the last day of `report`. */
  weekly: string[]
  /** Days on which the committee above is told what is overdue. */
  superior: string[]
  /** Urgent directives: hours from receipt to the first reminder to acknowledge; null for others. */
  urgentAfterHours: number | null
}

/** The days of the chase of a unit that receives at `input.receivedAt` and never answers. */
export function chaseDays(input: ChaseInput): ChaseDays {
  const steps = planChase(input)
  const daysWhere = (isCounted: (step: PlannedStep) => boolean) => [
    ...new Set(steps.filter(isCounted).map((step) => input.calendar.dayOf(step.dueAt))),
  ]
  const isUrgent = ({ step }: PlannedStep) => step.endsWith('h')
  const isWeekly = ({ step }: PlannedStep) => step.startsWith('report+w')
  const isReminder = (step: PlannedStep) => step.audience === 'unit' && !isUrgent(step)
  const urgent = steps.find((step) => step.audience === 'unit' && isUrgent(step))
  return {
    ack: daysWhere((step) => isReminder(step) && step.about === 'ack'),
    report: daysWhere((step) => isReminder(step) && step.about === 'report' && !isWeekly(step)),
    weekly: daysWhere(isWeekly),
    superior: daysWhere((step) => step.audience === 'superior' && !isUrgent(step)),
    urgentAfterHours: urgent ? (urgent.dueAt.getTime() - input.receivedAt.getTime()) / 3_600_000 : null,
  }
}
