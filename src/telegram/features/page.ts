// /trang: a link that opens the portal once, for the person who asks. It does not go through the outbox: its
// secret is stored nowhere, so that after a lost message the person asks again.
import { Composer } from 'grammy'
import { enqueueMessage } from '../../circulation/outbox.ts'
import { linkLifetimeMs } from '../../org/web-lifetimes.ts'
import { makeWebLink } from '../../org/web-session.ts'
import type { BotDeps } from '../bot-deps.ts'
import type { BotContext } from '../context.ts'
import { onCommand } from '../routing.ts'
import { errorSummary } from '../updates/failures.ts'
import { sayNotEnrolled } from './help.ts'

export function pageFeature(deps: BotDeps): Composer<BotContext> {
  const feature = new Composer<BotContext>()

  onCommand(feature, 'trang').use(async (ctx) => {
    if (!ctx.actor) return await sayNotEnrolled(ctx)
    if (deps.pageUrl === undefined) return await ctx.say('page-none')
    const made = await makeWebLink(ctx.tx, ctx.actor.officerId, ctx.now)
    if (!made.ok) return await ctx.say('page-too-many')
    const url = `${deps.pageUrl}/vao?ma=${made.token}`
    const minutes = linkLifetimeMs / 60_000
    const message = isPublic(deps.pageUrl)
      ? { text: ctx.html('page-link', { minutes }), buttons: [[{ text: ctx.t('page-button'), url }]] }
      : { text: `${ctx.html('page-link-text', { minutes })}\n${url}` }
    const [to, language] = [ctx.chat.id, ctx.language]
    const sorry = { message: { text: ctx.html('page-failed') } }
    ctx.afterCommit(async () => {
      const outcome = await deps.messenger.send({ telegramChatId: to }, message)
      if (outcome.kind === 'sent') return
      deps.log.warn({ failure: errorSummary(outcome.kind) }, 'The link to the page could not be sent')
      const now = deps.clock.now()
      await enqueueMessage(deps.db, {
        purpose: 'answer',
        lane: 0,
        telegramChatId: to,
        language,
        payload: sorry,
        dueAt: now,
        now,
      })
    })
  })

  return feature
}

/**
 * May a button carry the address? Telegram refuses addresses of the local machine; those are sent as text.
 */
function isPublic(address: string): boolean {
  const { protocol, hostname } = new URL(address)
  return protocol === 'https:' && hostname.includes('.') && !/^[\d.]+$|^\[/.test(hostname)
}
