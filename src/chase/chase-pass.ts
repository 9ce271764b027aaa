// What the two passes of a chase run (remind-units.ts, tell-superiors.ts) are given and give back.
import type { DueStep } from './chase-step.store.ts'

/** take it now; skip it and go on; the plan has changed and it is not due yet; the matter is over. */
export type Verdict = 'take' | 'skip' | 'not_due' | 'over'
export type Judge = (step: DueStep) => Verdict

export interface PassRequest {
  now: Date
  limit: number
  /** In quiet hours only steps of urgent marks are taken. */
  onlyUrgent: boolean
}

/** What a pass made of the steps it locked. */
export interface Taken {
  settled: { step: DueStep; verdict: Verdict }[]
  postponed: { id: number; dueAt: Date }[]
  messages: number
}

/** The one directive and obligation of a message about one thing, so that the sender can look at them. */
export function only(steps: readonly DueStep[]): { directiveId: number | null; obligationId: number | null } {
  const directives = new Set(steps.map((step) => step.directiveId))
  const obligations = new Set(steps.map((step) => step.obligationId))
  return {
    directiveId: directives.size === 1 ? steps[0]!.directiveId : null,
    obligationId: obligations.size === 1 ? steps[0]!.obligationId : null,
  }
}
