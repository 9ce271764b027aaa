// /dot: campaigns (đợt), several directives seen as one. An office puts its directives under a heading; whoever may
// view a subtree sees the combined rates of that subtree.
import { Composer } from 'grammy'
import type { Button } from '../../../circulation/messenger.ts'
import {
  assignCampaign,
  type Campaign,
  closeCampaign,
  directivesOf,
  listCampaigns,
  openCampaign,
} from '../../../directive/campaigns.ts'
import { findDirective } from '../../../directive/directive.store.ts'
import { can } from '../../../org/permissions.ts'
import { findUnit, unitPath } from '../../../org/unit.store.ts'
import { missingByUnit } from '../../../rollup/missing-by-unit.ts'
import { ratesByChild, responseRates } from '../../../rollup/rates.ts'
import { resolveViewUnit, viewedPaths } from '../../../rollup/visible-directives.ts'
import { encodeCallback } from '../../callback-codec.ts'
import type { BotContext } from '../../context.ts'
import { onAnswer, onCommand, onTap } from '../../routing.ts'
import { hasDraftInHand } from '../new-directive/draft-in-hand.ts'
import { everythingPausedLines } from '../progress/everything-paused-lines.ts'
import { branchLine, short, standingLines, turning } from '../progress/response-rates.ts'

export const campaignsFeature = new Composer<BotContext>()
const feature = campaignsFeature

/** What a button means; the place travels in the button. Its id is a directive's up to `new`, then a campaign's. */
const moves = ['ask', 'assign', 'none', 'new', 'view', 'missing', 'close', 'close_yes'] as const
const nameDialog = 'campaign_name'
const maxBranches = 20
const missingLength = 15

onCommand(feature, 'dot').use(async (ctx) => {
  const campaigns = await visibleCampaigns(ctx)
  if (campaigns.length === 0) return await ctx.say('campaign-none')
  const buttons = campaigns
    .slice(0, 20)
    .map((each) => [button(short(`${each.closedAt ? '☑️ ' : ''}${each.name}`), 'view', each.id)])
  await ctx.say('campaign-choose', {}, { buttons })
})

onTap(feature, 'campaign').use(async (ctx) => {
  const { id, extra } = ctx.tap
  const move = moves[extra[0] ?? -1]
  if (move === 'view') return await showCampaign(ctx, id, extra[1] ?? 0)
  if (move === 'missing') return await showMissing(ctx, id, extra[1] ?? 0, extra[2] ?? 0)
  if (move === 'close' || move === 'close_yes') return await close(ctx, id, move === 'close_yes')
  const directive = await findDirective(ctx.tx, id)
  if (!directive || !ctx.actor) return ctx.answerTap('change-fault-not_allowed', {}, { alert: true })
  const number = directive.numberText
  if (move === 'ask') {
    const campaigns = (await listCampaigns(ctx.tx, [directive.issuerUnitId])).filter((each) => !each.closedAt)
    const buttons = [
      ...campaigns.slice(0, 10).map((each) => [button(short(each.name), 'assign', id, each.id)]),
      [button(ctx.t('campaign-button-new'), 'new', id)],
      ...(directive.campaignId === null ? [] : [[button(ctx.t('campaign-button-none'), 'none', id)]]),
    ]
    return await ctx.say('campaign-ask', { number }, { buttons })
  }
  if (move === 'new') {
    if (await hasDraftInHand(ctx)) return
    await ctx.dialog.set(nameDialog, { directiveId: id })
    return await ctx.say('campaign-ask-name')
  }
  ctx.showInstead([])
  if (move === 'assign') return await assign(ctx, id, extra[1] ?? 0)
  const outcome = await assignCampaign(ctx.tx, ctx.actor, { directiveId: id, campaignId: null, now: ctx.now })
  await ctx.say(outcome.ok ? 'campaign-taken-out' : 'change-fault-not_allowed', { number })
})

onAnswer(feature, nameDialog).use(async (ctx) => {
  const directiveId = Number(ctx.dialog.data.directiveId)
  const directive = await findDirective(ctx.tx, directiveId)
  if (!directive || !ctx.actor) return await ctx.dialog.clear()
  const opened = await openCampaign(ctx.tx, ctx.actor, {
    unitId: directive.issuerUnitId,
    name: ctx.message.text,
    now: ctx.now,
  })
  if (!opened.ok && opened.reason === 'name_missing') return await ctx.say('campaign-name-missing')
  await ctx.dialog.clear()
  if (!opened.ok)
    return await ctx.say(opened.reason === 'secret' ? 'change-fault-secret' : 'change-fault-not_allowed')
  await assign(ctx, directiveId, opened.campaignId)
})

function button(text: string, move: (typeof moves)[number], id: number, value = 0, page = 0): Button {
  const extra = [moves.indexOf(move), value, page]
  return { text, data: encodeCallback({ action: 'campaign', id, extra }) }
}

async function assign(ctx: BotContext, directiveId: number, campaignId: number): Promise<void> {
  const { actor, tx, now } = ctx
  const outcome = actor && (await assignCampaign(tx, actor, { directiveId, campaignId, now }))
  const directive = await findDirective(tx, directiveId)
  if (outcome && !outcome.ok && outcome.reason === 'closed') return await ctx.say('campaign-fault-closed')
  if (!outcome?.ok || !directive) return await ctx.say('change-fault-not_allowed')
  const campaign = (await listCampaigns(tx, [directive.issuerUnitId])).find((each) => each.id === campaignId)
  await ctx.say('campaign-assigned', { number: directive.numberText, name: campaign?.name ?? '' })
}

/** Campaigns of one's own units and of those above them. */
async function visibleCampaigns(ctx: BotContext): Promise<Campaign[]> {
  return ctx.actor ? await listCampaigns(ctx.tx, [...new Set(viewedPaths(ctx.actor).flat())]) : []
}

async function showCampaign(ctx: BotContext, campaignId: number, unitId: number): Promise<void> {
  const found = await lookAt(ctx, campaignId, unitId)
  if (!found) return ctx.answerTap('status-not-allowed', {}, { alert: true })
  const { campaign, at } = found
  const scope = { campaignId }
  const total = await responseRates(ctx.tx, scope, { now: ctx.now, unitId: at.unitId })
  const rows = (await ratesByChild(ctx.tx, scope, at.unitId, ctx.now)).slice(0, maxBranches)
  const missing = await missingByUnit(ctx.tx, campaignId, { unitId: at.unitId, limit: 1 })
  const unit = await findUnit(ctx.tx, at.unitId)
  const directives = (await directivesOf(ctx.tx, campaignId)).slice(0, maxBranches)
  const lines = [
    ctx.html('campaign-heading', { name: campaign.name, count: campaign.directives }),
    ...(campaign.closedAt ? [ctx.html('campaign-is-closed')] : await everythingPausedLines(ctx)),
    ...directives.map((each) =>
      ctx.html('campaign-directive', { number: each.numberText, subject: short(each.subject) }),
    ),
    '',
    ctx.html('status-unit', { unit: unit?.name ?? '' }),
    ...standingLines(ctx, total),
    ...(rows.length > 0 ? ['', ctx.html('status-by-unit')] : []),
    ...rows.map((row) => branchLine(ctx, row)),
  ]
  const down = rows
    .filter((row) => !row.isSelf && row.recipients > campaign.directives)
    .map((row) => [button(short(`▸ ${row.unitName}`), 'view', campaignId, row.unitId)])
  const owing =
    missing.total > 0
      ? [
          [
            button(
              ctx.t('campaign-button-missing', { count: missing.total }),
              'missing',
              campaignId,
              at.unitId,
            ),
          ],
        ]
      : []
  const up =
    at.parentId === null ? [] : [[button(ctx.t('status-button-up'), 'view', campaignId, at.parentId)]]
  const end =
    campaign.closedAt || !(await mayClose(ctx, campaign))
      ? []
      : [[button(ctx.t('campaign-button-close'), 'close', campaignId)]]
  ctx.showInstead([...down, ...owing, ...up, ...end], lines.join('\n'))
}

/** Which units still owe what, those who owe most first. */
async function showMissing(ctx: BotContext, campaignId: number, unitId: number, page: number): Promise<void> {
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
    button('', 'missing', campaignId, at.unitId, next),
  )
  const back = [[button(ctx.t('status-button-back'), 'view', campaignId, at.unitId)]]
  ctx.showInstead([...turns, ...back], lines.join('\n'))
}

/** Asks, then ends the campaign. */
async function close(ctx: BotContext, campaignId: number, isSure: boolean): Promise<void> {
  const campaign = (await visibleCampaigns(ctx)).find((each) => each.id === campaignId)
  if (!campaign || !ctx.actor) return ctx.answerTap('status-not-allowed', {}, { alert: true })
  if (!isSure) {
    const buttons = [[button(ctx.t('change-button-yes'), 'close_yes', campaignId)]]
    return await ctx.say('campaign-ask-close', { name: campaign.name }, { buttons })
  }
  const outcome = await closeCampaign(ctx.tx, ctx.actor, { campaignId, now: ctx.now })
  if (!outcome.ok) return ctx.answerTap('change-fault-not_allowed', {}, { alert: true })
  ctx.showInstead([])
  await ctx.say('campaign-closed', { name: campaign.name })
}

async function mayClose(ctx: BotContext, campaign: Campaign): Promise<boolean> {
  const path = await unitPath(ctx.tx, campaign.unitId)
  return ctx.actor !== null && can(ctx.actor, 'directive.issue', { pathIds: path.ids })
}

/** The campaign and the unit to look from; null when the person may see nothing of it. */
async function lookAt(ctx: BotContext, campaignId: number, unitId: number) {
  const campaign = (await visibleCampaigns(ctx)).find((each) => each.id === campaignId)
  const at = campaign && ctx.actor ? await resolveViewUnit(ctx.tx, ctx.actor, unitId) : null
  return campaign && at ? { campaign, at } : null
}
