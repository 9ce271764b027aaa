// Puts reminders and words to superiors into the outbox. Sending them is the circulation room's.
import { sql } from 'kysely'
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

/** Returns the ids of the deliveries, in the order of the messages. */
export async function putIntoOutbox(tx: Tx, messages: readonly ChaseMessage[], now: Date): Promise<number[]> {
  if (messages.length === 0) return []
  const column = <T>(pick: (message: ChaseMessage) => T) => messages.map(pick)
  const found = await sql<{ id: number }>`
    insert into delivery (purpose, lane, urgent, directive_id, obligation_id, chat_id, telegram_chat_id, thread_id,
      language, payload, due_at, created_at)
    select m.purpose::delivery_purpose, 1, m.urgent, m.directive_id, m.obligation_id, m.chat_id, m.telegram_chat_id,
      m.thread_id, m.language, m.payload::jsonb, ${now}, ${now}
    from unnest(${column((m) => m.purpose)}::text[], ${column((m) => m.urgent)}::boolean[],
      ${column((m) => m.directiveId)}::bigint[], ${column((m) => m.obligationId)}::bigint[],
      ${column((m) => m.chat.chatId)}::bigint[], ${column((m) => m.chat.telegramChatId)}::bigint[],
      ${column((m) => m.chat.threadId)}::bigint[], ${column((m) => m.chat.language)}::text[],
      ${column((m) => JSON.stringify(m.payload))}::text[]) with ordinality
      as m (purpose, urgent, directive_id, obligation_id, chat_id, telegram_chat_id, thread_id, language, payload, place)
    order by m.place returning id`.execute(tx)
  return found.rows.map((row) => row.id).sort((a, b) => a - b)
}
