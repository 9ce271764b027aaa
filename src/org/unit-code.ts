// Which codes of units are the same: case, spacing and Unicode form do not count. Offices type the same code
// as "ĐU-01" in one list and "đu-01" in the next. The database compares in the same way (unit_code_key).
import { normaliseText, withPlainD } from '../platform/vietnamese-text.ts'

/** The key by which codes are compared. It is not shown: the unit keeps the spelling of its code. */
export function unitCodeKey(code: string): string {
  // A short cut for nearly all codes, because a list of thousands of lines calls this many times per line.
  if (plainCode.test(code)) return code.toLowerCase()
  return tidyCode(code).toLowerCase()
}

/** Printable ASCII without spaces: there is one way to write it. */
const plainCode = /^[!-~]+$/

/** A code as it is stored: one Unicode form, single spaces, none at the ends. */
export function tidyCode(code: string): string {
  return withPlainD(normaliseText(code)).replace(/\s+/g, ' ').trim()
}
