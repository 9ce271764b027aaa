// /canxuly: messages that the sender could not settle. People who may view a subtree see them; offices and
// administrators send them again. One message that changes in place; every tap is checked anew. The pages are
// in needs-person-pages.ts.
import { Composer } from 'grammy'
import { sendAgain, type ToSendAgain } from '../../../circulation/send-again.ts'
import type { TapContext } from '../../buttons.ts'
import type { BotContext } from '../../context.ts'
import { onCommand } from '../../routing.ts'
import { needsPersonButtons } from './buttons.ts'
import {
  askPage,
  messagePage,
  overviewPage,
  type Page,
  reasonPage,
  unreachablePage,
} from './needs-person-pages.ts'

const feature = new Composer<BotContext>()

export { feature as needsPersonFeature }

onCommand(feature, 'canxuly').use(async (ctx) => {
  const page = await overviewPage(ctx, null)
  if (!page) return await ctx.say('needs-not-allowed')
  await ctx.sayHtml(page.html, { buttons: page.buttons })
})

needsPersonButtons.on(feature, {
  overview: async (ctx, { directive }) => show(ctx, await overviewPage(ctx, directive)),
  reason: async (ctx, { directive, reason, page }) =>
    show(ctx, await reasonPage(ctx, directive, reason, page)),
  message: async (ctx, { delivery, directive }) => show(ctx, await messagePage(ctx, delivery, directive)),
  unreachable: async (ctx, { directive, page }) => show(ctx, await unreachablePage(ctx, directive, page)),
  again_one: async (ctx, { delivery, directive }) => {
    if (await again(ctx, { deliveryIds: [delivery] })) show(ctx, await overviewPage(ctx, directive))
  },
  ask_all: async (ctx, { directive, reason }) => show(ctx, await askPage(ctx, directive, reason)),
  again_all: async (ctx, { directive, reason }) => {
    const isSent = await again(ctx, { reason, directiveId: directive ?? undefined })
    if (isSent) show(ctx, await overviewPage(ctx, directive))
  },
})

function show(ctx: TapContext, page: Page | null): void {
  if (page) ctx.showInstead(page.buttons, page.html)
  else if (!ctx.effects.tapAnswer) ctx.answerTap('needs-not-allowed', {}, { alert: true })
}

/** Sends again and says so; false when there is nothing to send. */
async function again(ctx: TapContext, wanted: ToSendAgain): Promise<boolean> {
  const outcome = await sendAgain(ctx.tx, ctx.actor, wanted, ctx.at)
  if (!outcome.ok) ctx.answerTap('needs-again-not-allowed', {}, { alert: true })
  else if (outcome.count === 0) ctx.answerTap('needs-again-none')
  else {
    const { count, stillUnreachable } = outcome
    ctx.answerTap('needs-again-done', { count })
    if (stillUnreachable > 0)
      ctx.answerTap('needs-again-unreachable', { count, still: stillUnreachable }, { alert: true })
  }
  return outcome.ok
}
