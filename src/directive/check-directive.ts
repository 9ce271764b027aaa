// The rules a directive must keep before it is drafted and again before it is issued, and the doubts shown to
// a person. Pure; rows, permissions and the secrecy interlock are left to the use cases.
import type { UnitKind } from '../platform/database-types.ts'
import type { Calendar } from '../platform/working-calendar.ts'
import {
  type DeadlineFault,
  type Deadlines,
  type DeadlineWarning,
  deadlineFault,
  deadlineWarnings,
} from './deadline.ts'
import { type DateWarning, dateWarnings } from './reading/document-date.ts'
import {
  type DocumentNumber,
  type DocumentNumberFault,
  type KindName,
  type KindWarning,
  kindsOfCode,
  kindWarnings,
  parseDocumentNumber,
} from './reading/document-number.ts'

export const maxSubjectLength = 1000
/** A text goes out whole in one message or not at all: what is longer comes as a file. */
const maxBodyLength = 3_000
/**
 * The same with the subject, which stands in that message too: number, names and deadlines need the rest of
 * 4,096.
 */
const maxWords = 3_200

/** Is a text too long to go out in one message with its subject? */
export const isBodyTooLong = (body: string | null | undefined, subject = '') =>
  (body ?? '').length > maxBodyLength || (!!body && body.length + subject.length > maxWords)

export interface DirectiveDetails extends Deadlines {
  numberText: string
  /** Needed for QĐ alone, which is a quyết định or a quy định. */
  kind?: KindName
  /** 'YYYY-MM-DD' */
  issuedOn: string
  subject: string
  body?: string | null
}

export type DetailFault =
  | 'number_form'
  | 'number_no_kind'
  | 'number_unknown_kind'
  | 'kind_not_of_number'
  | 'date_form'
  | 'subject_missing'
  | 'subject_too_long'
  | 'body_too_long'
  | DeadlineFault

export type DetailWarning =
  | DateWarning
  | KindWarning
  | DeadlineWarning
  | { rule: 'number_suggestion'; written: string; suggestions: string[] }

export type CheckedDetails =
  | { ok: true; number: DocumentNumber; kind: KindName; warnings: DetailWarning[] }
  | { ok: false; reason: DetailFault }

/** Checks what a person gave. Warnings never stand in the way. */
export function checkDetails(
  details: DirectiveDetails,
  at: { now: Date; calendar: Calendar; issuerKind: UnitKind; issueAt?: Date | null },
): CheckedDetails {
  const { now, calendar, issuerKind, issueAt } = at
  const parsed = parseDocumentNumber(details.numberText)
  if (!parsed.ok) {
    return { ok: false, reason: numberFault(parsed.reason) }
  }
  const kinds = kindsOfCode(parsed.number.kind)
  const kind = details.kind ?? kinds[0]?.name
  if (kind === undefined) return { ok: false, reason: 'number_unknown_kind' }
  if (!kinds.some((each) => each.name === kind)) return { ok: false, reason: 'kind_not_of_number' }
  if (!isDay(details.issuedOn)) return { ok: false, reason: 'date_form' }
  const subject = details.subject.trim()
  if (subject === '') return { ok: false, reason: 'subject_missing' }
  if (subject.length > maxSubjectLength) return { ok: false, reason: 'subject_too_long' }
  if (isBodyTooLong(details.body, subject)) return { ok: false, reason: 'body_too_long' }
  const fault = deadlineFault(details, now)
  if (fault) return { ok: false, reason: fault }
  const suggestion: DetailWarning[] =
    parsed.suggestions.length > 0
      ? [{ rule: 'number_suggestion', written: parsed.number.text, suggestions: parsed.suggestions }]
      : []
  return {
    ok: true,
    number: parsed.number,
    kind,
    warnings: [
      ...suggestion,
      ...dateWarnings(details.issuedOn, calendar.dayOf(now)),
      ...kindWarnings(parsed.number.kind, issuerKind),
      ...deadlineWarnings(details, issueAt ?? now, calendar),
    ],
  }
}

/** What is wrong with a number, as a fault of the details. */
export function numberFault(
  reason: DocumentNumberFault,
): 'number_form' | 'number_no_kind' | 'number_unknown_kind' {
  return reason === 'unknown_kind' || reason === 'no_kind' ? `number_${reason}` : 'number_form'
}

function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  try {
    Temporal.PlainDate.from(text)
    return true
  } catch {
    return false
  }
}
