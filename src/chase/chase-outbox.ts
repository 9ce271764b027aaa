// Puts reminders and words to superiors into the outbox. Sending them is the circulation room's.
import { enqueueMessages } from '../circulation/outbox.ts'
import type { Tx } from '../platform/database.ts'
import type { ChaseChat } from './chase-recipient.store.ts'
import type { EscalationPayload, ReminderPayload } from './payloads.ts'

export interface ChaseMessage {
  purpose: 'reminder' | 'escalation'
  urgent: boolean
  chat: ChaseChat
  directiveId: number | null
  obligationId: number | null
  payload: ReminderPayload | EscalationPayload
}

/** One statement takes so many rows: PostgreSQL allows 65,535 values in one. */
const rowsAtOnce = 1_000

export async function putIntoOutbox(tx: Tx, messages: readonly ChaseMessage[], now: Date): Promise<void> {
  for (let from = 0; from < messages.length; from += rowsAtOnce) {
    const some = messages.slice(from, from + rowsAtOnce).map(({ chat, ...message }) => ({
      ...message,
      ...chat,
      lane: 1 as const,
      dueAt: now,
      now,
    }))
    await enqueueMessages(tx, some)
  }
}
