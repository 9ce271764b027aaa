// Takes a sent or pasted document: scans it for secrecy first, then stores it, then reads it for suggestions.
import { isBodyTooLong, maxSubjectLength } from '../../../directive/check-directive.ts'
import { putFile, type StoredFile } from '../../../directive/files.store.ts'
import { type ProposedLink, proposeLinks } from '../../../directive/proposed-links.ts'
import { documentNumberKey } from '../../../directive/reading/document-number.ts'
import { readDocumentText } from '../../../directive/reading/read-document-text.ts'
import {
  type FileFault,
  type FileReading,
  type FileRole,
  readFileText,
} from '../../../directive/reading/read-file.ts'
import { placeInText } from '../../../directive/reading/text-place.ts'
import { together } from '../../../directive/reading/unseen.ts'
import { screenForSecrecy } from '../../../directive/secrecy/secrecy-interlock.ts'
import type { BotContext } from '../../context.ts'
import { type NewDirective, type ReadField, withContent, withNotes, withNumber } from './draft.ts'

/** Maximum number of annexes of one directive. */
const maxAnnexes = 10
/** Maximum number of links of one directive. */
export const maxLinks = 20
/** Telegram's download limit for bots, in bytes. */
const maxFileBytes = 20 * 1024 * 1024

type Taken = 'secret' | 'doubtful' | { fault: FileFault | 'not_fetched' | 'too_many' }

/** Takes the document of a new directive and replaces the one before. */
export async function takeDocument(ctx: BotContext, draft: NewDirective): Promise<NewDirective | Taken> {
  const taken = await takeFile(ctx, vouched(draft))
  if (typeof taken === 'string' || 'fault' in taken) return taken
  const { stored, reading, caption } = taken
  const text = caption === '' ? reading.text : `${caption}\n\n${reading.text}`
  // A caption comes before the pages and is on none of them. It goes out beside the file.
  const pages = caption === '' ? reading.pages : []
  const words = caption === '' ? {} : { body: caption }
  const withFile = withContent(draft, { files: [stored], ...words })
  const noted = withNotes(withFile, { replacing: undefined, unseen: reading.unseen })
  return withReading(ctx, noted, text, pages)
}

/** Takes a further file: an annex, which units get on request. The bot reads only secrecy marks from it. */
export async function takeAnnex(ctx: BotContext, draft: NewDirective): Promise<NewDirective | Taken> {
  const { annexes = [] } = draft.content
  if (annexes.length >= maxAnnexes) return { fault: 'too_many' }
  const taken = await takeFile(ctx, { ...vouched(draft), role: 'annex' })
  if (typeof taken === 'string' || 'fault' in taken) return taken
  // The pages of an annex are not those of the document.
  const unseen = taken.reading.unseen.map(({ what }) => ({ what, pages: [] }))
  return withNotes(withContent(draft, { annexes: [...annexes, taken.stored] }), {
    unseen: together([...(draft.notes.unseen ?? []), ...unseen]),
  })
}

/** What the person has said of the document: that it is not secret, and why a doubtful word is no mark. */
const vouched = ({ notes }: NewDirective) => ({
  declaredNotSecret: notes.declared === true,
  notAMark: notes.notAMark,
})

/**
 * Scans a sent file, then stores it under a clean name, and returns what it says. Stores nothing unless the
 * scan passes.
 */
export async function takeFile(
  ctx: BotContext,
  said: { declaredNotSecret: boolean; notAMark?: string | undefined; role?: FileRole },
): Promise<{ stored: StoredFile; reading: Extract<FileReading, { ok: true }>; caption: string } | Taken> {
  const { file, message } = ctx
  const document = message?.document
  if (!file || !document) {
    const isLarge = (document?.file_size ?? 0) > maxFileBytes
    return { fault: isLarge ? 'too_large' : 'not_fetched' }
  }
  const { role = 'document' } = said
  const reading = await readFileText({ bytes: file.bytes, name: file.name, role })
  if (!reading.ok) return { fault: reading.reason }
  const caption = message.caption ?? ''
  const verdict = screenForSecrecy({
    declaredNotSecret: said.declaredNotSecret,
    notAMark: said.notAMark,
    texts: [caption, reading.everything],
    fileNames: [file.name],
  })
  if (!verdict.pass) return verdict.isDoubtful ? 'doubtful' : 'secret'
  const telegram = { botId: ctx.me.id, fileId: document.file_id }
  const stored = await putFile(ctx.tx, { ...file, name: reading.name, mime: reading.mime, telegram }, ctx.now)
  return { stored, reading, caption }
}

/** A pasted text is the directive's body and is read like a document. */
export function takePastedText(
  ctx: BotContext,
  draft: NewDirective,
  text: string,
): NewDirective | 'secret' | 'doubtful' | 'body_too_long' {
  const verdict = screenForSecrecy({ ...vouched(draft), texts: [text], fileNames: [] })
  if (!verdict.pass) return verdict.isDoubtful ? 'doubtful' : 'secret'
  if (isBodyTooLong(text)) return 'body_too_long'
  return withReading(ctx, withNotes(withContent(draft, { body: text }), { replacing: undefined }), text)
}

/** Fills in what could be read, with its place; the person confirms it in the next step. */
function withReading(
  ctx: BotContext,
  draft: NewDirective,
  text: string,
  pages: readonly number[] = [],
): NewDirective {
  const found = readDocumentText(text, { today: ctx.calendar.dayOf(ctx.now) })
  const { kind, issuedOn, subject, urgency, circulationMark, number } = found
  const values = {
    ...(number ? { numberText: number.value.text } : {}),
    ...(kind ? { kind: kind.value.name } : {}),
    ...(issuedOn ? { issuedOn: issuedOn.value } : {}),
    ...(subject ? { subject: capitalised(subject.value).slice(0, maxSubjectLength) } : {}),
    ...(urgency ? { urgency: urgency.value } : {}),
    ...(circulationMark ? { circulationMark: circulationMark.value } : {}),
  }
  const places: NewDirective['notes']['places'] = {}
  const read = { numberText: number, kind, issuedOn, subject, urgency, circulationMark }
  for (const [name, where] of Object.entries(read)) {
    const field = name as ReadField
    const value = values[field]
    if (where && value !== undefined) places[field] = { ...placeInText(text, where, pages), value }
  }
  const links = withReadLinks(draft.notes.links ?? [], proposeLinks(text, found.refersTo, pages))
  const noted = withNotes(withContent(draft, values), {
    places,
    ...(links.length > 0 ? { links, keepLinks: true } : {}),
  })
  if (!number) return noted
  const doubt = found.warnings.find((warning) => warning.rule === 'number_suggestion')
  return withNumber(noted, number.value.text, doubt?.suggestions ?? [])
}

/** Links from before the document was read stay first; the links that were read follow. */
function withReadLinks(before: readonly ProposedLink[], read: readonly ProposedLink[]): ProposedLink[] {
  const keys = new Set(before.map((link) => documentNumberKey(link.numberText)))
  const added = read.filter((link) => !keys.has(documentNumberKey(link.numberText)))
  return [...before, ...added].slice(0, maxLinks)
}

const capitalised = (text: string) => text.charAt(0).toLocaleUpperCase('vi') + text.slice(1)
