// Puts reminders and escalations into the outbox. The room circulation sends them.
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
  asks: readonly Ask[]
  /** Officers whose names the text needs. */
  officerIds?: readonly number[]
  payload: ReminderPayload | EscalationPayload
}

/** Maximum number of rows in one statement. PostgreSQL allows 65,535 values in one. */
const maxRows = 1_000

/** Puts the messages into the outbox, in the bulk lane. */
export async function putIntoOutbox(tx: Tx, messages: readonly ChaseMessage[], now: Date): Promise<void> {
  for (let from = 0; from < messages.length; from += maxRows) {
    const chunk = messages.slice(from, from + maxRows).map(({ chat, ...message }) => ({
      ...message,
      ...chat,
      lane: 1 as const,
      dueAt: now,
      now,
    }))
    await enqueueMessages(tx, chunk)
  }
}
