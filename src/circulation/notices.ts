// What a notice says, as ids and values in delivery.payload. The words are made when it is sent, in the
// reader's language (telegram/compose/compose-notice.ts). People stand here by their id: the sender reads
// their names as they are then.
import type { Duty } from '../platform/database-types.ts'

export type Notice = DraftNotice | PassOnNotice | DutyNotice | NeutralNotice | DueWorkNotice

/** A draft waits for a second person, or what became of it. */
export type DraftNotice = {
  kind: 'draft'
  what: 'waiting' | 'issued' | 'returned'
  directiveId: number
  /** The version that the notice is about, or that a returned draft is now. */
  version: number
  numberText: string
  subject: string
  /** The officer who submitted, approved or returned it; null for the operator. */
  by: number | null
  /** Why it was returned. */
  reason?: string
}

/** A committee is to pass a directive on to the units below it. */
export type PassOnNotice = {
  kind: 'pass_on'
  directiveId: number
  numberText: string
  subject: string
  /** The committee issues a plan of its own first. */
  asksPlan: boolean
}

/** A duty has ended or changed hands; for the person who had it. */
export type DutyNotice = {
  kind: 'duty'
  duty: Duty
  unitName: string
  /** The unit above, which answers questions; null at the top. */
  superiorName: string | null
  /** Null when it ended without a successor. */
  successorId: number | null
  /** The reader only stood in for the holder. */
  stoodIn: boolean
  /** ISO instant. */
  at: string
}

/** A document is to be fetched on paper at the unit's office. */
export type NeutralNotice = { kind: 'neutral'; unitName: string }

/** Due work stays undone; for administrators. */
export type DueWorkNotice = { kind: 'due_work'; work: string; count: number; minutes: number }

/** The officers whose names a notice needs when it is sent. */
export function officersNamedIn(notice: Notice): number[] {
  if (notice.kind === 'draft' && notice.by !== null) return [notice.by]
  if (notice.kind === 'duty' && notice.successorId !== null) return [notice.successorId]
  return []
}
