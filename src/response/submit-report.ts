// Sends a report: checks it once more, makes the next version, and the obligation follows in the same
// transaction. A second tap, or a deputy who was quicker, sends nothing twice.
import { sql } from 'kysely'
import { withdrawReturn } from '../circulation/announce.ts'
import { auditActor, type Person } from '../org/author.ts'
import { recordAudit } from '../platform/audit.ts'
import type { Tx } from '../platform/database.ts'
import type { Calendar } from '../platform/working-calendar.ts'
import { keepFigures } from './figures.store.ts'
import { figuresOf } from './figures.ts'
import { withImplied } from './implied-answers.ts'
import type { Answers, Finding } from './outline.ts'
import { isAsked } from './outline.ts'
import { checkAnswers } from './outline-checks.ts'
import { isOverdue } from './overdue.ts'
import { recordAcknowledgements } from './record-acknowledgement.ts'
import { addVersion, deleteDraft } from './report.store.ts'
import { type Draft, type DraftRefusal, readOpenDraft } from './report-draft.ts'

export type SubmitOutcome =
  /** `late`: after the deadline of the moment, which for a supplement is that of the return. */
  | { ok: true; draft: Draft; version: number; at: Date; late: boolean }
  | DraftRefusal
  /** Somebody changed an answer after the summary was shown. */
  | { ok: false; reason: 'changed'; draft: Draft }
  | { ok: false; reason: 'errors'; draft: Draft; findings: Finding[] }
  /** Odd, but possible: to be confirmed with `confirmed`. */
  | { ok: false; reason: 'warnings'; draft: Draft; findings: Finding[] }

/** Sends the draft whose version the person has seen. `confirmed`: the warnings were shown and accepted. */
export async function submitReport(
  tx: Tx,
  author: Person,
  report: { obligationId: number; draftVersion: number; confirmed: boolean },
  at: { now: Date; calendar: Calendar },
): Promise<SubmitOutcome> {
  const { now } = at
  // Locks the obligation and asks once more whether a report that was sent may still be changed.
  const found = await readOpenDraft(tx, author, report, { now })
  if (!found.ok) return found
  const { draft } = found
  if (draft.version !== report.draftVersion) return { ok: false, reason: 'changed', draft }
  const { errors, warnings } = checkDraft(draft, at)
  if (errors.length > 0) return { ok: false, reason: 'errors', draft, findings: errors }
  if (warnings.length > 0 && !report.confirmed) {
    return { ok: false, reason: 'warnings', draft, findings: warnings }
  }
  const { obligation } = draft
  // Whoever reports has received: nobody is to be chased for a receipt after the report.
  await recordAcknowledgements(tx, [{ obligationId: obligation.id, actor: author, at: now }])
  const answers = askedAnswers(draft)
  const { reportId, version } = await addVersion(tx, {
    obligationId: obligation.id,
    answers,
    warnings: warnings.map((finding) => finding.rule),
    officerId: author.officerId,
    now,
  })
  await tx
    .updateTable('obligation')
    .set({
      report_state: 'submitted',
      reported_at: now,
      // The first time stays, with the deadline of that time: a return makes no report late.
      first_reported_at: sql<Date>`coalesce(first_reported_at, ${now})`,
      first_due_at: sql<Date | null>`case when first_reported_at is null then report_due_at
        else first_due_at end`,
    })
    .where('id', '=', obligation.id)
    .execute()
  await keepFigures(tx, {
    obligationId: obligation.id,
    directiveId: obligation.directiveId,
    unitId: obligation.unitId,
    pathIds: obligation.pathIds,
    numbers: figuresOf(draft.outline, answers),
  })
  await deleteDraft(tx, obligation.id)
  await withdrawReturn(tx, obligation.id, 'answered')
  await recordAudit(tx, {
    at: now,
    actor: auditActor(author),
    action: 'report.submit',
    subject: { kind: 'report', id: reportId },
    unitId: obligation.unitId,
    detail: { obligation: obligation.id, version },
  })
  return { ok: true, draft, version, at: now, late: isOverdue(obligation.reportDueAt, now) }
}

/** Errors and warnings of a draft as of now. */
export function checkDraft(
  draft: Draft,
  at: { now: Date; calendar: Calendar },
): { errors: Finding[]; warnings: Finding[] } {
  const answers = askedAnswers(draft)
  const found = checkAnswers(draft.outline, answers, {
    submittedOn: at.calendar.dayOf(at.now),
    lastReport: draft.lastReport ?? undefined,
    unitKind: draft.obligation.unitKind,
  })
  const again = draft.asked.filter((key) => key in answers)
  if (again.length === 0) return found
  return { ...found, errors: [{ rule: 'asked_again', fields: again, values: {} }, ...found.errors] }
}

/** The answers to questions that apply: an answer may have lost its question when another was changed. */
function askedAnswers({ outline, answers: given }: Draft): Answers {
  const answers = withImplied(outline, given)
  const asked = outline.fields.filter((field) => isAsked(field, answers))
  return Object.fromEntries(
    asked.filter(({ key }) => answers[key] !== undefined).map(({ key }) => [key, answers[key]]),
  )
}
