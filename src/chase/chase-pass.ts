// The input and the result of the two passes of a chase run (remind-units.ts, tell-superiors.ts).
import type { DueStep } from './chase-step.store.ts'

/**
 * `take`: send it now. `skip`: send nothing and go on to the next step. `not_due`: the plan has changed, and
 * it is not due yet. `over`: the matter needs no chase any more.
 */
export type Verdict = 'take' | 'skip' | 'not_due' | 'over'
export type Judge = (step: DueStep) => Verdict
/** `wait`: nobody can be told now. The step stays and tries again, and the chase goes on beside it. */
export type PassVerdict = Verdict | 'wait'

export interface PassRequest {
  now: Date
  limit: number
  /** In quiet hours only steps of urgent marks are taken. */
  onlyUrgent: boolean
}

/** What a pass did with the steps that it locked. Every step is in one of the two lists. */
export interface PassResult {
  settled: { step: DueStep; verdict: PassVerdict }[]
  postponed: { id: number; dueAt: Date }[]
  /** Number of messages put into the outbox. */
  messages: number
}

/**
 * The directive and the obligation of a message, where all its steps are about the same one, so that the
 * sender can look at them; null where they differ.
 */
export function commonSubject(steps: readonly DueStep[]): {
  directiveId: number | null
  obligationId: number | null
} {
  const directives = new Set(steps.map((step) => step.directiveId))
  const obligations = new Set(steps.map((step) => step.obligationId))
  return {
    directiveId: directives.size === 1 ? steps[0]!.directiveId : null,
    obligationId: obligations.size === 1 ? steps[0]!.obligationId : null,
  }
}
