// Takes back what is still on its way into chats that may not get it any more, such as those of people who have not
// agreed to the notice on personal data.
import { sql } from 'kysely'
import type { Tx } from '../platform/database.ts'

/**
 * Directives that have not left go from the outbox, so that their units are seen as not reached and get them as soon as
 * they can be reached (deliverOwed); whatever reminds or notifies is cancelled. Answers to people go out.
 */
export async function withdrawMessages(tx: Tx, telegramChatIds: readonly number[]): Promise<void> {
  if (telegramChatIds.length === 0) return
  const waiting = sql`telegram_chat_id = any(${[...telegramChatIds]}::bigint[]) and lane <> 0 and state = 'pending'`
  await sql`delete from delivery where ${waiting} and purpose = 'directive' and copies = 0`.execute(tx)
  await sql`update delivery set state = 'cancelled', generation = generation + 1, error_text = 'no_consent'
    where ${waiting} and purpose <> 'directive'`.execute(tx)
}
