// From the `text` or `caption` of a call to the stored text: parse mode, trimming, length, and the entities
// that Telegram finds by itself (commands and addresses).
import { badRequest } from './api-error.ts'
import { parseHtml } from './html-entities.ts'
import type { Params } from './params.ts'
import type { ApiEntity } from './types.ts'

export interface FormattedText {
  text: string
  entities: ApiEntity[]
}

const TEXT_MAX = 4096
const CAPTION_MAX = 1024
const ENTITIES_MAX = 100

/** The text of a message: 1–4096 UTF-16 units after parsing. @throws ApiError 400 */
export function readText(params: Params): FormattedText {
  const formatted = format(
    params.text as string | undefined,
    params.parse_mode as string | undefined,
    params.entities,
  )
  if (formatted.text === '') throw badRequest('message text is empty')
  if (formatted.text.length > TEXT_MAX) throw badRequest('message is too long')
  return formatted
}

/** The caption of a file: 0–1024 UTF-16 units after parsing. @throws ApiError 400 */
export function readCaption(params: Params): FormattedText {
  const formatted = format(
    params.caption as string | undefined,
    params.parse_mode as string | undefined,
    params.caption_entities,
  )
  if (formatted.text.length > CAPTION_MAX) throw badRequest('message caption is too long')
  return formatted
}

/** A text that a person typed: no parse mode, only the entities that Telegram finds. */
export function plainText(text: string): FormattedText {
  return { text, entities: findEntities(text, []) }
}

function format(source: string | undefined, mode: string | undefined, given: unknown): FormattedText {
  if (source === undefined) return { text: '', entities: [] }
  const parsed =
    mode === undefined || mode === ''
      ? { text: source, entities: checkGiven(given, source) }
      : parseWith(mode, source)
  const { text, entities } = trim(parsed)
  const all = findEntities(text, entities)
  if (all.length > ENTITIES_MAX) all.length = ENTITIES_MAX
  return { text, entities: all }
}

function parseWith(mode: string, source: string): FormattedText {
  if (mode.toLowerCase() === 'html') return parseHtml(source)
  if (/^markdown(v2)?$/i.test(mode)) {
    throw badRequest(`parse_mode ${mode} is not supported by the local Telegram; use HTML`)
  }
  throw badRequest('unsupported parse_mode')
}

function checkGiven(given: unknown, text: string): ApiEntity[] {
  if (given === undefined) return []
  for (const entity of given as ApiEntity[]) {
    const { type, offset, length } = entity ?? {}
    if (typeof type !== 'string' || !Number.isInteger(offset) || !Number.isInteger(length)) {
      throw badRequest('can\'t parse MessageEntity: Field "type", "offset" or "length" is wrong')
    }
    if (offset < 0 || length < 0 || offset + length > text.length) {
      throw badRequest('entity ends beyond the text')
    }
  }
  return structuredClone(given as ApiEntity[])
}

/** Telegram removes white space around a text and moves the entities accordingly. */
function trim({ text, entities }: FormattedText): FormattedText {
  const trimmed = text.trim()
  if (trimmed.length === text.length) return { text, entities }
  const start = text.length - text.trimStart().length
  const kept: ApiEntity[] = []
  for (const entity of entities) {
    const from = Math.max(0, entity.offset - start)
    const to = Math.min(trimmed.length, entity.offset + entity.length - start)
    if (to > from) kept.push({ ...entity, offset: from, length: to - from })
  }
  return { text: trimmed, entities: kept }
}

const FOUND =
  /(?<![\p{L}\p{N}_/<])\/[a-zA-Z0-9_]{1,64}(?:@[a-zA-Z0-9_]{3,32})?(?![\p{L}\p{N}_/@])|https?:\/\/[^\s<>"]+/gu

function findEntities(text: string, entities: ApiEntity[]): ApiEntity[] {
  if (!text.includes('/')) return entities
  const all = [...entities]
  for (const match of text.matchAll(FOUND)) {
    const isCommand = match[0].startsWith('/')
    const found = isCommand ? match[0] : match[0].replace(/[.,;:!?)\]]+$/, '')
    const [offset, length] = [match.index, found.length]
    const inside = entities.some(
      (e) =>
        /^(code|pre|text_link)$/.test(e.type) && e.offset < offset + length && offset < e.offset + e.length,
    )
    if (!inside) all.push({ type: isCommand ? 'bot_command' : 'url', offset, length })
  }
  return all.sort((a, b) => a.offset - b.offset || b.length - a.length)
}
