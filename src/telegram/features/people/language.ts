// /ngonngu: Vietnamese or English for everything that this person is told from now on.
import { Composer } from 'grammy'
import { setLanguage } from '../../../org/language.store.ts'
import { languages } from '../../../texts/index.ts'
import { encodeCallback } from '../../callback-codec.ts'
import type { BotContext } from '../../context.ts'
import { onCommand, onTap } from '../../routing.ts'
import { sayNotEnrolled } from '../help.ts'

export const language = new Composer<BotContext>()

onCommand(language, 'ngonngu', 'language').use(async (ctx) => {
  if (ctx.actor === null) return await sayNotEnrolled(ctx)
  await ctx.say(
    'help-choose-language',
    {},
    {
      buttons: [
        languages.map((code, index) => ({
          text: ctx.t(`help-language-${code}`),
          data: encodeCallback({ action: 'language', id: index }),
        })),
      ],
    },
  )
})

onTap(language, 'language').use(async (ctx) => {
  if (ctx.actor === null) return await sayNotEnrolled(ctx)
  const chosen = languages[ctx.tap.id]
  if (!chosen) return ctx.answerTap('chat-old-button')
  await setLanguage(ctx.tx, ctx.actor.officerId, chosen)
  ctx.language = chosen
  ctx.answerTap('help-language-set')
  ctx.showInstead([], ctx.html('help-language-set'))
})
