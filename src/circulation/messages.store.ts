// Where the messages of a directive are in chats, so that all of them can be kept up to date.
import type { Db } from '../platform/database.ts'

export interface MessagePlace {
  telegramChatId: number
  messageId: number
}

/**
 * The sent directive messages of these obligations, by obligation id. An obligation without one is missing.
 */
export async function messagesOf(
  db: Db,
  obligationIds: readonly number[],
): Promise<Map<number, MessagePlace[]>> {
  const places = new Map<number, MessagePlace[]>()
  if (obligationIds.length === 0) return places
  const rows = await db
    .selectFrom('delivery')
    .select(['obligation_id', 'telegram_chat_id', 'message_id'])
    .where('obligation_id', 'in', obligationIds)
    .where('purpose', '=', 'directive')
    .where('state', '=', 'sent')
    .where('message_id', 'is not', null)
    .execute()
  for (const row of rows) {
    const list = places.get(row.obligation_id!) ?? []
    list.push({ telegramChatId: row.telegram_chat_id, messageId: row.message_id! })
    places.set(row.obligation_id!, list)
  }
  return places
}
