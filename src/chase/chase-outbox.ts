// Puts reminders and words to superiors into the outbox. Sending them is the circulation room's.
import type { Ask } from '../circulation/asks.ts'
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
  /** What it asks for. */
  asks: readonly Ask[]
  /** Officers whose names its words need. */
  officerIds?: readonly number[]
  payload: ReminderPayload | EscalationPayload
}

/** Rows of one statement; PostgreSQL allows 65,535 values in one. */
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
