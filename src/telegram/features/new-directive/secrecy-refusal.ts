// The interlock speaks in chat: whatever was being drafted or corrected goes, also what was answered about it, and only the
// fact of a refusal stays. Used for marks found at the door, in a document, and for what is declared secret.
import { forgetAnswers } from '../../../circulation/withdraw-messages.ts'
import { recordSecrecyRefusal } from '../../../directive/secrecy/secrecy-interlock.ts'
import type { BotContext } from '../../context.ts'
import { currentCorrection, forgetCorrection } from '../directive/correction.ts'
import { offerNeutralNotice } from '../directive/neutral-notice.ts'
import { forgetNewDirective } from './document.ts'
import { type NewDirective, newDirectiveDialog } from './state.ts'

/** Refuses with the text `key`, and offers the way out to an office. In groups nothing is said. */
export async function refuseAsSecret(
  ctx: BotContext,
  reason: 'declared' | 'mark_found',
  key: string,
): Promise<void> {
  const startedAt = conversationStart(ctx)
  await forgetNewDirective(ctx)
  await forgetCorrection(ctx)
  if (startedAt && ctx.chat) {
    const text = ctx.html('new-forgotten')
    const shown = await forgetAnswers(ctx.tx, ctx.chat.id, { since: startedAt, text })
    for (const messageId of shown) ctx.removeMessage({ telegramChatId: ctx.chat.id, messageId })
  }
  await recordSecrecyRefusal(ctx.tx, { at: ctx.now, officerId: ctx.actor?.officerId ?? null, reason })
  if (ctx.isPrivate) await ctx.say(key, {}, { buttons: offerNeutralNotice(ctx) })
}

/** When the conversation about a document began; null when there is none. */
function conversationStart(ctx: BotContext): Date | null {
  const draft =
    ctx.dialog.kind === newDirectiveDialog
      ? (ctx.dialog.data as unknown as NewDirective)
      : currentCorrection(ctx)
  return draft ? new Date(draft.startedAt ?? 0) : null
}
