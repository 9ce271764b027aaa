// /dot: campaigns (đợt), several directives followed as one. An office puts its directives under a heading;
// people who may view a subtree see the combined rates of that subtree.
import { Composer } from 'grammy'
import {
  assignCampaign,
  type Campaign,
  closeCampaign,
  findCampaign,
  listCampaigns,
  openCampaign,
} from '../../../directive/campaigns.ts'
import { findDirective } from '../../../directive/directive.store.ts'
import { can } from '../../../org/permissions.ts'
import { findUnit, unitPath } from '../../../org/unit.store.ts'
import { shorten } from '../../../platform/vietnamese-text.ts'
import { missingByUnit } from '../../../rollup/missing-by-unit.ts'
import { addRates, ratesByChild } from '../../../rollup/rates.ts'
import { resolveViewUnit, viewedPaths, visibleInCampaign } from '../../../rollup/visible-directives.ts'
import type { TapContext } from '../../buttons.ts'
import type { BotContext } from '../../context.ts'
import { defineDialog } from '../../dialog.ts'
import { buttonLabel } from '../../layout.ts'
import { onAnswer, onCommand } from '../../routing.ts'
import { everythingPausedLines } from '../progress/everything-paused-lines.ts'
import { campaignExportButton } from '../progress/export.ts'
import { branchLine, rateLines, turning } from '../progress/response-rates.ts'
import { campaignButtons } from './buttons.ts'

const feature = new Composer<BotContext>()

export { feature as campaignsFeature }

const nameDialog = defineDialog<{ directiveId: number }>('campaign_name', { holds: 'question' })
const maxBranches = 20
const missingLength = 15

onCommand(feature, 'dot').use(async (ctx) => {
  const campaigns = await visibleCampaigns(ctx)
  if (campaigns.length === 0) return await ctx.say('campaign-none')
  const buttons = campaigns.slice(0, 20).map((each) => [
    button.view(buttonLabel(`${each.closedAt ? '☑️ ' : ''}${each.name}`), {
      campaign: each.id,
      unit: null,
    }),
  ])
  await ctx.say('campaign-choose', {}, { buttons })
})

const { button } = campaignButtons

campaignButtons.on(feature, {
  choose: async (ctx, { directive: id }) => {
    const row = await findDirective(ctx.tx, id)
    if (!row) return
    const open = (await listCampaigns(ctx.tx, [row.issuerUnitId])).filter((each) => !each.closedAt)
    const buttons = [
      ...open
        .slice(0, 10)
        .map((each) => [button.assign(buttonLabel(each.name), { directive: id, campaign: each.id })]),
      [button.new(ctx.t('campaign-button-new'), { directive: id })],
      ...(row.campaignId === null
        ? []
        : [[button.take_out(ctx.t('campaign-button-none'), { directive: id })]]),
    ]
    await ctx.say('campaign-ask', { number: row.numberText }, { buttons })
  },
  new: async (ctx, { directive: id }) => {
    if (await nameDialog.open(ctx, { directiveId: id })) await ctx.say('campaign-ask-name')
  },
  assign: async (ctx, { directive: id, campaign }) => {
    ctx.showInstead([])
    await assignTo(ctx, id, campaign)
  },
  take_out: async (ctx, { directive: directiveId }) => {
    ctx.showInstead([])
    const row = await findDirective(ctx.tx, directiveId)
    const outcome = await assignCampaign(ctx.tx, ctx.actor, { directiveId, campaignId: null }, ctx.at)
    const number = row?.numberText ?? ''
    await ctx.say(outcome.ok ? 'campaign-taken-out' : 'change-fault-not_allowed', { number })
  },
  view: (ctx, { campaign, unit }) => showCampaign(ctx, campaign, unit ?? 0),
  missing: (ctx, { campaign, unit, page }) => showMissing(ctx, campaign, unit, page),
  close: async (ctx, { campaign: id }) => {
    const campaign = await findCampaign(ctx.tx, id)
    if (!campaign) return
    const buttons = [[button.close_yes(ctx.t('change-button-yes'), { campaign: id })]]
    await ctx.say('campaign-ask-close', { name: campaign.name }, { buttons })
  },
  close_yes: async (ctx, { campaign: campaignId }) => {
    const campaign = await findCampaign(ctx.tx, campaignId)
    const outcome = campaign && (await closeCampaign(ctx.tx, ctx.actor, { campaignId }, ctx.at))
    if (!outcome?.ok) return ctx.answerTap('change-fault-not_allowed', {}, { alert: true })
    ctx.showInstead([])
    await ctx.say('campaign-closed', { name: campaign!.name })
  },
})

onAnswer(feature, nameDialog).use(async (ctx) => {
  const { directiveId } = ctx.dialog.data
  const directive = await findDirective(ctx.tx, directiveId)
  if (!directive || !ctx.actor) return await nameDialog.close(ctx)
  const opened = await openCampaign(
    ctx.tx,
    ctx.actor,
    { unitId: directive.issuerUnitId, name: ctx.message.text },
    ctx.at,
  )
  if (!opened.ok && opened.reason === 'name_missing') return await ctx.say('campaign-name-missing')
  await nameDialog.close(ctx)
  if (!opened.ok)
    return await ctx.say(opened.reason === 'secret' ? 'change-fault-secret' : 'change-fault-not_allowed')
  await assignTo(ctx, directiveId, opened.campaignId)
})

async function assignTo(ctx: BotContext, directiveId: number, campaignId: number): Promise<void> {
  const { actor, tx, now } = ctx
  const outcome = actor && (await assignCampaign(tx, actor, { directiveId, campaignId }, { now }))
  const directive = await findDirective(tx, directiveId)
  if (outcome && !outcome.ok && outcome.reason === 'closed') return await ctx.say('campaign-fault-closed')
  if (!outcome?.ok || !directive) return await ctx.say('change-fault-not_allowed')
  const campaign = (await listCampaigns(tx, [directive.issuerUnitId])).find((each) => each.id === campaignId)
  await ctx.say('campaign-assigned', { number: directive.numberText, name: campaign?.name ?? '' })
}

/** Campaigns of the person's own units and of those above them. */
async function visibleCampaigns(ctx: BotContext): Promise<Campaign[]> {
  return ctx.actor ? await listCampaigns(ctx.tx, [...new Set(viewedPaths(ctx.actor).flat())]) : []
}

async function showCampaign(ctx: TapContext, campaignId: number, unitId: number): Promise<void> {
  const found = await lookAt(ctx, campaignId, unitId)
  if (!found) return ctx.answerTap('status-not-allowed', {}, { alert: true })
  const { campaign, at } = found
  const scope = { campaignId }
  const all = await ratesByChild(ctx.tx, scope, at.unitId, ctx.now)
  const total = addRates(all)
  const rows = all.slice(0, maxBranches)
  const missing = await missingByUnit(ctx.tx, campaignId, { unitId: at.unitId, limit: 1 })
  const unit = await findUnit(ctx.tx, at.unitId)
  const directives = (await visibleInCampaign(ctx.tx, ctx.actor, campaignId)).slice(0, maxBranches)
  const lines = [
    ctx.html('campaign-heading', { name: campaign.name, count: campaign.directives }),
    ...(campaign.closedAt ? [ctx.html('campaign-is-closed')] : await everythingPausedLines(ctx)),
    ...directives.map((each) =>
      ctx.html('campaign-directive', { number: each.numberText, subject: shorten(each.subject, 48) }),
    ),
    '',
    ctx.html('status-unit', { unit: unit?.name ?? '' }),
    ...rateLines(ctx, total),
    ...(rows.length > 0 ? ['', ctx.html('status-by-unit')] : []),
    ...rows.map((row) => branchLine(ctx, row)),
  ]
  const down = rows
    .filter((row) => !row.isSelf && row.recipients > campaign.directives)
    .map((row) => [button.view(buttonLabel(`▸ ${row.unitName}`), { campaign: campaignId, unit: row.unitId })])
  const owing =
    missing.total > 0
      ? [
          [
            button.missing(ctx.t('campaign-button-missing', { count: missing.total }), {
              campaign: campaignId,
              unit: at.unitId,
              page: 0,
            }),
          ],
        ]
      : []
  const up =
    at.parentId === null
      ? []
      : [[button.view(ctx.t('status-button-up'), { campaign: campaignId, unit: at.parentId })]]
  const end =
    campaign.closedAt || !(await mayClose(ctx, campaign))
      ? []
      : [[button.close(ctx.t('campaign-button-close'), { campaign: campaignId })]]
  const tables = [[campaignExportButton(ctx, { campaign: campaignId, unit: at.unitId })]]
  ctx.showInstead([...down, ...owing, ...tables, ...up, ...end], lines.join('\n'))
}

/** The units that still owe something, with the largest debt first. */
async function showMissing(ctx: TapContext, campaignId: number, unitId: number, page: number): Promise<void> {
  const found = await lookAt(ctx, campaignId, unitId)
  if (!found) return ctx.answerTap('status-not-allowed', {}, { alert: true })
  const { campaign, at } = found
  const { total, rows } = await missingByUnit(ctx.tx, campaignId, {
    unitId: at.unitId,
    limit: missingLength,
    offset: page * missingLength,
  })
  const lines = [
    ctx.html('campaign-missing', { name: campaign.name, count: total }),
    ...rows.flatMap((row) => [
      ctx.html('campaign-missing-unit', {
        unit: row.parentName ? `${row.unitName} (${row.parentName})` : row.unitName,
      }),
      ...(row.ack.length > 0 ? [ctx.html('campaign-missing-ack', { numbers: row.ack.join(', ') })] : []),
      ...(row.report.length > 0
        ? [ctx.html('campaign-missing-report', { numbers: row.report.join(', ') })]
        : []),
    ]),
  ]
  const turns = turning(ctx, page, total > (page + 1) * missingLength, (next) =>
    button.missing('', { campaign: campaignId, unit: at.unitId, page: next }),
  )
  const back = [[button.view(ctx.t('status-button-back'), { campaign: campaignId, unit: at.unitId })]]
  ctx.showInstead([...turns, ...back], lines.join('\n'))
}

async function mayClose(ctx: BotContext, campaign: Campaign): Promise<boolean> {
  const path = await unitPath(ctx.tx, campaign.unitId)
  return ctx.actor !== null && can(ctx.actor, 'directive.issue', { pathIds: path.ids })
}

/** The campaign and the unit to look from; null when the person may see nothing of it. */
async function lookAt(ctx: TapContext, campaignId: number, unitId: number) {
  const campaign = await findCampaign(ctx.tx, campaignId)
  const at = campaign && (await resolveViewUnit(ctx.tx, ctx.actor, unitId))
  return campaign && at ? { campaign, at } : null
}
