// /canxuly: what sending could not settle by itself, for whoever may view a subtree; offices and administrators send
// again. One message that changes in place; every tap is checked anew. The pages are in needs-person-pages.ts.
import { Composer } from 'grammy'
import { troubleReasons } from '../../../circulation/needs-person.ts'
import { type SendAgainOutcome, sendAgain, type ToSendAgain } from '../../../circulation/send-again.ts'
import type { BotContext } from '../../context.ts'
import { onCommand, onTap, type TapContext } from '../../routing.ts'
import { needsPersonViews as views } from './needs-person-buttons.ts'
import {
  askPage,
  messagePage,
  overviewPage,
  type Page,
  reasonPage,
  unreachablePage,
} from './needs-person-pages.ts'

export const needsPersonFeature = new Composer<BotContext>()
const feature = needsPersonFeature

onCommand(feature, 'canxuly').use(async (ctx) => {
  const page = await overviewPage(ctx, 0)
  if (!page) return await ctx.say('needs-not-allowed')
  await ctx.sayHtml(page.html, { buttons: page.buttons })
})

onTap(feature, 'needs_person').use(async (ctx) => {
  const [view = 0, value = 0, number = 0] = ctx.tap.extra
  const { id } = ctx.tap
  // Names of units are for the private chat; a group learns nothing.
  if (!ctx.isPrivate) return ctx.answerTap('chat-group-private', {}, { alert: true })
  switch (views[view]) {
    case 'reason':
      return show(ctx, await reasonPage(ctx, id, value, number))
    case 'message':
      return show(ctx, await messagePage(ctx, id, value))
    case 'unreachable':
      return show(ctx, await unreachablePage(ctx, id, number))
    case 'again_one': {
      if (!(await again(ctx, { deliveryIds: [id] }))) return
      return show(ctx, await overviewPage(ctx, value))
    }
    case 'ask_all':
      return show(ctx, await askPage(ctx, id, value))
    case 'again_all': {
      const reason = troubleReasons[value]
      if (!reason || !(await again(ctx, { reason, directiveId: id || undefined }))) return
      return show(ctx, await overviewPage(ctx, id))
    }
    default:
      return show(ctx, await overviewPage(ctx, id))
  }
})

function show(ctx: TapContext, page: Page | null): void {
  if (page) ctx.showInstead(page.buttons, page.html)
  else if (!ctx.effects.tapAnswer) ctx.answerTap('needs-not-allowed', {}, { alert: true })
}

/** Sends again and says so; false when nothing may be sent. */
async function again(ctx: TapContext, wanted: ToSendAgain): Promise<boolean> {
  const outcome: SendAgainOutcome = ctx.actor
    ? await sendAgain(ctx.tx, ctx.actor, wanted, ctx.now)
    : { ok: false, reason: 'not_allowed' }
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
