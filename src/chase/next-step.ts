// The next step of an obligation in its plan. Pure. Only the next step about the acknowledgement and about
// the report is a row. So later steps follow a changed deadline by themselves, and 300,000 obligations need
// 600,000 rows, not five million.
import type { Reminders } from '../directive/reminders.ts'
import type { Calendar } from '../platform/working-calendar.ts'
import { type ChaseUrgency, chasePlanOf, fromReceipt, type PlannedStep, planDays } from './chase-plan.ts'

/** What the plan of an obligation depends on. */
export interface ChasedObligation {
  urgency: ChaseUrgency
  /** The directive's own days; null for the usual ones. */
  reminders: Reminders | null
  issuedAt: Date
  receivedAt: Date | null
  ackDueAt: Date | null
  /** Null when no report is asked for. */
  reportDueAt: Date | null
  /** The deadlines of the directive. The unit has an extension where its own deadline differs. */
  directiveAckDueAt: Date | null
  directiveReportDueAt: Date | null
}

/** Computes the plan of an obligation about its acknowledgement or its report. */
export type Planner = (chased: ChasedObligation, about: 'ack' | 'report') => PlannedStep[]

/**
 * Makes a planner. Thousands of obligations have the same deadlines, so `cache` keeps the steps on days. The
 * rest depends on the instant of receipt, which differs per obligation, and is computed each time. After an
 * extension the names of steps end with the new day ('report-2@2026-12-15'). So steps before the new deadline
 * are taken even when steps of the same name were taken before the old one.
 */
export function createPlanner(calendar: Calendar, cache = new Map<string, PlannedStep[]>()): Planner {
  return (chased, about) => {
    const isAck = about === 'ack'
    const dueAt = isAck ? chased.ackDueAt : chased.reportDueAt
    if (dueAt === null) return []
    const original = isAck ? chased.directiveAckDueAt : chased.directiveReportDueAt
    const deadlines = { ackDueAt: isAck ? dueAt : null, reportDueAt: isAck ? null : dueAt }
    const plan = chasePlanOf(chased.reminders)
    const key = JSON.stringify([about, dueAt, original, chased.reminders])
    let days = cache.get(key)
    if (days === undefined) {
      const wasExtended = original !== null && original.getTime() !== dueAt.getTime()
      const suffix = wasExtended ? `@${calendar.dayOf(dueAt)}` : ''
      days = planDays({ ...deadlines, calendar, plan }).map((each) => ({ ...each, step: each.step + suffix }))
      cache.set(key, days)
    }
    const receivedAt = chased.receivedAt ?? chased.issuedAt
    return fromReceipt(days, { ...deadlines, receivedAt, urgency: chased.urgency, plan })
  }
}

/**
 * The next step of `plan` that was not taken. Reminders whose time has passed are left out, so that after an
 * outage nobody gets five at once. Escalations and steps of urgent marks are taken even when they are late.
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

/** Is it a step of an urgent mark ('ack+4h')? Such steps go out at any hour and outside the daily digest. */
export function isUrgentStep(step: string): boolean {
  return step.endsWith('h')
}
