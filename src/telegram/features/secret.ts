// A message with a mark of secrecy. Its words were never stored (intake.ts); all that is kept is that it was refused.
import { Composer } from 'grammy'
import { recordSecrecyRefusal } from '../../directive/secrecy-interlock.ts'
import type { BotContext } from '../context.ts'
import { forgetCorrection } from '../correction.ts'
import { secretContent } from '../intake.ts'
import { forgetNewDirective } from '../new-directive-document.ts'
import { neutralNoticeButtons } from './neutral-notice.ts'

export const secret = new Composer<BotContext>()

secret
  .on(['message', 'edited_message'])
  .filter((ctx) => secretContent in ctx.msg)
  .use(async (ctx) => {
    // A draft in the making may be of the same document: it goes as well.
    await forgetNewDirective(ctx)
    await forgetCorrection(ctx)
    await recordSecrecyRefusal(ctx.tx, {
      at: ctx.now,
      officerId: ctx.actor?.officerId ?? null,
      reason: 'mark_found',
    })
    if (ctx.isPrivate) await ctx.say('chat-secret-refused', {}, { buttons: neutralNoticeButtons(ctx) })
  })
