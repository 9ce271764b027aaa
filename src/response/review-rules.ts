// Who may review a report, and which verdicts can be recorded. Pure.
import type { Actor } from '../org/actor.ts'
import { can } from '../org/permissions.ts'

/**
 * May the actor accept or return the report of this obligation? The office must be above the unit: nobody
 * reviews a report of their own unit. `pathIds` runs from the root down to the unit that owes.
 */
export function mayReview(
  actor: Pick<Actor, 'duties'>,
  { pathIds }: { pathIds: readonly number[] },
): boolean {
  return can(actor, 'report.review', { pathIds: pathIds.slice(0, -1) })
}

export interface Verdict {
  /** The version that was read. */
  version: number
  verdict: 'accepted' | 'returned'
  /** Keys of the fields to complete. */
  fields: readonly string[]
  note: string | null
}

export type ReviewFault = 'newer_version' | 'already_reviewed' | 'say_what'

/** Why the verdict cannot be recorded; null when it can. A return says what is missing. */
export function reviewFault(
  report: { sentVersion: number; state: string },
  { version, verdict, fields, note }: Verdict,
): ReviewFault | null {
  if (report.sentVersion !== version) return 'newer_version'
  if (report.state !== 'submitted') return 'already_reviewed'
  return verdict === 'returned' && fields.length === 0 && note === null ? 'say_what' : null
}
