// Answers that follow from others, so that nobody is asked for them: no sessions means no attendance,
// sessions that were not in person were online. Derived from the outline's error rules. Never stored in a
// draft: when the answer they follow from is changed they change with it. Pure.
import {
  type Answers,
  exact,
  fieldOf,
  isNumberField,
  type Outline,
  type OutlineRule,
  sumOf,
} from './outline.ts'

/** What follows for fields that have no answer of their own; by field key. */
export function impliedAnswers(outline: Outline, answers: Answers): Record<string, number> {
  const implied: Record<string, number> = {}
  for (;;) {
    const known = { ...answers, ...implied }
    const found = outline.rules.flatMap((rule) => impliedBy(rule, known))
    const news = found.filter(([key, value]) => !(key in implied) && isInRange(outline, key, value))
    if (news.length === 0) return implied
    for (const [key, value] of news) implied[key] = value
  }
}

/** The answers together with what follows from them. */
export function withImplied(outline: Outline, answers: Answers): Answers {
  return { ...answers, ...impliedAnswers(outline, answers) }
}

/** The answers without those that would follow from the rest anyway. */
export function withoutImplied(outline: Outline, answers: Answers): Answers {
  let kept = answers
  for (const { key } of [...outline.fields].reverse()) {
    const { [key]: value, ...rest } = kept
    if (value !== undefined && impliedAnswers(outline, rest)[key] === value) kept = rest
  }
  return kept
}

function impliedBy(rule: OutlineRule, known: Answers): [key: string, value: number][] {
  if (rule.level !== 'error') return []
  const open = (keys: readonly string[]) => keys.filter((key) => known[key] === undefined)
  const zero = (keys: readonly string[]) => open(keys).map((key): [string, number] => [key, 0])
  if (rule.test === 'implies') {
    const needed = known[rule.needs]
    return typeof needed === 'number' && needed < rule.atLeast ? zero(rule.whenAny) : []
  }
  if ((rule.test !== 'equal' && rule.test !== 'at_most') || rule.left.minus) return []
  const right = sumOf(rule.right, known)
  if (right === undefined || right < 0) return []
  // Numbers of a report are never negative: parts of nothing are nothing.
  if (right === 0) return zero(rule.left.plus)
  const [last, ...others] = open(rule.left.plus)
  if (rule.test !== 'equal' || last === undefined || others.length > 0) return []
  const rest = sumOf({ plus: rule.left.plus.filter((key) => key !== last) }, known)
  return rest === undefined ? [] : [[last, exact(right - rest)]]
}

function isInRange(outline: Outline, key: string, value: number): boolean {
  const field = fieldOf(outline, key)
  return (
    field !== undefined &&
    isNumberField(field) &&
    field.onlyWhen === undefined &&
    value >= field.min &&
    value <= field.max
  )
}
