// What a document says of itself, each with its place, for a person to confirm. Plain values: they fit JSON
// and pass between processes.
import { maxLinks, type ProposedLink, proposeLinks } from './proposed-links.ts'
import type { CirculationMark } from './reading/circulation-mark.ts'
import type { KindName } from './reading/document-number.ts'
import { readDocumentText, type Suggestion, type Urgency } from './reading/read-document-text.ts'
import { placeInText, type TextPlace } from './reading/text-place.ts'

export interface ReadField<Value> {
  value: Value
  place: TextPlace
}

export interface ReadFields {
  number?: ReadField<string>
  /** What the number may be meant as: QĐ for QD. */
  numberSuggestions: string[]
  kind?: ReadField<KindName>
  /** 'YYYY-MM-DD' */
  issuedOn?: ReadField<string>
  subject?: ReadField<string>
  urgency?: ReadField<Urgency>
  circulationMark?: ReadField<CirculationMark>
  /** At most as many as a directive may have. */
  links: ProposedLink[]
  /** How many more documents the text names. */
  linksLeftOut: number
}

/** Reads a text; `pages` are the places in it where pages begin. Pure. */
export function readFields(
  text: string,
  { today, pages = [] }: { today: string; pages?: readonly number[] },
): ReadFields {
  const found = readDocumentText(text, { today })
  const field = <Read, Value>(
    read: Suggestion<Read> | undefined,
    plain: (value: Read) => Value,
  ): ReadField<Value> | undefined =>
    read && { value: plain(read.value), place: placeInText(text, read, pages) }
  const doubt = found.warnings.find((warning) => warning.rule === 'number_suggestion')
  const same = <Value>(value: Value) => value
  const fields = {
    number: field(found.number, (number) => number.text),
    kind: field(found.kind, (kind) => kind.name),
    issuedOn: field(found.issuedOn, same),
    subject: field(found.subject, same),
    urgency: field(found.urgency, same),
    circulationMark: field(found.circulationMark, same),
  }
  const read = Object.fromEntries(Object.entries(fields).filter(([, one]) => one !== undefined))
  return {
    ...(read as Partial<typeof fields>),
    numberSuggestions: doubt?.suggestions ?? [],
    links: proposeLinks(text, found.refersTo.slice(0, maxLinks), pages),
    linksLeftOut: Math.max(0, found.refersTo.length - maxLinks),
  }
}
