// Rates in words, and the buttons that turn pages: shared by the views of a directive and of a campaign.
import type { Button } from '../../../circulation/messenger.ts'
import { formatRate, formatWhole } from '../../../rollup/number-format.ts'
import type { BranchRates, Rates } from '../../../rollup/rates.ts'
import type { BotContext } from '../../context.ts'

/** The totals, with the overdue ones where there are any. */
export function rateLines(ctx: BotContext, total: Rates): string[] {
  const args = rateArgs(ctx, total)
  return [
    ctx.html('status-total-ack', args),
    ...(total.ackOverdue > 0 ? [ctx.html('status-total-ack-overdue', args)] : []),
    ...(total.reportsAsked > 0 ? [ctx.html('status-total-report', args)] : []),
    ...(total.onTime + total.late > 0 ? [ctx.html('status-total-times', args)] : []),
    ...(total.reportOverdue > 0 ? [ctx.html('status-total-report-overdue', args)] : []),
    ...(total.unreached > 0 ? [ctx.html('status-total-unreached', args)] : []),
    ...(total.unsent > 0 ? [ctx.html('status-total-unsent', args)] : []),
  ]
}

/** One unit below, or the unit itself. */
export function branchLine(ctx: BotContext, row: BranchRates): string {
  return ctx.html(row.reportsAsked > 0 ? 'status-row' : 'status-row-ack', {
    unit: row.isSelf ? ctx.t('status-self', { unit: row.unitName }) : row.unitName,
    ...rateArgs(ctx, row),
  })
}

function rateArgs(ctx: BotContext, row: Rates): Record<string, string> {
  const whole = (value: number) => formatWhole(ctx.language, value)
  return {
    acknowledged: whole(row.acknowledged),
    recipients: whole(row.recipients),
    ackRate: formatRate(ctx.language, row.acknowledged, row.recipients),
    reported: whole(row.reported),
    asked: whole(row.reportsAsked),
    reportRate: formatRate(ctx.language, row.reported, row.reportsAsked),
    onTime: whole(row.onTime),
    late: whole(row.late),
    unreached: whole(row.unreached),
    unsent: whole(row.unsent),
    ackOverdue: whole(row.ackOverdue),
    reportOverdue: whole(row.reportOverdue),
  }
}

/** Buttons to the previous and the next page. */
export function turning(
  ctx: BotContext,
  number: number,
  more: boolean,
  to: (page: number) => Button,
): Button[][] {
  const buttons = [
    ...(number > 0 ? [{ ...to(number - 1), text: ctx.t('status-button-previous') }] : []),
    ...(more ? [{ ...to(number + 1), text: ctx.t('status-button-next') }] : []),
  ]
  return buttons.length > 0 ? [buttons] : []
}
