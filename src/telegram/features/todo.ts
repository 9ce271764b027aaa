// /viec: what the person owes for all their units: receipts and reports with their deadlines, the most urgent
// first, with the buttons for them.
import { Composer } from 'grammy'
import type { Button } from '../../circulation/messenger.ts'
import { can } from '../../org/permissions.ts'
import { shorten } from '../../platform/vietnamese-text.ts'
import { type Owed, owedBy } from '../../response/owed.ts'
import { deadlineText } from '../../texts/dates.ts'
import type { BotContext } from '../context.ts'
import { onCommand } from '../routing.ts'
import { sayNotEnrolled } from './help.ts'
import { acknowledgeButtons, reportButtons, todoButtons } from './report/buttons.ts'

const feature = new Composer<BotContext>()

export { feature as todoFeature }

const perPage = 5
const maxListed = 100

onCommand(feature, 'viec', 'tasks').use(async (ctx) => {
  await sayTodo(ctx, 0)
})

feature
  .chatType('private')
  .command('start')
  .filter((ctx) => ctx.match === 'viec')
  .use(async (ctx) => {
    await sayTodo(ctx, 0)
  })

todoButtons.on(feature, { page: (ctx, { page }) => sayTodo(ctx, page) })

async function sayTodo(ctx: BotContext, page: number): Promise<void> {
  const { actor } = ctx
  if (actor === null) return await sayNotEnrolled(ctx)
  const units = actor.duties.filter((duty) => can(actor, 'obligation.report', duty))
  if (units.length === 0 && !actor.duties.some((duty) => duty.answersFor))
    return await ctx.say('todo-not-for-you')
  const owed = await owedBy(ctx.tx, actor, { now: ctx.now, calendar: ctx.calendar, limit: maxListed })
  if (owed.length === 0) return await ctx.say('todo-nothing')
  const from = Math.min(page, Math.ceil(owed.length / perPage) - 1) * perPage
  const shown = owed.slice(from, from + perPage)
  const severalUnits = new Set(units.map((unit) => unit.unitId)).size > 1
  const text = [
    ctx.html('todo-heading', { count: owed.length === maxListed ? `${maxListed}+` : String(owed.length) }),
    ...shown.map((item, i) => itemText(ctx, item, from + i + 1, severalUnits)),
  ].join('\n\n')
  const more: Button[] =
    from + perPage < owed.length
      ? [
          todoButtons.button.page(
            ctx.t('todo-button-more', { count: String(owed.length - from - perPage) }),
            {
              page: from / perPage + 1,
            },
          ),
        ]
      : []
  const buttons = [...shown.map((item, i) => itemButtons(ctx, item, from + i + 1)), more]
  await ctx.sayHtml(text, { buttons: buttons.filter((row) => row.length > 0) })
}

function itemText(
  ctx: BotContext,
  { obligation, acknowledge, report }: Owed,
  number: number,
  unit: boolean,
): string {
  const due = (dueAt: Date | null) => (dueAt ? deadlineText(dueAt, ctx.language, ctx.calendar.timeZone) : '')
  const line = (what: 'ack' | 'report' | 'supplement', open: { dueAt: Date | null; overdueDays: number }) => {
    if (open.overdueDays > 0) {
      return ctx.html(`todo-${what}-overdue`, { days: String(open.overdueDays), deadline: due(open.dueAt) })
    }
    return ctx.html(open.dueAt ? `todo-${what}-due` : `todo-${what}`, { deadline: due(open.dueAt) })
  }
  return [
    ctx.html('todo-item', { position: String(number), number: obligation.numberText }),
    ctx.html('todo-subject', { subject: shorten(obligation.subject, 160) }),
    ...(obligation.dutyId === null
      ? unit
        ? [ctx.html('todo-unit', { unit: obligation.unitName })]
        : []
      : [ctx.html('speaker-todo', { unit: obligation.unitName })]),
    ...(acknowledge ? [line('ack', acknowledge)] : []),
    ...(report ? [line(report.returned ? 'supplement' : 'report', report)] : []),
    ...(report && obligation.draftAnswers
      ? [ctx.html('todo-begun', { count: String(obligation.draftAnswers) })]
      : []),
  ].join('\n')
}

function itemButtons(ctx: BotContext, { obligation, acknowledge, report }: Owed, number: number): Button[] {
  const args = { position: String(number) }
  const about = { obligation: obligation.id }
  return [
    ...(acknowledge
      ? [acknowledgeButtons.button.in_list(ctx.t('todo-button-acknowledge', args), about)]
      : []),
    ...(report ? [reportButtons.button.start(ctx.t('todo-button-report', args), about)] : []),
  ]
}
