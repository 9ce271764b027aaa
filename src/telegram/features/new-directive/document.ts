// Takes the document of a new directive: screened for secrecy first, then kept, then read for suggestions.
import { isBodyTooLong } from '../../../directive/check-directive.ts'
import { forgetFile, putFile, type StoredFile } from '../../../directive/files.store.ts'
import { proposeLinks } from '../../../directive/proposed-links.ts'
import { readDocumentText } from '../../../directive/reading/read-document-text.ts'
import { type FileFault, type FileReading, readFileText } from '../../../directive/reading/read-file.ts'
import { placeInText } from '../../../directive/reading/text-place.ts'
import { screenForSecrecy } from '../../../directive/secrecy/secrecy-interlock.ts'
import type { BotContext } from '../../context.ts'
import { withReadLinks } from './links.ts'
import { type NewDirective, newDirectiveDialog, type ReadField, withNumber } from './state.ts'

/** Annexes of one directive. */
const maxAnnexes = 10

type Taken = 'secret' | { fault: FileFault | 'not_fetched' | 'too_many' }

/** The document of a new directive. */
export async function takeDocument(ctx: BotContext, draft: NewDirective): Promise<NewDirective | Taken> {
  const taken = await takeFile(ctx, draft.declared === true)
  if (taken === 'secret' || 'fault' in taken) return taken
  const { stored, reading, caption } = taken
  const text = caption === '' ? reading.text : `${caption}\n\n${reading.text}`
  // What is written beside the file goes out beside the file.
  const beside = caption === '' ? {} : { body: caption }
  const { replacing: _replacing, ...rest } = draft
  // A caption stands before the pages, on none of them.
  const pages = caption === '' ? reading.pages : []
  return withReading(ctx, { ...rest, file: stored, ...unseenIn(reading), ...beside }, text, pages)
}

/** A further file: an annex, sent to units on request. Nothing is read from it but marks. */
export async function takeAnnex(ctx: BotContext, draft: NewDirective): Promise<NewDirective | Taken> {
  const annexes = draft.annexes ?? []
  if (annexes.length >= maxAnnexes) return { fault: 'too_many' }
  const taken = await takeFile(ctx, draft.declared === true)
  if (taken === 'secret' || 'fault' in taken) return taken
  const unseen = unseenIn(taken.reading)
  return {
    ...draft,
    annexes: [...annexes, taken.stored],
    scanned: draft.scanned || unseen.scanned,
    pictures: draft.pictures || unseen.pictures,
  }
}

/** What the scan for marks cannot see: a person must look there. */
export const unseenIn = ({ hasText, hasPictures }: { hasText: boolean; hasPictures: boolean }) => ({
  scanned: !hasText,
  pictures: hasText && hasPictures,
})

/** A file sent to the bot, screened and then kept, with what it says. Nothing is written unless it passes the scan. */
export async function takeFile(
  ctx: BotContext,
  declaredNotSecret: boolean,
): Promise<{ stored: StoredFile; reading: Extract<FileReading, { ok: true }>; caption: string } | Taken> {
  const { file, message } = ctx
  const document = message?.document
  if (!file || !document) {
    const isLarge = (document?.file_size ?? 0) > 20 * 1024 * 1024
    return { fault: isLarge ? 'too_large' : 'not_fetched' }
  }
  const reading = await readFileText(file)
  if (!reading.ok) return { fault: reading.reason }
  const caption = message.caption ?? ''
  const verdict = screenForSecrecy({
    declaredNotSecret,
    texts: [caption, reading.everything],
    fileNames: [file.name],
  })
  if (!verdict.pass) return 'secret'
  const telegram = { botId: ctx.me.id, fileId: document.file_id }
  const stored = await putFile(ctx.tx, { ...file, mime: reading.mime, telegram }, ctx.now)
  return { stored, reading, caption }
}

/** A pasted text is the directive's body and is read like a document. */
export function takePastedText(
  ctx: BotContext,
  draft: NewDirective,
  text: string,
): NewDirective | 'secret' | 'body_too_long' {
  const declaredNotSecret = draft.declared === true
  if (!screenForSecrecy({ declaredNotSecret, texts: [text], fileNames: [] }).pass) return 'secret'
  if (isBodyTooLong(text)) return 'body_too_long'
  const { replacing: _replacing, ...rest } = draft
  return withReading(ctx, { ...rest, body: text }, text)
}

/** Gives up what was collected, the stored file included. */
export async function forgetNewDirective(ctx: BotContext): Promise<void> {
  if (ctx.dialog.kind !== newDirectiveDialog) return
  const { file, annexes = [] } = ctx.dialog.data as unknown as NewDirective
  await ctx.dialog.clear()
  for (const each of [...(file ? [file] : []), ...annexes]) await forgetFile(ctx.tx, each.sha256)
}

/** Fills in what could be read, with its place; the person confirms it in the next step. */
function withReading(
  ctx: BotContext,
  draft: NewDirective,
  text: string,
  pages: readonly number[] = [],
): NewDirective {
  const found = readDocumentText(text, { today: ctx.calendar.dayOf(ctx.now) })
  const doubt = found.warnings.find((warning) => warning.rule === 'number_suggestion')
  const links = withReadLinks(draft.links ?? [], proposeLinks(text, found.refersTo, pages))
  const { kind, issuedOn, subject, urgency, circulationMark, number } = found
  const values: Partial<Record<ReadField, string>> = {
    ...(kind ? { kind: kind.value.name } : {}),
    ...(issuedOn ? { issuedOn: issuedOn.value } : {}),
    ...(subject ? { subject: capitalised(subject.value).slice(0, 1000) } : {}),
    ...(urgency ? { urgency: urgency.value } : {}),
    ...(circulationMark ? { circulationMark: circulationMark.value } : {}),
  }
  const places = Object.fromEntries(
    Object.entries({ ...found, numberText: number }).flatMap(([field, read]) => {
      const value = field === 'numberText' ? number?.value.text : values[field as ReadField]
      return value === undefined || !read || !('start' in read)
        ? []
        : [[field, { ...placeInText(text, read, pages), value }]]
    }),
  )
  const read = {
    ...draft,
    ...values,
    places,
    ...(links.length > 0 ? { links, keepLinks: true } : {}),
  } as NewDirective
  return number ? withNumber(read, number.value.text, doubt?.suggestions ?? []) : read
}

const capitalised = (text: string) => text.charAt(0).toLocaleUpperCase('vi') + text.slice(1)
