// Splits a text that exceeds a Telegram message into several: between lines where possible, else between
// words. Tags that are open at a cut are closed there and opened again in the next message. Pure.
import { maxText } from './layout.ts'

/** The length that Telegram counts: an entity is one character, a tag none. */
export function shownLength(text: string): number {
  return text.replace(/<[^>]*>/g, '').replace(/&(?:amp|lt|gt|quot);/g, '&').length
}

/** The messages in order; one when the text fits. Blank lines at a cut are left out. */
export function splitHtml(text: string, maxLength = maxText): string[] {
  if (shownLength(text) <= maxLength) return [text]
  const parts: string[] = []
  let open: string[] = []
  let part = ''
  let length = 0
  const close = () => {
    const closing = open.map((tag) => `</${/^<(\w+)/.exec(tag)?.[1]}>`).reverse()
    const trimmed = part.trimEnd()
    if (length > 0 && shownLength(trimmed) > 0) parts.push(trimmed + closing.join(''))
    part = open.join('')
    length = 0
  }
  for (const piece of pieces(text, maxLength, [...cuts])) {
    const shown = shownLength(piece)
    if (length + shownLength(piece.trimEnd()) > maxLength) close()
    // No message begins with the blank line that stood between two parts.
    if (length === 0 && piece.trim() === '') continue
    part += piece
    length += shown
    open = openAfter(open, piece)
  }
  close()
  return parts
}

/** Where to cut, the best place first: lines, words (a tag is part of its word), characters. */
const cuts = [
  /[^\n]*\n|[^\n]+$/g,
  /(?:<[^>]*>|[^\s<])+\s*|\s+|</g,
  /<[^>]*>|&(?:amp|lt|gt|quot);|[\s\S]/gu,
] as const

function pieces(text: string, maxLength: number, [cut, ...finer]: RegExp[]): string[] {
  if (!cut || shownLength(text) <= maxLength) return [text]
  return (text.match(cut) ?? []).flatMap((piece) => pieces(piece, maxLength, finer))
}

function openAfter(open: readonly string[], piece: string): string[] {
  const still = [...open]
  for (const [tag, end] of piece.matchAll(/<(\/?)[^>]*>/g))
    if (end) still.pop()
    else still.push(tag)
  return still
}
