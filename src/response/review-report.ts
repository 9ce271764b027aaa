// An office's verdict on a report: accepted, or returned with the fields to complete and a new deadline,
// which opens the obligation again. A change the unit has begun ends with the acceptance, and is asked the
// returned questions after a return. The unit is told of a return here, of acceptances once a day
// (tell-acceptances.ts).
import { sql } from 'kysely'
import { withdrawReturn } from '../circulation/announce.ts'
import { enqueueNotices } from '../circulation/outbox.ts'
import { restartReportChase } from '../circulation/restart-chase.ts'
import { afterWorkingDays } from '../directive/deadline.ts'
import { auditActor, type Person } from '../org/author.ts'
import { recipientChats } from '../org/recipients.ts'
import { recordAudit } from '../platform/audit.ts'
import type { Tx } from '../platform/database.ts'
import type { Calendar } from '../platform/working-calendar.ts'
import { dropFigures } from './figures.store.ts'
import type { ShownObligation } from './obligation.store.ts'
import { fieldOf, type Label } from './outline.ts'
import { askAgain, currentVersion, deleteDraft, lockObligation } from './report.store.ts'
import { outlineOf } from './report-draft.ts'
import { mayReview, type ReviewFault, reviewFault } from './review-rules.ts'

/** How many working days a supplement may be given. */
export const returnDays = [1, 3, 5] as const
export type ReturnDays = (typeof returnDays)[number]
export const usualReturnDays: ReturnDays = 3

export interface ReviewInput {
  obligationId: number
  /** The version that was read; a newer one must be read first. */
  version: number
  verdict: 'accepted' | 'returned'
  /** Keys of the fields to complete; for a return at least one, or a note. */
  fields?: string[]
  note?: string
  /** Working days for the supplement; `usualReturnDays` unless told. */
  dueInDays?: ReturnDays
}

export type ReviewOutcome =
  | {
      ok: true
      obligation: ShownObligation
      labels: Label[]
      /** Of a return: until when, and whether the unit can be told. */
      returned: { dueAt: Date; isTold: boolean } | null
    }
  | { ok: false; reason: 'not_allowed' | 'nothing_sent' | ReviewFault }

/** Records the verdict. Who may, and which verdicts can be recorded: review-rules.ts. */
export async function reviewReport(
  tx: Tx,
  author: Person,
  input: ReviewInput,
  at: { now: Date; calendar: Calendar },
): Promise<ReviewOutcome> {
  const { now } = at
  const obligation = await lockObligation(tx, input.obligationId)
  if (!obligation || !mayReview(author, obligation)) return { ok: false, reason: 'not_allowed' }
  const sent = await currentVersion(tx, obligation.id)
  if (!sent) return { ok: false, reason: 'nothing_sent' }
  const outline = outlineOf(obligation.outline)
  const fields = (input.fields ?? []).filter((key) => fieldOf(outline, key))
  const labels = fields.map((key) => fieldOf(outline, key)!.label)
  const note = input.note?.trim() || null
  const report = { sentVersion: sent.version, state: obligation.reportState }
  const fault = reviewFault(report, { ...input, fields, note })
  if (fault) return { ok: false, reason: fault }
  const isReturn = input.verdict === 'returned'
  const dueAt = isReturn ? returnDeadline(obligation, input.dueInDays ?? usualReturnDays, at) : null
  await tx
    .insertInto('report_review')
    .values({
      report_id: sent.reportId,
      version: sent.version,
      verdict: input.verdict,
      note,
      fields: JSON.stringify(fields),
      due_at: dueAt,
      told_at: isReturn ? now : null,
      reviewed_at: now,
      reviewed_by: author.officerId,
    })
    .execute()
  await recordAudit(tx, {
    at: now,
    actor: auditActor(author),
    action: isReturn ? 'report.return' : 'report.accept',
    subject: { kind: 'report', id: sent.reportId },
    unitId: obligation.unitId,
    detail: { obligation: obligation.id, version: sent.version, fields },
  })
  if (dueAt === null) {
    await setState(tx, obligation.id, 'accepted')
    await deleteDraft(tx, obligation.id)
    return { ok: true, obligation: { ...obligation, reportState: 'accepted' }, labels, returned: null }
  }
  await openAgain(tx, obligation.id, { dueAt, fields, version: sent.version, now })
  const isTold = await tellUnit(tx, obligation, { dueAt, labels, note }, at)
  const returned: ShownObligation = { ...obligation, reportState: 'returned', reportDueAt: dueAt }
  return { ok: true, obligation: returned, labels, returned: { dueAt, isTold } }
}

/** When a return is told: in working hours, unless the directive is urgent. */
const toldAt = ({ urgency }: ShownObligation, at: { now: Date; calendar: Calendar }): Date =>
  urgency === 'normal' ? at.calendar.nextWorkingInstant(at.now) : at.now

/** Working days from when the unit hears of it; never before the deadline that it has anyway. */
function returnDeadline(
  obligation: ShownObligation,
  days: ReturnDays,
  at: { now: Date; calendar: Calendar },
): Date {
  const dueAt = afterWorkingDays(days, toldAt(obligation, at), at.calendar)
  const { reportDueAt } = obligation
  return reportDueAt !== null && reportDueAt > dueAt ? reportDueAt : dueAt
}

async function openAgain(
  tx: Tx,
  obligationId: number,
  given: { dueAt: Date; fields: readonly string[]; version: number; now: Date },
): Promise<void> {
  await setState(tx, obligationId, 'returned')
  await tx
    .updateTable('obligation')
    .set({ report_due_at: given.dueAt, returns: sql<number>`returns + 1` })
    .where('id', '=', obligationId)
    .execute()
  await dropFigures(tx, obligationId)
  await askAgain(tx, obligationId, given.fields)
  await restartReportChase(tx, obligationId, `return-${given.version}`, given.now)
}

async function setState(tx: Tx, obligationId: number, state: 'accepted' | 'returned'): Promise<void> {
  await tx.updateTable('obligation').set({ report_state: state }).where('id', '=', obligationId).execute()
}

/** Tells the unit what is missing; false when nobody of the unit can be reached. */
async function tellUnit(
  tx: Tx,
  obligation: ShownObligation,
  { dueAt, labels, note }: { dueAt: Date; labels: Label[]; note: string | null },
  at: { now: Date; calendar: Calendar },
): Promise<boolean> {
  await withdrawReturn(tx, obligation.id, 'returned')
  const [chat] = await recipientChats(tx, [obligation.unitId])
  if (!chat?.telegramChatId || chat.chatId === null) return false
  const { telegramChatId, chatId, threadId, language } = chat
  const notice = {
    kind: 'returned',
    obligationId: obligation.id,
    numberText: obligation.numberText,
    unitName: obligation.unitName,
    questions: labels,
    note,
    dueAt: dueAt.toISOString(),
  } as const
  const to = { telegramChatId, chatId, threadId, language, directiveId: obligation.directiveId }
  await enqueueNotices(
    tx,
    [{ ...to, obligationId: obligation.id, dueAt: toldAt(obligation, at), notice }],
    at.now,
  )
  return true
}
