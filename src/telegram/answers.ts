// Puts a message into the outbox, within the transaction of what it tells of.

import type { OutgoingMessage } from '../circulation/messenger.ts'
import type { Tx } from '../platform/database.ts'
import type { DeliveryPurpose } from '../platform/database-types.ts'

export async function enqueueMessage(
  tx: Tx,
  delivery: {
    purpose: DeliveryPurpose
    lane: 0 | 1
    telegramChatId: number
    chatId?: number
    directiveId?: number
    obligationId?: number
    payload: { message: OutgoingMessage }
    dueAt: Date
    now: Date
  },
): Promise<number> {
  const row = await tx
    .insertInto('delivery')
    .values({
      purpose: delivery.purpose,
      lane: delivery.lane,
      telegram_chat_id: delivery.telegramChatId,
      chat_id: delivery.chatId ?? null,
      directive_id: delivery.directiveId ?? null,
      obligation_id: delivery.obligationId ?? null,
      payload: JSON.stringify(delivery.payload),
      due_at: delivery.dueAt,
      created_at: delivery.now,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return row.id
}
