// /tinhhinh → "Xem báo cáo": the reports that came in below a unit, and one of them.
import { showObligation } from '../../../response/obligation.store.ts'
import { currentVersion } from '../../../response/report.store.ts'
import { outlineOf } from '../../../response/report-draft.ts'
import { reportedUnits } from '../../../rollup/reported-units.ts'
import { timeAndDayText } from '../../../texts/dates.ts'
import type { BotContext } from '../../context.ts'
import { buttonLabel } from '../../layout.ts'
import { answersText } from '../report/summary.ts'
import { statusButtons } from './buttons.ts'
import { turning } from './response-rates.ts'
import type { Page, View } from './status-page.ts'

const { button } = statusButtons
const pageLength = 12
/** What became of a report, in the list and above it. */
const marks = { submitted: '📨', accepted: '✅', returned: '↩️', owed: '', not_required: '' } as const
const stateLines = {
  submitted: 'status-report-submitted',
  accepted: 'status-report-accepted',
  returned: 'status-report-returned',
  owed: 'status-report-submitted',
  not_required: 'status-report-submitted',
} as const

/** A button for each report. */
export async function reportsPage(ctx: BotContext, view: View, number: number): Promise<Page> {
  const { unitId, tree, directive } = view
  const asked = { unitId, tree, limit: pageLength, offset: number * pageLength }
  const { total, rows } = await reportedUnits(ctx.tx, directive.id, asked)
  const at = { unit: unitId, tree }
  return {
    html: [...view.heading, ctx.html('status-reports', { count: total })].join('\n'),
    buttons: [
      ...rows.map(({ obligationId, unitName, reportState }) => [
        button.report(buttonLabel(`${marks[reportState]} ${unitName}`), {
          ...at,
          obligation: obligationId,
          page: number,
        }),
      ]),
      ...turning(ctx, number, total > (number + 1) * pageLength, (page) =>
        button.reports('', { ...at, directive: directive.id, page }),
      ),
      [button.overview(ctx.t('status-button-back'), { ...at, directive: directive.id, page: 0 })],
    ],
  }
}

/** One report, as it was sent last; null when there is none. */
export async function reportPage(
  ctx: BotContext,
  given: { obligation: number; unit: number; tree: View['tree']; page: number },
): Promise<Page | null> {
  const obligation = await showObligation(ctx.tx, given.obligation)
  const sent = obligation && (await currentVersion(ctx.tx, obligation.id))
  if (!sent) return null
  const heading = [
    ctx.html('status-report', { number: obligation.numberText, unit: obligation.unitName }),
    ctx.html('review-sent', {
      time: timeAndDayText(sent.submittedAt, ctx.language, ctx.calendar.timeZone),
      name: sent.submittedByName ?? '',
      version: String(sent.version),
    }),
    ctx.html(stateLines[obligation.reportState]),
  ].join('\n')
  const answers = answersText(
    outlineOf(obligation.outline),
    sent.answers,
    ctx.language,
    3_900 - heading.length,
  )
  const { unit, tree, page } = given
  const back = { directive: obligation.directiveId, unit, tree, page }
  return {
    html: `${heading}\n\n${answers}`,
    buttons: [[button.reports(ctx.t('status-button-back'), back)]],
  }
}
