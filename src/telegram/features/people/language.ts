// /ngonngu: Vietnamese or English for everything that the bot sends this person from now on.
import { Composer } from 'grammy'
import { setLanguage } from '../../../org/language.store.ts'
import { languages } from '../../../texts/index.ts'
import type { BotContext } from '../../context.ts'
import { onCommand } from '../../routing.ts'
import { sayNotEnrolled } from '../help.ts'
import { languageButtons } from './buttons.ts'

const feature = new Composer<BotContext>()

export { feature as languageFeature }

onCommand(feature, 'ngonngu', 'language').use(async (ctx) => {
  if (ctx.actor === null) return await sayNotEnrolled(ctx)
  await ctx.say(
    'help-choose-language',
    {},
    {
      buttons: [
        languages.map((language) =>
          languageButtons.button.choose(ctx.t(`help-language-${language}`), { language }),
        ),
      ],
    },
  )
})

languageButtons.on(feature, {
  choose: async (ctx, { language }) => {
    await setLanguage(ctx.tx, ctx.actor.officerId, language)
    ctx.language = language
    ctx.answerTap('help-language-set')
    ctx.showInstead([], ctx.html('help-language-set'))
  },
})
