// What an enrolment code looks like: twelve letters and digits that cannot be mistaken for one another (no 0,
// O, 1, I), 60 bits, written in three groups. Pure: the bytes come from outside. Keeping and redeeming:
// enrolment.ts.
import { createHash } from 'node:crypto'
import { normaliseText } from '../platform/vietnamese-text.ts'

const alphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'
const length = 12

/** How many random bytes a code takes. */
export const codeBytes = length

/**
 * The code for these bytes, such as `7KQM-W3PX-2ZHD`. Every byte gives five bits: 256 is a multiple of 32.
 */
export function codeFromBytes(bytes: Uint8Array): string {
  const letters = [...bytes.subarray(0, length)].map((byte) => alphabet[byte % alphabet.length]).join('')
  return letters.replace(/(.{4})(?=.)/g, '$1-')
}

/**
 * The twelve characters of a code as typed (any case, spaces, any dashes); null for what cannot be a code.
 */
export function normaliseCode(typed: string): string | null {
  const letters = normaliseText(typed)
    .replace(/[\s\-_.]/g, '')
    .toUpperCase()
  return /^[A-HJ-NP-Z2-9]{12}$/.test(letters) ? letters : null
}

/**
 * Does a chat message look like somebody typing a code? Stricter than `normaliseCode`: a digit, capitals
 * throughout or the dashes of a written code, so that no ordinary sentence of twelve letters is taken for
 * one.
 */
export function looksLikeCode(text: string): boolean {
  const trimmed = normaliseText(text).trim()
  if (normaliseCode(trimmed) === null) return false
  return /^\w{4}([\s\-_.]+)\w{4}\1\w{4}$/.test(trimmed)
    ? /[\d\-_.]|^[^a-z]+$/.test(trimmed)
    : !/\s/.test(trimmed)
}

/** What is kept of a code: its hash. Sixty random bits need no salt. */
export function hashCode(normalised: string): Buffer {
  return createHash('sha256').update(`enrolment:${normalised}`).digest()
}

/** The link that opens the bot with this code. */
export function deepLink(botUsername: string, code: string): string {
  return `https://t.me/${botUsername}?start=${code}`
}
