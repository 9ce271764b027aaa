// Makes phone numbers comparable, and makes the tag that is stored of a number that an invitation expects.
// The key of the tag is made from the code. The database holds neither number nor code, so nobody can try out
// numbers against the tag. Pure.
import { createHmac } from 'node:crypto'

/**
 * The digits with the country code, such as 84912345678; null when the text is no number. Accepts spaces,
 * dots, dashes and brackets, the prefixes +84, 0084, 84 and 0, and a Vietnamese mobile number without its 0,
 * which spreadsheets drop.
 */
export function normalisePhone(text: string): string | null {
  const typed = text.normalize('NFKC').replace(/[\s.()\-–]/g, '')
  if (!/^\+?\d{8,17}$/.test(typed)) return null
  const digits = typed.replace(/^\+|^00/, '')
  const isInternational = digits !== typed
  // The 0 may also stand after the country code: +84 (0) 912…
  const vietnamese = /^(?:84)?0?([2-9]\d{8,9})$/.exec(digits)?.[1]
  if (vietnamese !== undefined && (digits.startsWith('84') ? digits.length >= 11 : !isInternational)) {
    if (vietnamese.length === 9 || (vietnamese.startsWith('2') && vietnamese.length === 10))
      return `84${vietnamese}`
  }
  if (digits.startsWith('0') || digits.startsWith('84')) return null
  return digits.length >= 10 && digits.length <= 15 ? digits : null
}

/** The key of a tag, made from the code. The code itself is not stored. */
export function phoneKey(code: string): Buffer {
  return createHmac('sha256', code).update('phone').digest()
}

/** The tag of a number (from `normalisePhone`) under a key from `phoneKey`. */
export function phoneTag(key: Buffer, phone: string): Buffer {
  return createHmac('sha256', key).update(phone).digest()
}
