// Reads number, date, kind, subject and urgency out of a caption, a pasted text or the text of a PDF, as
// suggestions with their place: a person confirms each. Secrecy is left to secrecy-marks.ts, which runs first.
import { normaliseWithPlaces } from '../platform/vietnamese-text.ts'
import { type DateWarning, dateWarnings, findDocumentDates } from './document-date.ts'
import {
  type DocumentKind,
  type DocumentNumber,
  documentKinds,
  findDocumentNumbers,
} from './document-number.ts'

export type Urgency = 'normal' | 'khan' | 'thuong_khan' | 'hoa_toc'

/** A value read from a text, and where: `raw` = text.slice(start, end) of the text received. */
export interface Suggestion<T> {
  value: T
  start: number
  end: number
  raw: string
}

export type ReadWarning =
  | DateWarning
  | { rule: 'number_suggestion'; written: string; suggestions: string[] }
  | { rule: 'kind_differs'; inNumber: string; inTitle: string }

export interface ReadDocument {
  number?: Suggestion<DocumentNumber>
  /** 'YYYY-MM-DD' */
  issuedOn?: Suggestion<string>
  kind?: Suggestion<DocumentKind>
  /** Code of the issuer, from the number. */
  issuer?: Suggestion<string>
  subject?: Suggestion<string>
  urgency?: Suggestion<Urgency>
  /** Other documents named in the text, each once. */
  refersTo: Suggestion<DocumentNumber>[]
  warnings: ReadWarning[]
}

/** `today` is 'YYYY-MM-DD'. Never throws; what is not found is left out. */
export function readDocumentText(text: string, { today }: { today: string }): ReadDocument {
  const numbers = findDocumentNumbers(text)
  const first = numbers[0]
  const date = findDocumentDates(text)[0]
  const mapped = normaliseWithPlaces(text)
  const subject = /(?:^|\n)[^\S\n]*((?:V\/v|về)\s[^\n]+)/iu.exec(mapped.text)
  const kind = first && documentKinds.find((each) => each.code === first.number.kind)
  const place = first && { start: first.start, end: first.end, raw: first.raw }
  return {
    number: first && place && { value: first.number, ...place },
    issuedOn: date && { value: date.date, start: date.start, end: date.end, raw: date.raw },
    kind: kind && place && { value: kind, ...place },
    issuer: first && place && { value: first.number.issuer, ...place },
    subject: subject
      ? {
          value: subject[1]!.trim(),
          ...mapped.place(subject.index + subject[0].indexOf(subject[1]!), subject.index + subject[0].length),
        }
      : undefined,
    refersTo: numbers.slice(1).map(({ number, start, end, raw }) => ({ value: number, start, end, raw })),
    warnings: date ? dateWarnings(date.date, today) : [],
  }
}
