// /tinhhinh: the response to a directive, for people who may view a subtree: rates by unit, down to the units
// that have not answered. One message that changes in place; every view checks again what the person may see.
import { Composer } from 'grammy'
import { listUnreachable, needsPersonCounts } from '../../../circulation/needs-person.ts'
import { findDirective } from '../../../directive/directive.store.ts'
import { findUnit } from '../../../org/unit.store.ts'
import { overdueDays } from '../../../response/overdue.ts'
import { addRates, missingAnswers, type Rates, ratesByChild } from '../../../rollup/rates.ts'
import { type Tree, treeHasChanged, unitOfToday } from '../../../rollup/todays-tree.ts'
import {
  isOut,
  type OutDirective,
  resolveViewUnit,
  viewedPaths,
  visibleDirectives,
} from '../../../rollup/visible-directives.ts'
import { dayText, deadlineText, timeAndDayText } from '../../../texts/dates.ts'
import type { TapContext } from '../../buttons.ts'
import type { BotContext } from '../../context.ts'
import { buttonLabel, pairs } from '../../layout.ts'
import { onCommand } from '../../routing.ts'
import { cascadeButtons } from '../directive/buttons.ts'
import { needsPersonButtons, statusButton, statusButtons } from './buttons.ts'
import { everythingPausedLines } from './everything-paused-lines.ts'
import { commendationButton, listenToExports } from './export.ts'
import { figuresPage, rankingPage } from './figures-page.ts'
import { reportPage, reportsPage } from './reports-page.ts'
import { branchLine, rateLines, turning } from './response-rates.ts'
import type { Page, View } from './status-page.ts'

const feature = new Composer<BotContext>()

export { feature as statusFeature }

const { button } = statusButtons
const listLength = 8
/** So few that the figures above the buttons stay in sight on a phone. */
const childrenLength = 10
const missingLength = 15

listenToExports(feature)

onCommand(feature, 'tinhhinh').use(async (ctx) => {
  if (!ctx.actor || viewedPaths(ctx.actor).length === 0) return await ctx.say('status-not-allowed')
  const page = await listPage(ctx, 0)
  await ctx.sayHtml(page.html, { buttons: page.buttons })
})

statusButtons.on(feature, {
  list: async (ctx, { page }) => show(ctx, await listPage(ctx, page)),
  overview: async (ctx, { directive, unit, tree, page }) => {
    const found = await lookAt(ctx, directive, unit, tree)
    show(ctx, found && (await overviewPage(ctx, found.directive, found.at, page)))
  },
  missing: async (ctx, { directive, unit, about, tree, page }) => {
    const found = await lookAt(ctx, directive, unit, tree)
    show(ctx, found && (await missingPage(ctx, found.directive, found.at, about, page)))
  },
  figures: async (ctx, { directive, unit, tree }) => {
    const view = await viewOf(ctx, directive, unit, tree)
    show(ctx, view && (await figuresPage(ctx, view)))
  },
  ranking: async (ctx, { directive, unit, tree, measure, page }) => {
    const view = await viewOf(ctx, directive, unit, tree)
    show(ctx, view && (await rankingPage(ctx, view, { measure, number: page })))
  },
  reports: async (ctx, { directive, unit, tree, page }) => {
    const view = await viewOf(ctx, directive, unit, tree)
    show(ctx, view && (await reportsPage(ctx, view, page)))
  },
  report: async (ctx, given) => show(ctx, await reportPage(ctx, given)),
})

/** The directive seen from the unit, with the unit's name above every view; null as in `lookAt`. */
async function viewOf(ctx: TapContext, directiveId: number, unit: number, tree: Tree): Promise<View | null> {
  const found = await lookAt(ctx, directiveId, unit, tree)
  if (!found) return null
  const named = await findUnit(ctx.tx, found.at.unitId)
  const heading = [
    ...headingLines(ctx, found.directive),
    ctx.html('status-unit', { unit: named?.name ?? '' }),
    ...(tree === 'now' ? [ctx.html('status-tree-now')] : []),
  ]
  return { directive: found.directive, unitId: found.at.unitId, parentId: found.at.parentId, tree, heading }
}

function show(ctx: TapContext, page: Page | null): void {
  if (page) ctx.showInstead(page.buttons, page.html)
  else ctx.answerTap('status-not-allowed', {}, { alert: true })
}

/** The directive and the unit to look from; null when the person may see nothing of it. */
async function lookAt(ctx: TapContext, directiveId: number, unitId: number | null, tree: Tree) {
  const wanted = tree === 'now' && unitId !== null ? await unitOfToday(ctx.tx, unitId) : (unitId ?? 0)
  const at = await resolveViewUnit(ctx.tx, ctx.actor, wanted, directiveId)
  const directive = at && (await findDirective(ctx.tx, directiveId))
  if (!at || !directive || !isOut(directive)) return null
  return { directive, at: { ...at, tree } }
}

/** The latest directives to choose from. */
async function listPage(ctx: BotContext, number: number): Promise<Page> {
  const found = await visibleDirectives(ctx.tx, ctx.actor!, {
    limit: listLength,
    offset: number * listLength,
  })
  if (found.length === 0) return { html: ctx.html('status-none'), buttons: [] }
  const buttons = found
    .slice(0, listLength)
    .map((row) => [statusButton(buttonLabel(`${row.numberText} · ${row.subject}`), row.id)])
  const turn = turning(ctx, number, found.length > listLength, (next) => button.list('', { page: next }))
  const lines = [ctx.html('status-choose'), ...(await everythingPausedLines(ctx))]
  const more = number === 0 ? [[commendationButton(ctx)]] : []
  return { html: lines.join('\n'), buttons: [...buttons, ...turn, ...more] }
}

/** The totals of a unit's subtree and a row for each of its children. */
async function overviewPage(
  ctx: BotContext,
  directive: OutDirective,
  at: { unitId: number; parentId: number | null; tree: Tree },
  number: number,
): Promise<Page> {
  const { now, tx } = ctx
  const { unitId, tree } = at
  const all = await ratesByChild(tx, directive.id, unitId, now, tree)
  const total = addRates(all)
  const shown = all.slice(number * childrenLength, (number + 1) * childrenLength)
  const unit = await findUnit(tx, at.unitId)
  const scope = { within: [at.unitId], directiveId: directive.id }
  const troubled = (await needsPersonCounts(tx, scope)).reduce((sum, row) => sum + row.count, 0)
  const { total: unreachable } = await listUnreachable(tx, { ...scope, limit: 1 })
  const lines = [
    ...headingLines(ctx, directive),
    ...(await pausedLines(ctx, directive)),
    ...deadlineLines(ctx, directive, total),
    ctx.html('status-unit', { unit: unit?.name ?? '' }),
    ...(tree === 'now' ? [ctx.html('status-tree-now')] : []),
    ...rateLines(ctx, total),
    ...(all.length > 0 ? ['', ctx.html('status-by-unit')] : []),
    ...shown.map((row) => branchLine(ctx, row)),
  ]
  const overview = (text: string, unit: number, more: { tree?: Tree; page?: number } = {}) =>
    button.overview(text, { directive: directive.id, unit, tree, page: 0, ...more })
  const drill = pairs(
    shown
      .filter((row) => !row.isSelf && row.recipients > 1)
      .map((row) => overview(buttonLabel(`▸ ${row.unitName}`), row.unitId)),
  )
  const missing = (about: 'ack' | 'report', count: number) =>
    count > 0
      ? [
          [
            button.missing(ctx.t(`status-button-missing-${about}`, { count }), {
              directive: directive.id,
              unit: unitId,
              about,
              tree,
              page: 0,
            }),
          ],
        ]
      : []
  const other: Tree = tree === 'now' ? 'then' : 'now'
  const turnTree =
    tree === 'now' || (await treeHasChanged(tx))
      ? [[overview(ctx.t(`status-button-tree-${other}`), unitId, { tree: other })]]
      : []
  const buttons = [
    ...drill,
    ...turning(ctx, number, all.length > (number + 1) * childrenLength, (next) =>
      overview('', unitId, { page: next }),
    ),
    ...turnTree,
    ...(directive.passesOn
      ? [
          [
            cascadeButtons.button.steps(ctx.t('cascade-button-steps'), {
              directive: directive.id,
              unit: unitId,
            }),
          ],
        ]
      : []),
    ...(total.reported + total.returned > 0
      ? [
          [
            button.figures(ctx.t('status-button-figures'), { directive: directive.id, unit: unitId, tree }),
            button.reports(ctx.t('status-button-reports', { count: total.reported + total.returned }), {
              directive: directive.id,
              unit: unitId,
              tree,
              page: 0,
            }),
          ],
        ]
      : []),
    ...missing('ack', total.recipients - total.acknowledged),
    ...missing('report', total.reportsAsked - total.reported),
    ...(troubled + unreachable > 0
      ? [
          [
            needsPersonButtons.button.overview(
              ctx.t('needs-button-open-count', { count: troubled + unreachable }),
              { directive: directive.id },
            ),
          ],
        ]
      : []),
    [
      ...(at.parentId === null ? [] : [overview(ctx.t('status-button-up'), at.parentId)]),
      overview(ctx.t('status-button-refresh'), unitId, { page: number }),
      button.list(ctx.t('status-button-list'), { page: 0 }),
    ],
  ]
  return { html: lines.join('\n'), buttons }
}

/** The units that have not answered, most overdue first. */
async function missingPage(
  ctx: BotContext,
  directive: OutDirective,
  { unitId, tree }: { unitId: number; tree: Tree },
  about: 'ack' | 'report',
  number: number,
): Promise<Page> {
  const { total, notDelivered, rows } = await missingAnswers(ctx.tx, directive.id, {
    about,
    unitId,
    tree,
    limit: missingLength,
    offset: number * missingLength,
  })
  const lines = rows.map((row) => {
    const unit = row.parentName ? `${row.unitName} (${row.parentName})` : row.unitName
    const days = overdueDays(row.dueAt, ctx)
    const key = row.notDelivered ? 'undelivered' : days > 0 ? 'late' : row.returned ? 'returned' : 'owes'
    return ctx.html(`status-missing-${key}`, { unit, days })
  })
  const who = directive.audience.speakers ? 'speaker-' : ''
  const title = ctx.html(`${who}status-missing-${about}`, { count: total })
  const buttons = [
    ...turning(ctx, number, total > (number + 1) * missingLength, (next) =>
      button.missing('', { directive: directive.id, unit: unitId, about, tree, page: next }),
    ),
    [button.overview(ctx.t('status-button-back'), { directive: directive.id, unit: unitId, tree, page: 0 })],
  ]
  const apart = notDelivered > 0 ? [ctx.html('status-missing-not-delivered', { count: notDelivered })] : []
  return { html: [...headingLines(ctx, directive), title, ...apart, '', ...lines].join('\n'), buttons }
}

/** Until when, and how long that is; nothing once everybody has answered. */
function deadlineLines(ctx: BotContext, directive: OutDirective, total: Rates): string[] {
  const { calendar, now, language } = ctx
  const line = (about: 'ack' | 'report', dueAt: Date | null, open: number) => {
    if (dueAt === null || open === 0) return []
    const deadline = deadlineText(dueAt, language, calendar.timeZone)
    const late = overdueDays(dueAt, ctx)
    const left = late > 0 ? 0 : calendar.workingDaysBetween(calendar.dayOf(now), calendar.dayOf(dueAt))
    return [
      ctx.html(`status-due-${about}${late > 0 ? '-past' : ''}`, { deadline, days: late > 0 ? late : left }),
    ]
  }
  return [
    ...line('ack', directive.ackDueAt, total.recipients - total.acknowledged),
    ...line(
      'report',
      directive.asksReport ? directive.reportDueAt : null,
      total.reportsAsked - total.reported,
    ),
  ]
}

/** Says that the directive or all sending is paused, by whom and since when. */
async function pausedLines(ctx: BotContext, directive: OutDirective): Promise<string[]> {
  if (directive.state !== 'issued') return []
  if (directive.cancelledAt) {
    const time = timeAndDayText(directive.cancelledAt, ctx.language, ctx.calendar.timeZone)
    return [ctx.html('status-cancelled', { time })]
  }
  const own = directive.pausedAt
  const time = own && timeAndDayText(own, ctx.language, ctx.calendar.timeZone)
  return [...(await everythingPausedLines(ctx)), ...(time ? [ctx.html('status-paused', { time })] : [])]
}

function headingLines(ctx: BotContext, directive: OutDirective): string[] {
  const day = dayText(directive.issuedOn, ctx.language)
  const state = directive.state === 'issued' ? [] : [ctx.html(`register-note-${directive.state}`)]
  return [
    ctx.html('status-heading', { number: directive.numberText, day, subject: directive.subject }),
    ...state,
    '',
  ]
}
