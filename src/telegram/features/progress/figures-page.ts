// /tinhhinh → "Số liệu": what the reports on a directive add up to at and below a unit, and the branches by
// one measure, the worst first. The figures are the roll-up's; here they become lines.
import { type FiguresByBranch, figuresByBranch, rankBranches } from '../../../rollup/figures-by-branch.ts'
import { standingToGoal } from '../../../rollup/goal.ts'
import { formatAmount, formatRate, formatWhole } from '../../../rollup/number-format.ts'
import type { BotContext } from '../../context.ts'
import { buttonLabel } from '../../layout.ts'
import { statusButtons } from './buttons.ts'
import { exportButton } from './export.ts'
import { turning } from './response-rates.ts'
import type { Page, View } from './status-page.ts'

const { button } = statusButtons
/** The most sums that one message shows. */
const maxSums = 40
const branchesLength = 20

/** The figures of the unit. */
export async function figuresPage(ctx: BotContext, view: View): Promise<Page> {
  const found = await read(ctx, view)
  const at = { directive: view.directive.id, unit: view.unitId, tree: view.tree }
  // The first rate that has a goal, or reports handed in.
  const measure = found.figures.rates.findIndex(({ goal }) => goal !== null) + 1
  const ranking = button.ranking(ctx.t('figures-button-branches'), { ...at, measure, page: 0 })
  const { parentId } = view
  const up = parentId === null ? [] : [button.figures(ctx.t('status-button-up'), { ...at, unit: parentId })]
  return {
    html: [...view.heading, ...figureLines(ctx, found)].join('\n'),
    buttons: [
      ...(found.figures.reports > 0 && found.branches.length > 1 ? [[ranking]] : []),
      [exportButton(ctx, at)],
      [...up, button.overview(ctx.t('status-button-back'), { ...at, page: 0 })],
    ],
  }
}

/** The branches by a measure: 0 for reports handed in, else the place of a rate, from 1. */
export async function rankingPage(
  ctx: BotContext,
  view: View,
  { measure, number }: { measure: number; number: number },
): Promise<Page> {
  const found = await read(ctx, view)
  const rate = measure === 0 ? undefined : found.figures.rates[measure - 1]
  const ranked = rankBranches(found.branches, rate?.key ?? null)
  const shown = ranked.slice(number * branchesLength, (number + 1) * branchesLength)
  const names = [
    ctx.t('figures-measure-reported'),
    ...found.figures.rates.map(({ label }) => label[ctx.language]),
  ]
  const at = { directive: view.directive.id, unit: view.unitId, tree: view.tree }
  const lines = shown.map(({ branch, part, whole }) =>
    ctx.html(whole > 0 ? 'figures-branch' : 'figures-branch-none', {
      unit: branch.isSelf ? ctx.t('status-self', { unit: branch.unitName }) : branch.unitName,
      rate: formatRate(ctx.language, part, whole),
      part: formatWhole(ctx.language, part),
      whole: formatWhole(ctx.language, whole),
    }),
  )
  const measures = names.flatMap((name, index) =>
    index === measure ? [] : [[button.ranking(buttonLabel(name), { ...at, measure: index, page: 0 })]],
  )
  return {
    html: [
      ...view.heading,
      ctx.html('figures-by', { measure: names[measure] ?? names[0]! }),
      '',
      ...lines,
    ].join('\n'),
    buttons: [
      ...shown
        .filter(({ branch }) => !branch.isSelf && branch.recipients > 1)
        .map(({ branch }) => [
          button.figures(buttonLabel(`▸ ${branch.unitName}`), { ...at, unit: branch.unitId }),
        ]),
      ...turning(ctx, number, ranked.length > (number + 1) * branchesLength, (page) =>
        button.ranking('', { ...at, measure, page }),
      ),
      ...measures,
      [button.figures(ctx.t('status-button-back'), at)],
    ],
  }
}

const read = (ctx: BotContext, { directive, unitId, tree }: View): Promise<FiguresByBranch> =>
  figuresByBranch(ctx.tx, directive.id, { unitId, tree, now: ctx.now })

function figureLines(ctx: BotContext, { rates: counts, figures }: FiguresByBranch): string[] {
  const { language } = ctx
  const whole = (value: number) => formatWhole(language, value)
  const base = { reported: whole(figures.reports), asked: whole(counts.reportsAsked) }
  if (figures.reports === 0) return [ctx.html('figures-none', base)]
  // A figure on fewer reports than came in says so: missing is not zero.
  const on = (reports: number) =>
    reports === figures.reports ? '' : ` ${ctx.t('figures-on', { reports: whole(reports) })}`
  const goal = (part: number, of: number, percent: number | null) => {
    const standing = standingToGoal(part, of, percent)
    if (standing === null) return ''
    return standing.isMet
      ? ` — ${ctx.t('figures-goal-met', { goal: formatAmount(language, percent!) })}`
      : ` — ${ctx.t('figures-goal-missed', {
          goal: formatAmount(language, percent!),
          points: formatAmount(language, standing.missingPoints),
        })}`
  }
  const rates = figures.rates.map(({ label, part, whole: of, reports, goal: percent }) =>
    ctx.html('figures-rate', {
      label: label[language],
      rate: formatRate(language, part, of),
      part: whole(part),
      whole: whole(of),
      rest: goal(part, of, percent) + on(reports),
    }),
  )
  const unitCounts = figures.counts.map(({ label, met, reports, goal: percent }) =>
    ctx.html('figures-count', {
      label: label[language],
      met: whole(met),
      reports: whole(reports),
      rest: goal(met, reports, percent),
    }),
  )
  const sums = figures.fields.map(({ label, sum, unit, reports }) =>
    ctx.html('figures-sum', {
      label: label[language].replace(/\?$/, ''),
      sum: formatAmount(language, sum),
      rest: (unit ? ` ${unit[language]}` : '') + on(reports),
    }),
  )
  const hidden = sums.length - maxSums
  return [
    ctx.html('figures-heading', base),
    '',
    ...rates,
    ...unitCounts,
    ...(rates.length + unitCounts.length > 0 ? [''] : []),
    ...sums.slice(0, maxSums),
    ...(hidden > 0 ? [ctx.html('figures-more', { count: hidden })] : []),
  ]
}
