// What a directive asks beyond its deadlines, in words: the outline of the reports, the days of the
// reminders, and whether the message may be forwarded. Shown before a directive is issued.
import { chaseDays } from '../../../chase/chase-days.ts'
import { chasePlanOf } from '../../../chase/chase-plan.ts'
import type { DirectiveRow } from '../../../directive/directive.store.ts'
import { type Reminders, reminderPlanOf } from '../../../directive/reminders.ts'
import type { Json } from '../../../platform/database-types.ts'
import { outlineOf } from '../../../response/report-draft.ts'
import { shortDayText } from '../../../texts/dates.ts'
import type { TextKey } from '../../../texts/index.ts'
import type { BotContext } from '../../context.ts'

export type ReminderOptions = Pick<
  DirectiveRow,
  'ackDueAt' | 'reportDueAt' | 'asksReport' | 'urgency' | 'reminders' | 'protect' | 'outline'
> & { issueAt?: Date | null }

/** Lines of Telegram HTML. */
export function reminderLines(ctx: BotContext, options: ReminderOptions): string[] {
  const name = reminderPlanOf(options.reminders) ?? 'own'
  const outline = options.asksReport ? outlineOf(options.outline as Json | null) : null
  return [
    ...(outline
      ? [
          ctx.html('asked-outline', {
            title: outline.title[ctx.language],
            count: outline.fields.length,
          }),
        ]
      : []),
    ctx.html('asked-reminders', { plan: ctx.t(`asked-plan-${name}`) }),
    ...reminderDayLines(ctx, options, options.reminders),
    ctx.html(options.protect ? 'asked-protected' : 'asked-unprotected'),
  ]
}

/** The days on which a reminder plan would fall for this directive, if it were issued now. */
export function reminderDayLines(
  ctx: BotContext,
  options: Omit<ReminderOptions, 'reminders' | 'protect' | 'outline'>,
  reminders: Reminders | null,
): string[] {
  const found = chaseDays({
    receivedAt: options.issueAt ?? ctx.now,
    ackDueAt: options.ackDueAt,
    urgency: options.urgency,
    calendar: ctx.calendar,
    reportDueAt: options.asksReport ? options.reportDueAt : null,
    plan: chasePlanOf(reminders),
  })
  const list = (days: readonly string[]) => days.map((day) => shortDayText(day, ctx.language)).join(', ')
  const line = (key: TextKey, days: readonly string[]) =>
    days.length === 0 ? [] : [ctx.html(key, { days: list(days) })]
  const lines = [
    ...(found.urgentAfterHours === null
      ? []
      : [
          found.urgentAfterHours === 0
            ? ctx.html('asked-remind-at-once')
            : ctx.html('asked-remind-urgent', { hours: found.urgentAfterHours }),
        ]),
    ...line('asked-remind-ack', found.ack),
    ...(found.weekly.length === 0
      ? line('asked-remind-report', found.report)
      : [
          ctx.html('asked-remind-report-weekly', {
            days: list(found.report),
            until: list(found.weekly.slice(-1)),
          }),
        ]),
    ...line('asked-remind-superior', found.superior),
  ]
  return lines.length === 0 ? [ctx.html('asked-remind-none')] : lines
}
