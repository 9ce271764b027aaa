// /nhatky: who did what to which document, duty or person, newest first, within the subtree of the reader,
// who must be allowed to read the audit trail.
import { Composer } from 'grammy'
import type { Button } from '../../circulation/messenger.ts'
import { readAudit } from '../../org/audit-trail.ts'
import { subtreesFor } from '../../org/permissions.ts'
import { noteViewed } from '../../org/processing-log.ts'
import { auditSubjects } from '../../rollup/audit-subjects.ts'
import { auditAbout } from '../../texts/audit-about.ts'
import { timeAndDayText } from '../../texts/dates.ts'
import { defineButtons, token } from '../buttons.ts'
import type { BotContext } from '../context.ts'
import { onCommand } from '../routing.ts'

const feature = new Composer<BotContext>()

export { feature as auditTrailFeature }

/** `before` is only a position in the trail. */
const auditButtons = defineButtons('audit', { older: { before: token } })

const perPage = 15

onCommand(feature, 'nhatky').use(async (ctx) => {
  const page = await trailPage(ctx)
  if (!page) return ctx.say(ctx.actor ? 'audit-not-allowed' : 'unit-not-enrolled')
  await ctx.sayHtml(page.text, { buttons: page.buttons })
})

auditButtons.on(feature, {
  older: async (ctx, { before }) => {
    const page = await trailPage(ctx, before)
    if (!page) return ctx.answerTap('audit-not-allowed', {}, { alert: true })
    ctx.showInstead(page.buttons, page.text)
  },
})

async function trailPage(
  ctx: BotContext,
  beforeId?: number,
): Promise<{ text: string; buttons: Button[][] } | null> {
  const { actor } = ctx
  const roots = actor ? subtreesFor(actor, 'audit.read') : []
  if (!actor || roots.length === 0) return null
  const entries = await readAudit(ctx.tx, roots, {
    limit: perPage + 1,
    ...(beforeId === undefined ? {} : { beforeId }),
  })
  const shown = entries.slice(0, perPage)
  const subjects = await auditSubjects(ctx.tx, shown, actor)
  // Not of any unit: reading the trail would otherwise fill the trail that is read.
  await noteViewed(
    ctx.tx,
    actor,
    { officerIds: [...subjects.values()].flatMap((subject) => subject.officerIds), unitId: null },
    ctx.at,
  )
  const held = actor.duties.filter(({ unitId }) => roots.includes(unitId))
  const units = [...new Set(held.map((one) => one.unitName))].join(', ').slice(0, 300)
  const lines = shown.map((entry) => {
    const subject = subjects.get(entry.id)
    return [
      ctx.html('audit-line', {
        when: timeAndDayText(entry.at, ctx.language, ctx.calendar.timeZone),
        actor: entry.actorKind === 'officer' ? (entry.actor ?? '—') : ctx.t(`audit-${entry.actorKind}`),
        what: ctx.t('audit-action', { action: entry.action.replace('.', '-') }),
        unit: entry.unitCode ?? '',
      }),
      ...(subject ? auditAbout(ctx.language, subject) : []),
    ].join(' · ')
  })
  const last = entries[perPage - 1]
  const buttons: Button[][] =
    entries.length > perPage && last
      ? [[auditButtons.button.older(ctx.t('audit-button-older'), { before: last.id })]]
      : []
  const body = lines.length > 0 ? lines : [ctx.html('audit-none')]
  return { text: [ctx.html('audit-head', { units }), '', ...body].join('\n'), buttons }
}
