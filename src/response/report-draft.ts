// A report on its way: opened by anybody who may report for the unit, answered question by question, by
// several people and devices at once, kept until it is sent. Where a person is in the questions is left to
// the faces.
import type { Person } from '../org/author.ts'
import { can } from '../org/permissions.ts'
import type { Tx } from '../platform/database.ts'
import type { Json } from '../platform/database-types.ts'
import { firstDefaultOutline } from './default-outline.ts'
import { withoutImplied } from './implied-answers.ts'
import type { ShownObligation } from './obligation.store.ts'
import { type Answers, type AnswerValue, fieldOf, type Outline } from './outline.ts'
import { isChangeable } from './overdue.ts'
import {
  createDraft,
  currentVersion,
  type DraftRow,
  lastReportOfUnit,
  lastVerdict,
  lockObligation,
  readDraft,
  type SubmittedVersion,
  setDraftAnswer,
  type Verdict,
} from './report.store.ts'

export interface Draft {
  obligation: ShownObligation
  outline: Outline
  answers: Answers
  /** Keys of fields to answer again, although they have an answer: the report was returned for them. */
  asked: readonly string[]
  /** Grows with every answer; a submission names the version that the person has seen. */
  version: number
  /** Answers of the unit's last report on the same outline, to offer again. */
  lastReport: Answers | null
  /** Set when the report was returned: what is to be completed. */
  returned: Verdict | null
}

export type DraftRefusal =
  /** No such obligation, or the person may not report for the unit. */
  | { ok: false; reason: 'not_allowed' }
  /** The directive asks for no report. */
  | { ok: false; reason: 'not_required'; obligation: ShownObligation }
  /** The directive was recalled or replaced. */
  | { ok: false; reason: 'withdrawn'; obligation: ShownObligation }
  /** The report was sent (by anybody of the unit); `mayChange` until the deadline, unless it was accepted. */
  | { ok: false; reason: 'sent'; obligation: ShownObligation; sent: SubmittedVersion; mayChange: boolean }
  /** Nobody has begun, or it was thrown away. */
  | { ok: false; reason: 'no_draft'; obligation: ShownObligation }

/**
 * The draft, begun when there is none. A report that was sent is not opened again unless `change` says so and
 * it may be changed: the draft then begins with what was sent. A change begun in time is closed like any
 * other once it was accepted or the deadline has passed. A returned report begins with what was sent, and
 * asks again what is to be completed.
 */
export async function openDraft(
  tx: Tx,
  author: Person,
  { obligationId, change = false }: { obligationId: number; change?: boolean },
  { now }: { now: Date },
): Promise<{ ok: true; draft: Draft; begun: boolean } | DraftRefusal> {
  const found = await reportable(tx, author, obligationId)
  if (!found.ok) return found
  const { obligation } = found
  const submitted = await submittedReport(tx, obligation, now)
  if (submitted && !submitted.mayChange) return submitted
  const existing = await readDraft(tx, obligationId)
  if (existing) return { ok: true, draft: await complete(tx, obligation, existing), begun: false }
  if (submitted && !change) return submitted
  const sent = submitted?.sent ?? (await currentVersion(tx, obligationId))
  const verdict = obligation.reportState === 'returned' ? await lastVerdict(tx, obligationId) : null
  const asked = verdict?.fields ?? []
  const answers = withoutImplied(outlineOf(obligation.outline), sent?.answers ?? {})
  await createDraft(tx, { obligationId, answers, asked, officerId: author.officerId, now })
  return { ok: true, draft: await complete(tx, obligation, { answers, asked, version: 1 }), begun: true }
}

/** The draft as it is, while it may be sent; nothing is begun. The obligation stays locked. */
export async function readOpenDraft(
  tx: Tx,
  author: Person,
  { obligationId }: { obligationId: number },
  { now }: { now: Date },
): Promise<{ ok: true; draft: Draft } | DraftRefusal> {
  const found = await reportable(tx, author, obligationId)
  if (!found.ok) return found
  const { obligation } = found
  const submitted = await submittedReport(tx, obligation, now)
  if (submitted && !submitted.mayChange) return submitted
  const existing = await readDraft(tx, obligationId)
  if (existing) return { ok: true, draft: await complete(tx, obligation, existing) }
  return submitted ?? { ok: false, reason: 'no_draft', obligation }
}

/** Keeps one answer. The value was read and checked by the face with the outline's own functions. */
export async function answerField(
  tx: Tx,
  author: Person,
  answer: { obligationId: number; field: string; value: AnswerValue | null | undefined },
  { now }: { now: Date },
): Promise<{ ok: true; draft: Draft } | DraftRefusal> {
  const found = await readOpenDraft(tx, author, answer, { now })
  if (!found.ok) return found
  if (!fieldOf(found.draft.outline, answer.field)) return found
  await setDraftAnswer(tx, { ...answer, officerId: author.officerId, now })
  const answers = { ...found.draft.answers, [answer.field]: answer.value }
  const asked = found.draft.asked.filter((key) => key !== answer.field)
  return { ok: true, draft: { ...found.draft, answers, asked, version: found.draft.version + 1 } }
}

/** The outline of a directive: its own, or the default one of the time when directives kept none. */
export function outlineOf(own: Json | null): Outline {
  return typeof own === 'object' && own !== null && 'fields' in own && Array.isArray(own.fields)
    ? (own as unknown as Outline)
    : firstDefaultOutline
}

/** The report that was sent and stands; null before one was sent, and when it was returned. */
async function submittedReport(
  tx: Tx,
  obligation: ShownObligation,
  now: Date,
): Promise<Extract<DraftRefusal, { reason: 'sent' }> | null> {
  if (obligation.reportState !== 'submitted' && obligation.reportState !== 'accepted') return null
  const sent = await currentVersion(tx, obligation.id)
  return sent && { ok: false, reason: 'sent', obligation, sent, mayChange: isChangeable(obligation, now) }
}

async function reportable(
  tx: Tx,
  author: Person,
  obligationId: number,
): Promise<{ ok: true; obligation: ShownObligation } | DraftRefusal> {
  const obligation = await lockObligation(tx, obligationId)
  if (!obligation || !can(author, 'obligation.report', obligation))
    return { ok: false, reason: 'not_allowed' }
  if (obligation.directiveState === 'recalled' || obligation.directiveState === 'superseded')
    return { ok: false, reason: 'withdrawn', obligation }
  if (obligation.reportState === 'not_required') return { ok: false, reason: 'not_required', obligation }
  return { ok: true, obligation }
}

async function complete(tx: Tx, obligation: ShownObligation, draft: DraftRow): Promise<Draft> {
  const outline = outlineOf(obligation.outline)
  return {
    obligation,
    outline,
    answers: draft.answers,
    asked: draft.asked,
    version: draft.version,
    lastReport: await lastReportOfUnit(tx, {
      id: obligation.id,
      unitId: obligation.unitId,
      outlineKey: outline.key,
    }),
    returned: obligation.reportState === 'returned' ? await lastVerdict(tx, obligation.id) : null,
  }
}
