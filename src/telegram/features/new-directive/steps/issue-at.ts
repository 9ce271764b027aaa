// The time of issue: at once, the next morning, or a typed time.
import { readDeadline } from '../../../../directive/deadline.ts'
import { defineButtons, token } from '../../../buttons.ts'
import { answerTaps } from '../../../steps.ts'
import { type NewDirectiveStep, withNotes } from '../draft.ts'
import { nextMorning } from '../next-morning.ts'

const buttons = defineButtons('new_issue_at', { next_morning: { draft: token }, at_once: { draft: token } })

export const issueAt: NewDirectiveStep = {
  id: 'issue_at',
  outOfTurn: true,
  isAnswered: () => true,
  ask(ctx, draft) {
    const rows = [
      [buttons.button.next_morning(ctx.t('timed-button-morning'), { draft: draft.id })],
      [buttons.button.at_once(ctx.t('timed-button-now'), { draft: draft.id })],
    ]
    return ctx.say('timed-ask', {}, { buttons: rows })
  },
  onText(ctx, draft, text) {
    const parsed = readDeadline(text.trim(), { now: ctx.now, calendar: ctx.calendar })
    if (!parsed.ok) return { fault: 'timed-fault-form' }
    if (parsed.at <= ctx.now) return { fault: 'new-fault-issue_at_past' }
    return { next: withNotes(draft, { issueAt: parsed.at.toISOString() }) }
  },
  taps: answerTaps(buttons, {
    next_morning: (ctx, draft) => ({ next: withNotes(draft, { issueAt: nextMorning(ctx).toISOString() }) }),
    at_once: (_ctx, draft) => ({ next: withNotes(draft, { issueAt: undefined }) }),
  }),
}
