// What the recipients owe: a receipt alone, or a report as well, and by which outline.
import { type BuiltInKey, builtInOutline } from '../../../../response/built-in-outlines.ts'
import { defineButtons, oneOf, token } from '../../../buttons.ts'
import type { BotContext } from '../../../context.ts'
import { answerTaps } from '../../../steps.ts'
import { cancelButton } from '../buttons.ts'
import { type NewDirective, type NewDirectiveStep, withContent, withNotes } from '../draft.ts'

/** The outlines that one tap chooses; the others are a tap further. */
const nearest = ['study', 'short', 'text'] as const

const buttons = defineButtons('new_answer', {
  with_report: { draft: token, outline: oneOf(nearest) },
  other_outline: { draft: token },
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
          ...nearest.map((outline) => [
            buttons.button.with_report(
              ctx.t(`new-button-report-${outline}`, { count: builtInOutline(outline)!.fields.length }),
              { draft: draft.id, outline },
            ),
          ]),
          [buttons.button.other_outline(ctx.t('new-button-report-other'), { draft: draft.id })],
          [buttons.button.ack_only(ctx.t('new-button-ack-only'), { draft: draft.id })],
          [cancelButton(ctx, draft)],
        ],
      },
    ),
  taps: answerTaps(buttons, {
    with_report: (_ctx, draft, { outline }) => ({ next: withReport(draft, outline) }),
    other_outline: (_ctx, draft) => ({ ask: 'outline', draft: withReport(draft, undefined) }),
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

function withReport(draft: NewDirective, outlineId: BuiltInKey | undefined): NewDirective {
  return withNotes(withContent(draft, { asksReport: true }), { outlineId })
}
