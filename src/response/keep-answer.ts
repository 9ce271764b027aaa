// The rule for an answer that contradicts others: a first answer is refused, so that nobody reaches the end
// with figures that cannot all be true; a changed one is kept, because two answers that belong together can
// only be mended one by one.
import type { Person } from '../org/author.ts'
import type { Tx } from '../platform/database.ts'
import type { Calendar } from '../platform/working-calendar.ts'
import type { AnswerValue, Finding, OutlineField } from './outline.ts'
import { answerField, type Draft, type DraftRefusal } from './report-draft.ts'
import { checkDraft } from './submit-report.ts'

export type KeepOutcome =
  /** Kept. `contradictions` are still to be mended before the report can be sent. */
  | { ok: true; draft: Draft; contradictions: Finding[] }
  /** A first answer that does not fit those given before: nothing was kept. */
  | { ok: false; reason: 'contradicts'; contradictions: Finding[] }
  | DraftRefusal

/** Keeps an answer unless it is a first one that contradicts others. */
export async function keepAnswer(
  tx: Tx,
  author: Person,
  { draft, field, value }: { draft: Draft; field: OutlineField; value: AnswerValue | null },
  at: { now: Date; calendar: Calendar },
): Promise<KeepOutcome> {
  const contradictions = contradictionsOf(draft, field, value, at)
  const isFirst = draft.answers[field.key] === undefined
  if (isFirst && contradictions.length > 0) return { ok: false, reason: 'contradicts', contradictions }
  const answer = { obligationId: draft.obligation.id, field: field.key, value }
  const kept = await answerField(tx, author, answer, at)
  return kept.ok ? { ...kept, contradictions } : kept
}

/** What would be wrong between this answer and those given; answers still missing are no contradiction. */
export function contradictionsOf(
  draft: Draft,
  field: OutlineField,
  value: AnswerValue | null,
  at: { now: Date; calendar: Calendar },
): Finding[] {
  const answers = { ...draft.answers, [field.key]: value }
  return checkDraft({ ...draft, answers }, at).errors.filter(
    ({ rule, fields }) => rule !== 'required' && rule !== 'asked_again' && fields.includes(field.key),
  )
}
