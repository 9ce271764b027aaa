// The commands that add up reports: of a directive, of a campaign, of a chain of directives, of a period.

import type { Figures } from '../../rollup/figure-columns.ts'
import { type BranchFigures, type FiguresByBranch, figuresByBranch } from '../../rollup/figures-by-branch.ts'
import { standingToGoal } from '../../rollup/goal.ts'
import { formatRate, formatWhole } from '../../rollup/number-format.ts'
import type { Scope } from '../../rollup/scope.ts'
import { type TracedValue, traceFigure } from '../../rollup/trace-figure.ts'
import {
  type CliContext,
  CliFault,
  type CliResult,
  command,
  type InputOf,
  optional,
  required,
} from '../command.ts'
import { day, oneOf, unitOf } from '../options.ts'
import { fromOption, inForce, numberArgument } from './options.ts'

export const asking = {
  tree: optional('TREE', 'The tree as it was at issue (then) or is (now).', oneOf(['then', 'now'])),
  trace: optional('FIELD', 'Lists the reports that the sum of this field rests on, with their numbers.'),
}
const below = {
  unit: optional('CODE', 'Of this unit and what is below it (the issuer when left out).'),
}

export const directiveFigures = command({
  name: 'directive figures',
  summary: 'Adds up the reports on a directive: every number, rates and counts, in all and by branch.',
  arguments: numberArgument,
  options: { ...fromOption, ...below, ...asking },
  async run(context, given) {
    const directive = await inForce(context.db, given)
    const unitId =
      given.unit === undefined ? directive.issuerUnitId : (await unitOf(context.db, '--unit', given.unit)).id
    const title = `${directive.numberText}, ${directive.issuedOn}, ${directive.issuerName}`
    return await addUp(context, { title, scope: directive.id, unitId }, given)
  },
})

export const figuresCommands = [
  command({
    name: 'figures period',
    summary: 'Adds up the reports on all directives that were issued in a period, below a unit.',
    isDefault: true,
    options: {
      since: required('D', 'The first day.', day),
      until: required('D', 'The last day.', day),
      unit: required('CODE', 'Of this unit and what is below it.'),
      ...asking,
    },
    check: ({ since, until }) => {
      if (since > until) throw new CliFault(`--until: ${until} is before ${since}.`)
    },
    async run(context, given) {
      const { since, until } = given
      const unit = await unitOf(context.db, '--unit', given.unit)
      return await addUp(
        context,
        { title: `${unit.name}, ${since} to ${until}`, scope: { since, until }, unitId: unit.id },
        given,
      )
    },
  }),
  command({
    name: 'figures chain',
    summary: 'Adds up the reports on a directive and on all that implement or continue it.',
    arguments: numberArgument,
    options: { ...fromOption, ...below, ...asking },
    async run(context, given) {
      const directive = await inForce(context.db, given)
      const unitId =
        given.unit === undefined
          ? directive.issuerUnitId
          : (await unitOf(context.db, '--unit', given.unit)).id
      const title = `${directive.numberText} and what implements it`
      return await addUp(context, { title, scope: { chainOf: directive.id }, unitId }, given)
    },
  }),
]

interface Question {
  title: string
  scope: Scope
  unitId: number
}

/** The answer to any of these commands. @throws CliFault */
export async function addUp(
  { db, clock }: CliContext,
  { title, scope, unitId }: Question,
  { tree = 'then', trace }: InputOf<typeof asking>,
): Promise<CliResult> {
  if (trace !== undefined) {
    const traced = await traceFigure(db, scope, { unitId, tree, field: trace })
    if (traced === null) {
      const { figures } = await figuresByBranch(db, scope, { unitId, tree, now: clock.now() })
      const known = figures.fields.map(({ key }) => key).join(', ')
      throw new CliFault(
        `--trace: no report has a number "${trace}"${known === '' ? '' : `; one of ${known}`}.`,
      )
    }
    return tracedResult(title, trace, traced)
  }
  const found = await figuresByBranch(db, scope, { unitId, tree, now: clock.now() })
  return { text: figuresText(title, found), json: { title, tree, ...found } }
}

function tracedResult(title: string, field: string, traced: readonly TracedValue[]): CliResult {
  const sum = traced.reduce((total, { value }) => total + value, 0)
  const lines = traced.map(
    ({ unitName, directiveNumber, version, value }) =>
      `  ${unitName}: ${value}  (${directiveNumber}, version ${version})`,
  )
  return {
    text: [`${title}: ${field} is ${sum}, of ${traced.length} reports`, ...lines].join('\n'),
    json: { title, field, sum, reports: traced },
  }
}

function figuresText(title: string, { rates, figures, branches }: FiguresByBranch): string {
  const { reportsAsked, reportOverdue, returned } = rates
  return [
    `${title}: ${figures.reports} of ${reportsAsked} reports count; ` +
      `overdue ${reportOverdue}, returned ${returned}`,
    ...figureLines(figures),
    ...branches.map(branchLine),
  ].join('\n')
}

function figureLines({ reports, fields, rates, counts }: Figures): string[] {
  if (reports === 0) return ['No report counts yet.']
  const of = (answered: number) => (answered === reports ? '' : `, of ${answered} reports`)
  return [
    ...fields.map(
      ({ label, sum, unit, reports: answered }) =>
        `  ${label.en}: ${formatWhole('en', sum)}${unit ? ` ${unit.en}` : ''}${of(answered)}`,
    ),
    ...rates.map(
      ({ label, part, whole, goal, reports: answered }) =>
        `  ${label.en}: ${formatRate('en', part, whole)}${goalText(part, whole, goal)}${of(answered)}`,
    ),
    ...counts.map(
      ({ label, met, goal, reports: answered }) =>
        `  ${label.en}: ${met}/${answered}${goalText(met, answered, goal)}`,
    ),
  ]
}

function goalText(part: number, whole: number, goal: number | null): string {
  const standing = standingToGoal(part, whole, goal)
  if (standing === null) return ''
  return standing.isMet
    ? ` (goal ${goal}% met)`
    : ` (goal ${goal}%, short by ${standing.missingPoints} points)`
}

function branchLine({ unitName, isSelf, reported, reportsAsked, figures }: BranchFigures): string {
  const rates = (figures?.rates ?? []).map(
    ({ label, part, whole }) => `${label.en} ${formatRate('en', part, whole)}`,
  )
  return [`  ${unitName}${isSelf ? ' (itself)' : ''}: reported ${reported}/${reportsAsked}`, ...rates].join(
    '; ',
  )
}
