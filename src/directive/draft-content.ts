// What a draft of a directive says, as one value: for the chat, the command line, the second person and a
// draft that is changed again. Pure.
import type { Urgency } from '../platform/database-types.ts'
import type { Audience } from './audience.ts'
import type { DirectiveDetails } from './check-directive.ts'
import type { StoredFile } from './files.store.ts'
import type { Relation } from './links.store.ts'
import type { CirculationMark } from './reading/circulation-mark.ts'
import type { Reminders } from './reminders.ts'

/** `File`: a stored file, or also one that is not stored yet. */
export interface DraftContent<File = StoredFile> extends DirectiveDetails {
  issuerUnitId: number
  urgency?: Urgency
  circulationMark?: CirculationMark | null
  /** A report outline (room response) other than the default one. */
  outline?: unknown
  /** The whole subtree's cells when left out. */
  audience?: Audience
  /** When recipients are reminded; the usual days when left out. */
  reminders?: Reminders | null
  /** Forbid forwarding and saving; yes when left out. */
  protect?: boolean
  /** Those who receive it pass it on to the units below them, each in its own time. */
  passesOn?: boolean
  /** … and issue a plan of their own first. */
  asksPlan?: boolean
  /** The first goes out with the directive's message, all others are annexes. */
  files?: readonly File[]
  /** Annexes, also of a directive whose text is its body. */
  annexes?: readonly File[]
  links?: readonly { numberText: string; relation: Relation }[]
}

/** The content as it is read back from JSON, in which instants are strings. */
export function contentFromJson<Content extends Partial<DraftContent>>(json: Content): Content {
  const { ackDueAt, reportDueAt } = json
  return {
    ...json,
    ...(ackDueAt ? { ackDueAt: new Date(ackDueAt) } : {}),
    ...(reportDueAt ? { reportDueAt: new Date(reportDueAt) } : {}),
  }
}

/** What is compared between two versions, in the order in which it is told. */
const fields = {
  number: ({ numberText }) => numberText,
  kind: ({ kind }) => kind,
  issuedOn: ({ issuedOn }) => issuedOn,
  subject: ({ subject }) => subject,
  body: ({ body }) => body,
  urgency: ({ urgency }) => urgency,
  circulationMark: ({ circulationMark }) => circulationMark,
  audience: ({ audience }) => audience,
  outline: ({ outline }) => outline,
  ackDueAt: ({ ackDueAt }) => ackDueAt,
  reportDueAt: ({ reportDueAt }) => reportDueAt,
  passing: ({ passesOn, asksPlan }) => [passesOn, asksPlan],
  protect: ({ protect }) => protect,
  reminders: ({ reminders }) => reminders,
  // By checksum as well: a new file of the old name is another one.
  files: ({ files = [], annexes = [] }) => [...files, ...annexes].map(({ name, sha256 }) => [name, sha256]),
  links: ({ links = [] }) => links.map(({ relation, numberText }) => `${relation} ${numberText}`).sort(),
} satisfies Record<string, (content: DraftContent) => unknown>

export type DraftField = keyof typeof fields

/** The fields in which two versions differ, in the order of the fields. */
export function changedFields(before: DraftContent, now: DraftContent): DraftField[] {
  return (Object.keys(fields) as DraftField[]).filter(
    (field) => canonical(fields[field](before)) !== canonical(fields[field](now)),
  )
}

/** jsonb gives the keys of an object back in an order of its own. */
function canonical(value: unknown): string {
  return JSON.stringify(value ?? null, (_key, inner) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}
