// What the recipients owe: a receipt alone, or a report as well.
import { defineButtons, token } from '../../../buttons.ts'
import type { BotContext } from '../../../context.ts'
import { answerTaps } from '../../../steps.ts'
import { cancelButton } from '../buttons.ts'
import { type NewDirective, type NewDirectiveStep, withContent } from '../draft.ts'

const buttons = defineButtons('new_answer', {
  with_report: { draft: token },
  ack_only: { draft: token },
  reopen: { draft: token },
})

/** Asks again what is owed and until when, from the preview. */
export const reopenDeadlinesButton = (ctx: BotContext, draft: NewDirective) =>
  buttons.button.reopen(ctx.t('new-button-edit-deadlines'), { draft: draft.id })

export const answer: NewDirectiveStep = {
  id: 'answer',
  isAnswered: ({ content }) => content.asksReport !== undefined,
  ask: (ctx, draft) =>
    ctx.say(
      'new-ask-answer',
      {},
      {
        buttons: [
          [buttons.button.with_report(ctx.t('new-button-with-report'), { draft: draft.id })],
          [buttons.button.ack_only(ctx.t('new-button-ack-only'), { draft: draft.id })],
          [cancelButton(ctx, draft)],
        ],
      },
    ),
  taps: answerTaps(buttons, {
    with_report: (_ctx, draft) => ({ next: withContent(draft, { asksReport: true }) }),
    ack_only: (_ctx, draft) => ({ next: withContent(draft, { asksReport: false }) }),
    reopen: (_ctx, draft) => ({
      next: withContent(draft, {
        ackDueAt: undefined,
        reportDueAt: undefined,
        // Speakers only acknowledge; they owe no report.
        asksReport: draft.content.audience?.speakers ? false : undefined,
      }),
    }),
  }),
}
