// The conversation that drafts a directive: what has been given so far and which question is next. Pure; the questions
// are put by new-directive-questions.ts, answers are taken by features/issue-directive.ts.
import type { Audience } from '../../../directive/audience.ts'
import { findByNumber } from '../../../directive/directive.store.ts'
import type { DraftInput } from '../../../directive/draft-directive.ts'
import type { StoredFile } from '../../../directive/files.store.ts'
import type { ProposedLink } from '../../../directive/proposed-links.ts'
import type { CirculationMark } from '../../../directive/reading/circulation-mark.ts'
import {
  type KindName,
  kindsOfCode,
  parseDocumentNumber,
} from '../../../directive/reading/document-number.ts'
import type { TextPlace } from '../../../directive/reading/text-place.ts'
import { type ReminderPlan, type Reminders, reminderPlans } from '../../../directive/reminders.ts'
import type { Db } from '../../../platform/database.ts'
import type { JsonObject, Urgency } from '../../../platform/database-types.ts'

export const newDirectiveDialog = 'new_directive'

export type Question =
  | 'issuer'
  | 'declare'
  | 'document'
  | 'number'
  | 'kind'
  | 'date'
  | 'subject'
  | 'details'
  | 'answer'
  | 'ack'
  | 'report'
  | 'audience'
  | 'links'
  | 'lists'
  | 'list_name'
  | 'reminders'
  | 'outline'
  | 'issue_at'
  | 'preview'

/** What a document says of itself. */
export type ReadField = 'numberText' | 'kind' | 'issuedOn' | 'subject' | 'urgency' | 'circulationMark'

/** Fits JSON; instants are ISO strings. */
export interface NewDirective {
  /** Ties buttons to this conversation. */
  token: number
  /** When the conversation began: if the document turns out to be secret, what was said since goes. */
  startedAt?: string
  /** The draft that is being changed, and the version that the person sees; a new directive when left out. */
  redraft?: { directiveId: number; version: number }
  issuerUnitId?: number
  issuerName?: string
  declared?: boolean
  /** Another file or text is to take the place of the present one. */
  replacing?: boolean
  file?: StoredFile
  /** The file has no text to scan: its pages are pictures. */
  scanned?: boolean
  /** Beside its text a file has pictures or pages without text. */
  pictures?: boolean
  /** Further files, sent on request. */
  annexes?: StoredFile[]
  body?: string
  numberText?: string
  /** What was read in the document, and where; shown beside a value that is still the one read. */
  places?: Partial<Record<ReadField, TextPlace & { value: string }>>
  numberSuggestions?: string[]
  kind?: KindName
  issuedOn?: string
  subject?: string
  urgency?: Urgency
  circulationMark?: CirculationMark
  links?: ProposedLink[]
  keepLinks?: boolean
  confirmed?: boolean
  asksReport?: boolean
  ackDueAt?: string
  reportDueAt?: string
  audience?: Audience
  /** Name of the saved list that the audience came from, until it is changed. */
  listName?: string
  /** Committees receive it and pass it on; 'after_plan': once they have issued a plan of their own. */
  passesOn?: 'at_once' | 'after_plan'
  /** When recipients are reminded; the usual days when left out. */
  reminders?: ReminderPlan
  /** Days of one's own, given on the command line; kept until a plan is chosen. */
  ownReminders?: Reminders
  /** A registered outline (its id), 0 for the default one; as it was, or the default one, when left out. */
  outlineId?: number
  /** The message may be forwarded and saved. */
  mayForward?: boolean
  /** Send at this instant; at once when left out. */
  issueAt?: string
  /** A question to put again, out of turn. */
  again?: Question
  /** Page of the list of branches. */
  page?: number
}

/** What to ask next. */
export function nextQuestion(draft: NewDirective): Question {
  if (draft.again) return draft.again
  if (draft.issuerUnitId === undefined) return 'issuer'
  if (!draft.declared) return 'declare'
  if (draft.replacing || (!draft.redraft && !draft.file && draft.body === undefined)) return 'document'
  if (draft.numberText === undefined) return 'number'
  if (draft.kind === undefined) return kindsOfNumber(draft.numberText).length > 1 ? 'kind' : 'number'
  if (draft.issuedOn === undefined) return 'date'
  if (draft.subject === undefined) return 'subject'
  if (!draft.confirmed) return 'details'
  if (draft.asksReport === undefined) return 'answer'
  if (draft.ackDueAt === undefined) return 'ack'
  if (draft.asksReport && draft.reportDueAt === undefined) return 'report'
  return 'preview'
}

/** Kinds that a number may be of: two for QĐ, none while a doubtful code (QD) is not cleared up. */
export function kindsOfNumber(numberText: string): KindName[] {
  const parsed = parseDocumentNumber(numberText)
  return parsed.ok ? kindsOfCode(parsed.number.kind).map((kind) => kind.name) : []
}

/** Takes a number as given; its kind follows where there is only one. */
export function withNumber(draft: NewDirective, numberText: string, suggestions: string[]): NewDirective {
  const kinds = kindsOfNumber(numberText)
  const kind = draft.kind !== undefined && kinds.includes(draft.kind) ? draft.kind : undefined
  return {
    ...draft,
    numberText,
    numberSuggestions: suggestions,
    kind: kind ?? (kinds.length === 1 ? kinds[0] : undefined),
  }
}

/** The input of the use case, once everything was asked. */
export function asDraftInput(draft: NewDirective): DraftInput {
  const instant = (text: string | undefined) => (text === undefined ? null : new Date(text))
  return {
    issuerUnitId: draft.issuerUnitId!,
    numberText: draft.numberText ?? '',
    ...(draft.kind ? { kind: draft.kind } : {}),
    issuedOn: draft.issuedOn ?? '',
    subject: draft.subject ?? '',
    body: draft.body ?? null,
    urgency: draft.urgency ?? 'normal',
    circulationMark: draft.circulationMark ?? null,
    asksReport: draft.asksReport ?? true,
    ackDueAt: instant(draft.ackDueAt),
    reportDueAt: instant(draft.reportDueAt),
    audience: draft.audience ?? { root: draft.issuerUnitId! },
    passesOn: draft.passesOn !== undefined,
    asksPlan: draft.passesOn === 'after_plan',
    files: draft.file ? [draft.file] : [],
    annexes: draft.annexes ?? [],
    links: draft.keepLinks ? (draft.links ?? []).filter((link) => !link.off) : [],
    reminders: remindersOf(draft),
    protect: !draft.mayForward,
    declaredNotSecret: draft.declared === true,
  }
}

function remindersOf({ reminders, ownReminders }: NewDirective): Reminders | null {
  if (reminders === undefined) return ownReminders ?? null
  return reminders === 'usual' ? null : reminderPlans[reminders]
}

/** What the draft asks, as far as it has been said. */
export function askedOf(draft: NewDirective) {
  const { ackDueAt, reportDueAt, asksReport, reminders, protect } = asDraftInput(draft)
  return {
    ackDueAt,
    reportDueAt,
    asksReport,
    urgency: draft.urgency ?? ('normal' as const),
    reminders: reminders ?? null,
    protect: protect ?? true,
    ...(draft.issueAt ? { issueAt: new Date(draft.issueAt) } : {}),
  }
}

/** Registered directives of the same number: shown early, before deadlines are asked for nothing. */
export async function sameNumber(db: Db, draft: NewDirective) {
  if (draft.numberText === undefined) return []
  const found = await findByNumber(db, draft.numberText)
  return found.filter(
    (row) =>
      row.issuerUnitId === draft.issuerUnitId &&
      row.state !== 'draft' &&
      row.id !== draft.redraft?.directiveId,
  )
}

export const asJson = (draft: NewDirective) => JSON.parse(JSON.stringify(draft)) as JsonObject
