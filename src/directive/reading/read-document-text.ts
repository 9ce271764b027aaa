// Reads number, date, kind, subject, urgency and circulation mark out of a caption, a pasted text or the text
// of a PDF, as suggestions with their place: a person confirms each. The subject is found by read-subject.ts;
// secrecy is left to secrecy-marks.ts, which runs first.
import { type MappedText, normaliseWithPlaces, wordKey } from '../../platform/vietnamese-text.ts'
import { type CirculationMark, findCirculationMark } from './circulation-mark.ts'
import { type DateWarning, dateWarnings, type FoundDate, findDocumentDates } from './document-date.ts'
import {
  type DocumentKind,
  type DocumentNumber,
  documentKinds,
  documentNumberKey,
  type FoundDocumentNumber,
  findDocumentNumbers,
  kindsOfCode,
} from './document-number.ts'
import { findSubject } from './read-subject.ts'

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
  /** The number may be meant otherwise: QD for QĐ, DUK for ĐUK. */
  | { rule: 'number_suggestion'; written: string; suggestions: string[] }
  /** The number says one kind, the title another. */
  | { rule: 'kind_differs'; inNumber: string; inTitle: string }

export interface ReadDocument {
  number?: Suggestion<DocumentNumber>
  /** 'YYYY-MM-DD' */
  issuedOn?: Suggestion<string>
  /** Left out when only 'QĐ' is known, which may be quyết định or quy định. */
  kind?: Suggestion<DocumentKind>
  /** Code of the issuer, from the number. */
  issuer?: Suggestion<string>
  subject?: Suggestion<string>
  urgency?: Suggestion<Urgency>
  circulationMark?: Suggestion<CirculationMark>
  /** Other documents named in the text, each once. */
  refersTo: Suggestion<DocumentNumber>[]
  warnings: ReadWarning[]
}

/**
 * A document says what it is at its beginning; further on only references are looked for, and not for ever.
 */
const headLength = 6_000
const referencesLength = 200_000

/** `today` is 'YYYY-MM-DD'. Never throws; what is not found is left out. */
export function readDocumentText(received: string, { today }: { today: string }): ReadDocument {
  const text = received.slice(0, headLength)
  const mapped = normaliseWithPlaces(text)
  const allNumbers = findDocumentNumbers(received.slice(0, referencesLength))
  const numbers = allNumbers.filter((found) => found.end <= headLength)
  const own = ownNumber(text, numbers)
  const date = ownDate(text, own, numbers)
  const heading = findHeading(mapped)
  const kind = heading ?? kindBesideNumber(text, own)
  const subject = findSubject(mapped, heading, own?.end)
  const mark = findCirculationMark(mapped.text)
  const place = own && { start: own.start, end: own.end, raw: own.raw }
  const warnings: ReadWarning[] = date ? dateWarnings(date.date, today) : []
  if (own && own.suggestions.length > 0)
    warnings.push({ rule: 'number_suggestion', written: own.number.text, suggestions: own.suggestions })
  if (own && heading && plainCode(heading.value.code) !== plainCode(own.number.kind))
    warnings.push({ rule: 'kind_differs', inNumber: own.number.kind, inTitle: heading.value.code })
  return {
    ...(own && place ? { number: { value: own.number, ...place } } : {}),
    ...(date ? { issuedOn: { value: date.date, start: date.start, end: date.end, raw: date.raw } } : {}),
    ...(kind ? { kind: { value: kind.value, start: kind.start, end: kind.end, raw: kind.raw } } : {}),
    ...(own && place ? { issuer: { value: own.number.issuer, ...place } } : {}),
    ...(subject ? { subject } : {}),
    ...definedUrgency(findUrgency(mapped)),
    ...(mark ? { circulationMark: { value: mark.value, ...mapped.place(mark.start, mark.end) } } : {}),
    refersTo: references(allNumbers, own),
    warnings,
  }
}

/** Words that another document is named after. */
const namesAnother = [
  'thực hiện|căn cứ|theo|triển khai|quán triệt|kèm theo|thay thế|thay cho|sửa đổi|bổ sung|điều chỉnh|bãi bỏ',
  'tiếp tục|thi hành|cụ thể hóa|học tập|tại|của|và|gắn với|,',
].join('|')
const aboutAnother = new RegExp(
  `(?:${namesAnother})\\s*(?:các\\s+)?(?:[\\p{Ll} ]{2,25}\\s)?(?:số\\s*:?\\s*)?$`,
  'iu',
)

/**
 * The document's own number: after 'Số' at the start of a line or column, else the first that is no
 * reference.
 */
function ownNumber(text: string, numbers: FoundDocumentNumber[]): FoundDocumentNumber | undefined {
  const before = (found: FoundDocumentNumber) =>
    text.slice(Math.max(0, found.start - 60), found.start).normalize('NFC')
  const labelled = numbers.find((found) => /(?:^|\n|\s{2,}|\t)\s*số\s*:?\s*$/iu.test(before(found)))
  if (labelled) return labelled
  const first = numbers.find((found) => found.start < 600)
  return first && !aboutAnother.test(before(first)) ? first : undefined
}

/** The date beside the number, else the one after a place in the head, else the first that is no deadline. */
function ownDate(
  text: string,
  own: FoundDocumentNumber | undefined,
  numbers: FoundDocumentNumber[],
): FoundDate | undefined {
  const dates = findDocumentDates(text)
  const isBeside = (date: FoundDate, number: FoundDocumentNumber) =>
    date.start >= number.end &&
    /^[\s,(]*(?:ra\s+)?(?:ngày\s*)?$/u.test(text.slice(number.end, date.start).normalize('NFC'))
  const ofOthers = numbers.filter((number) => number !== own)
  const free = dates.filter((date) => !ofOthers.some((number) => isBeside(date, number)))
  const head = (date: FoundDate) => text.slice(Math.max(0, date.start - 40), date.start).normalize('NFC')
  const afterPlace = free.find(
    (date) => date.start < 1500 && /(?:^|\n|\s{2,}|\t)\s*\p{Lu}[\p{L}. -]{1,30},\s*$/u.test(head(date)),
  )
  const besideNumber = own && free.find((date) => isBeside(date, own))
  const deadline = /(?:trước|đến|hạn|từ|chậm nhất|vào|xong|:)\s*(?:hết\s*)?(?:ngày\s*)?$/iu
  return besideNumber ?? afterPlace ?? free.find((date) => date.start < 400 && !deadline.test(head(date)))
}

/** The kind's name on a line of its own, in capitals: 'CHỈ THỊ'. */
function findHeading(mapped: MappedText): Suggestion<DocumentKind> | undefined {
  for (const match of mapped.text.matchAll(/^[^\S\n]*(\p{Lu}[\p{Lu} ]{4,24}?)[^\S\n]*$/gmu)) {
    const key = wordKey(match[1]!)
    const kind = documentKinds.find((each) => wordKey(each.vi) === key)
    if (kind === undefined) continue
    const start = match.index + match[0].indexOf(match[1]!)
    return { value: kind, ...mapped.place(start, start + match[1]!.length) }
  }
  return undefined
}

/**
 * The kind's name before the number ('Quy định số 126-QĐ/TW'), else the only kind that the code stands for.
 */
function kindBesideNumber(
  text: string,
  own: FoundDocumentNumber | undefined,
): Suggestion<DocumentKind> | undefined {
  if (own === undefined) return undefined
  const before = wordKey(text.slice(Math.max(0, own.start - 40), own.start)).replace(/\s*số\s*:?$/, '')
  const byCode = kindsOfCode(own.number.kind)
  const named = byCode.find((kind) => before.endsWith(wordKey(kind.vi)))
  const value = named ?? (byCode.length === 1 ? byCode[0] : undefined)
  return value && { value, start: own.start, end: own.end, raw: own.raw }
}

const urgencies: Record<string, Urgency> = {
  khẩn: 'khan',
  'thượng khẩn': 'thuong_khan',
  'hỏa tốc': 'hoa_toc',
  'hỏa tốc hẹn giờ': 'hoa_toc',
}
const urgencyWords = '((?:THƯỢNG\\s+)?KHẨN|H(?:ỎA|OẢ)\\s+TỐC(?:\\s+HẸN\\s+GIỜ)?)'
const urgencyMark = new RegExp(
  `(?<=^|\\n|\\s{2}|\\t|[([|])[^\\S\\n]*${urgencyWords}(?=[^\\S\\n]*(?:$|\\n|\\s{2}|\\t|[)\\]|:.!,-]))`,
  'gu',
)
const urgencyLabel = /độ\s+khẩn\s*:\s*(thượng\s+khẩn|khẩn|h(?:ỏa|oả)\s+tốc)(?!\p{L})/giu

function findUrgency(mapped: MappedText): Suggestion<Urgency> | undefined {
  for (const pattern of [urgencyMark, urgencyLabel])
    for (const match of mapped.text.matchAll(pattern)) {
      const value = urgencies[wordKey(match[1]!)]
      const start = match.index + match[0].lastIndexOf(match[1]!)
      if (value) return { value, ...mapped.place(start, start + match[1]!.length) }
    }
  return undefined
}

const definedUrgency = (urgency: Suggestion<Urgency> | undefined) => (urgency ? { urgency } : {})

function references(numbers: FoundDocumentNumber[], own: FoundDocumentNumber | undefined) {
  const seen = new Set(own ? [documentNumberKey(own.number)] : [])
  return numbers.flatMap(({ number, start, end, raw }) => {
    const key = documentNumberKey(number)
    if (seen.has(key)) return []
    seen.add(key)
    return [{ value: number, start, end, raw }]
  })
}

const plainCode = (code: string) =>
  code
    .toUpperCase()
    .replaceAll('Đ', 'D')
    .replace(/^CTHD$/, 'CTR')
