// Turns text with parse_mode HTML into plain text with entities, as strict as Telegram: an unknown, unclosed
// or wrongly nested tag is refused. Offsets count UTF-16 units; the byte offsets in refusals count UTF-8
// bytes.
import { badRequest } from './api-error.ts'
import type { ApiEntity } from './types.ts'

const TAGS: Record<string, string> = {
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  u: 'underline',
  ins: 'underline',
  s: 'strikethrough',
  strike: 'strikethrough',
  del: 'strikethrough',
  'tg-spoiler': 'spoiler',
  span: 'spoiler',
  code: 'code',
  pre: 'pre',
  a: 'text_link',
  blockquote: 'blockquote',
  'tg-emoji': 'custom_emoji',
}
const NAMED: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"' }

interface OpenTag {
  tag: string
  entity: ApiEntity
  /** A `code` straight inside a `pre` only names the language. */
  languageOf?: ApiEntity
}

/**
 * Parses Telegram's HTML.
 * @throws ApiError 400 "can't parse entities: …"
 */
export function parseHtml(source: string): { text: string; entities: ApiEntity[] } {
  if (!source.includes('<') && !source.includes('&')) return { text: source, entities: [] }
  const entities: ApiEntity[] = []
  const open: OpenTag[] = []
  let text = ''
  let at = 0
  while (at < source.length) {
    const next = nextMark(source, at)
    text += source.slice(at, next)
    at = next
    if (at >= source.length) break
    if (source[at] === '&') {
      const [decoded, length] = decodeReference(source, at)
      text += decoded
      at += length
      continue
    }
    at = source[at + 1] === '/' ? closeTag(source, at, open, entities, text) : openTag(source, at, open, text)
  }
  const left = open.at(-1)
  if (left) throw refuse(`Can't find end tag corresponding to start tag "${left.tag}"`)
  entities.sort((a, b) => a.offset - b.offset || b.length - a.length)
  return { text, entities }
}

function nextMark(source: string, from: number): number {
  for (let at = from; at < source.length; at++) {
    const code = source.charCodeAt(at)
    if (code === 60 || code === 38) return at
  }
  return source.length
}

function openTag(source: string, at: number, open: OpenTag[], text: string): number {
  const name = /^[a-zA-Z-]*/.exec(source.slice(at + 1, at + 21))![0].toLowerCase()
  const type = TAGS[name]
  if (type === undefined)
    throw refuse(`Unsupported start tag "${name}" at byte offset ${byteOffset(source, at)}`)
  const { attributes, end } = readAttributes(source, at + 1 + name.length, name, at)
  const entity: ApiEntity = { type, offset: text.length, length: 0 }
  const tag: OpenTag = { tag: name, entity }
  if (name === 'a') entity.url = attributes.get('href') ?? ''
  if (name === 'span' && attributes.get('class') !== 'tg-spoiler') {
    throw refuse(`Tag "span" must have class "tg-spoiler" at byte offset ${byteOffset(source, at)}`)
  }
  if (name === 'blockquote' && attributes.has('expandable')) entity.type = 'expandable_blockquote'
  if (name === 'tg-emoji') entity.custom_emoji_id = attributes.get('emoji-id') ?? ''
  const parent = open.at(-1)
  const language = attributes.get('class')?.replace(/^language-/, '')
  if (name === 'code' && language && parent?.tag === 'pre' && parent.entity.offset === text.length) {
    parent.entity.language = language
    tag.languageOf = parent.entity
  }
  open.push(tag)
  return end
}

function closeTag(source: string, at: number, open: OpenTag[], entities: ApiEntity[], text: string): number {
  const match = /^<\/([a-zA-Z-]*)\s*>/.exec(source.slice(at, at + 40))
  const offset = byteOffset(source, at)
  if (!match) throw refuse(`Unclosed end tag at byte offset ${offset}`)
  const name = match[1]!.toLowerCase()
  const tag = open.pop()
  if (!tag) throw refuse(`Unexpected end tag at byte offset ${offset}`)
  if (name !== tag.tag) {
    throw refuse(`Unmatched end tag at byte offset ${offset}, expected "</${tag.tag}>", found "</${name}>"`)
  }
  tag.entity.length = text.length - tag.entity.offset
  finish(tag, entities, text)
  return at + match[0].length
}

function finish(tag: OpenTag, entities: ApiEntity[], text: string): void {
  const { entity } = tag
  if (entity.length === 0 || tag.languageOf) return
  if (entity.type === 'text_link') {
    const url = entity.url || text.slice(entity.offset, entity.offset + entity.length)
    if (!/^(https?|tg|mailto|tel):/i.test(url)) return
    entity.url = url
  }
  entities.push(entity)
}

function readAttributes(
  source: string,
  from: number,
  tag: string,
  tagAt: number,
): { attributes: Map<string, string>; end: number } {
  const attributes = new Map<string, string>()
  const pattern = /\s+([a-zA-Z-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([a-zA-Z0-9.-]+)))?|\s*>/y
  pattern.lastIndex = from
  for (;;) {
    const match = pattern.exec(source)
    if (!match) throw refuse(`Unclosed start tag "${tag}" at byte offset ${byteOffset(source, tagAt)}`)
    if (match[1] === undefined) return { attributes, end: pattern.lastIndex }
    attributes.set(match[1].toLowerCase(), decodeAll(match[2] ?? match[3] ?? match[4] ?? ''))
  }
}

function decodeAll(value: string): string {
  return value.replace(/&(#?\w+);/g, (whole) => decodeReference(whole, 0)[0])
}

/** A reference that Telegram does not know stays as it is written. */
function decodeReference(source: string, at: number): [string, number] {
  const match = /^&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|(lt|gt|amp|quot));/.exec(source.slice(at, at + 12))
  if (!match) return ['&', 1]
  if (match[3]) return [NAMED[match[3]]!, match[0].length]
  const code = match[1] ? Number.parseInt(match[1], 16) : Number(match[2])
  if (code === 0 || code > 0x10ffff) return ['&', 1]
  return [String.fromCodePoint(code), match[0].length]
}

function byteOffset(source: string, at: number): number {
  return Buffer.byteLength(source.slice(0, at))
}

function refuse(reason: string): Error {
  return badRequest(`can't parse entities: ${reason}`)
}
