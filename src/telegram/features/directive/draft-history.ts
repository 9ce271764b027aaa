// What an approver or a drafter sees of a draft's earlier versions: why it was sent back, and what has
// changed since the previous submission.
import type { DirectiveRow } from '../../../directive/directive.store.ts'
import type { DraftContent, DraftField } from '../../../directive/draft-content.ts'
import { draftHistory } from '../../../directive/draft-version.store.ts'
import { shorten } from '../../../platform/vietnamese-text.ts'
import { dayText, deadlineText, timeAndDayText } from '../../../texts/dates.ts'
import type { BotContext } from '../../context.ts'
import { kindLabel } from '../new-directive/labels.ts'

/** Lines of Telegram HTML; none for a draft that was submitted only once. */
export async function draftHistoryLines(ctx: BotContext, row: DirectiveRow): Promise<string[]> {
  const { returned, before, changed } = await draftHistory(ctx.tx, row)
  const why = returned
    ? [
        ctx.html('approve-why', {
          name: returned.byName ?? ctx.t('approve-operator'),
          reason: returned.reason,
          when: timeAndDayText(returned.at, ctx.language, ctx.calendar.timeZone),
        }),
      ]
    : []
  if (!before) return why
  if (changed.length === 0) return [...why, ctx.html('approve-unchanged')]
  return [
    ...why,
    ctx.html('approve-changed'),
    ...changed.map((field) => {
      const short = oneLine(ctx, before, field)
      return short === null
        ? ctx.html('approve-changed-other', { field: ctx.t(`approve-field-${field}`) })
        : ctx.html('approve-changed-from', { field: ctx.t(`approve-field-${field}`), before: short })
    }),
  ]
}

/** The former content of the field, where it fits a line; the card above shows the new content. */
function oneLine(ctx: BotContext, before: DraftContent, field: DraftField): string | null {
  const deadline = (at: Date | null) => (at ? deadlineText(at, ctx.language, ctx.calendar.timeZone) : '–')
  switch (field) {
    case 'number':
      return shorten(before.numberText, 200)
    case 'subject':
      return shorten(before.subject, 200)
    case 'issuedOn':
      return dayText(before.issuedOn, ctx.language)
    case 'kind':
      return before.kind ? kindLabel(ctx, before.kind) : null
    case 'urgency':
      return ctx.t(`new-urgency-${before.urgency ?? 'normal'}`)
    case 'ackDueAt':
    case 'reportDueAt':
      return deadline(before[field])
    case 'files': {
      const names = [...(before.files ?? []), ...(before.annexes ?? [])].map(({ name }) => name)
      return names.length === 0 ? '–' : names.join(', ')
    }
    default:
      return null
  }
}
