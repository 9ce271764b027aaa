// A question for a deadline: working days to choose from, or a typed day. The buttons of one question never
// answer another one, so that a second tap does not set the next deadline.

import { afterWorkingDays, readDeadline } from '../../../directive/deadline.ts'
import type { TextKey } from '../../../texts/index.ts'
import { defineButtons, num, token } from '../../buttons.ts'
import { answerTaps } from '../../steps.ts'
import { cancelButton } from './buttons.ts'
import { type NewDirective, type NewDirectiveStep, withContent } from './draft.ts'

interface DeadlineQuestion {
  id: 'ack' | 'report'
  field: 'ackDueAt' | 'reportDueAt'
  /** Choices, in working days. */
  workingDays: readonly number[]
  isAnswered: (draft: NewDirective) => boolean
  /** The key of the fault of a deadline that has not passed; null when it is right. */
  fault?: (draft: NewDirective, at: Date) => TextKey | null
}

export function deadlineStep(question: DeadlineQuestion): NewDirectiveStep {
  const { id, field, workingDays, isAnswered, fault } = question
  const buttons = defineButtons(`new_${id}`, { days: { draft: token, days: num } })
  return {
    id,
    isAnswered,
    ask(ctx, draft) {
      const choices = workingDays.map((days) =>
        buttons.button.days(ctx.t('new-button-days', { days }), { draft: draft.id, days }),
      )
      return ctx.say(`new-ask-${id}`, {}, { buttons: [choices, [cancelButton(ctx, draft)]] })
    },
    onText(ctx, draft, text) {
      const parsed = readDeadline(text.trim(), { now: ctx.now, calendar: ctx.calendar })
      if (!parsed.ok) return { fault: 'new-fault-deadline_form' }
      if (parsed.at <= ctx.now) return { fault: 'new-fault-deadline_past' }
      const wrong = fault?.(draft, parsed.at) ?? null
      return wrong === null ? { next: withContent(draft, { [field]: parsed.at }) } : { fault: wrong }
    },
    taps: answerTaps(buttons, {
      days(ctx, draft, { days }, open) {
        if (open === id)
          return { next: withContent(draft, { [field]: afterWorkingDays(days, ctx.now, ctx.calendar) }) }
        ctx.answerTap('new-old-days')
        return null
      },
    }),
  }
}
