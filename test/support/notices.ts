// Messages as people get them: what lies in the outbox, made into words by the composer of the product.
import type { OutgoingMessage } from '../../src/circulation/messenger.ts'
import type { Db } from '../../src/platform/database.ts'
import { createComposeMessage } from '../../src/telegram/compose/compose-message.ts'

export interface WordedMessage {
  telegram_chat_id: number
  lane: number
  directive_id: number | null
  message: OutgoingMessage
}

const compose = createComposeMessage({ timeZone: 'Asia/Ho_Chi_Minh', botUsername: 'thongsuot_bot' })

/** The notices, in the order in which they were put into the outbox. */
export const wordedNotices = (db: Db) => wordedMessages(db, 'notice')

/** The same for messages of another purpose. */
export async function wordedMessages(
  db: Db,
  purpose: 'notice' | 'reminder' | 'escalation',
): Promise<WordedMessage[]> {
  const names = await db.selectFrom('officer').select(['id', 'full_name']).execute()
  const rows = await db
    .selectFrom('delivery')
    .select(['id', 'telegram_chat_id', 'lane', 'directive_id', 'language', 'payload', 'officer_ids'])
    .where('purpose', '=', purpose)
    .orderBy('id')
    .execute()
  return rows.map((row) => ({
    telegram_chat_id: row.telegram_chat_id,
    lane: row.lane,
    directive_id: row.directive_id,
    message: compose({
      id: row.id,
      purpose,
      telegramChatId: row.telegram_chat_id,
      threadId: null,
      language: row.language === 'en' ? 'en' : 'vi',
      payload: row.payload,
      isResend: false,
      names: Object.fromEntries(
        names.filter(({ id }) => row.officer_ids?.includes(id)).map((each) => [each.id, each.full_name]),
      ),
    }),
  }))
}
