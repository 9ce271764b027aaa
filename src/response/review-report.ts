// An office's verdict on a report: accepted, or returned with the fields to complete, which opens the
// obligation again. A change the unit has begun ends with the acceptance. Telling the unit is left to the
// face.
import { auditActor, type Person } from '../org/author.ts'
import { recordAudit } from '../platform/audit.ts'
import type { Tx } from '../platform/database.ts'
import { dropFigures } from './figures.store.ts'
import type { ShownObligation } from './obligation.store.ts'
import { fieldOf } from './outline.ts'
import { currentVersion, deleteDraft, lockObligation } from './report.store.ts'
import { outlineOf } from './report-draft.ts'
import { mayReview, type ReviewFault, reviewFault } from './review-rules.ts'

export interface ReviewInput {
  obligationId: number
  /** The version that was read; a newer one must be read first. */
  version: number
  verdict: 'accepted' | 'returned'
  /** Keys of the fields to complete; for a return at least one, or a note. */
  fields?: string[]
  note?: string
}

export type ReviewOutcome =
  | { ok: true; obligation: ShownObligation; labels: { vi: string; en: string }[] }
  | { ok: false; reason: 'not_allowed' | 'nothing_sent' | ReviewFault }

/** Records the verdict. Who may, and which verdicts can be recorded: review-rules.ts. */
export async function reviewReport(
  tx: Tx,
  author: Person,
  input: ReviewInput,
  { now }: { now: Date },
): Promise<ReviewOutcome> {
  const obligation = await lockObligation(tx, input.obligationId)
  if (!obligation || !mayReview(author, obligation)) return { ok: false, reason: 'not_allowed' }
  const sent = await currentVersion(tx, obligation.id)
  if (!sent) return { ok: false, reason: 'nothing_sent' }
  const outline = outlineOf(obligation.outline)
  const fields = (input.fields ?? []).filter((key) => fieldOf(outline, key))
  const note = input.note?.trim() || null
  const report = { sentVersion: sent.version, state: obligation.reportState }
  const fault = reviewFault(report, { ...input, fields, note })
  if (fault) return { ok: false, reason: fault }
  await tx
    .insertInto('report_review')
    .values({
      report_id: sent.reportId,
      version: sent.version,
      verdict: input.verdict,
      note,
      fields: JSON.stringify(fields),
      reviewed_at: now,
      reviewed_by: author.officerId,
    })
    .execute()
  await tx
    .updateTable('obligation')
    .set({ report_state: input.verdict })
    .where('id', '=', obligation.id)
    .execute()
  if (input.verdict === 'accepted') await deleteDraft(tx, obligation.id)
  else await dropFigures(tx, obligation.id)
  await recordAudit(tx, {
    at: now,
    actor: auditActor(author),
    action: input.verdict === 'accepted' ? 'report.accept' : 'report.return',
    subject: { kind: 'report', id: sent.reportId },
    unitId: obligation.unitId,
    detail: { obligation: obligation.id, version: sent.version, fields },
  })
  return {
    ok: true,
    obligation: { ...obligation, reportState: input.verdict },
    labels: fields.map((key) => fieldOf(outline, key)!.label),
  }
}
