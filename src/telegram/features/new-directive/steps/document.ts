// The document itself: a file or a pasted text. Later files are annexes.
import { defineButtons, num, token } from '../../../buttons.ts'
import type { BotContext } from '../../../context.ts'
import { answerTaps, type Outcome } from '../../../steps.ts'
import { cancelButton } from '../buttons.ts'
import { isOfAlbum, takeAlbumFile, takeAnnex, takeDocument, takePastedText } from '../document.ts'
import { type NewDirective, type NewDirectiveStep, withContent, withNotes } from '../draft.ts'
import { refuseDocument } from '../secrecy-refusal.ts'

/** `count`: the number of annexes when the button was made. */
const buttons = defineButtons('new_document', {
  replace: { draft: token },
  go_on: { draft: token },
  drop_annex: { draft: token, count: num },
})

/** Asks for another file or text in place of the present one. */
export const replaceDocumentButton = (ctx: BotContext, draft: NewDirective) =>
  buttons.button.replace(ctx.t('new-button-edit-document'), { draft: draft.id })

export const document: NewDirectiveStep = {
  id: 'document',
  isAnswered: ({ content, notes }) =>
    !notes.replacing &&
    (notes.redraft !== undefined || (content.files?.length ?? 0) > 0 || content.body !== undefined),
  ask: (ctx, draft) => ctx.say('new-ask-document', {}, { buttons: [[cancelButton(ctx, draft)]] }),
  async onText(ctx, draft, text) {
    const taken = takePastedText(ctx, draft, text)
    if (taken === 'body_too_long') return { fault: 'new-fault-body_too_long' }
    if (taken === 'doubtful') return { ask: 'doubt', draft }
    return taken === 'secret' ? await refuseDocument(ctx, 'mark_found') : { next: taken }
  },
  async onDocument(ctx, draft) {
    if (!draft.notes.replacing && isOfAlbum(ctx, draft)) return await addAlbumFile(ctx, draft)
    const taken = await takeDocument(ctx, draft)
    if (taken === 'secret') return await refuseDocument(ctx, 'mark_found')
    if (taken === 'doubtful') return { ask: 'doubt', draft }
    return 'fault' in taken ? { fault: `new-file-${taken.fault}` } : { next: taken }
  },
  taps: answerTaps(buttons, {
    replace: (_ctx, draft) => ({
      next: withNotes(draft, { confirmed: false, declared: false, notAMark: undefined, replacing: true }),
    }),
    go_on: () => null,
    // The button of an older message does nothing once the annexes have changed.
    drop_annex(_ctx, draft, { count }) {
      const annexes = draft.content.annexes ?? []
      return annexes.length === count ? { next: withContent(draft, { annexes: annexes.slice(0, -1) }) } : null
    },
  }),
}

/** A file that comes after the document is an annex. The open question stays open. */
export async function addAnnex(ctx: BotContext, draft: NewDirective): Promise<Outcome<NewDirective>> {
  if (!draft.notes.declared) return { next: draft, note: 'new-declare-first' }
  if (isOfAlbum(ctx, draft)) return await addAlbumFile(ctx, draft)
  const taken = await takeAnnex(ctx, draft)
  if (taken === 'secret') return await refuseDocument(ctx, 'mark_found')
  if (taken === 'doubtful') return { ask: 'doubt', draft }
  if ('fault' in taken) return { fault: `new-file-${taken.fault}` }
  return await sayAnnex(ctx, taken)
}

/** Adds a file of the document's album; it may turn out to be the document. */
async function addAlbumFile(ctx: BotContext, draft: NewDirective): Promise<Outcome<NewDirective>> {
  const taken = await takeAlbumFile(ctx, draft)
  if (taken === 'secret') return await refuseDocument(ctx, 'mark_found')
  if (taken === 'doubtful') return { ask: 'doubt', draft }
  if ('fault' in taken) return { fault: `new-file-${taken.fault}` }
  if (!taken.isDocument) return await sayAnnex(ctx, taken.draft)
  return taken.isTextDropped ? { next: taken.draft, note: 'new-file-not_as_annex' } : { next: taken.draft }
}

async function sayAnnex(ctx: BotContext, draft: NewDirective): Promise<Outcome<NewDirective>> {
  const names = (draft.content.annexes ?? []).map(({ name }) => name)
  const rows = [
    [buttons.button.go_on(ctx.t('new-button-go-on'), { draft: draft.id })],
    [buttons.button.drop_annex(ctx.t('new-button-drop-annex'), { draft: draft.id, count: names.length })],
  ]
  await ctx.say('new-annex-added', { position: names.length, name: names.at(-1)! }, { buttons: rows })
  return { kept: draft }
}
