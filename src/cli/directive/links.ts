// How a directive stands to others, and whom it is for, as options of the command line.

import type { Relation } from '../../directive/links.store.ts'
import {
  type CirculationMark,
  circulationMarkOf,
  circulationMarks,
} from '../../directive/reading/circulation-mark.ts'
import {
  documentNumberKey,
  kindsOfCode,
  parseDocumentNumber,
} from '../../directive/reading/document-number.ts'
import { CliFault, optional, type Parser, repeated } from '../command.ts'

export const linkOptions = {
  implements: repeated('NUMBER', 'A document that it implements.'),
  amends: repeated('NUMBER', 'A document that it amends.'),
  replaces: repeated('NUMBER', 'A document that it replaces.'),
  continues: repeated('NUMBER', 'A document that it continues.'),
  refers: repeated('NUMBER', 'A document that it refers to.'),
}

type Given = { [Name in Relation]?: readonly string[] | undefined }

/** The links that the options name; undefined when none is given. @throws CliFault */
export function linksOf(given: Given): { numberText: string; relation: Relation }[] | undefined {
  const links: { numberText: string; relation: Relation }[] = []
  for (const relation of Object.keys(linkOptions) as Relation[])
    for (const typed of given[relation] ?? []) {
      const parsed = parseDocumentNumber(typed)
      if (!parsed.ok || kindsOfCode(parsed.number.kind).length === 0) {
        const meant = parsed.ok ? ` Is it ${parsed.suggestions.join(' or ')}?` : ''
        throw new CliFault(`--${relation}: "${typed}" is not a document number such as 34-KH/TU.${meant}`)
      }
      const key = documentNumberKey(parsed.number)
      if (links.some((link) => documentNumberKey(link.numberText) === key))
        throw new CliFault(`--${relation}: ${parsed.number.text} is named twice.`)
      links.push({ numberText: parsed.number.text, relation })
    }
  return links.length > 0 ? links : undefined
}

const shortNames: Record<string, CirculationMark | null> = {
  internal: circulationMarks[0],
  meeting: circulationMarks[1],
  none: null,
}

const readMark: Parser<CirculationMark | null> = (given, name) => {
  const mark = given in shortNames ? (shortNames[given] ?? null) : circulationMarkOf(given)
  if (mark === null && given !== 'none')
    throw new CliFault(`${name}: "${given}" is none of ${Object.keys(shortNames).join(', ')}.`)
  return mark
}

/** Its value is null for none. */
export const markOption = {
  mark: optional('MARK', 'The mark of circulation: internal, meeting or none.', readMark),
}
