// A chase plan as the days on which it falls, for a person to read before a directive goes out. Pure.
import { type ChaseInput, type PlannedStep, planChase } from './chase-plan.ts'

/** Days are 'YYYY-MM-DD', in order. */
export interface ChaseDays {
  ack: string[]
  report: string[]
  /** Once a week after the last of `report`. */
  weekly: string[]
  /** On which the committee above is told of what is overdue. */
  superior: string[]
  /** Urgent marks: hours from receipt to the first reminder to acknowledge. */
  urgentAfterHours: number | null
}

/** The days of the chase of whoever receives at `input.receivedAt` and never answers. */
export function chaseDays(input: ChaseInput): ChaseDays {
  const steps = planChase(input)
  const days = (wanted: (step: PlannedStep) => boolean) => [
    ...new Set(steps.filter(wanted).map((step) => input.calendar.dayOf(step.dueAt))),
  ]
  const isUrgent = ({ step }: PlannedStep) => step.endsWith('h')
  const isWeekly = ({ step }: PlannedStep) => step.startsWith('report+w')
  const toUnit = (step: PlannedStep) => step.audience === 'unit' && !isUrgent(step)
  const urgent = steps.find((step) => step.audience === 'unit' && isUrgent(step))
  return {
    ack: days((step) => toUnit(step) && step.about === 'ack'),
    report: days((step) => toUnit(step) && step.about === 'report' && !isWeekly(step)),
    weekly: days(isWeekly),
    superior: days((step) => step.audience === 'superior' && !isUrgent(step)),
    urgentAfterHours: urgent ? (urgent.dueAt.getTime() - input.receivedAt.getTime()) / 3_600_000 : null,
  }
}
