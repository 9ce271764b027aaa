// A directive that is being drafted in chat: what the conversation remembers besides the draft's content, and
// the input of the use case. The questions are in steps/, the row is in directive/draft.store.ts. Pure.
import type { Draft } from '../../../directive/draft.store.ts'
import { removeDraft } from '../../../directive/draft.store.ts'
import type { DraftContent } from '../../../directive/draft-content.ts'
import type { DraftInput } from '../../../directive/draft-directive.ts'
import type { ProposedLink } from '../../../directive/proposed-links.ts'
import {
  type KindName,
  kindsOfCode,
  parseDocumentNumber,
} from '../../../directive/reading/document-number.ts'
import type { TextPlace } from '../../../directive/reading/text-place.ts'
import type { Unseen } from '../../../directive/reading/unseen.ts'
import type { BuiltInKey } from '../../../response/built-in-outlines.ts'
import { defineDialog } from '../../dialog.ts'
import type { Step, StepNotes } from '../../steps.ts'

/** Drafting a directive. The draft is a row of its own. */
export const newDirectiveDialog = defineDialog<{ draftId: number }>('new_directive', {
  holds: 'work',
  drop: (tx, { draftId }) => removeDraft(tx, draftId),
})

/** A field that can be read from the document. */
export type ReadField = 'numberText' | 'kind' | 'issuedOn' | 'subject' | 'urgency' | 'circulationMark'

/** What the conversation remembers besides the draft's content. Fits JSON; instants are ISO strings. */
export interface DraftNotes extends StepNotes {
  /**
   * The registered draft that is being changed, and the version that the person sees; undefined for a new
   * directive.
   */
  redraft?: { directiveId: number; version: number }
  /** The declaration "Không mật". */
  declared?: boolean
  /** Another file or text will replace the present one. */
  replacing?: boolean
  /** Why a word that may be a mark of secrecy is none, as the person said. */
  notAMark?: string
  /** What the scan for marks could not see in the files. */
  unseen?: Unseen[]
  /**
   * The album that the document came with, and whether the document begins with its number. If it does not,
   * another file of the album may be the document.
   */
  album?: { id: string; isNumbered: boolean }
  /** What was read from the document, and where; shown beside a value that still equals what was read. */
  places?: Partial<Record<ReadField, TextPlace & { value: string }>>
  numberSuggestions?: string[]
  /** Proposed and typed links; the person chooses which of them to keep. */
  links?: ProposedLink[]
  keepLinks?: boolean
  /** How many more documents the text names than a directive may have links. */
  linksLeftOut?: number
  /** The person has confirmed number, date and subject. */
  confirmed?: boolean
  /** Name of the saved list that the audience was taken from; removed when the audience changes. */
  listName?: string
  /**
   * The id of a registered outline, or the key of a built-in one; undefined keeps the outline of the draft,
   * or the default.
   */
  outlineId?: number | BuiltInKey
  /** The instant of issue; undefined for at once. */
  issueAt?: string
  /** Page of the list of branches. */
  page?: number
}

export type NewDirective = Draft<DraftNotes>
export type NewDirectiveStep = Step<NewDirective>

/** The draft with changed content. */
export const withContent = (draft: NewDirective, content: Partial<DraftContent>): NewDirective => ({
  ...draft,
  content: { ...draft.content, ...content },
})

/** The draft with changed notes. */
export const withNotes = (draft: NewDirective, notes: DraftNotes): NewDirective => ({
  ...draft,
  notes: { ...draft.notes, ...notes },
})

/** Kinds that a number may belong to: two for QĐ, none while a doubtful code (QD) is not resolved. */
export function kindsOfNumber(numberText: string): KindName[] {
  const parsed = parseDocumentNumber(numberText)
  return parsed.ok ? kindsOfCode(parsed.number.kind).map((kind) => kind.name) : []
}

/** Sets the number as given, and the kind where only one is possible. */
export function withNumber(draft: NewDirective, numberText: string, suggestions: string[]): NewDirective {
  const kinds = kindsOfNumber(numberText)
  const before = draft.content.kind
  const kind = before !== undefined && kinds.includes(before) ? before : undefined
  const changed = withContent(draft, {
    numberText,
    kind: kind ?? (kinds.length === 1 ? kinds[0] : undefined),
  })
  return withNotes(changed, { numberSuggestions: suggestions })
}

/** The recipients; all cells of the issuer's subtree unless the person chose others. */
export const audienceOf = ({ content }: NewDirective) => content.audience ?? { root: content.issuerUnitId! }

/** The input of the use case, once everything is answered. */
export function asDraftInput({ content, notes }: NewDirective): DraftInput {
  const links = notes.keepLinks ? (notes.links ?? []).filter((link) => !link.off) : []
  return {
    ...content,
    issuerUnitId: content.issuerUnitId!,
    numberText: content.numberText ?? '',
    issuedOn: content.issuedOn ?? '',
    subject: content.subject ?? '',
    body: content.body ?? null,
    urgency: content.urgency ?? 'normal',
    asksReport: content.asksReport ?? true,
    ackDueAt: content.ackDueAt ?? null,
    reportDueAt: content.reportDueAt ?? null,
    audience: content.audience ?? { root: content.issuerUnitId! },
    links: links.map(({ numberText, relation }) => ({ numberText, relation })),
    declaredNotSecret: notes.declared === true,
    notAMark: notes.notAMark ?? null,
    unseen: notes.unseen ?? [],
  }
}

/** The instant of issue; null for at once. */
export const issueAtOf = ({ notes }: NewDirective) => (notes.issueAt ? new Date(notes.issueAt) : null)

/** What the draft asks of its recipients, as far as it is answered. */
export function reminderOptionsOf(draft: NewDirective) {
  const { ackDueAt, reportDueAt, asksReport, urgency = 'normal', reminders, protect } = asDraftInput(draft)
  const issueAt = issueAtOf(draft)
  return {
    ackDueAt,
    reportDueAt,
    asksReport,
    urgency,
    reminders: reminders ?? null,
    protect: protect ?? true,
    ...(issueAt ? { issueAt } : {}),
  }
}
