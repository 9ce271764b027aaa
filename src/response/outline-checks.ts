// Checks the answers of a report against its outline: errors forbid submission, warnings want a confirmation.
// The rules themselves are data in the outline; their texts are keyed by rule.
import {
  type Answers,
  type AnswerValue,
  exact,
  type Finding,
  isAsked,
  maxDocuments,
  type Outline,
  type OutlineField,
  type OutlineRule,
  type Sum,
  sumOf,
} from './outline.ts'

export interface CheckContext {
  /** Day of submission, 'YYYY-MM-DD'. */
  submittedOn: string
  /** Answers of the unit's last accepted or submitted report on the same outline. */
  lastReport?: Answers
  /** unit.kind */
  unitKind: string
}

/** Everything wrong (errors) and odd (warnings) with the answers, in the outline's order. Never throws. */
export function checkAnswers(
  outline: Outline,
  answers: Answers,
  context: CheckContext,
): { errors: Finding[]; warnings: Finding[] } {
  const errors = outline.fields.flatMap((field) => checkField(field, answers))
  const known = new Set(outline.fields.map((field) => field.key))
  for (const key of Object.keys(answers))
    if (!known.has(key)) errors.push({ rule: 'unknown_field', fields: [key], values: {} })
  const wrong = new Set(errors.flatMap((finding) => finding.fields))
  const usable = Object.fromEntries(Object.entries(answers).filter(([key]) => !wrong.has(key)))
  const warnings: Finding[] = []
  for (const rule of outline.rules) {
    const finding = checkRule(rule, usable, context)
    if (finding !== null) (rule.level === 'error' ? errors : warnings).push(finding)
  }
  return { errors, warnings }
}

function checkField(field: OutlineField, answers: Answers): Finding[] {
  const value = answers[field.key]
  const finding = (rule: string, values: Finding['values'] = {}) => [{ rule, fields: [field.key], values }]
  if (value === undefined || value === null || value === '')
    return field.required && isAsked(field, answers) ? finding('required') : []
  switch (field.type) {
    case 'whole':
    case 'hours':
    case 'decimal': {
      if (typeof value !== 'number' || !Number.isFinite(value)) return finding('wrong_type')
      if (field.type === 'whole' && !Number.isInteger(value)) return finding('not_whole', { value })
      if (exact(value * 100) % 1 !== 0) return finding('too_fine', { value })
      const { min, max } = field
      return value < min || value > max ? finding('out_of_range', { value, min, max }) : []
    }
    case 'date':
      return isDay(value) ? [] : finding('wrong_type')
    case 'text':
      if (typeof value !== 'string') return finding('wrong_type')
      return value.length > field.maxLength
        ? finding('too_long', { length: value.length, max: field.maxLength })
        : []
    case 'yes_no':
      return typeof value === 'boolean' ? [] : finding('wrong_type')
    case 'choice':
      return field.options.some((option) => option.key === value) ? [] : finding('wrong_type')
    case 'yes_no_document':
      return isDocumentAnswer(value) ? [] : finding('wrong_type')
    case 'documents': {
      if (!Array.isArray(value) || !value.every(isDocumentRef)) return finding('wrong_type')
      return value.length > maxDocuments ? finding('too_many', { max: maxDocuments }) : []
    }
  }
}

function checkRule(rule: OutlineRule, answers: Answers, context: CheckContext): Finding | null {
  const number = (key: string) => {
    const value = answers[key]
    return typeof value === 'number' ? value : undefined
  }
  const found = (fields: readonly string[], values: Finding['values'] = {}): Finding => ({
    rule: rule.key,
    fields: [...fields],
    values,
  })
  switch (rule.test) {
    case 'at_most':
    case 'equal': {
      const [left, right] = [sumOf(rule.left, answers), sumOf(rule.right, answers)]
      if (left === undefined || right === undefined) return null
      const holds = rule.test === 'equal' ? left === right : left <= right
      return holds ? null : found([...keysOf(rule.left), ...keysOf(rule.right)], { left, right })
    }
    case 'implies': {
      const causes = rule.whenAny.filter((key) => (number(key) ?? 0) > 0)
      const value = number(rule.needs)
      if (causes.length === 0 || value === undefined || value >= rule.atLeast) return null
      return found([rule.needs, ...causes], { value, atLeast: rule.atLeast })
    }
    case 'dates_in_order': {
      const dated = rule.fields
        .map((key) => [key, key === 'submitted_on' ? context.submittedOn : answers[key]] as const)
        .filter((pair): pair is readonly [string, string] => isDay(pair[1]))
      const at = dated.findIndex(([, day], i) => i > 0 && dated[i - 1]![1] > day)
      if (at < 0) return null
      const [earlier, later] = [dated[at - 1]!, dated[at]!]
      const fields = [earlier[0], later[0]].filter((key) => key !== 'submitted_on')
      return found(fields, { first: earlier[1], second: later[1], secondIs: later[0] })
    }
    case 'rate_at_least': {
      const [part, whole] = [sumOf(rule.part, answers), sumOf(rule.whole, answers)]
      if (part === undefined || whole === undefined || whole <= 0) return null
      if (exact(part * 100) >= exact(whole * rule.percent)) return null
      // Rounded as in the roll-ups, but never up to the goal that is missed.
      const percent = Math.min(Math.round((part / whole) * 10_000) / 100, rule.percent - 0.01)
      return found(keysOf(rule.part), { part, whole, percent, goal: rule.percent })
    }
    case 'full_rate_without': {
      const [part, whole] = [sumOf(rule.part, answers), sumOf(rule.whole, answers)]
      if (part === undefined || whole === undefined || whole <= 0) return null
      return part === whole && number(rule.but) === 0 ? found([rule.but], { part, whole }) : null
    }
    case 'near_last_report': {
      const now = number(rule.field)
      const last = context.lastReport?.[rule.field]
      if (now === undefined || typeof last !== 'number') return null
      if (exact(Math.abs(now - last) * 100) <= exact(last * rule.percent)) return null
      return found([rule.field], { now, last, percent: rule.percent })
    }
    case 'not_all_zero': {
      const values = rule.fields.map(number).filter((value) => value !== undefined)
      return values.length > 0 && values.every((value) => value === 0) ? found(rule.fields) : null
    }
    case 'usual_maximum': {
      const value = number(rule.field)
      if (value === undefined || value <= rule.max || !rule.unitKinds.includes(context.unitKind)) return null
      return found([rule.field], { value, max: rule.max })
    }
  }
}

const keysOf = (sum: Sum) => [...sum.plus, ...(sum.minus ?? [])]

function isDay(value: unknown): value is string {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return false
  try {
    return Temporal.PlainDate.from(value, { overflow: 'reject' }).toString() === value
  } catch {
    return false
  }
}

function isDocumentAnswer(value: AnswerValue): boolean {
  if (typeof value !== 'object' || Array.isArray(value)) return false
  return value.yes === false || (value.yes === true && isDocumentRef(value))
}

function isDocumentRef(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !('number' in value) || !('date' in value)) return false
  return typeof value.number === 'string' && isDay(value.date)
}
