// A message with a mark of secrecy. Its words were never stored (intake.ts); all that is kept is that it was refused.
import { Composer } from 'grammy'
import { recordSecrecyRefusal } from '../../directive/secrecy-interlock.ts'
import type { BotContext } from '../context.ts'
import { secretContent } from '../intake.ts'

export const secret = new Composer<BotContext>()

secret
  .on(['message', 'edited_message'])
  .filter((ctx) => secretContent in ctx.msg)
  .use(async (ctx) => {
    await recordSecrecyRefusal(ctx.tx, {
      at: ctx.now,
      officerId: ctx.actor?.officerId ?? null,
      reason: 'mark_found',
    })
    if (ctx.isPrivate) await ctx.say('chat-secret-refused')
  })
