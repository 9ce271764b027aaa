// Lets a draft out: issued at once, or put before a second person where the rule of two persons holds. The
// one way for chat and command line, for a new document and for one that was sent back.

import { type Author, isPerson } from '../org/author.ts'
import type { Tx } from '../platform/database.ts'
import type { Calendar } from '../platform/working-calendar.ts'
import type { Audience } from './audience.ts'
import type { DetailWarning } from './check-directive.ts'
import {
  type DraftFault,
  type DraftInput,
  discardDraft,
  draftDirective,
  reviseDraft,
} from './draft-directive.ts'
import { type IssueFault, issueDirective, submitForApproval } from './issue-directive.ts'
import { twoPersonRule } from './two-persons.ts'

export interface Submission {
  content: DraftInput
  /** Send at this instant instead of now; for what is issued at once. */
  issueAt?: Date | null
}

interface At {
  now: Date
  calendar: Calendar
}

export type SubmitDraftOutcome =
  /** Awaiting approval: the approvers are to be told. */
  | { ok: true; directiveId: number; state: 'issued' | 'awaiting_approval'; warnings: DetailWarning[] }
  | DraftFault
  | IssueFault

/**
 * Registers a new directive and lets it out. On a fault nothing of it stays, besides the fact of a refusal
 * for secrecy.
 */
export async function submitDraft(
  tx: Tx,
  author: Author,
  submission: Submission,
  at: At,
): Promise<SubmitDraftOutcome> {
  const drafted = await draftDirective(tx, author, submission, at)
  if (!drafted.ok) return drafted
  const outcome = await issueOrSubmit(tx, author, { ...drafted, issueAt: submission.issueAt }, at)
  if (!outcome.ok) await discardDraft(tx, drafted.directiveId)
  return outcome
}

/** Gives a draft that was sent back, or still awaits approval, other contents and lets it out again. */
export async function resubmitDraft(
  tx: Tx,
  author: Author,
  submission: Submission & { directiveId: number; version: number },
  at: At,
): Promise<SubmitDraftOutcome> {
  const revised = await reviseDraft(tx, author, submission, at)
  if (!revised.ok) return revised
  return await issueOrSubmit(tx, author, { ...revised, issueAt: submission.issueAt }, at)
}

async function audienceOf(tx: Tx, directiveId: number): Promise<Audience> {
  const row = await tx
    .selectFrom('directive')
    .select('audience')
    .where('id', '=', directiveId)
    .executeTakeFirstOrThrow()
  return row.audience as unknown as Audience
}

async function issueOrSubmit(
  tx: Tx,
  author: Author,
  drafted: { directiveId: number; warnings: DetailWarning[]; issueAt: Date | null | undefined },
  at: At,
): Promise<SubmitDraftOutcome> {
  const { directiveId, warnings, issueAt = null } = drafted
  const needsSecond =
    isPerson(author) &&
    (await twoPersonRule(tx, await audienceOf(tx, directiveId), at.calendar.dayOf(at.now)))
  const outcome = needsSecond
    ? await submitForApproval(tx, author, { directiveId }, at)
    : await issueDirective(tx, author, { directiveId, issueAt }, at)
  if (!outcome.ok) return outcome
  return { ok: true, directiveId, warnings, state: needsSecond ? 'awaiting_approval' : 'issued' }
}
