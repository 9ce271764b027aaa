// Tells whether the letters of a text are those that a reader sees. A PDF whose font has no table of its
// letters gives others: of private use, control characters, or ordinary ones shifted along the alphabet.

import { searchKey } from '../../platform/vietnamese-text.ts'
import { fromTcvn3, fromVni } from '../secrecy/old-fonts.ts'

const odd =
  '[\\u0000-\\u0008\\u000B\\u000C\\u000E-\\u001F\\u007F-\\u009F\\uE000-\\uF8FF\\uFFFD\\u{F0000}-\\u{10FFFF}]'
/** Within a word, or several together: a single one before a line is the bullet of a list. */
const oddInWord = new RegExp(`\\p{L}${odd}|${odd}{3}`, 'u')

/** Fewer words say nothing about a language. */
const minWords = 12
const maxWords = 2_000
/** Share of words that must be possible syllables, or common English words. */
const minSyllables = 0.4
const minEnglish = 0.05

/** Can the letters not be trusted? */
export function hasUnreadableLetters(text: string): boolean {
  if (oddInWord.test(text)) return true
  const words = wordsOf(text)
  if (words.length < minWords) return false
  if (words.filter((word) => english.has(word)).length >= minEnglish * words.length) return false
  if (isPronounceable(words)) return false
  const readings = [words, wordsOf(fromTcvn3(text)), wordsOf(fromVni(text))]
  return readings.every(
    (reading) => reading.filter((word) => syllable.test(word)).length < minSyllables * reading.length,
  )
}

/** Words of at least two letters, without diacritics. */
const wordsOf = (text: string): string[] =>
  (searchKey(text.slice(0, 40_000)).match(/\p{L}{2,}/gu) ?? []).slice(0, maxWords)

/** Share of words that have a vowel and no five consonants in a row, in a language in Latin letters. */
const minPronounceable = 0.9

/** Other languages, tables of names: most words can be spoken. Shifted along the alphabet, they cannot. */
const isPronounceable = (words: readonly string[]) =>
  words.filter((word) => /[aeiou]/.test(word) && !/[^aeiouy]{5}/.test(word)).length >=
  minPronounceable * words.length

/** A Vietnamese syllable, or the short form of an office: 'ubnd', 'tw'. */
const first = 'ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdghklmnprstvx]'
const last = 'ch|ng|nh|[cmnpt]'
const office = 'ubnd|hdnd|mttq|tw|tu|bch|btv|ct|nq|kh|qd|tb|bc|hd|cv|kl|qh|dv|cb|xhcn'
const syllable = new RegExp(`^(?:(?:${first})?(?:[aeiouy]{1,3})(?:${last})?|${office})$`)

const english = new Set('the of and to in is for that on with as are this be by from or not it at'.split(' '))
