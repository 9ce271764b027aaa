// Messages of a sender without a database, for the unit tests of its parts.
import type { DueDelivery } from '../../../src/circulation/sending/delivery.store.ts'
import type { IntendedDelivery } from '../../../src/circulation/sending/intent.store.ts'

/** A plain notice that is due, to a chat of its own. */
export const dueMessage = (id: number): DueDelivery => ({
  id,
  purpose: 'notice',
  urgent: false,
  telegramChatId: id,
  directiveId: null,
  fileToSend: null,
})

/** The same message, its intent committed. */
export const intended = (row: DueDelivery): IntendedDelivery => ({
  ...row,
  generation: 1,
  obligationId: null,
  copies: 1,
  threadId: null,
  language: 'vi',
  payload: null,
  unitName: null,
  toSpeaker: false,
  acknowledgedAt: null,
  ackDueAt: null,
  reportDueAt: null,
  reportState: null,
  stillOpen: null,
  names: null,
})
