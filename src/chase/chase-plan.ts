// The chase plan of an obligation: who is told what and when while it is not answered. Pure. run-chase.ts
// decides which steps still apply when they are due.
import { type Reminders, reminderPlans } from '../directive/reminders.ts'
import type { Calendar } from '../platform/working-calendar.ts'

export type ChaseUrgency = 'normal' | 'khan' | 'thuong_khan' | 'hoa_toc'

/**
 * One planned step. `step` is unique per obligation: 'ack+1', 'ack+4h', 'report-5', 'report+10',
 * 'escalate+3'.
 */
export interface PlannedStep {
  step: string
  about: 'ack' | 'report'
  /** 'unit': the unit or speaker that owes; 'superior': the office of the committee above. */
  audience: 'unit' | 'superior'
  dueAt: Date
}

/** The reminders of a directive, with the times that are the same for all directives. */
export interface ChasePlan extends Reminders {
  /** Local time of steps on a day, 'HH:MM'. */
  at: string
  /**
   * For each urgent mark: minutes from receipt to the first reminder to acknowledge, and whether the superior
   * gets a call list at the same time.
   */
  urgent: Record<Exclude<ChaseUrgency, 'normal'>, { ackAfterMinutes: number; callList: boolean }>
}

/** The plan of a directive without days of its own. */
export const defaultChasePlan: ChasePlan = {
  at: '08:00',
  ...reminderPlans.usual,
  urgent: {
    khan: { ackAfterMinutes: 240, callList: false },
    thuong_khan: { ackAfterMinutes: 120, callList: false },
    hoa_toc: { ackAfterMinutes: 0, callList: true },
  },
}

/** The plan of a directive: with its own days, or the default one when `reminders` is null. */
export function chasePlanOf(reminders: Reminders | null): ChasePlan {
  return { ...defaultChasePlan, ...reminders }
}

export interface ChaseInput {
  /** When the unit received the directive; the instant of issue while it has not received it. */
  receivedAt: Date
  /** Null when there is nothing to acknowledge or no deadline for it. */
  ackDueAt: Date | null
  reportDueAt: Date | null
  urgency: ChaseUrgency
  calendar: Calendar
  plan?: ChasePlan
}

/**
 * Every step of one obligation, in order of time. Steps fall at the plan's hour on working days. Steps of
 * urgent marks count from receipt, at any hour. Steps that are not after the receipt are left out, except
 * urgent ones at the instant of receipt. No two steps for one audience about one thing fall on the same
 * instant.
 */
export function planChase(input: ChaseInput): PlannedStep[] {
  return fromReceipt(planDays(input), input)
}

/** The steps on days, in order of time. They are the same for all units with these deadlines. */
export function planDays(input: Omit<ChaseInput, 'receivedAt' | 'urgency'>): PlannedStep[] {
  const { ackDueAt, reportDueAt, calendar, plan = defaultChasePlan } = input
  const steps: PlannedStep[] = []
  if (ackDueAt !== null) {
    for (const n of plan.ackDays) steps.push(step('ack', n, ackDueAt, calendar, plan))
    steps.push(...escalation('ack-escalate', 'ack', ackDueAt, calendar, plan))
  }
  if (reportDueAt !== null) {
    const days = plan.reportDays.map((n) => step('report', n, reportDueAt, calendar, plan))
    steps.push(...days, ...weeklySteps(days.at(-1), calendar, plan))
    steps.push(...escalation('escalate', 'report', reportDueAt, calendar, plan))
  }
  return inOrder(steps)
}

/** Those of the steps `days` that come after the receipt, together with the steps of urgent marks. */
export function fromReceipt(
  days: readonly PlannedStep[],
  input: Omit<ChaseInput, 'reportDueAt' | 'calendar'>,
): PlannedStep[] {
  const { receivedAt, ackDueAt, urgency, plan = defaultChasePlan } = input
  const isAsked = ackDueAt !== null && plan.ackDays.length > 0
  const urgent = isAsked ? urgentSteps(receivedAt, urgency, plan) : []
  return inOrder([...urgent, ...days.filter((each) => each.dueAt > receivedAt)])
}

function step(
  about: 'ack' | 'report',
  n: number,
  due: Date,
  calendar: Calendar,
  plan: ChasePlan,
): PlannedStep {
  const name = n === 0 ? `${about}-0` : `${about}${n > 0 ? '+' : ''}${n}`
  return { step: name, about, audience: 'unit', dueAt: onWorkingDay(n, due, calendar, plan) }
}

/**
 * The plan's hour on the working day `n` days from the due day (before it when negative). For 0: the last
 * such hour on a working day that is not after the deadline.
 */
function onWorkingDay(n: number, due: Date, calendar: Calendar, plan: ChasePlan): Date {
  const dueDay = calendar.dayOf(due)
  if (n !== 0) return calendar.instantAt(calendar.addWorkingDays(dueDay, n), plan.at)
  const sameDay = calendar.instantAt(calendar.workingDayOnOr(dueDay, -1), plan.at)
  return sameDay <= due ? sameDay : calendar.instantAt(calendar.addWorkingDays(dueDay, -1), plan.at)
}

function escalation(
  name: string,
  about: 'ack' | 'report',
  due: Date,
  calendar: Calendar,
  plan: ChasePlan,
): PlannedStep[] {
  if (plan.superiorDay === null) return []
  const dueAt = onWorkingDay(plan.superiorDay, due, calendar, plan)
  return [{ step: `${name}+${plan.superiorDay}`, about, audience: 'superior', dueAt }]
}

/**
 * Each step a week after the one before, or on the next working day. It counts from the moved day, so that
 * two steps never fall on one day after a long Tết.
 */
function weeklySteps(last: PlannedStep | undefined, calendar: Calendar, plan: ChasePlan): PlannedStep[] {
  if (last === undefined) return []
  const steps: PlannedStep[] = []
  let day = calendar.dayOf(last.dueAt)
  for (let week = 1; week <= plan.weeklyTimes; week++) {
    const aWeekLater = Temporal.PlainDate.from(day).add({ weeks: 1 }).toString()
    day = calendar.workingDayOnOr(aWeekLater, 1)
    const dueAt = calendar.instantAt(day, plan.at)
    steps.push({ step: `report+w${week}`, about: 'report', audience: 'unit', dueAt })
  }
  return steps
}

function urgentSteps(receivedAt: Date, urgency: ChaseUrgency, plan: ChasePlan): PlannedStep[] {
  if (urgency === 'normal') return []
  const { ackAfterMinutes, callList } = plan.urgent[urgency]
  const dueAt = new Date(receivedAt.getTime() + ackAfterMinutes * 60_000)
  const name = `+${ackAfterMinutes / 60}h`
  const reminder: PlannedStep = { step: `ack${name}`, about: 'ack', audience: 'unit', dueAt }
  return callList
    ? [reminder, { step: `call${name}`, about: 'ack', audience: 'superior', dueAt }]
    : [reminder]
}

/** Sorts by time. Of steps for one audience about one thing at the same instant only the first stays. */
function inOrder(steps: PlannedStep[]): PlannedStep[] {
  const seenKeys = new Set<string>()
  const sorted = steps.sort((a, b) => a.dueAt.getTime() - b.dueAt.getTime())
  return sorted.filter((each) => {
    const key = `${each.about} ${each.audience} ${each.dueAt.getTime()}`
    if (seenKeys.has(key)) return false
    seenKeys.add(key)
    return true
  })
}
