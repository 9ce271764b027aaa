// Circulation marks (dấu chỉ phạm vi lưu hành): whom a document is for. They are no marks of secrecy.

export const circulationMarks = ['LƯU HÀNH NỘI BỘ', 'TÀI LIỆU HỘI NGHỊ'] as const
export type CirculationMark = (typeof circulationMarks)[number]

/** The mark of a name as documents write it, whatever the case; null when it is none. */
export function circulationMarkOf(words: string): CirculationMark | null {
  const name = words.normalize('NFC').toUpperCase().replace(/\s+/g, ' ').trim()
  return circulationMarks.find((mark) => mark === name) ?? null
}

const mark = '(LƯU\\s+HÀNH\\s+NỘI\\s+BỘ|TÀI\\s+LIỆU\\s+HỘI\\s+NGHỊ)'
const end = '[^\\S\\n]*(?=$|\\n|\\s{2}|\\t|\\|)'
const alone = new RegExp(`(?<=^|\\n|\\s{2}|\\t|\\|)[^\\S\\n]*(?:TÀI\\s+LIỆU\\s+)?${mark}${end}`, 'u')
const bracketed = new RegExp(`(?<=^|\\n|\\s)[(\\[]\\s*(?:TÀI\\s+LIỆU\\s+)?${mark}\\s*[)\\]]${end}`, 'iu')

/**
 * Where the mark stands in a normalised text: a line or column of its own in capitals, or in brackets in any
 * case.
 */
export function findCirculationMark(
  text: string,
): { value: CirculationMark; start: number; end: number } | undefined {
  const found = alone.exec(text) ?? bracketed.exec(text)
  const words = found?.[1]
  const value = words === undefined ? null : circulationMarkOf(words)
  if (!found || words === undefined || value === null) return undefined
  const start = found.index + found[0].lastIndexOf(words)
  return { value, start, end: start + words.length }
}
