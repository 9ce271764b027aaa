// What a PDF says: the text of its pages in lines, and apart from it everything else that travels in the file
// and may carry a mark of secrecy (properties, bookmarks, notes, fields, names of files attached to it).
import { extractTextItems, getDocumentProxy } from 'unpdf'

export interface ReadPdf {
  /** The text of each page. */
  pages: string[]
  /** Everything else, for the scan alone. */
  hidden: string
  /** Files attached to it, which may be read in turn. */
  attached: { name: string; description: string; bytes: Uint8Array }[]
}

type Proxy = Awaited<ReturnType<typeof getDocumentProxy>>

/** Null when it cannot be read: damaged, or protected by a password. */
export async function readPdf(bytes: Uint8Array): Promise<ReadPdf | null> {
  try {
    // The reader takes the buffer for itself, so it gets a copy.
    const document = await getDocumentProxy(new Uint8Array(bytes), { verbosity: 0 })
    const { items } = await extractTextItems(document)
    if (items.length === 0) return null
    const attached = await attachments(document)
    const hidden = [
      ...(await properties(document)),
      ...titles(await document.getOutline()),
      ...(await notes(document)),
      ...attached.flatMap(({ name, description }) => [name, description]),
    ]
    return { pages: items.map(linesOfPage), hidden: hidden.join('\n'), attached }
  } catch {
    return null
  }
}

async function properties(document: Proxy): Promise<string[]> {
  const { info, metadata } = await document.getMetadata()
  return [...strings(info), ...strings(metadata ? Object.fromEntries(metadata) : null)]
}

/** Every text in a value, whatever its shape. */
function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (Array.isArray(value)) return value.flatMap(strings)
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(strings) : []
}

interface Bookmark {
  title: string
  items: Bookmark[]
}

const titles = (bookmarks: Bookmark[] | null): string[] =>
  (bookmarks ?? []).flatMap(({ title, items }) => [title, ...titles(items)])

/** Notes, stamps with words, and what was filled into fields. */
async function notes(document: Proxy): Promise<string[]> {
  const found: string[] = []
  for (let number = 1; number <= document.numPages; number++) {
    const page = await document.getPage(number)
    for (const each of (await page.getAnnotations()) as Record<string, unknown>[])
      for (const key of [
        'contentsObj',
        'titleObj',
        'richText',
        'fieldValue',
        'textContent',
        'alternativeText',
      ])
        found.push(
          ...strings(
            each[key] instanceof Map ? [...(each[key] as Map<string, unknown>).values()] : each[key],
          ),
        )
  }
  return found
}

async function attachments(document: Proxy): Promise<ReadPdf['attached']> {
  const found = (await document.getAttachments()) as unknown as Map<string, Record<string, unknown>> | null
  const all: ReadPdf['attached'] = []
  for (const [id, { filename, description }] of found ?? []) {
    const bytes: unknown = await document.getAttachmentContent(id)
    all.push({
      name: strings([filename]).join(),
      description: strings([description]).join(),
      bytes: bytes instanceof Uint8Array ? bytes : new Uint8Array(),
    })
  }
  return all
}

interface PlacedText {
  str: string
  x: number
  y: number
  width: number
  fontSize: number
  hasEOL: boolean
}

/**
 * Runs as lines. A wide gap ends a line too: a stamp beside other words then stands alone, as it does on
 * paper.
 */
function linesOfPage(items: readonly PlacedText[]): string {
  let text = ''
  let last: PlacedText | undefined
  for (const item of items) {
    if (item.str.trim() === '') {
      if (item.hasEOL) last = undefined
      continue
    }
    if (last) {
      const size = Math.max(item.fontSize, last.fontSize, 1)
      const gap = item.x - (last.x + last.width)
      if (Math.abs(item.y - last.y) > size / 2 || gap > 2 * size || gap < -size) text += '\n'
      else if (gap > size / 8 && !/\s$/.test(text) && !/^\s/.test(item.str)) text += ' '
    } else if (text !== '') text += '\n'
    text += item.str
    last = item.hasEOL ? undefined : item
  }
  return text
}
