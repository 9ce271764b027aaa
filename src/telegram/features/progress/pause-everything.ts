// /tamdung: an administrator (or the office) of the root pauses all bulk sending, after a confirmation, and
// resumes it.

import { Composer } from 'grammy'
import {
  everythingPaused,
  mayPauseEverything,
  pauseEverything,
  resumeEverything,
} from '../../../circulation/pause-everything.ts'
import { everythingPausedText } from '../../../texts/everything-paused.ts'
import type { TextKey } from '../../../texts/index.ts'
import type { TapContext } from '../../buttons.ts'
import type { BotContext } from '../../context.ts'
import { onCommand } from '../../routing.ts'
import { pauseEverythingButton, pauseEverythingButtons } from './buttons.ts'

const feature = new Composer<BotContext>()

export { feature as pauseEverythingFeature }

onCommand(feature, 'tamdung').use(async (ctx) => {
  if (!ctx.actor || !(await mayPauseEverything(ctx.tx, ctx.actor, ctx.now)))
    return await ctx.say('pause-all-not-allowed')
  const paused = await everythingPaused(ctx.tx)
  if (!paused) return await ask(ctx)
  const text = everythingPausedText(ctx.language, paused, ctx.calendar.timeZone)
  await ctx.sayHtml(text, { buttons: [[pauseEverythingButton(ctx, true)]] })
})

pauseEverythingButtons.on(feature, {
  ask: async (ctx) => {
    if (!(await mayPauseEverything(ctx.tx, ctx.actor, ctx.now))) return refuse(ctx)
    await ask(ctx)
  },
  pause: async (ctx) => {
    if (!(await change(ctx, pauseEverything, 'pause-all-tap-paused'))) return
    await ctx.say('pause-all-paused', {}, { buttons: [[pauseEverythingButton(ctx, true)]] })
  },
  resume: async (ctx) => {
    if (await change(ctx, resumeEverything, 'pause-all-tap-resumed')) await ctx.say('pause-all-resumed')
  },
  never_mind: (ctx) => {
    ctx.showInstead([])
    ctx.answerTap('pause-all-never-mind')
  },
})

const refuse = (ctx: TapContext) => ctx.answerTap('pause-all-not-allowed', {}, { alert: true })

/** Pauses or resumes everything and answers the tap; false when the person may not. */
async function change(ctx: TapContext, act: typeof pauseEverything, key: TextKey): Promise<boolean> {
  const outcome = await act(ctx.tx, ctx.actor, ctx.at)
  if (!outcome.ok) {
    refuse(ctx)
    return false
  }
  ctx.showInstead([])
  ctx.answerTap(key)
  return true
}

async function ask(ctx: BotContext): Promise<void> {
  const buttons = [
    [pauseEverythingButtons.button.pause(ctx.t('pause-all-button-yes'))],
    [pauseEverythingButtons.button.never_mind(ctx.t('pause-all-button-no'))],
  ]
  await ctx.say('pause-all-ask', {}, { buttons })
}
