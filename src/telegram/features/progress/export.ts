// "Xuất bảng tính": which table, in which form, of a directive, a campaign or a period. The job make-exports
// makes and sends it, and keeps the message that it is being made up to date.

import type { Composer } from 'grammy'
import type { Button } from '../../../circulation/messenger.ts'
import { enqueueMessage } from '../../../circulation/outbox.ts'
import { type ExportKind, exportKinds } from '../../../rollup/exports/make-book.ts'
import { requestExport } from '../../../rollup/exports/request-export.ts'
import { type ExportFormat, exportFormats } from '../../../rollup/exports/write-export.ts'
import { daysOf, periods } from '../../../rollup/period.ts'
import type { Scope } from '../../../rollup/scope.ts'
import type { Tree } from '../../../rollup/todays-tree.ts'
import { resolveViewUnit } from '../../../rollup/visible-directives.ts'
import { type DataButton, defineButtons, oneOf, type TapContext } from '../../buttons.ts'
import type { BotContext } from '../../context.ts'
import { campaign, directive, followedUnit } from '../../subjects.ts'

const tree = oneOf(['then', 'now'])
const table = { kind: oneOf(exportKinds), format: oneOf(exportFormats) }
/** Commendation is about a period; the other tables are about a directive or a campaign. */
const kinds = exportKinds.filter((kind) => kind !== 'commendation')
const buttons = defineButtons('export', {
  choose: { directive, unit: followedUnit, tree },
  make: { directive, unit: followedUnit, tree, kind: table.kind, format: table.format },
  campaign: { campaign, unit: followedUnit },
  of_campaign: { campaign, unit: followedUnit, kind: table.kind, format: table.format },
  commend: {},
  of_period: { period: oneOf(periods), format: table.format },
})
const { button } = buttons

/** Opens the choice of tables of a directive. */
export const exportButton = (
  ctx: BotContext,
  place: { directive: number; unit: number; tree: Tree },
): DataButton => button.choose(ctx.t('export-button'), place)

/** Opens the choice of tables of a campaign. */
export const campaignExportButton = (
  ctx: BotContext,
  place: { campaign: number; unit: number },
): DataButton => button.campaign(ctx.t('export-button'), place)

/** Opens the choice of a period for commendation. */
export const commendationButton = (ctx: BotContext): DataButton =>
  button.commend(ctx.t('export-button-commendation'))

/** Registers the buttons. */
export function listenToExports(feature: Composer<BotContext>): void {
  buttons.on(feature, {
    choose: (ctx, place) =>
      sayTables(ctx, (text, kind, format) =>
        button.make(text, { directive: place.directive, unit: place.unit, tree: place.tree, kind, format }),
      ),
    make: (ctx, { directive: scope, unit, tree: byTree, kind, format }) =>
      ask(ctx, { scope, unitId: unit, tree: byTree, kind, format }),
    campaign: (ctx, place) =>
      sayTables(ctx, (text, kind, format) =>
        button.of_campaign(text, { campaign: place.campaign, unit: place.unit, kind, format }),
      ),
    of_campaign: (ctx, { campaign: campaignId, unit, kind, format }) =>
      ask(ctx, { scope: { campaignId }, unitId: unit, tree: 'then', kind, format }),
    commend: async (ctx) => {
      const rows = periods.map((period) =>
        exportFormats.map((format) =>
          button.of_period(ctx.t(`export-period-${period}`, { format: format.toUpperCase() }), {
            period,
            format,
          }),
        ),
      )
      await ctx.say('export-which-period', {}, { buttons: rows })
    },
    of_period: async (ctx, { period, format }) => {
      const at = await resolveViewUnit(ctx.tx, ctx.actor, 0)
      if (!at) return ctx.answerTap('status-not-allowed', {}, { alert: true })
      const scope = daysOf(period, ctx.calendar.dayOf(ctx.now))
      await ask(ctx, { scope, unitId: at.unitId, tree: 'then', kind: 'commendation', format })
    },
  })
}

async function sayTables(
  ctx: BotContext,
  make: (text: string, kind: ExportKind, format: ExportFormat) => Button,
): Promise<void> {
  const rows = kinds.map((kind) =>
    exportFormats.map((format) =>
      make(ctx.t(`export-kind-${kind}`, { format: format.toUpperCase() }), kind, format),
    ),
  )
  await ctx.say('export-which', {}, { buttons: rows })
}

async function ask(
  ctx: TapContext,
  what: { scope: Scope; unitId: number; tree: Tree; kind: ExportKind; format: ExportFormat },
): Promise<void> {
  const telegramChatId = ctx.chat?.id
  if (telegramChatId === undefined) return
  const { language, now } = ctx
  const sayBegun = () =>
    enqueueMessage(ctx.tx, {
      purpose: 'answer',
      lane: 0,
      telegramChatId,
      language,
      payload: { message: { text: ctx.html('export-begun') } },
      dueAt: now,
      now,
    })
  const outcome = await requestExport(
    ctx.tx,
    ctx.actor,
    { ...what, telegramChatId, language },
    { now, sayBegun },
  )
  if (outcome.ok) return
  const why = outcome.reason === 'on_the_way' ? 'export-on-the-way' : 'status-not-allowed'
  ctx.answerTap(why, {}, { alert: true })
}
