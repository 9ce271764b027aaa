// Takes a sent or pasted document: nothing is stored unless the scan for secrecy marks passes.
import { isBodyTooLong, maxSubjectLength } from '../../../directive/check-directive.ts'
import { putFile, type StoredFile } from '../../../directive/files.store.ts'
import { maxLinks, type ProposedLink } from '../../../directive/proposed-links.ts'
import { type ReadFields, readFields } from '../../../directive/read-fields.ts'
import type { SentFileFault, SentFileReading } from '../../../directive/read-sent-file.ts'
import { documentNumberKey } from '../../../directive/reading/document-number.ts'
import type { FileRole } from '../../../directive/reading/read-file.ts'
import { together, type Unseen } from '../../../directive/reading/unseen.ts'
import { screenForSecrecy } from '../../../directive/secrecy/secrecy-interlock.ts'
import type { BotContext } from '../../context.ts'
import { type NewDirective, type ReadField, withContent, withNotes, withNumber } from './draft.ts'

/** Maximum number of annexes of one directive. */
const maxAnnexes = 10
/** Telegram's download limit for bots, in bytes. */
const maxFileBytes = 20 * 1024 * 1024

type Taken =
  | 'secret'
  | 'doubtful'
  | { fault: SentFileFault | 'not_fetched' | 'not_readable_here' | 'too_many' }

/** Takes the document of a new directive and replaces the one before. */
export async function takeDocument(ctx: BotContext, draft: NewDirective): Promise<NewDirective | Taken> {
  const taken = await takeFile(ctx, vouched(draft))
  if (typeof taken === 'string' || 'fault' in taken) return taken
  const { stored, reading, caption } = taken
  const words = caption === '' ? {} : { body: caption }
  const withFile = withContent(draft, { files: [stored], ...words })
  const album = albumOf(ctx, reading.isNumbered)
  const noted = withNotes(withFile, { replacing: undefined, unseen: reading.unseen, album })
  return withReading(noted, reading.fields)
}

/**
 * Takes a file of an album. Telegram passes the files on one by one and in any order: the document is the
 * file that begins with its number, or else the first one that can be a document. The words beside any of
 * them are kept. `isDocument`: the file became the document. `isTextDropped`: the text that was the document
 * before cannot be an annex.
 */
export async function takeAlbumFile(
  ctx: BotContext,
  draft: NewDirective,
): Promise<{ draft: NewDirective; isDocument: boolean; isTextDropped?: boolean } | Taken> {
  const { files = [], annexes = [] } = draft.content
  const present = files[0]
  const isWorkbook = /\.xlsx$/i.test(ctx.message?.document?.file_name ?? '')
  const role = isWorkbook || draft.notes.album?.isNumbered ? 'annex' : 'document'
  if (annexes.length >= maxAnnexes && present) return { fault: 'too_many' }
  const taken = await takeFile(ctx, { ...vouched(draft), role })
  if (typeof taken === 'string' || 'fault' in taken) return taken
  const { stored, reading, caption } = taken
  const body = [draft.content.body ?? '', caption].filter((text) => text !== '').join('\n\n')
  const worded = caption === '' || isBodyTooLong(body) ? draft : withContent(draft, { body })
  const isDocument = role === 'document' && (!present || reading.isNumbered)
  if (isDocument) {
    const kept = withNotes(withoutReading(worded), { unseen: withoutPages(draft.notes.unseen) })
    const isTextDropped = present !== undefined && isText(present)
    const others = present && !isTextDropped ? [...annexes, present] : annexes
    const album = albumOf(ctx, reading.isNumbered)
    const noted = withNotes(withContent(kept, { files: [stored], annexes: others }), {
      unseen: together([...reading.unseen, ...(kept.notes.unseen ?? [])]),
      album,
    })
    return { draft: withReading(noted, reading.fields), isDocument, isTextDropped }
  }
  if (isText(stored)) return { fault: 'not_as_annex' }
  const album = draft.notes.album ?? albumOf(ctx, false)
  const noted = withNotes(withContent(worded, { annexes: [...annexes, stored] }), {
    unseen: together([...(draft.notes.unseen ?? []), ...withoutPages(reading.unseen)]),
    album,
  })
  return { draft: noted, isDocument }
}

/** Did this file come in the album of the present document, or in one of which only annexes came so far? */
export const isOfAlbum = (ctx: BotContext, { notes, content }: NewDirective): boolean => {
  const id = ctx.message?.media_group_id
  if (id === undefined) return false
  return notes.album?.id === id || (notes.album === undefined && (content.files ?? []).length === 0)
}

const albumOf = (ctx: BotContext, isNumbered: boolean): { id: string; isNumbered: boolean } | undefined => {
  const id = ctx.message?.media_group_id
  return id === undefined ? undefined : { id, isNumbered }
}

const isText = ({ mime }: StoredFile) => mime.startsWith('text/plain')

/** The pages of another file are not those of the document. */
const withoutPages = (unseen: readonly Unseen[] = []): Unseen[] =>
  unseen.map(({ what }) => ({ what, pages: [] }))

/** The draft without the values that were read from the file before. */
function withoutReading(draft: NewDirective): NewDirective {
  const read = Object.entries(draft.notes.places ?? {})
  const unread = read
    .filter(([name, place]) => draft.content[name as ReadField] === place?.value)
    .map(([name]) => [name, undefined])
  return withNotes(withContent(draft, Object.fromEntries(unread)), { places: {} })
}

/** Takes a further file: an annex, which units get on request. The bot reads only secrecy marks from it. */
export async function takeAnnex(ctx: BotContext, draft: NewDirective): Promise<NewDirective | Taken> {
  const { annexes = [] } = draft.content
  if (annexes.length >= maxAnnexes) return { fault: 'too_many' }
  const taken = await takeFile(ctx, { ...vouched(draft), role: 'annex' })
  if (typeof taken === 'string' || 'fault' in taken) return taken
  return withNotes(withContent(draft, { annexes: [...annexes, taken.stored] }), {
    unseen: together([...(draft.notes.unseen ?? []), ...withoutPages(taken.reading.unseen)]),
  })
}

/** What the person has said of the document: that it is not secret, and why a doubtful word is no mark. */
const vouched = ({ notes }: NewDirective) => ({
  declaredNotSecret: notes.declared === true,
  notAMark: notes.notAMark,
})

/** Takes a sent file, stored under a clean name unless a secrecy mark was found in it, and what it says. */
export async function takeFile(
  ctx: BotContext,
  said: { declaredNotSecret: boolean; notAMark?: string | undefined; role?: FileRole },
): Promise<{ stored: StoredFile; reading: Extract<SentFileReading, { ok: true }>; caption: string } | Taken> {
  const { declaredNotSecret, notAMark, role = 'document' } = said
  const document = ctx.message?.document
  if (!document || (document.file_size ?? 0) > maxFileBytes) return { fault: 'too_large' }
  const sent = ctx.sentDocument(role)
  if (sent === null) return { fault: 'not_fetched' }
  if (sent === 'not_readable_here') return { fault: sent }
  const { reading, bytes } = sent
  if (!reading.ok) return { fault: reading.reason }
  if (reading.marks === 'certain' || !declaredNotSecret) return 'secret'
  if (reading.marks === 'doubtful' && !notAMark?.trim()) return 'doubtful'
  const telegram = { botId: ctx.me.id, fileId: document.file_id }
  const { name, mime } = reading
  const stored = await putFile(ctx.tx, { bytes, name, mime, telegram }, ctx.now)
  return { stored, reading, caption: ctx.message?.caption ?? '' }
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
  const noted = withNotes(withContent(draft, { body: text }), { replacing: undefined })
  return withReading(noted, readFields(text, { today: ctx.calendar.dayOf(ctx.now) }))
}

/** Fills in what could be read, with its place; the person confirms it in the next step. */
function withReading(draft: NewDirective, read: ReadFields): NewDirective {
  const { number, kind, issuedOn, subject, urgency, circulationMark, linksLeftOut } = read
  const values = {
    ...(number ? { numberText: number.value } : {}),
    ...(kind ? { kind: kind.value } : {}),
    ...(issuedOn ? { issuedOn: issuedOn.value } : {}),
    ...(subject ? { subject: capitalised(subject.value).slice(0, maxSubjectLength) } : {}),
    ...(urgency ? { urgency: urgency.value } : {}),
    ...(circulationMark ? { circulationMark: circulationMark.value } : {}),
  }
  const places: NewDirective['notes']['places'] = {}
  const fields = { numberText: number, kind, issuedOn, subject, urgency, circulationMark }
  for (const [name, field] of Object.entries(fields)) {
    const value = values[name as ReadField]
    if (field && value !== undefined) places[name as ReadField] = { ...field.place, value }
  }
  const links = withReadLinks(draft.notes.links ?? [], read.links)
  const noted = withNotes(withContent(draft, values), {
    places,
    linksLeftOut,
    ...(links.length > 0 ? { links, keepLinks: true } : {}),
  })
  return number ? withNumber(noted, number.value, read.numberSuggestions) : noted
}

/** Links from before the document was read stay first; the links that were read follow. */
function withReadLinks(before: readonly ProposedLink[], read: readonly ProposedLink[]): ProposedLink[] {
  const keys = new Set(before.map((link) => documentNumberKey(link.numberText)))
  const added = read.filter((link) => !keys.has(documentNumberKey(link.numberText)))
  return [...before, ...added].slice(0, maxLinks)
}

const capitalised = (text: string) => text.charAt(0).toLocaleUpperCase('vi') + text.slice(1)
