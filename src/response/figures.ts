// What the numbers of a report are: one per field that can be added up or counted, in the order of the
// outline. All are whole numbers, so that sums of them are exact up to 2^53 and do not depend on the order of
// adding.
import type { Answers, AnswerValue, Outline, OutlineField } from './outline.ts'

/** Whether a number is kept of the field: everything but dates and texts. */
function isKept(field: OutlineField): boolean {
  return field.type !== 'date' && field.type !== 'text'
}

/** Whether answers to the field add up to a figure: numbers, yes, documents. Choices are only counted. */
export function isSummed(field: OutlineField): boolean {
  return isKept(field) && field.type !== 'choice'
}

/** The fields of which a number is kept, in the order of the numbers of `figuresOf`. */
export function keptFields(outline: Outline): OutlineField[] {
  return outline.fields.filter(isKept)
}

/** The fields that have a sum, in the order of the outline. */
export function summedFields(outline: Outline): OutlineField[] {
  return outline.fields.filter(isSummed)
}

/** How many of the kept numbers make one of what people read: decimals are kept in hundredths. */
export function scaleOf(field: OutlineField): number {
  return field.type === 'hours' || field.type === 'decimal' ? 100 : 1
}

/** The number of an option of a choice, from 1; 0 for what is none of them. */
export function optionNumber(field: OutlineField, option: string): number {
  return field.type === 'choice' ? field.options.findIndex(({ key }) => key === option) + 1 : 0
}

/** The numbers of a report to keep, one per field of `keptFields`; null for what was not answered. */
export function figuresOf(outline: Outline, answers: Answers): (number | null)[] {
  return keptFields(outline).map((field) => figureOf(field, answers[field.key]))
}

function figureOf(field: OutlineField, value: AnswerValue | null | undefined): number | null {
  switch (typeof value) {
    case 'number':
      return Math.round(value * scaleOf(field))
    case 'boolean':
      return value ? 1 : 0
    case 'string':
      return optionNumber(field, value) || null
    case 'object':
      if (value === null) return null
      if (Array.isArray(value)) return value.length
      return value.yes ? 1 : 0
    default:
      return null
  }
}
