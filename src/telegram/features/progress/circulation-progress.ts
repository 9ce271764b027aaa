// The buttons below the message that shows a circulation: pause, resume, cancel (confirmed), send again. The
// job show-progress updates the message; the rules are the circulation room's.

import { Composer } from 'grammy'
import {
  type ControlOutcome,
  cancelCirculation,
  continueCirculation,
  pauseCirculation,
  resumeCirculation,
} from '../../../circulation/control.ts'
import { sendAgain } from '../../../circulation/send-again.ts'
import { findDirective } from '../../../directive/directive.store.ts'
import { responseRates } from '../../../rollup/rates.ts'
import type { TextKey } from '../../../texts/index.ts'
import type { TapContext } from '../../buttons.ts'
import type { BotContext } from '../../context.ts'
import { circulationButtons } from './buttons.ts'
import { progressView, watchCirculation } from './circulation-watch.ts'

const feature = new Composer<BotContext>()

export { feature as circulationProgressFeature }

circulationButtons.on(feature, {
  pause: async (ctx, { directive }) => {
    const outcome = await pauseCirculation(ctx.tx, ctx.actor, { directiveId: directive }, ctx.at)
    if (told(ctx, outcome, 'circulation-tap-paused'))
      ctx.showInstead(progressView(ctx.language, directive).paused)
  },
  resume: async (ctx, { directive }) => {
    const outcome = await resumeCirculation(ctx.tx, ctx.actor, { directiveId: directive }, ctx.at)
    if (told(ctx, outcome, 'circulation-tap-resumed'))
      ctx.showInstead(progressView(ctx.language, directive).running)
  },
  cancel: async (ctx, { directive: id }) => {
    const directive = await findDirective(ctx.tx, id)
    if (!directive || directive.cancelledAt !== null)
      return ctx.answerTap('circulation-tap-over', {}, { alert: true })
    const { button } = circulationButtons
    const buttons = [
      [button.cancel_yes(ctx.t('circulation-button-cancel-yes'), { directive: id })],
      [button.keep(ctx.t('circulation-button-cancel-no'))],
    ]
    await ctx.say('circulation-ask-cancel', { number: directive.numberText }, { buttons })
  },
  cancel_yes: async (ctx, { directive }) => {
    ctx.showInstead([])
    const outcome = await cancelCirculation(ctx.tx, ctx.actor, { directiveId: directive }, ctx.at)
    told(ctx, outcome, 'circulation-tap-cancelled')
  },
  keep: (ctx) => {
    ctx.showInstead([])
    ctx.answerTap('circulation-tap-kept')
  },
  continue: async (ctx, { directive: id }) => {
    const directive = await findDirective(ctx.tx, id)
    if (directive?.state !== 'issued' || directive.cancelledAt === null)
      return ctx.answerTap('circulation-tap-over', {}, { alert: true })
    const { unsent } = await responseRates(ctx.tx, id, { now: ctx.now })
    const { button } = circulationButtons
    const buttons = [
      [button.continue_yes(ctx.t('circulation-button-continue-yes'), { directive: id })],
      [button.keep(ctx.t('circulation-button-continue-no'))],
    ]
    const values = { number: directive.numberText, count: unsent }
    await ctx.say(
      directive.circulatedAt ? 'circulation-ask-continue' : 'circulation-ask-continue-list',
      values,
      {
        buttons,
      },
    )
  },
  continue_yes: async (ctx, { directive: directiveId }) => {
    ctx.showInstead([])
    const outcome = await continueCirculation(ctx.tx, ctx.actor, { directiveId }, ctx.at)
    if (!told(ctx, outcome, 'circulation-tap-continued')) return
    if (outcome.ok && !outcome.already) await watchCirculation(ctx, directiveId)
  },
  retry: async (ctx, { directive: directiveId }) => {
    const outcome = await sendAgain(ctx.tx, ctx.actor, { directiveId }, ctx.at)
    if (!outcome.ok) return ctx.answerTap('circulation-tap-not-allowed', {}, { alert: true })
    if (outcome.count === 0) return ctx.answerTap('circulation-tap-nothing')
    ctx.answerTap('circulation-tap-retry', { count: outcome.count })
    ctx.showInstead([])
    await watchCirculation(ctx, directiveId)
  },
})

/** Answers the tap; true when the circulation is now as requested. */
function told(ctx: TapContext, outcome: ControlOutcome, key: TextKey): boolean {
  if (outcome.ok) ctx.answerTap(key)
  else {
    const why = outcome.reason === 'cancelled' ? 'circulation-tap-over' : 'circulation-tap-not-allowed'
    ctx.answerTap(why, {}, { alert: true })
  }
  return outcome.ok
}
