// What the scan for marks of secrecy could not see in a file, so that a person must look. Fits JSON.

export type UnseenKind =
  /** No page has text: a scan. */
  | 'scan'
  /** Pictures, or pages without any text. */
  | 'pictures'
  /** Text whose letters are not what a reader sees: a font without a table of its letters. */
  | 'letters'
  /** A form of the kind XFA, which shows other pages than those that were read. */
  | 'form'
  /** Objects, attached files and parts of other kinds. */
  | 'parts'
  /** What comes after the pages or letters that are read. */
  | 'rest'

export interface Unseen {
  what: UnseenKind
  /** The pages where it is; empty where there are none, as in Word. For `rest` the last page read. */
  pages: number[]
}

/** One entry per kind, with all its pages, in order. */
export function together(all: readonly Unseen[]): Unseen[] {
  const kinds = [...new Set(all.map(({ what }) => what))]
  return kinds.map((what) => {
    const pages = new Set(all.filter((each) => each.what === what).flatMap((each) => each.pages))
    return { what, pages: [...pages].sort((a, b) => a - b) }
  })
}

const maxPagesNamed = 12

/** '1–3, 7' for people; '' where there are no pages. */
export function pagesText(pages: readonly number[]): string {
  const ranges: [number, number][] = []
  for (const page of pages) {
    const last = ranges.at(-1)
    if (last && page === last[1] + 1) last[1] = page
    else ranges.push([page, page])
  }
  const named = ranges
    .slice(0, maxPagesNamed)
    .map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`))
  return named.join(', ') + (ranges.length > maxPagesNamed ? ', …' : '')
}
