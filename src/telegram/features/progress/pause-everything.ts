// /tamdung: an administrator (or the office) of the root stops all bulk sending, asked twice, and lets it go on.
import { Composer } from 'grammy'
import {
  everythingPaused,
  mayPauseEverything,
  pauseEverything,
  resumeEverything,
} from '../../../circulation/pause-everything.ts'
import { everythingPausedText } from '../../../texts/everything-paused.ts'
import type { BotContext } from '../../context.ts'
import { onCommand, onTap } from '../../routing.ts'
import { pauseEverythingButton, pauseEverythingMoves, pauseMoveButton } from './needs-person-buttons.ts'

export const pauseEverythingFeature = new Composer<BotContext>()
const feature = pauseEverythingFeature

onCommand(feature, 'tamdung').use(async (ctx) => {
  if (!ctx.actor || !(await mayPauseEverything(ctx.tx, ctx.actor, ctx.now)))
    return await ctx.say('pause-all-not-allowed')
  const paused = await everythingPaused(ctx.tx)
  if (!paused) return await ask(ctx)
  const text = everythingPausedText(ctx.language, paused, ctx.calendar.timeZone)
  await ctx.sayHtml(text, { buttons: [[pauseEverythingButton(ctx, true)]] })
})

onTap(feature, 'pause_everything').use(async (ctx) => {
  const move = pauseEverythingMoves[ctx.tap.extra[0] ?? 0]
  if (move === 'never_mind') {
    ctx.showInstead([])
    return ctx.answerTap('pause-all-never-mind')
  }
  if (!ctx.isPrivate || !ctx.actor || !(await mayPauseEverything(ctx.tx, ctx.actor, ctx.now)))
    return ctx.answerTap('pause-all-not-allowed', {}, { alert: true })
  if (move === 'ask') return await ask(ctx)
  const act = move === 'pause' ? pauseEverything : resumeEverything
  const outcome = await act(ctx.tx, ctx.actor, ctx.now)
  if (!outcome.ok) return ctx.answerTap('pause-all-not-allowed', {}, { alert: true })
  ctx.showInstead([])
  ctx.answerTap(move === 'pause' ? 'pause-all-tap-paused' : 'pause-all-tap-resumed')
  if (move === 'pause')
    await ctx.say('pause-all-paused', {}, { buttons: [[pauseEverythingButton(ctx, true)]] })
  else await ctx.say('pause-all-resumed')
})

async function ask(ctx: BotContext): Promise<void> {
  const buttons = [
    [pauseMoveButton(ctx.t('pause-all-button-yes'), 'pause')],
    [pauseMoveButton(ctx.t('pause-all-button-no'), 'never_mind')],
  ]
  await ctx.say('pause-all-ask', {}, { buttons })
}
