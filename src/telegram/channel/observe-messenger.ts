// Tells of every call of the channel what became of it: figures, and the two lines of an outage.
import type { Messenger, Outcome } from '../../circulation/messenger.ts'

/** The same messenger; `tell` hears every outcome. */
export function observeMessenger(messenger: Messenger, tell: (outcome: Outcome) => void): Messenger {
  const told = async (call: Promise<Outcome>): Promise<Outcome> => {
    const outcome = await call
    tell(outcome)
    return outcome
  }
  return {
    capabilities: messenger.capabilities,
    send: (to, message, options) => told(messenger.send(to, message, options)),
    edit: (to, messageId, message) => told(messenger.edit(to, messageId, message)),
    editButtons: (to, messageId, buttons) => told(messenger.editButtons(to, messageId, buttons)),
    answerTap: (tapId, text, options) => messenger.answerTap(tapId, text, options),
    remove: (to, messageId) => told(messenger.remove(to, messageId)),
    close: () => messenger.close(),
  }
}

/** What became of a call, in one word for figures: `rate_limited` is a 429. */
export const outcomeWord = (outcome: Outcome) =>
  outcome.kind === 'not_delivered' ? outcome.reason : outcome.kind === 'final' ? 'refused' : outcome.kind
