// A word in the document that may be a mark of secrecy, or the name of a place: nothing was kept, the person
// says why it is no mark and sends the document again. The reason stays with the directive.
import { cancelButton } from '../buttons.ts'
import { type NewDirectiveStep, withNotes } from '../draft.ts'

/** Longest reason, in characters. */
export const maxDoubtReason = 300

export const doubt: NewDirectiveStep = {
  id: 'doubt',
  outOfTurn: true,
  isAnswered: () => true,
  ask: (ctx, draft) => ctx.say('new-ask-doubt', {}, { buttons: [[cancelButton(ctx, draft)]] }),
  onText(_ctx, draft, text) {
    const reason = text.trim()
    if (reason.length > maxDoubtReason) return { fault: 'new-fault-doubt_reason' }
    return { next: withNotes(draft, { notAMark: reason }), note: 'new-doubt-noted' }
  },
  onDocument: () => ({ fault: 'new-ask-doubt' }),
}
