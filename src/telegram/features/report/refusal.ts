// Why a report cannot be opened, answered or sent at the moment, in words, with what to do next.
import type { DraftRefusal } from '../../../response/report-draft.ts'
import { outlineOf } from '../../../response/report-draft.ts'
import { timeAndDayText } from '../../../texts/dates.ts'
import type { BotContext } from '../../context.ts'
import { reportButtons } from './buttons.ts'
import { answersText } from './summary.ts'

/** Says why not. Shows a report that was sent, with a button to change it while that is possible. */
export async function sayRefusal(ctx: BotContext, refusal: DraftRefusal): Promise<void> {
  if (refusal.reason === 'not_allowed') {
    // A person who may not report learns nothing about the directive.
    if (ctx.callbackQuery) return ctx.answerTap('chat-not-yours', {}, { alert: true })
    return await ctx.say('chat-not-yours')
  }
  const { obligation } = refusal
  const number = obligation.numberText
  const about = { obligation: obligation.id }
  const { button } = reportButtons
  switch (refusal.reason) {
    case 'not_required':
      return await ctx.say('report-not-required', { number })
    case 'withdrawn':
      return await ctx.say('report-withdrawn', { number })
    case 'no_draft':
      return await ctx.say(
        'report-no-draft',
        { number },
        { buttons: [[button.start(ctx.t('report-button-begin'), about)]] },
      )
    case 'sent': {
      const { sent, mayChange } = refusal
      const heading = ctx.html(
        obligation.reportState === 'accepted' ? 'report-was-accepted' : 'report-was-sent',
        {
          number,
          unit: obligation.unitName,
          version: String(sent.version),
          name: sent.submittedByName ?? '',
          time: timeAndDayText(sent.submittedAt, ctx.language, ctx.calendar.timeZone),
        },
      )
      const hint = ctx.html(mayChange ? 'report-may-change' : 'report-may-not-change')
      const room = 3_900 - heading.length - hint.length
      const answers = answersText(outlineOf(obligation.outline), sent.answers, ctx.language, room)
      await ctx.sayHtml([heading, answers, '', hint].join('\n'), {
        buttons: mayChange ? [[button.change(ctx.t('report-button-change'), about)]] : undefined,
      })
    }
  }
}
