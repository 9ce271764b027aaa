// The form of an enrolment code: twelve letters and digits that cannot be mistaken for one another (no 0, O,
// 1, I), 60 bits, written in three groups. Pure: the caller passes the random bytes in. Making and storing
// codes: invitations.ts. Redeeming: enrolment.ts.
import { createHash } from 'node:crypto'
import { normaliseText } from '../platform/vietnamese-text.ts'

const alphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'
const length = 12

/** Number of random bytes for one code. */
export const codeBytes = length

/**
 * The code for these bytes, such as `7KQM-W3PX-2ZHD`. Every byte gives five bits: 256 is a multiple of 32.
 */
export function codeFromBytes(bytes: Uint8Array): string {
  const letters = [...bytes.subarray(0, length)].map((byte) => alphabet[byte % alphabet.length]).join('')
  return letters.replace(/(.{4})(?=.)/g, '$1-')
}

/**
 * The twelve characters of a typed code, in capitals without spaces and dashes; null when it cannot be one.
 */
export function normaliseCode(typed: string): string | null {
  const letters = normaliseText(typed)
    .replace(/[\s\-_.]/g, '')
    .toUpperCase()
  return /^[A-HJ-NP-Z2-9]{12}$/.test(letters) ? letters : null
}

/**
 * Does a chat message look like a typed code? Stricter than `normaliseCode`: the text must be one word, or
 * three groups with a digit, with dashes or all in capitals. So a sentence of twelve letters is not taken for
 * a code.
 */
export function looksLikeCode(text: string): boolean {
  const trimmed = normaliseText(text).trim()
  if (normaliseCode(trimmed) === null) return false
  return /^\w{4}([\s\-_.]+)\w{4}\1\w{4}$/.test(trimmed)
    ? /[\d\-_.]|^[^a-z]+$/.test(trimmed)
    : !/\s/.test(trimmed)
}

/** The hash of a code, which is all that the database keeps. Sixty random bits need no salt. */
export function hashCode(normalised: string): Buffer {
  return createHash('sha256').update(`enrolment:${normalised}`).digest()
}

/** The link that opens the bot with this code. */
export function deepLink(botUsername: string, code: string): string {
  return `https://t.me/${botUsername}?start=${code}`
}
