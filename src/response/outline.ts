// The report outline (đề cương) as data: fields, rules over them, and what both mean for the answers given.
// The same definition drives the chat questions, the web form, the checks and the columns of roll-ups and
// exports. Reading and writing single answers is in outline-answers.ts, the checks are in outline-checks.ts.

export type Language = 'vi' | 'en'
export type Label = Readonly<Record<Language, string>>

interface FieldBase {
  /** Stable name of the field: key of its answer, of its column, of its texts. */
  readonly key: string
  readonly label: Label
  /** One short sentence on how to answer. */
  readonly help?: Label
  readonly required: boolean
  /** Asked and required only when the number in that field is at least so much. */
  readonly onlyWhen?: { readonly field: string; readonly atLeast: number }
}

export interface WholeField extends FieldBase {
  readonly type: 'whole'
  readonly min: number
  readonly max: number
  readonly unit?: Label
  /** What the number often equals: offered as an answer, never demanded. */
  readonly usual?: Sum
}
export interface HoursField extends FieldBase {
  readonly type: 'hours'
  readonly min: number
  readonly max: number
  readonly unit?: Label
}
/** A number with at most two decimals. */
export interface DecimalField extends FieldBase {
  readonly type: 'decimal'
  readonly min: number
  readonly max: number
  readonly unit?: Label
}
export interface YesNoField extends FieldBase {
  readonly type: 'yes_no'
}
export interface ChoiceField extends FieldBase {
  readonly type: 'choice'
  /** Each with a stable key, which is the answer. */
  readonly options: readonly { readonly key: string; readonly label: Label }[]
}
/** The numbers and dates of documents; none is an answer too. */
export interface DocumentsField extends FieldBase {
  readonly type: 'documents'
}
/** Yes with the number and date of a document, or no. */
export interface YesNoDocumentField extends FieldBase {
  readonly type: 'yes_no_document'
}
export interface DateField extends FieldBase {
  readonly type: 'date'
}
export interface TextField extends FieldBase {
  readonly type: 'text'
  readonly maxLength: number
}
export type OutlineField =
  | WholeField
  | HoursField
  | DecimalField
  | YesNoField
  | YesNoDocumentField
  | ChoiceField
  | DocumentsField
  | DateField
  | TextField

/** The most documents that one answer lists. */
export const maxDocuments = 30
/** `number` is canonical ('34-KH/ĐUK'), `date` 'YYYY-MM-DD'. */
export interface DocumentRef {
  number: string
  date: string
}
export type DocumentAnswer = { yes: false } | { yes: true; number: string; date: string }
/** Whole numbers, hours and decimals are numbers, dates 'YYYY-MM-DD', choices the key of the option. */
export type AnswerValue = number | string | boolean | DocumentAnswer | DocumentRef[]
/** By field key. A missing key has not been answered yet; null was left out on purpose. Fits JSON. */
export type Answers = Readonly<Record<string, AnswerValue | null | undefined>>

/** Fields added and taken away: { plus: ['total_members'], minus: ['exempt_members'] }. */
export interface Sum {
  readonly plus: readonly string[]
  readonly minus?: readonly string[]
}

/** A rule over several fields. One that needs a field nobody answered says nothing: missing is not zero. */
export type OutlineRule = {
  readonly key: string
  readonly level: 'error' | 'warning'
  /** What to tell whoever breaks it, in words of its own. */
  readonly text?: Label
} & (
  | { readonly test: 'at_most'; readonly left: Sum; readonly right: Sum }
  | { readonly test: 'equal'; readonly left: Sum; readonly right: Sum }
  /** When any of `whenAny` is above zero, `needs` must be at least `atLeast`. */
  | {
      readonly test: 'implies'
      readonly whenAny: readonly string[]
      readonly needs: string
      readonly atLeast: number
    }
  /** Dates in order, equal allowed; 'submitted_on' stands for the day of submission. */
  | { readonly test: 'dates_in_order'; readonly fields: readonly string[] }
  | { readonly test: 'rate_at_least'; readonly part: Sum; readonly whole: Sum; readonly percent: number }
  /** A rate of 100 % while `but` is zero. */
  | { readonly test: 'full_rate_without'; readonly part: Sum; readonly whole: Sum; readonly but: string }
  | { readonly test: 'near_last_report'; readonly field: string; readonly percent: number }
  | { readonly test: 'not_all_zero'; readonly fields: readonly string[] }
  | {
      readonly test: 'usual_maximum'
      readonly field: string
      readonly max: number
      readonly unitKinds: readonly string[]
    }
)

/**
 * A rate over many reports: Σ part ÷ Σ whole, of those that answered both. `goal` in per cent: what the rate
 * ought to be.
 */
export interface OutlineRate {
  readonly key: string
  readonly label: Label
  readonly part: Sum
  readonly whole: Sum
  readonly goal?: number
}

/**
 * How many reports have at least so much in one field, or chose that option (`is`), of those that answered
 * it. `goal` in per cent.
 */
export type OutlineCount = {
  readonly key: string
  readonly label: Label
  readonly field: string
  readonly goal?: number
} & ({ readonly atLeast: number } | { readonly is: string })

export interface Outline {
  readonly key: string
  readonly version: number
  readonly title: Label
  /** Headings over runs of fields, for forms and exports. */
  readonly sections?: readonly { readonly title: Label; readonly fields: readonly string[] }[]
  readonly fields: readonly OutlineField[]
  readonly rules: readonly OutlineRule[]
  /** What offices read off all reports together, besides the sums of all numeric fields. */
  readonly rates?: readonly OutlineRate[]
  readonly unitCounts?: readonly OutlineCount[]
}

/**
 * Something wrong or odd. `rule` keys its text (`finding-<rule>`); `fields` are the ones to look at again;
 * `values` go into the text.
 */
export interface Finding {
  rule: string
  fields: string[]
  values: Record<string, number | string>
}

/** A field that is answered with a number, within bounds. */
export type NumberField = WholeField | HoursField | DecimalField

/** Whether the field is answered with a number: rules and rates are about such fields. */
export function isNumberField(field: OutlineField): field is NumberField {
  return field.type === 'whole' || field.type === 'hours' || field.type === 'decimal'
}

/** The field of that key, or undefined. */
export function fieldOf(outline: Outline, key: string): OutlineField | undefined {
  return outline.fields.find((field) => field.key === key)
}

/** Does the field apply, given the answers so far? (Dates of sessions do not when there were none.) */
export function isAsked(field: OutlineField, answers: Answers): boolean {
  if (field.onlyWhen === undefined) return true
  const other = answers[field.onlyWhen.field]
  return typeof other === 'number' && other >= field.onlyWhen.atLeast
}

/**
 * The next question to ask: the first field that applies and has no answer yet, or is asked `again`; null
 * when all are answered. Give it the answers with what follows from them (implied-answers.ts), or those are
 * asked too.
 */
export function nextQuestion(
  outline: Outline,
  answers: Answers,
  again: readonly string[] = [],
): OutlineField | null {
  return outline.fields.find((field) => isOpenQuestion(field, answers, again)) ?? null
}

/** Is the field still to be answered? */
export function isOpenQuestion(field: OutlineField, answers: Answers, again: readonly string[]): boolean {
  return (answers[field.key] === undefined || again.includes(field.key)) && isAsked(field, answers)
}

/**
 * A number without what binary fractions add: 1.1 + 2.2 is 3.3. Answers have at most two decimals, so
 * millionths are finer than any of them.
 */
export function exact(value: number): number {
  return Math.round(value * 1_000_000) / 1_000_000
}

/**
 * The sum of the answers, or undefined as soon as one of them is no number: missing is not zero, unless
 * `missing` says what it counts as.
 */
export function sumOf({ plus, minus = [] }: Sum, answers: Answers, missing?: number): number | undefined {
  let result = 0
  for (const [sign, keys] of [
    [1, plus],
    [-1, minus],
  ] as const)
    for (const key of keys) {
      const value = answers[key] ?? missing
      if (typeof value !== 'number') return undefined
      result += sign * value
    }
  return exact(result)
}
