// The answer of the secrecy interlock in chat: it deletes the draft or correction in progress and the answers
// about it, and the person's own message; only the fact of a refusal stays. Used for marks in a message or a
// document, and for what the person declares secret.
import { forgetAnswers } from '../../../circulation/change/withdraw-messages.ts'
import { readDraft } from '../../../directive/draft.store.ts'
import { recordSecrecyRefusal } from '../../../directive/secrecy/secrecy-refusal.store.ts'
import type { TextKey } from '../../../texts/index.ts'
import type { BotContext } from '../../context.ts'
import { dropOpen } from '../../dialog.ts'
import { correctionDialog } from '../directive/correction.ts'
import { offerNeutralNotice } from '../directive/neutral-notice.ts'
import { newDirectiveDialog } from './draft.ts'

type Reason = 'declared' | 'mark_found'

/** Refuses with the text `key`, and offers an office the neutral notice. Says nothing in groups. */
export async function refuseAsSecret(ctx: BotContext, reason: Reason, key: TextKey): Promise<void> {
  const open = newDirectiveDialog.data(ctx) ?? correctionDialog.data(ctx)
  if (open) {
    const draft = await readDraft(ctx.tx, open.draftId)
    await dropOpen(ctx)
    if (draft && ctx.chat) {
      const text = ctx.html('new-forgotten')
      const shown = await forgetAnswers(ctx.tx, ctx.chat.id, { since: draft.startedAt, text })
      for (const messageId of shown) ctx.removeMessage({ telegramChatId: ctx.chat.id, messageId })
    }
  }
  // Telegram lets a bot delete what a person wrote to it for two days; in a group where it is an
  // administrator.
  const { message, editedMessage } = ctx
  const sent = message ?? editedMessage
  if (sent) ctx.removeMessage({ telegramChatId: sent.chat.id, messageId: sent.message_id })
  await recordSecrecyRefusal(ctx.tx, { at: ctx.now, officerId: ctx.actor?.officerId ?? null, reason })
  if (ctx.isPrivate) await ctx.say(key, {}, { buttons: offerNeutralNotice(ctx) })
}

/** Refuses the document of a conversation and ends the conversation. */
export async function refuseDocument(ctx: BotContext, reason: Reason): Promise<'over'> {
  await refuseAsSecret(ctx, reason, `new-refused-${reason}`)
  return 'over'
}
