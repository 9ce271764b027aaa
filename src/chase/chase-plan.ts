// The chase plan: when who hears what about an obligation that is not met. Pure; which steps still apply when
// their time comes is left to run-chase.ts.
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
  /** 'unit': those who owe it; 'superior': the office of the committee above. */
  audience: 'unit' | 'superior'
  dueAt: Date
}

/** A directive's reminders together with what is the same for all of them. */
export interface ChasePlan extends Reminders {
  /** Local time at which steps on a day fall, 'HH:MM'. */
  at: string
  /**
   * Urgent marks: minutes after receipt to the first reminder to acknowledge; `callList` tells the superior
   * then.
   */
  urgent: Record<Exclude<ChaseUrgency, 'normal'>, { ackAfterMinutes: number; callList: boolean }>
}

/** The plan of a directive that asks for none of its own. */
export const defaultChasePlan: ChasePlan = {
  at: '08:00',
  ...reminderPlans.usual,
  urgent: {
    khan: { ackAfterMinutes: 240, callList: false },
    thuong_khan: { ackAfterMinutes: 120, callList: false },
    hoa_toc: { ackAfterMinutes: 0, callList: true },
  },
}

/** The plan with the days that a directive asks for; the default one when it asks for none of its own. */
export function chasePlanOf(reminders: Reminders | null): ChasePlan {
  return { ...defaultChasePlan, ...reminders }
}

export interface ChaseInput {
  /** When the unit got the directive (or when it was issued, until it is delivered). */
  receivedAt: Date
  /** null: nothing to acknowledge, or no deadline for it. */
  ackDueAt: Date | null
  reportDueAt: Date | null
  urgency: ChaseUrgency
  calendar: Calendar
  plan?: ChasePlan
}

/**
 * Every step of one obligation, in order of time. All fall at the plan's hour on working days, except those
 * of urgent marks, which count from receipt round the clock. Steps not after receipt are left out (urgent
 * ones at the very receipt stay). No two steps for one audience about one thing fall on the same instant.
 */
export function planChase(input: ChaseInput): PlannedStep[] {
  return fromReceipt(planDays(input), input)
}

/**
 * The steps that fall on days, in order of time: the same for everybody with these deadlines, whenever they
 * received.
 */
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

/** What of those days lies ahead of somebody who received then, with the steps of urgent marks. */
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

/** Day `n` around the due day at the plan's hour; day 0 is the last such hour not after the deadline. */
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

/** A week after the one before, moved past days off, so that a long Tết never puts two on one day. */
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

/** By time, without collisions: the first one given stays. */
function inOrder(steps: PlannedStep[]): PlannedStep[] {
  const taken = new Set<string>()
  const sorted = steps.sort((a, b) => a.dueAt.getTime() - b.dueAt.getTime())
  return sorted.filter((each) => {
    const place = `${each.about} ${each.audience} ${each.dueAt.getTime()}`
    if (taken.has(place)) return false
    taken.add(place)
    return true
  })
}
