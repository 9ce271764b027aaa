// How a document may stand to those it names, guessed from the words before the reference. A proposal: a person confirms.
import { wordKey } from '../platform/vietnamese-text.ts'
import type { Relation } from './links.store.ts'
import type { ReadDocument } from './read-document-text.ts'
import { placeInText, type TextPlace } from './text-place.ts'

export interface ProposedLink {
  numberText: string
  relation: Relation
  /** Where the document names it. */
  place?: TextPlace
}

const cues: [Relation, RegExp][] = [
  ['replaces', /thay thế/],
  ['amends', /sửa đổi|bổ sung/],
  ['continues', /tiếp tục/],
  ['implements', /thực hiện|triển khai|quán triệt/],
]

/** A link for each reference; without a telling word it merely refers. `text` is the text that was read. */
export function proposeLinks(
  text: string,
  references: ReadDocument['refersTo'],
  pages?: readonly number[],
): ProposedLink[] {
  return references.map(({ value, start, end }) => {
    const before = wordKey(text.slice(Math.max(0, start - 60), start))
    return {
      numberText: value.text,
      relation: cues.find(([, cue]) => cue.test(before))?.[0] ?? 'refers',
      place: placeInText(text, { start, end }, pages),
    }
  })
}
