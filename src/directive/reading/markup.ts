// Takes XML and HTML from outside apart, one pass from left to right. It wants nothing of the markup: tags
// that never end or never began are taken as they come. Each search that fails ends the pass, so that time
// grows with the length of the text and no faster. (Libraries keep a stack of open tags, which deep nesting
// turns into square time.)

export type MarkupToken =
  | { kind: 'text'; text: string }
  /** `name` as written, with its prefix. `source`: everything between the brackets. */
  | { kind: 'open' | 'close' | 'empty'; name: string; source: string }

/** The tokens of a text with markup. Comments and instructions are left out. Entities stay as they are. */
export function* markupTokens(markup: string): Generator<MarkupToken> {
  let at = 0
  while (at < markup.length) {
    const start = markup.indexOf('<', at)
    if (start !== at) yield { kind: 'text', text: markup.slice(at, start === -1 ? undefined : start) }
    if (start === -1) return
    if (markup.startsWith('<![CDATA[', start)) {
      const end = endOf(markup, ']]>', start)
      // A reader would take & for an entity, which it is not here.
      yield { kind: 'text', text: markup.slice(start + 9, end).replaceAll('&', '&amp;') }
      at = end + 3
      continue
    }
    const isComment = markup.startsWith('<!--', start)
    const end = isComment ? endOf(markup, '-->', start + 2) : endOf(markup, '>', start)
    at = end + (isComment ? 3 : 1)
    const tag = tagIn(markup.slice(start + 1, end))
    if (tag) yield tag
  }
}

function endOf(markup: string, end: string, from: number): number {
  const at = markup.indexOf(end, from)
  return at === -1 ? markup.length : at
}

function tagIn(source: string): MarkupToken | null {
  const isClose = source.startsWith('/')
  const name = /^\/?([\p{L}_][\p{L}\d_.:-]*)/u.exec(source)?.[1]
  if (name === undefined) return null
  const kind = isClose ? 'close' : source.endsWith('/') ? 'empty' : 'open'
  return { kind, name, source }
}

/** The attributes of a tag, names without prefix, in small letters. */
export function attributesOf(source: string): Map<string, string> {
  const found = new Map<string, string>()
  for (const [, name, double, single] of source.matchAll(/\s([\w.:-]{1,200})\s*=\s*(?:"([^"]*)"|'([^']*)')/g))
    found.set(localName(name!), unescaped(double ?? single ?? ''))
  return found
}

/** 'w:instrText' → 'instrtext'. */
export const localName = (name: string): string => name.slice(name.indexOf(':') + 1).toLowerCase()

const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' }

/** Entities as what they stand for; those of HTML letters ('&Acirc;') as far as marks need them. */
export function unescaped(text: string): string {
  return text.replace(
    /&(?:#(\d{1,8})|#x([0-9a-f]{1,8})|(\w{2,8}));/gi,
    (entity, decimal?: string, hex?: string, name?: string) => {
      if (name) return named[name.toLowerCase()] ?? accented(name) ?? entity
      const code = decimal ? Number(decimal) : Number.parseInt(hex ?? '', 16)
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : ''
    },
  )
}

const accents: Record<string, string> = { circ: '\u0302', acute: '\u0301', grave: '\u0300', tilde: '\u0303' }

function accented(name: string): string | null {
  const [, letter, accent] = /^([aeiouy])(circ|acute|grave|tilde)$/i.exec(name) ?? []
  return letter && accent ? (letter + accents[accent.toLowerCase()]).normalize('NFC') : null
}
