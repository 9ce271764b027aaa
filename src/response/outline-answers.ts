// Reads an answer typed in chat and writes one back for a summary: '8.842', '1,5 giờ', 'có, 34-KH/ĐUK ngày
// 7/11/2019', 'hôm nay', '-'. Which field comes next and whether answers fit together is left to the outline.
import { findDocumentDates, parseVietnameseDate } from '../directive/reading/document-date.ts'
import { findDocumentNumbers } from '../directive/reading/document-number.ts'
import { normaliseText, searchKey } from '../platform/vietnamese-text.ts'
import {
  type AnswerValue,
  type ChoiceField,
  type DocumentRef,
  isNumberField,
  type Language,
  maxDocuments,
  type OutlineField,
} from './outline.ts'

/** Why an answer cannot be taken; `values` go into the text of the reply. */
export type AnswerFault =
  | 'required'
  | 'not_whole'
  | 'not_hours'
  | 'not_decimal'
  | 'out_of_range'
  | 'not_yes_no'
  | 'not_yes_or_no'
  | 'not_an_option'
  | 'too_many_documents'
  | 'document_number_missing'
  | 'document_date_missing'
  | 'not_date'
  | 'too_long'

export type ParsedAnswer =
  | { ok: true; value: AnswerValue | null }
  | { ok: false; reason: AnswerFault; values: Record<string, number | string> }

/**
 * Reads an answer. `today` ('YYYY-MM-DD') is what 'hôm nay' means. '-' leaves an optional field out (null).
 * Vietnamese separators: '.' for thousands, ',' for decimals.
 */
export function parseAnswer(field: OutlineField, text: string, today: string): ParsedAnswer {
  const line = normaliseText(text).trim()
  const fault = (reason: AnswerFault, values: Record<string, number | string> = {}): ParsedAnswer => ({
    ok: false,
    reason,
    values,
  })
  if (line === '' || line === '-') return field.required ? fault('required') : { ok: true, value: null }
  switch (field.type) {
    case 'whole': {
      const value = readWhole(line)
      if (value === null) return fault('not_whole')
      if (value < field.min || value > field.max)
        return fault('out_of_range', { min: field.min, max: field.max })
      return { ok: true, value }
    }
    case 'hours':
    case 'decimal': {
      const value = field.type === 'hours' ? readHours(line) : readDecimal(line)
      if (value === null) return fault(`not_${field.type}`)
      if (value < field.min || value > field.max)
        return fault('out_of_range', { min: field.min, max: field.max })
      return { ok: true, value }
    }
    case 'yes_no': {
      const value = readYesNo(line)
      return value === null ? fault('not_yes_or_no') : { ok: true, value }
    }
    case 'choice': {
      const value = readOption(field, line)
      return value === null ? fault('not_an_option', { options: optionList(field) }) : { ok: true, value }
    }
    case 'documents':
      return readDocuments(line, today, fault)
    case 'date': {
      const value = readDay(line, today)
      return value === null ? fault('not_date') : { ok: true, value }
    }
    case 'text':
      if (line.length > field.maxLength)
        return fault('too_long', { length: line.length, max: field.maxLength })
      return { ok: true, value: line }
    case 'yes_no_document':
      return readDocument(line, today, fault)
  }
}

/**
 * Writes an answer for a person: '8.842 người', '1,5 giờ', 'Có, 34-KH/ĐUK ngày 7/11/2019'; '—' when left out.
 */
export function formatAnswer(
  field: OutlineField,
  value: AnswerValue | null | undefined,
  language: Language,
): string {
  if (value === null || value === undefined || value === '') return '—'
  switch (typeof value) {
    case 'boolean':
      return value ? words[language].yes : words[language].none
    case 'number': {
      const number = new Intl.NumberFormat(locales[language], { maximumFractionDigits: 2 }).format(value)
      const unit = isNumberField(field) ? field.unit?.[language] : undefined
      return unit === undefined ? number : `${number} ${unit}`
    }
    case 'string':
      if (field.type === 'choice')
        return field.options.find(({ key }) => key === value)?.label[language] ?? value
      return field.type === 'date' ? formatDay(value, language) : value
    case 'object':
      if (Array.isArray(value))
        return value.map((each) => formatDocument(each, language)).join('; ') || words[language].none
      return value.yes ? `${words[language].yes}, ${formatDocument(value, language)}` : words[language].notYet
  }
}

/** '34-KH/ĐUK ngày 7/11/2019'. */
function formatDocument({ number, date }: DocumentRef, language: Language): string {
  return `${number} ${words[language].on} ${formatDay(date, language)}`
}

/** The few words inside a written answer; everything around it comes from the texts. */
const words = {
  vi: { yes: 'Có', none: 'Không', notYet: 'Chưa', on: 'ngày' },
  en: { yes: 'Yes', none: 'No', notYet: 'No', on: 'of' },
}
const locales = { vi: 'vi-VN', en: 'en-GB' }

function formatDay(day: string, language: Language): string {
  const { day: d, month, year } = Temporal.PlainDate.from(day)
  return language === 'vi'
    ? `${d}/${month}/${year}`
    : Temporal.PlainDate.from(day).toLocaleString('en-GB', { dateStyle: 'medium' })
}

function readWhole(line: string): number | null {
  const match = /^(\d{1,3}(?:[. ]\d{3})+|\d{1,15})(?:\s*\p{L}[\p{L}\s,]*)?$/u.exec(line)
  if (match !== null) return Number(match[1]!.replace(/[. ]/g, ''))
  return isNone(line) ? 0 : null
}

function readHours(line: string): number | null {
  const match = /^(\d{1,4})(?:[.,](\d{1,2}))?\s*(?:giờ|tiếng|h|hours?)?$/i.exec(line)
  if (match !== null) return Number(`${match[1]}.${match[2] ?? 0}`)
  const spelled = /^(\d{1,4})\s*(?:giờ|tiếng|h)\s*(?:(rưỡi)|(\d{1,2})\s*(?:phút|ph|p|')?)$/i.exec(line)
  if (spelled !== null && Number(spelled[3] ?? 0) < 60)
    return Math.round((Number(spelled[1]) + (spelled[2] ? 0.5 : Number(spelled[3]) / 60)) * 100) / 100
  return isNone(line) ? 0 : null
}

/** '1.234,5', '0,25', '12 ha'. */
function readDecimal(line: string): number | null {
  const match = /^(\d{1,3}(?:[. ]\d{3})+|\d{1,15})(?:,(\d{1,2}))?(?:\s*\p{L}[\p{L}\s]*)?$/u.exec(line)
  if (match !== null) return Number(`${match[1]!.replace(/[. ]/g, '')}.${match[2] ?? 0}`)
  // A dot before one or two digits can only be meant as a comma.
  const dotted = /^(\d{1,15})\.(\d{1,2})$/.exec(line)
  if (dotted !== null) return Number(line)
  return isNone(line) ? 0 : null
}

function readYesNo(line: string): boolean | null {
  const key = searchKey(line)
  if (/^(?:co|da|roi|dung|vang|yes)(?: (?:co|roi|a))*[.!]?$/.test(key)) return true
  return isNone(line) || /^(?:chua|khong|no)(?: (?:co|a))*[.!]?$/.test(key) ? false : null
}

/** The option whose words were typed, in either language, or its place: '2'. */
function readOption({ options }: ChoiceField, line: string): string | null {
  const key = searchKey(line).replace(/[.)]$/, '')
  const named = options.find(({ label }) => [label.vi, label.en].some((text) => searchKey(text) === key))
  return (named ?? options.find((_, index) => String(index + 1) === key))?.key ?? null
}

const optionList = ({ options }: ChoiceField) => options.map(({ label }) => `“${label.vi}”`).join(', ')

/** Every number that the line names, each with the date that follows it. */
function readDocuments(
  line: string,
  today: string,
  fault: (reason: AnswerFault, values?: Record<string, number>) => ParsedAnswer,
): ParsedAnswer {
  if (isNone(line)) return { ok: true, value: [] }
  const numbers = findDocumentNumbers(line)
  if (numbers.length === 0) return fault('document_number_missing')
  if (numbers.length > maxDocuments) return fault('too_many_documents', { max: maxDocuments })
  const documents = numbers.map(({ number, end }, index) => {
    const rest = line.slice(end, numbers[index + 1]?.start)
    const date = findDocumentDates(rest)[0]?.date ?? (/hôm nay|today/i.test(rest) ? today : null)
    return { number: number.text, date }
  })
  const isDated = (each: { number: string; date: string | null }): each is DocumentRef => each.date !== null
  return documents.every(isDated) ? { ok: true, value: documents } : fault('document_date_missing')
}

function readDay(line: string, today: string): string | null {
  const key = searchKey(line)
  if (key === 'hom nay' || key === 'today') return today
  if (key === 'hom qua' || key === 'yesterday')
    return Temporal.PlainDate.from(today).subtract({ days: 1 }).toString()
  const parsed = parseVietnameseDate(line)
  return parsed.ok ? parsed.date : null
}

function readDocument(
  line: string,
  today: string,
  fault: (reason: AnswerFault) => ParsedAnswer,
): ParsedAnswer {
  const key = searchKey(line)
  if (isNone(line) || /^(?:chua|khong|no)\b/.test(key)) return { ok: true, value: { yes: false } }
  const number = findDocumentNumbers(line)[0]
  if (number === undefined)
    return fault(/^(?:co|da|roi|yes)\b/.test(key) ? 'document_number_missing' : 'not_yes_no')
  const rest = line.slice(0, number.start) + line.slice(number.end)
  const date = findDocumentDates(rest)[0]?.date ?? (/hom nay|today/.test(key) ? today : undefined)
  if (date === undefined) return fault('document_date_missing')
  return { ok: true, value: { yes: true, number: number.number.text, date } }
}

/** 'không', 'không có', 'none': nothing, or zero. */
function isNone(line: string): boolean {
  return ['khong', 'khong co', 'ko', 'k', 'no', 'none', 'chua', 'chua co'].includes(
    searchKey(line).replace(/[.!]$/, ''),
  )
}
