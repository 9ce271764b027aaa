// Vietnamese text as it arrives (decomposed, with odd spaces and dashes) made comparable and searchable.
// Knows letters only; what a text means is left to the rooms. What was received is stored as received:
// these forms are for comparing and finding, not for keeping.

/** One Unicode form (NFC), plain spaces, plain hyphens, no invisible characters. Line breaks stay (as \n). */
export function normaliseText(text: string): string {
  return plain(text.normalize('NFC')).replace(/\r\n?/g, '\n')
}

/** A normalised text that still knows where each of its characters stood in the text received. */
export interface MappedText {
  readonly text: string
  /**
   * Where the normalised range [start, end) stands in the text received, with the characters received there.
   */
  place(start: number, end: number): { start: number; end: number; raw: string }
}

/** `normaliseText` with a way back to the places of the text received. */
export function normaliseWithPlaces(received: string): MappedText {
  let text = ''
  const starts: number[] = []
  const ends: number[] = []
  for (const cluster of received.matchAll(/\r\n|\P{M}\p{M}*|\p{M}+/gu)) {
    const piece = normaliseText(cluster[0])
    text += piece
    for (let unit = 0; unit < piece.length; unit++) {
      starts.push(cluster.index)
      ends.push(cluster.index + cluster[0].length)
    }
  }
  return {
    text,
    place(start, end) {
      const from = starts[start] ?? received.length
      const to = end > start ? (ends[end - 1] ?? received.length) : from
      return { start: from, end: to, raw: received.slice(from, to) }
    },
  }
}

/** The first `count` characters (code points: none is cut in half) of a text. */
export function firstCharacters(text: string, count: number): string {
  return Array.from(text).slice(0, count).join('')
}

/**
 * The text in at most `max` UTF-16 units; an ellipsis stands for what is left out. It cuts no character in
 * half.
 */
export function shorten(text: string, max: number): string {
  if (text.length <= max) return text
  if (max < 2) return ''
  const start = text.slice(0, max - 1).toWellFormed()
  return `${start.replace(/\uFFFD$/, '').trimEnd()}…`
}

/**
 * Đ and đ for the letters of other alphabets that look the same, which converted files have in their place.
 */
export function withPlainD(text: string): string {
  return text.replace(/[\u00D0\u0189]/g, 'Đ').replace(/[\u00F0\u0256]/g, 'đ')
}

/** For searching with or without diacritics: lower case, no diacritics, đ as d, single spaces, trimmed. */
export function searchKey(text: string): string {
  return withPlainD(normaliseText(text))
    .toLowerCase()
    .replaceAll('đ', 'd')
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .replace(/\s+/g, ' ')
    .trim()
}

/**
 * For comparing with diacritics: normalised, case-folded, single spaces, and both placements of the tone mark
 * equal (uỷ = ủy, hoà = hòa, khoẻ = khỏe). Đ and D stay different.
 */
export function wordKey(text: string): string {
  return normaliseText(text)
    .toLowerCase()
    .normalize('NFD')
    .replace(/(o|u)([aey])([\u0300\u0301\u0303\u0309\u0323])/g, '$1$3$2')
    .normalize('NFC')
    .replace(/\s+/g, ' ')
    .trim()
}

/** Do both texts say the same words, whatever their case, spaces, Unicode form and tone placement? */
export function sameWords(a: string, b: string): boolean {
  return wordKey(a) === wordKey(b)
}

function plain(text: string): string {
  return text
    .replace(/[\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\uFEFF\u00AD]/g, '')
    .replace(/[\u00A0\u2000-\u200A\u202F\u205F\u3000]/g, ' ')
    .replace(/[\u2010-\u2015\u2212\uFE58\uFE63\uFF0D]/g, '-')
}
