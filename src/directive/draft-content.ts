// What a draft says, as one value: kept each time it is put before a second person, so that the next version can be shown
// with what has changed since. Pure.
import type { Urgency } from '../platform/database-types.ts'
import type { DirectiveRow } from './directive.store.ts'
import type { AttachedFile } from './files.store.ts'
import type { DirectiveLink } from './links.store.ts'

/** Fits JSON. Instants are ISO strings; files are named by checksum as well, so that a new file of the old name counts. */
export interface DraftContent {
  number: string
  kind: string
  issuedOn: string
  subject: string
  body: string | null
  urgency: Urgency
  circulationMark: string | null
  ackDueAt: string | null
  reportDueAt: string | null
  audience: unknown
  passing: 'no' | 'at_once' | 'after_plan'
  outline: unknown
  protect: boolean
  reminders: unknown
  files: string[]
  links: string[]
}

export type DraftField = keyof DraftContent

/** Puts together what the draft says now. */
export function draftContent(
  row: DirectiveRow,
  files: readonly AttachedFile[],
  links: readonly DirectiveLink[],
): DraftContent {
  return {
    number: row.numberText,
    kind: row.kind,
    issuedOn: row.issuedOn,
    subject: row.subject,
    body: row.body,
    urgency: row.urgency,
    circulationMark: row.circulationMark,
    audience: row.audience,
    outline: row.outline ?? null,
    ackDueAt: row.ackDueAt?.toISOString() ?? null,
    reportDueAt: row.reportDueAt?.toISOString() ?? null,
    passing: row.passesOn ? (row.asksPlan ? 'after_plan' : 'at_once') : 'no',
    protect: row.protect,
    reminders: row.reminders,
    files: files.map((file) => `${file.name} ${file.sha256}`),
    links: links
      .filter((link) => link.direction === 'out')
      .map((link) => `${link.relation} ${link.numberText}`)
      .sort(),
  }
}

/** The fields in which two versions differ, in the order of the fields. */
export function changedFields(before: DraftContent, now: DraftContent): DraftField[] {
  return (Object.keys(now) as DraftField[]).filter(
    (field) => canonical(before[field]) !== canonical(now[field]),
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
