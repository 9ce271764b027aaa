// What the numbers of a report are: one per field that can be added up, in the order of the outline. All are
// whole numbers, so that sums of them are exact up to 2^53 and do not depend on the order of adding.
import type { Answers, Outline, OutlineField } from './outline.ts'

/** Whether answers to the field can be added up: numbers, hours, and documents that were issued. */
export function isNumeric(field: OutlineField): boolean {
  return field.type === 'whole' || field.type === 'hours' || field.type === 'yes_no_document'
}

/** The fields whose answers can be added up, in the order of the numbers of `figuresOf`. */
export function numericFields(outline: Outline): OutlineField[] {
  return outline.fields.filter(isNumeric)
}

/** How many of the kept numbers make one of what people read: hours are kept in hundredths. */
export function scaleOf(field: OutlineField): number {
  return field.type === 'hours' ? 100 : 1
}

/** The numbers of a report to keep, one per numeric field; null for what was not answered. */
export function figuresOf(outline: Outline, answers: Answers): (number | null)[] {
  return numericFields(outline).map((field) => {
    const value = answers[field.key]
    if (typeof value === 'number') return Math.round(value * scaleOf(field))
    if (typeof value === 'object' && value !== null) return value.yes ? 1 : 0
    return null
  })
}
