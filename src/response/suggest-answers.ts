// Answers worth a button: what the unit reported last time, what the other answers leave as the only or the
// fullest value, zero, yesterday. Derived from the outline's rules, so that an outline brings its own
// suggestions. Pure.
import { type Answers, type AnswerValue, exact, type Outline, type OutlineField, sumOf } from './outline.ts'

export interface Suggestion {
  value: AnswerValue
  why:
    | 'last_report'
    | 'fits'
    | 'usual'
    | 'zero'
    | 'today'
    | 'yesterday'
    | 'same_day'
    | 'none'
    | 'no'
    | 'option'
}

/**
 * At most four suggestions, the likeliest first, each value once; of a choice all options. `today` is
 * 'YYYY-MM-DD'.
 */
export function suggestAnswers(
  field: OutlineField,
  draft: { outline: Outline; answers: Answers; lastReport: Answers | null },
  today: string,
): Suggestion[] {
  const found = unique(candidates(field, draft, today))
  return field.type === 'choice' ? found : found.slice(0, 4)
}

function candidates(
  field: OutlineField,
  draft: { outline: Outline; answers: Answers; lastReport: Answers | null },
  today: string,
): Suggestion[] {
  switch (field.type) {
    case 'whole': {
      const measure = measureSign(draft.outline, field.key)
      const bounds = measure === 0 ? fittingValues(draft.outline, field.key, draft.answers) : []
      const fitting = bounds
        .filter((value) => value >= field.min && value <= field.max)
        .map((value): Suggestion => ({ value, why: 'fits' }))
      // Zero is never the sensible answer where others are measured against it.
      const zero: Suggestion[] = field.min === 0 && measure <= 0 ? [{ value: 0, why: 'zero' }] : []
      const usual = field.usual && sumOf(field.usual, draft.answers)
      return [
        ...fitting,
        ...last(field, draft.lastReport),
        ...usually(usual === undefined ? [] : [usual]),
        ...zero,
        // A handful of meetings: one tap rather than one digit.
        ...usually(measure === 0 && bounds.length === 0 && field.max <= handful ? [1, 2] : []),
      ]
    }
    case 'hours':
      return [...last(field, draft.lastReport), ...usually([1, 2, 3])]
    case 'date': {
      const earlier = earlierDate(draft.outline, field.key, draft.answers)
      const yesterday = Temporal.PlainDate.from(today).subtract({ days: 1 }).toString()
      return [
        ...(earlier ? [{ value: earlier, why: 'same_day' } as const] : []),
        { value: today, why: 'today' },
        ...(earlier === undefined || earlier <= yesterday
          ? [{ value: yesterday, why: 'yesterday' } as const]
          : []),
      ]
    }
    case 'decimal':
      return last(field, draft.lastReport)
    case 'yes_no':
      return [true, false].map((value) => ({ value, why: 'option' }))
    case 'choice':
      return field.options.map(({ key }) => ({ value: key, why: 'option' }))
    case 'documents':
      return [{ value: [], why: 'none' }]
    case 'text':
      return []
    case 'yes_no_document':
      return [{ value: { yes: false }, why: 'no' }]
  }
}

/** Fields that cannot hold more than this count meetings or the like, not people. */
const handful = 500

const usually = (values: number[]) => values.map((value): Suggestion => ({ value, why: 'usual' }))

function last(field: OutlineField, lastReport: Answers | null): Suggestion[] {
  const value = lastReport?.[field.key]
  return typeof value === 'number' ? [{ value, why: 'last_report' }] : []
}

/** What an equation leaves for the field, or the most that a bound allows. */
function fittingValues(outline: Outline, key: string, answers: Answers): number[] {
  const values: number[] = []
  for (const rule of outline.rules) {
    if (rule.level !== 'error' || (rule.test !== 'equal' && rule.test !== 'at_most')) continue
    if (!rule.left.plus.includes(key) || rule.left.minus?.includes(key)) continue
    const right = sumOf(rule.right, answers)
    // Unknown parts of the left side count as nothing: the first part is offered everything, the last the
    // rest.
    const others = { plus: rule.left.plus.filter((other) => other !== key), minus: rule.left.minus ?? [] }
    if (right !== undefined) values.push(exact(right - sumOf(others, answers, 0)!))
  }
  return values.length === 0 ? [] : [Math.min(...values)]
}

function earlierDate(outline: Outline, key: string, answers: Answers): string | undefined {
  for (const rule of outline.rules) {
    if (rule.test !== 'dates_in_order') continue
    const before = rule.fields[rule.fields.indexOf(key) - 1]
    const value = before === undefined ? undefined : answers[before]
    if (typeof value === 'string') return value
  }
  return undefined
}

/** 1 when rates are measured against the field, -1 when it lowers what they are measured against, else 0. */
function measureSign(outline: Outline, key: string): -1 | 0 | 1 {
  const wholes = outline.rules.flatMap((rule) => (rule.test === 'rate_at_least' ? [rule.whole] : []))
  if (wholes.some((whole) => whole.plus.includes(key))) return 1
  return wholes.some((whole) => whole.minus?.includes(key)) ? -1 : 0
}

function unique(suggestions: Suggestion[]): Suggestion[] {
  const seen = new Set<string>()
  return suggestions.filter(({ value }) => {
    const key = JSON.stringify(value)
    return !seen.has(key) && seen.add(key)
  })
}
