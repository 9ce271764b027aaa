// Finding a person's name in free text: as it is written, or as it may have been typed without diacritics.
// Pure.
import { normaliseWithPlaces, searchKey, wordKey } from '../platform/vietnamese-text.ts'

/** What stands where an erased name stood. */
export const removedName = '[đã xoá]'

export interface NameFound {
  /** Where it stands in the text as received. */
  start: number
  end: number
  /** With its diacritics; otherwise it may as well be another name. */
  exact: boolean
}

const word = /[\p{L}\p{M}\p{N}]+/gu

/**
 * Every place where the words of `name` follow each other as whole words, in any case. None for an empty
 * name.
 */
export function findName(text: string, name: string): NameFound[] {
  const wanted = [...name.matchAll(word)].map(([one]) => ({ loose: searchKey(one), exact: wordKey(one) }))
  if (wanted.length === 0) return []
  const mapped = normaliseWithPlaces(text)
  const words = [...mapped.text.matchAll(word)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    loose: searchKey(match[0]),
    exact: wordKey(match[0]),
  }))
  const found: NameFound[] = []
  for (let at = 0; at + wanted.length <= words.length; at++) {
    const run = words.slice(at, at + wanted.length)
    const follow = run.every(
      (one, i) => i === 0 || /^\s+$/.test(mapped.text.slice(run[i - 1]?.end, one.start)),
    )
    if (!follow || !run.every((one, i) => one.loose === wanted[i]?.loose)) continue
    const [first, last] = [run[0], run.at(-1)]
    if (!first || !last) continue
    const { start, end } = mapped.place(first.start, last.end)
    found.push({ start, end, exact: run.every((one, i) => one.exact === wanted[i]?.exact) })
    at += wanted.length - 1
  }
  return found
}

/**
 * The text with every exact mention replaced. A name of one word names too many people: nothing is replaced
 * then.
 */
export function removeName(text: string, name: string): string {
  if ([...name.matchAll(word)].length < 2) return text
  let out = ''
  let from = 0
  for (const { start, end, exact } of findName(text, name)) {
    if (!exact) continue
    out += text.slice(from, start) + removedName
    from = end
  }
  return out + text.slice(from)
}
