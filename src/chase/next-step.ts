// Which step of its plan an obligation takes next. Pure. Only the next step about a thing is ever a row: a
// changed deadline then changes what follows by itself, and 300,000 obligations mean 600,000 rows, not five
// million.
import type { Reminders } from '../directive/reminders.ts'
import type { Calendar } from '../platform/working-calendar.ts'
import { type ChaseUrgency, chasePlanOf, fromReceipt, type PlannedStep, planDays } from './chase-plan.ts'

/** What the plan of an obligation depends on. */
export interface Chased {
  urgency: ChaseUrgency
  /** The directive's own days; null: the usual ones. */
  reminders: Reminders | null
  issuedAt: Date
  receivedAt: Date | null
  ackDueAt: Date | null
  /** null when no report is asked for. */
  reportDueAt: Date | null
  /** The directive's own deadlines; one that differs was extended for this unit. */
  directiveAckDueAt: Date | null
  directiveReportDueAt: Date | null
}

/** Gives the plan of an obligation about one thing. */
export type Planner = (chased: Chased, about: 'ack' | 'report') => PlannedStep[]

/**
 * Makes a planner. Thousands of obligations share their deadlines, so the days of a plan are remembered (in
 * `known`); what depends on the instant of receipt, which nearly every obligation has for itself, is worked
 * out each time. After an extension the names of steps carry the new day ('report-2@2026-12-15'), so that the
 * steps before the new deadline are taken even when the same ones were taken before the old.
 */
export function createPlanner(calendar: Calendar, known = new Map<string, PlannedStep[]>()): Planner {
  return (chased, about) => {
    const ofAck = about === 'ack'
    const dueAt = ofAck ? chased.ackDueAt : chased.reportDueAt
    if (dueAt === null) return []
    const original = ofAck ? chased.directiveAckDueAt : chased.directiveReportDueAt
    const deadlines = { ackDueAt: ofAck ? dueAt : null, reportDueAt: ofAck ? null : dueAt }
    const plan = chasePlanOf(chased.reminders)
    const key = JSON.stringify([about, dueAt, original, chased.reminders])
    let days = known.get(key)
    if (days === undefined) {
      const wasExtended = original !== null && original.getTime() !== dueAt.getTime()
      const suffix = wasExtended ? `@${calendar.dayOf(dueAt)}` : ''
      days = planDays({ ...deadlines, calendar, plan }).map((each) => ({ ...each, step: each.step + suffix }))
      known.set(key, days)
    }
    const receivedAt = chased.receivedAt ?? chased.issuedAt
    return fromReceipt(days, { ...deadlines, receivedAt, urgency: chased.urgency, plan })
  }
}

/**
 * The next step of `plan` that was not taken. Reminders whose time has passed are left out (after an outage
 * nobody gets five at once); the superior is told even late, and urgent marks are chased even late.
 */
export function nextStep(
  plan: readonly PlannedStep[],
  taken: ReadonlySet<string>,
  now: Date,
): PlannedStep | null {
  const isOpen = (each: PlannedStep) =>
    !taken.has(each.step) && (each.dueAt > now || each.audience === 'superior' || isUrgentStep(each.step))
  return plan.find(isOpen) ?? null
}

/** Steps of urgent marks ('ack+4h') go out at any hour and outside the daily digest. */
export function isUrgentStep(step: string): boolean {
  return step.endsWith('h')
}
