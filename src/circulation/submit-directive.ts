// What faces do with a draft: submit it, submit it again, approve it, return it. The register changes
// (directive room), and those concerned are told: who may approve, the drafter, the offices that pass it on.
import { type Approver, approversOf } from '../directive/approvers.store.ts'
import { type DirectiveRow, findDirective } from '../directive/directive.store.ts'
import { type IssueOutcome, issueDirective, type ToIssue } from '../directive/issue-directive.ts'
import { type ReturnOutcome, returnDraft } from '../directive/return-draft.ts'
import {
  resubmitDraft,
  type Submission,
  type SubmitDraftOutcome,
  submitDraft,
} from '../directive/submit-draft.ts'
import { type Author, officerIdOf } from '../org/author.ts'
import { reachableChatsOf } from '../org/chat.store.ts'
import { unitPath } from '../org/unit.store.ts'
import type { Tx } from '../platform/database.ts'
import type { Calendar } from '../platform/working-calendar.ts'
import type { DraftNotice } from './notices.ts'
import { enqueueNotices } from './outbox.ts'
import { askToPassOn } from './pass-on.ts'

interface At {
  now: Date
  calendar: Calendar
}

export type SubmitOutcome =
  | (Extract<SubmitDraftOutcome, { ok: true }> & {
      /** Who may approve it; those of them who have a chat are told. Empty for what is issued at once. */
      approvers: Approver[]
      /** How many offices of committees are asked to pass it on. */
      offices: number
    })
  | Extract<SubmitDraftOutcome, { ok: false }>

/** Registers a new directive and issues it, or puts it before a second person. */
export async function submitDirective(
  tx: Tx,
  author: Author,
  submission: Submission,
  at: At,
): Promise<SubmitOutcome> {
  return await tellOfSubmission(tx, author, await submitDraft(tx, author, submission, at), at)
}

/** The same for a draft that was returned, or that still awaits approval, with other contents. */
export async function resubmitDirective(
  tx: Tx,
  author: Author,
  submission: Submission & { directiveId: number; version: number },
  at: At,
): Promise<SubmitOutcome> {
  return await tellOfSubmission(tx, author, await resubmitDraft(tx, author, submission, at), at)
}

/** Issues what awaits approval, as the second person, and tells the drafter. */
export async function approveDirective(
  tx: Tx,
  author: Author,
  toIssue: ToIssue,
  at: At,
): Promise<IssueOutcome> {
  const draft = await findDirective(tx, toIssue.directiveId)
  const outcome = await issueDirective(tx, author, toIssue, at)
  if (!draft || !outcome.ok || outcome.already) return outcome
  await tellDrafter(tx, author, { draft, outcome: { what: 'issued' } }, at.now)
  await askToPassOn(tx, draft.id, at)
  return outcome
}

export type ReturnDirectiveOutcome =
  /** `told`: how many were told that it comes back. */
  (Extract<ReturnOutcome, { ok: true }> & { told: number }) | Extract<ReturnOutcome, { ok: false }>

/** Sends back what awaits approval and tells the drafter why. */
export async function returnDirective(
  tx: Tx,
  author: Author,
  { directiveId, version, reason }: { directiveId: number; version: number; reason: string },
  { now }: { now: Date },
): Promise<ReturnDirectiveOutcome> {
  const draft = await findDirective(tx, directiveId)
  const returned = await returnDraft(tx, author, { directiveId, version, reason }, { now })
  if (!returned.ok) return returned
  const outcome = { what: 'returned', reason, version: returned.version } as const
  return { ...returned, told: draft ? await tellDrafter(tx, author, { draft, outcome }, now) : 0 }
}

async function tellOfSubmission(
  tx: Tx,
  author: Author,
  outcome: SubmitDraftOutcome,
  at: At,
): Promise<SubmitOutcome> {
  if (!outcome.ok) return outcome
  if (outcome.state === 'awaiting_approval')
    return { ...outcome, approvers: await tellApprovers(tx, author, outcome, at.now), offices: 0 }
  return { ...outcome, approvers: [], offices: await askToPassOn(tx, outcome.directiveId, at) }
}

/** Sends a notice to every approver of the draft who has a chat. Returns all approvers. */
async function tellApprovers(
  tx: Tx,
  author: Author,
  { directiveId }: { directiveId: number },
  now: Date,
): Promise<Approver[]> {
  const directive = await findDirective(tx, directiveId)
  if (!directive) return []
  const path = await unitPath(tx, directive.issuerUnitId)
  const except = [directive.approvalAskedBy, directive.draftedBy]
  const approvers = await approversOf(tx, { pathIds: path.ids, except, now })
  const notice: DraftNotice = {
    kind: 'draft',
    what: 'waiting',
    directiveId,
    version: directive.version,
    numberText: directive.numberText,
    subject: directive.subject,
    by: officerIdOf(author),
  }
  await enqueueNotices(
    tx,
    approvers.flatMap(({ chat, language }) =>
      chat ? [{ chatId: chat.id, telegramChatId: chat.telegramChatId, language, directiveId, notice }] : [],
    ),
    now,
  )
  return approvers
}

/** The decision about a draft that waited for approval. `version` is the present one of the draft. */
type DraftDecision = { what: 'issued' } | { what: 'returned'; reason: string; version: number }

/**
 * Tells the person who submitted the draft, or else the drafter, that it is issued or why it was returned.
 * Returns the number of notices.
 */
async function tellDrafter(
  tx: Tx,
  author: Author,
  { draft, outcome }: { draft: DirectiveRow; outcome: DraftDecision },
  now: Date,
): Promise<number> {
  const drafter = draft.approvalAskedBy ?? draft.draftedBy
  const chats = drafter === null ? [] : await reachableChatsOf(tx, [drafter])
  const notice: DraftNotice = {
    kind: 'draft',
    directiveId: draft.id,
    version: draft.version,
    numberText: draft.numberText,
    subject: draft.subject,
    by: officerIdOf(author),
    ...outcome,
  }
  await enqueueNotices(
    tx,
    chats.map((chat) => ({ ...chat, directiveId: draft.id, notice })),
    now,
  )
  return chats.length
}
