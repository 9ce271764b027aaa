// The conversation of /moi: its questions, and what ends it.
import { screenForSecrecy } from '../../../directive/secrecy/secrecy-interlock.ts'
import type { BotContext } from '../../context.ts'
import { createConversation } from '../../steps.ts'
import { newDirectiveButtons } from './buttons.ts'
import { type DraftNotes, newDirectiveDialog } from './draft.ts'
import { refuseDocument } from './secrecy-refusal.ts'
import { addAnnex } from './steps/document.ts'
import { steps } from './steps.ts'

export const newDirective = createConversation<DraftNotes>({
  dialog: newDirectiveDialog,
  buttons: newDirectiveButtons,
  steps,
  sayCancelled: (ctx) => ctx.say('new-cancelled'),
  refuses: refusesText,
  onOtherDocument: addAnnex,
})

/** Ends a conversation about a document whose typed text has a mark of secrecy. */
export async function refusesText(ctx: BotContext, text: string): Promise<boolean> {
  const verdict = screenForSecrecy({ declaredNotSecret: true, texts: [text], fileNames: [] })
  // A doubt is asked about where the text is used.
  if (verdict.pass || verdict.isDoubtful) return false
  await refuseDocument(ctx, 'mark_found')
  return true
}
