// /tinhhinh: how a directive stands, for whoever may view a subtree: rates by unit below, down to who has not answered.
// One message that changes in place; every view checks again what the person may see.
import { Composer } from 'grammy'
import type { Button } from '../../../circulation/messenger.ts'
import { listUnreachable, needsPersonCounts } from '../../../circulation/needs-person.ts'
import { findDirective } from '../../../directive/directive.store.ts'
import { findUnit } from '../../../org/unit.store.ts'
import { missingAnswers, ratesByChild, responseRates } from '../../../rollup/rates.ts'
import { type Tree, treeHasChanged, unitOfToday } from '../../../rollup/todays-tree.ts'
import {
  isOut,
  type OutDirective,
  resolveViewUnit,
  viewedPaths,
  visibleDirectives,
} from '../../../rollup/visible-directives.ts'
import { dayText, timeAndDayText } from '../../../texts/dates.ts'
import type { TextKey } from '../../../texts/index.ts'
import { encodeCallback } from '../../callback-codec.ts'
import type { BotContext } from '../../context.ts'
import { onCommand, onTap } from '../../routing.ts'
import { stepsButton } from '../directive/cascade-buttons.ts'
import { everythingPausedLines } from './everything-paused-lines.ts'
import { needsPersonButton } from './needs-person-buttons.ts'
import { branchLine, short, standingLines, turning } from './response-rates.ts'

export const statusFeature = new Composer<BotContext>()

/** A button names its view by its place here; those with `_now` group by today's tree. */
const views = [
  ...(['overview', 'missing_ack', 'missing_report', 'list'] as const),
  ...(['overview_now', 'missing_ack_now', 'missing_report_now'] as const),
]
type View = (typeof views)[number]
const listLength = 8
const childrenLength = 20
const missingLength = 15

interface Page {
  html: string
  buttons: Button[][]
}

onCommand(statusFeature, 'tinhhinh').use(async (ctx) => {
  if (!ctx.actor || viewedPaths(ctx.actor).length === 0) return await ctx.say('status-not-allowed')
  const page = await listPage(ctx, 0)
  await ctx.sayHtml(page.html, { buttons: page.buttons })
})

onTap(statusFeature, 'standing').use(async (ctx) => {
  const [view = 0, unitId = 0, number = 0] = ctx.tap.extra
  const page = await pageOf(ctx, views[view] ?? 'overview', ctx.tap.id, unitId, number)
  if (!page) return ctx.answerTap('status-not-allowed', {}, { alert: true })
  ctx.showInstead(page.buttons, page.html)
})

async function pageOf(
  ctx: BotContext,
  view: View,
  directiveId: number,
  unitId: number,
  number: number,
): Promise<Page | null> {
  if (!ctx.actor) return null
  if (view === 'list') return await listPage(ctx, number)
  const tree: Tree = view.endsWith('_now') ? 'now' : 'then'
  const wanted = tree === 'now' && unitId !== 0 ? await unitOfToday(ctx.tx, unitId) : unitId
  const at = await resolveViewUnit(ctx.tx, ctx.actor, wanted, directiveId)
  const directive = at && (await findDirective(ctx.tx, directiveId))
  if (!at || !directive || !isOut(directive)) return null
  if (view.startsWith('overview')) return await overviewPage(ctx, directive, { ...at, tree }, number)
  const about = view.startsWith('missing_ack') ? 'ack' : 'report'
  return await missingPage(ctx, directive, { ...at, tree }, about, number)
}

function button(text: string, view: View, directiveId: number, unitId = 0, number = 0): Button {
  const extra = [views.indexOf(view), unitId, number]
  return { text, data: encodeCallback({ action: 'standing', id: directiveId, extra }) }
}

/** The same view by the other tree, or by the same one. */
const by = (tree: Tree, view: 'overview' | 'missing_ack' | 'missing_report'): View =>
  tree === 'now' ? `${view}_now` : view

/** The latest directives to choose from. */
async function listPage(ctx: BotContext, number: number): Promise<Page> {
  const found = await visibleDirectives(ctx.tx, ctx.actor!, {
    limit: listLength,
    offset: number * listLength,
  })
  if (found.length === 0) return { html: ctx.html('status-none'), buttons: [] }
  const buttons = found
    .slice(0, listLength)
    .map((row) => [button(short(`${row.numberText} · ${row.subject}`), 'overview', row.id)])
  const turn = turning(ctx, number, found.length > listLength, (next) => button('', 'list', 0, 0, next))
  const lines = [ctx.html('status-choose'), ...(await everythingPausedLines(ctx))]
  return { html: lines.join('\n'), buttons: [...buttons, ...turn] }
}

/** Totals below a unit and a row for each unit right below it. */
async function overviewPage(
  ctx: BotContext,
  directive: OutDirective,
  at: { unitId: number; parentId: number | null; tree: Tree },
  number: number,
): Promise<Page> {
  const { now, tx } = ctx
  const { unitId, tree } = at
  const total = await responseRates(tx, directive.id, { now, unitId, tree })
  const all = await ratesByChild(tx, directive.id, unitId, now, tree)
  const shown = all.slice(number * childrenLength, (number + 1) * childrenLength)
  const unit = await findUnit(tx, at.unitId)
  const scope = { within: [at.unitId], directiveId: directive.id }
  const troubled = (await needsPersonCounts(tx, scope)).reduce((sum, row) => sum + row.count, 0)
  const { total: unreachable } = await listUnreachable(tx, { ...scope, limit: 1 })
  const lines = [
    ...heading(ctx, directive),
    ...(await pausedLines(ctx, directive)),
    ctx.html('status-unit', { unit: unit?.name ?? '' }),
    ...(tree === 'now' ? [ctx.html('status-tree-now')] : []),
    ...standingLines(ctx, total),
    ...(all.length > 0 ? ['', ctx.html('status-by-unit')] : []),
    ...shown.map((row) => branchLine(ctx, row)),
  ]
  const drill = shown
    .filter((row) => !row.isSelf && row.recipients > 1)
    .map((row) => [button(short(`▸ ${row.unitName}`), by(tree, 'overview'), directive.id, row.unitId)])
  const missing = (key: TextKey, view: 'missing_ack' | 'missing_report', count: number) =>
    count > 0 ? [[button(ctx.t(key, { count }), by(tree, view), directive.id, at.unitId)]] : []
  const other: Tree = tree === 'now' ? 'then' : 'now'
  const turnTree =
    tree === 'now' || (await treeHasChanged(tx))
      ? [[button(ctx.t(`status-button-tree-${other}`), by(other, 'overview'), directive.id, unitId)]]
      : []
  const buttons = [
    ...drill,
    ...turning(ctx, number, all.length > (number + 1) * childrenLength, (next) =>
      button('', by(tree, 'overview'), directive.id, at.unitId, next),
    ),
    ...turnTree,
    ...(directive.passesOn ? [[stepsButton(ctx, directive.id, at.unitId)]] : []),
    ...missing('status-button-missing-ack', 'missing_ack', total.recipients - total.acknowledged),
    ...missing('status-button-missing-report', 'missing_report', total.reportsAsked - total.reported),
    ...(troubled + unreachable > 0
      ? [
          [
            needsPersonButton(
              ctx.t('needs-button-open-count', { count: troubled + unreachable }),
              'overview',
              directive.id,
            ),
          ],
        ]
      : []),
    [
      ...(at.parentId === null
        ? []
        : [button(ctx.t('status-button-up'), by(tree, 'overview'), directive.id, at.parentId)]),
      button(ctx.t('status-button-refresh'), by(tree, 'overview'), directive.id, at.unitId, number),
      button(ctx.t('status-button-list'), 'list', directive.id),
    ],
  ]
  return { html: lines.join('\n'), buttons }
}

/** Who has not answered, most overdue first. */
async function missingPage(
  ctx: BotContext,
  directive: OutDirective,
  { unitId, tree }: { unitId: number; tree: Tree },
  about: 'ack' | 'report',
  number: number,
): Promise<Page> {
  const { total, rows } = await missingAnswers(ctx.tx, directive.id, {
    about,
    unitId,
    tree,
    limit: missingLength,
    offset: number * missingLength,
  })
  const today = ctx.calendar.dayOf(ctx.now)
  const lines = rows.map((row) => {
    const unit = row.parentName ? `${row.unitName} (${row.parentName})` : row.unitName
    const days = row.dueAt ? ctx.calendar.workingDaysBetween(ctx.calendar.dayOf(row.dueAt), today) : 0
    const late = row.dueAt !== null && row.dueAt < ctx.now
    const key = row.notDelivered
      ? 'undelivered'
      : late
        ? days > 0
          ? 'late'
          : 'late-today'
        : row.returned
          ? 'returned'
          : 'owes'
    return ctx.html(`status-missing-${key}`, { unit, days })
  })
  const view = by(tree, about === 'ack' ? 'missing_ack' : 'missing_report')
  const who = directive.audience.speakers ? 'speaker-' : ''
  const title = ctx.html(`${who}status-missing-${about}`, { count: total })
  const buttons = [
    ...turning(ctx, number, total > (number + 1) * missingLength, (next) =>
      button('', view, directive.id, unitId, next),
    ),
    [button(ctx.t('status-button-back'), by(tree, 'overview'), directive.id, unitId)],
  ]
  return { html: [...heading(ctx, directive), title, '', ...lines].join('\n'), buttons }
}

/** Whoever looks at progress learns that it is held: this directive, or everything, by whom and since when. */
async function pausedLines(ctx: BotContext, directive: OutDirective): Promise<string[]> {
  if (directive.state !== 'issued') return []
  const own = directive.cancelledAt ? null : directive.pausedAt
  const time = own && timeAndDayText(own, ctx.language, ctx.calendar.timeZone)
  return [...(await everythingPausedLines(ctx)), ...(time ? [ctx.html('status-paused', { time })] : [])]
}

function heading(ctx: BotContext, directive: OutDirective): string[] {
  const day = dayText(directive.issuedOn, ctx.language)
  const state = directive.state === 'issued' ? [] : [ctx.html(`register-note-${directive.state}`)]
  return [
    ctx.html('status-heading', { number: directive.numberText, day, subject: directive.subject }),
    ...state,
    '',
  ]
}
