// Where in a document something was read, as a person can check it: the words with a little around them, the
// line and, in a PDF, the page. Pure.
import { shorten } from '../../platform/vietnamese-text.ts'

/** Fits JSON. */
export interface TextPlace {
  before: string
  words: string
  after: string
  /** From 1, within the page. */
  line: number
  /** From 1; left out where the document has no pages. */
  page?: number
}

const around = 24
const maxShownWords = 90

/**
 * `pages` are the places where pages begin; empty for a text without pages. Left and right stop at the line's
 * end.
 */
export function placeInText(
  text: string,
  { start, end }: { start: number; end: number },
  pages: readonly number[] = [],
): TextPlace {
  const page = pages.filter((begin) => begin <= start).length
  const pageBegin = page > 0 ? pages[page - 1]! : 0
  const lineBegin = text.lastIndexOf('\n', start - 1) + 1
  const lineEnd = text.indexOf('\n', end)
  const left = text.slice(Math.max(lineBegin, start - around), start)
  const right = text.slice(end, Math.min(lineEnd < 0 ? text.length : lineEnd, end + around))
  const words = text.slice(start, end).replace(/\s+/g, ' ').trim()
  const goesOn = end + around < (lineEnd >= 0 ? lineEnd : text.length)
  return {
    before: `${start - around > lineBegin ? '…' : ''}${left}`.replace(/\s+/g, ' '),
    words: shorten(words, maxShownWords),
    after: `${right}${goesOn ? '…' : ''}`.replace(/\s+/g, ' '),
    line: text.slice(pageBegin, start).split('\n').length,
    ...(pages.length > 0 ? { page: Math.max(1, page) } : {}),
  }
}
