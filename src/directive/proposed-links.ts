// How a document may stand to those it names, guessed from the words before the reference. A proposal: a
// person confirms.
import { wordKey } from '../platform/vietnamese-text.ts'
import type { Relation } from './links.store.ts'
import type { ReadDocument } from './reading/read-document-text.ts'
import { placeInText, type TextPlace } from './reading/text-place.ts'

export interface ProposedLink {
  numberText: string
  relation: Relation
  /** Where the document names it. */
  place?: TextPlace
  /** Taken out by the person; kept in the list, so that it can be put in again. */
  off?: boolean
}

/** Maximum number of links of one directive. */
export const maxLinks = 20

const carryingOut = '(?:thực hiện|triển khai|quán triệt|học tập|thi hành)'
const cues: [Relation, RegExp][] = [
  ['replaces', /thay thế|thay cho|bãi bỏ/g],
  ['amends', /sửa đổi|bổ sung|điều chỉnh/g],
  ['continues', new RegExp(`tiếp tục(?: đẩy mạnh)?(?: việc)?(?: ${carryingOut}(?:,? )?(?:và )?)*`, 'g')],
  ['implements', /thực hiện|triển khai|quán triệt|thi hành|cụ thể hóa/g],
]

/** A link for each reference; without a telling word it merely refers. `text` is the text that was read. */
export function proposeLinks(
  text: string,
  references: ReadDocument['refersTo'],
  pages?: readonly number[],
): ProposedLink[] {
  return references.map(({ value, start, end }) => {
    return {
      numberText: value.text,
      relation: relationIn(text.slice(Math.max(0, start - 120), start)),
      place: placeInText(text, { start, end }, pages),
    }
  })
}

/** By the telling word nearest to the reference, in the same sentence. "Tiếp tục thực hiện" continues. */
function relationIn(before: string): Relation {
  const sentence = wordKey(before.split(/[.;!?](?=\s)|\n\s*\n|\n\s*[-+•]/u).at(-1) ?? '')
  let nearest: { relation: Relation; end: number; length: number } | undefined
  for (const [relation, cue] of cues)
    for (const found of sentence.matchAll(cue)) {
      const { length } = found[0].trimEnd()
      const end = found.index + length
      const isNearer = !nearest || end > nearest.end || (end === nearest.end && length > nearest.length)
      if (isNearer) nearest = { relation, end, length }
    }
  return nearest?.relation ?? 'refers'
}
