// Lets a draft out: issued at once, or put before a second person where the rule of two persons holds. The
// one way for chat and command line, for a new document and for one that was sent back.

import type { Tx } from '../platform/database.ts'
import type { Calendar } from '../platform/working-calendar.ts'
import type { Audience } from './audience.ts'
import type { Author } from './author.ts'
import type { DetailWarning } from './check-directive.ts'
import {
  type DraftFault,
  type DraftInput,
  discardDraft,
  draftDirective,
  reviseDraft,
} from './draft-directive.ts'
import { type IssueFault, issueDirective, submitForApproval, twoPersonRule } from './issue-directive.ts'

export interface SendInOptions {
  now: Date
  calendar: Calendar
  /** Send at this instant instead of now; for what is issued at once. */
  issueAt?: Date | null
}

export type SendInOutcome =
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
  input: DraftInput,
  options: SendInOptions,
): Promise<SendInOutcome> {
  const drafted = await draftDirective(tx, author, input, options)
  if (!drafted.ok) return drafted
  const outcome = await issueOrSubmit(tx, author, drafted, options)
  if (!outcome.ok) await discardDraft(tx, drafted.directiveId)
  return outcome
}

/** Gives a draft that was sent back, or still awaits approval, other contents and lets it out again. */
export async function resubmitDraft(
  tx: Tx,
  author: Author,
  directiveId: number,
  input: DraftInput,
  options: SendInOptions & { version: number },
): Promise<SendInOutcome> {
  const revised = await reviseDraft(tx, author, directiveId, input, options)
  return revised.ok ? await issueOrSubmit(tx, author, revised, options) : revised
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
  { directiveId, warnings }: { directiveId: number; warnings: DetailWarning[] },
  { now, calendar, issueAt = null }: SendInOptions,
): Promise<SendInOutcome> {
  const needsSecond =
    author !== 'operator' && (await twoPersonRule(tx, await audienceOf(tx, directiveId), calendar.dayOf(now)))
  const outcome = needsSecond
    ? await submitForApproval(tx, author, directiveId, { now })
    : await issueDirective(tx, author, directiveId, { now, calendar, issueAt })
  if (!outcome.ok) return outcome
  return { ok: true, directiveId, warnings, state: needsSecond ? 'awaiting_approval' : 'issued' }
}
