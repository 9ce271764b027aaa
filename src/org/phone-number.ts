// Phone numbers as people write them, made comparable, and what is kept of one that an invitation expects: a
// tag keyed with the code. The database knows neither, so nobody can try out numbers against it. Pure.
import { createHmac } from 'node:crypto'

/**
 * The digits with the country in front, such as 84912345678; null for what is no number. Takes spaces, dots,
 * dashes and brackets, +84, 0084, 84 or 0 in front, and a Vietnamese mobile number whose 0 a spreadsheet has
 * swallowed.
 */
export function normalisePhone(text: string): string | null {
  const typed = text.normalize('NFKC').replace(/[\s.()\-–]/g, '')
  if (!/^\+?\d{8,17}$/.test(typed)) return null
  const digits = typed.replace(/^\+|^00/, '')
  const isInternational = digits !== typed
  // The 0 of the area written after the country all the same: +84 (0) 912…
  const vietnamese = /^(?:84)?0?([2-9]\d{8,9})$/.exec(digits)?.[1]
  if (vietnamese !== undefined && (digits.startsWith('84') ? digits.length >= 11 : !isInternational)) {
    if (vietnamese.length === 9 || (vietnamese.startsWith('2') && vietnamese.length === 10))
      return `84${vietnamese}`
  }
  if (digits.startsWith('0') || digits.startsWith('84')) return null
  return digits.length >= 10 && digits.length <= 15 ? digits : null
}

/** What a number is tagged with: made from the code, which is kept nowhere. */
export function phoneKey(code: string): Buffer {
  return createHmac('sha256', code).update('phone').digest()
}

/** The tag of a number (from `normalisePhone`) under such a key. */
export function phoneTag(key: Buffer, phone: string): Buffer {
  return createHmac('sha256', key).update(phone).digest()
}
