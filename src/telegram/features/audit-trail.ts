// /nhatky: who did what, newest first, for those who may read the audit trail, within their subtree.
import { Composer } from 'grammy'
import type { Button } from '../../circulation/messenger.ts'
import { readAudit } from '../../org/audit-trail.ts'
import { subtreesFor } from '../../org/permissions.ts'
import { timeAndDayText } from '../../texts/dates.ts'
import { encodeCallback } from '../callback-codec.ts'
import type { BotContext } from '../context.ts'
import { onCommand, onTap } from '../routing.ts'

export const auditTrail = new Composer<BotContext>()

const perPage = 15

onCommand(auditTrail, 'nhatky').use(async (ctx) => {
  const page = await trailPage(ctx)
  if (!page) return ctx.say(ctx.actor ? 'audit-not-allowed' : 'unit-not-enrolled')
  await ctx.sayHtml(page.text, { buttons: page.buttons })
})

onTap(auditTrail, 'audit').use(async (ctx) => {
  const page = ctx.isPrivate ? await trailPage(ctx, ctx.tap.id) : null
  if (!page) return ctx.answerTap('audit-not-allowed', {}, { alert: true })
  ctx.showInstead(page.buttons, page.text)
})

async function trailPage(
  ctx: BotContext,
  beforeId?: number,
): Promise<{ text: string; buttons: Button[][] } | null> {
  const roots = ctx.actor ? subtreesFor(ctx.actor, 'audit.read') : []
  if (roots.length === 0) return null
  const entries = await readAudit(ctx.tx, roots, {
    limit: perPage + 1,
    ...(beforeId === undefined ? {} : { beforeId }),
  })
  const held = (ctx.actor?.duties ?? []).filter(({ unitId }) => roots.includes(unitId))
  const units = [...new Set(held.map((one) => one.unitName))].join(', ').slice(0, 300)
  const lines = entries.slice(0, perPage).map((entry) =>
    ctx.html('audit-line', {
      when: timeAndDayText(entry.at, ctx.language, ctx.calendar.timeZone),
      actor: entry.actorKind === 'officer' ? (entry.actor ?? '—') : ctx.t(`audit-${entry.actorKind}`),
      what: ctx.t('audit-action', { action: entry.action.replace('.', '-') }),
      unit: entry.unitCode ?? '',
    }),
  )
  const last = entries[perPage - 1]
  const buttons: Button[][] =
    entries.length > perPage && last
      ? [[{ text: ctx.t('audit-button-older'), data: encodeCallback({ action: 'audit', id: last.id }) }]]
      : []
  const body = lines.length > 0 ? lines : [ctx.html('audit-none')]
  return { text: [ctx.html('audit-head', { units }), '', ...body].join('\n'), buttons }
}
