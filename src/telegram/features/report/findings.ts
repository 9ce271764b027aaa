// The errors and warnings of a report in words. Rules of an outline that have no words of their own get a
// general line.
import { builtInOutline } from '../../../response/built-in-outlines.ts'
import type { Finding, Outline } from '../../../response/outline.ts'
import { fieldOf } from '../../../response/outline.ts'
import type { AnswerFault } from '../../../response/outline-answers.ts'
import { formatAnswer } from '../../../response/outline-answers.ts'
import { dayText } from '../../../texts/dates.ts'
import { html, isTextKey, type Language } from '../../../texts/index.ts'

/** One finding as Telegram HTML. */
export function findingText(outline: Outline, finding: Finding, language: Language): string {
  const fields = finding.fields
    .map((key) => fieldOf(outline, key)?.label[language] ?? key)
    .map((label) => `“${label}”`)
    .join(', ')
  const values = Object.fromEntries(
    Object.entries(finding.values).map(([name, value]) => [name, written(value, language)]),
  )
  const rule = outline.rules.find((each) => each.key === finding.rule)
  if (rule?.text) return html(language, 'finding-own', { text: rule.text[language] })
  // The words in our texts belong to the rules of the built-in outlines; a rule of an office's outline may
  // have the same name.
  const key = `finding-${finding.rule}`
  const isOurs = rule === undefined || builtInOutline(outline.key) !== undefined
  return html(language, isOurs && isTextKey(key) ? key : 'finding-other', { fields, ...values })
}

/** Why a typed answer cannot be saved, as Telegram HTML. */
export function faultText(
  reason: AnswerFault,
  values: Record<string, number | string>,
  language: Language,
): string {
  const texts = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, written(value, language)]),
  )
  return html(language, `report-fault-${reason}`, texts)
}

/** Numbers and days in their written form; everything else unchanged. */
function written(value: number | string, language: Language): string {
  if (typeof value === 'string') return /^\d{4}-\d{2}-\d{2}$/.test(value) ? dayText(value, language) : value
  return formatAnswer(plainNumber, value, language)
}

const plainNumber = {
  key: '',
  type: 'hours',
  label: { vi: '', en: '' },
  required: false,
  min: 0,
  max: 0,
} as const
