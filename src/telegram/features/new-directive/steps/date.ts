// The day on which the document was issued.
import { parseVietnameseDate } from '../../../../directive/reading/document-date.ts'
import { cancelButton } from '../buttons.ts'
import { type NewDirectiveStep, withContent } from '../draft.ts'

export const date: NewDirectiveStep = {
  id: 'date',
  outOfTurn: true,
  isAnswered: ({ content }) => content.issuedOn !== undefined,
  ask: (ctx, draft) => ctx.say('new-ask-date', {}, { buttons: [[cancelButton(ctx, draft)]] }),
  onText(_ctx, draft, text) {
    const parsed = parseVietnameseDate(text.trim())
    return parsed.ok
      ? { next: withContent(draft, { issuedOn: parsed.date }) }
      : { fault: 'new-fault-date_form' }
  },
}
