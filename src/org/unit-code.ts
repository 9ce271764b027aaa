// When two codes of units are the same one: capitals, spaces and the composition of letters do not count.
// Offices type one code as "ĐU-01" in one list and "đu-01" in the next. The database compares in the same way
// (unit_code_key).
import { normaliseText, withPlainD } from '../platform/vietnamese-text.ts'

/** What codes are compared by; the spelling kept is that of the unit. */
export function unitCodeKey(code: string): string {
  // Nearly all codes are such, and a list of thousands asks for each many times.
  if (plainCode.test(code)) return code.toLowerCase()
  return tidyCode(code).toLowerCase()
}

/** Printable ASCII without spaces: there is one way to write it. */
const plainCode = /^[!-~]+$/

/** A code as it is kept: one Unicode form, single spaces, none around it. */
export function tidyCode(code: string): string {
  return withPlainD(normaliseText(code)).replace(/\s+/g, ' ').trim()
}
