// The subject of the document (trích yếu).
import { maxSubjectLength } from '../../../../directive/check-directive.ts'
import { cancelButton } from '../buttons.ts'
import { type NewDirectiveStep, withContent } from '../draft.ts'

export const subject: NewDirectiveStep = {
  id: 'subject',
  outOfTurn: true,
  isAnswered: ({ content }) => content.subject !== undefined,
  ask: (ctx, draft) => ctx.say('new-ask-subject', {}, { buttons: [[cancelButton(ctx, draft)]] }),
  onText(_ctx, draft, text) {
    const typed = text.trim()
    if (typed.length > maxSubjectLength) return { fault: 'new-fault-subject_too_long' }
    return { next: withContent(draft, { subject: typed }) }
  },
}
