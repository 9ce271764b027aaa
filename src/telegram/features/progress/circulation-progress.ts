// The buttons below the message that shows a circulation: pause, resume, cancel (asked twice), send again. The message
// itself is kept up to date by the job show-progress; the rules are the circulation room's.
import { Composer } from 'grammy'
import {
  type ControlOutcome,
  cancelCirculation,
  pauseCirculation,
  resumeCirculation,
} from '../../../circulation/control.ts'
import { sendAgain } from '../../../circulation/send-again.ts'
import { findDirective } from '../../../directive/directive.store.ts'
import type { TextKey } from '../../../texts/index.ts'
import { encodeCallback } from '../../callback-codec.ts'
import type { BotContext } from '../../context.ts'
import { onTap, type TapContext } from '../../routing.ts'
import { progressView, watchCirculation } from './circulation-watch.ts'

export const circulationProgressFeature = new Composer<BotContext>()
const feature = circulationProgressFeature

/** Extra of the button that really cancels; without it the button asks first. */
const sure = 1
const notAfterAll = 2

onTap(feature, 'pause').use(async (ctx) => {
  if (!ctx.actor) return ctx.answerTap('circulation-tap-not-allowed', {}, { alert: true })
  const outcome = await pauseCirculation(ctx.tx, ctx.tap.id, ctx.actor, ctx.now)
  if (told(ctx, outcome, 'circulation-tap-paused')) ctx.showInstead(views(ctx).paused)
})

onTap(feature, 'resume').use(async (ctx) => {
  if (!ctx.actor) return ctx.answerTap('circulation-tap-not-allowed', {}, { alert: true })
  const outcome = await resumeCirculation(ctx.tx, ctx.tap.id, ctx.actor, ctx.now)
  if (told(ctx, outcome, 'circulation-tap-resumed')) ctx.showInstead(views(ctx).running)
})

onTap(feature, 'cancel_circulation').use(async (ctx) => {
  const [answer] = ctx.tap.extra
  if (answer === notAfterAll) {
    ctx.showInstead([])
    return ctx.answerTap('circulation-tap-kept')
  }
  if (answer !== sure) return await askWhetherSure(ctx)
  if (!ctx.actor) return ctx.answerTap('circulation-tap-not-allowed', {}, { alert: true })
  ctx.showInstead([])
  told(ctx, await cancelCirculation(ctx.tx, ctx.tap.id, ctx.actor, ctx.now), 'circulation-tap-cancelled')
})

onTap(feature, 'retry_failed').use(async (ctx) => {
  if (!ctx.actor) return ctx.answerTap('circulation-tap-not-allowed', {}, { alert: true })
  const outcome = await sendAgain(ctx.tx, ctx.actor, { directiveId: ctx.tap.id }, ctx.now)
  if (!outcome.ok) return ctx.answerTap('circulation-tap-not-allowed', {}, { alert: true })
  if (outcome.count === 0) return ctx.answerTap('circulation-tap-nothing')
  ctx.answerTap('circulation-tap-retry', { count: outcome.count })
  ctx.showInstead([])
  await watchCirculation(ctx, ctx.tap.id)
})

/** Answers the tap; true when the wish holds now. */
function told(ctx: TapContext, outcome: ControlOutcome, key: TextKey): boolean {
  if (outcome.ok) ctx.answerTap(key)
  else {
    const why = outcome.reason === 'cancelled' ? 'circulation-tap-over' : 'circulation-tap-not-allowed'
    ctx.answerTap(why, {}, { alert: true })
  }
  return outcome.ok
}

const views = (ctx: TapContext) => progressView(ctx.language, ctx.tap.id)

async function askWhetherSure(ctx: TapContext): Promise<void> {
  const directive = await findDirective(ctx.tx, ctx.tap.id)
  if (!directive || directive.cancelledAt !== null)
    return ctx.answerTap('circulation-tap-over', {}, { alert: true })
  const choice = (key: TextKey, answer: number) => ({
    text: ctx.t(key),
    data: encodeCallback({ action: 'cancel_circulation', id: directive.id, extra: [answer] }),
  })
  const buttons = [
    [choice('circulation-button-cancel-yes', sure)],
    [choice('circulation-button-cancel-no', notAfterAll)],
  ]
  await ctx.say('circulation-ask-cancel', { number: directive.numberText }, { buttons })
}
