// Withdraws messages that wait for chats which may not get them, such as those of people who have not agreed
// to the notice on personal data. Removes answers about a document that must not be kept.
import { sql } from 'kysely'
import type { Tx } from '../../platform/database.ts'

/**
 * Withdraws the bulk messages that wait for these chats. Directives are deleted from the outbox: their units
 * then count as not reached and get them as soon as they can be reached (deliverOwed). Reminders, escalations
 * and notices are cancelled. Answers to people still go out.
 */
export async function withdrawMessages(tx: Tx, telegramChatIds: readonly number[]): Promise<void> {
  if (telegramChatIds.length === 0) return
  const waiting = sql`telegram_chat_id = any(${[...telegramChatIds]}::bigint[]) and lane <> 0
    and state = 'pending'`
  await sql`delete from delivery where ${waiting} and purpose = 'directive' and copies = 0`.execute(tx)
  await sql`update delivery set state = 'cancelled', generation = generation + 1, error_text = 'no_consent'
    where ${waiting} and purpose <> 'directive'`.execute(tx)
}

/**
 * Forgets the answers to a chat since an instant. `text` replaces their text, and answers that have not gone
 * out are cancelled. Returns the ids of the messages that are in the chat, newest first: the caller removes
 * them there.
 */
export async function forgetAnswers(
  tx: Tx,
  telegramChatId: number,
  { since, text }: { since: Date; text: string },
): Promise<number[]> {
  const forgotten = await sql<{ messageId: number | null }>`
    update delivery set payload = ${JSON.stringify({ message: { text } })}::jsonb,
      generation = generation + case when state in ('pending', 'unknown') then 1 else 0 end,
      state = case when state in ('pending', 'unknown') then 'cancelled' else state end,
      owner = case when state in ('pending', 'unknown') then null else owner end,
      lease_until = case when state in ('pending', 'unknown') then null else lease_until end
    where telegram_chat_id = ${telegramChatId} and purpose = 'answer' and directive_id is null
      and obligation_id is null
      and created_at >= ${since}
    returning message_id as "messageId"`.execute(tx)
  return forgotten.rows
    .flatMap(({ messageId }) => (messageId === null ? [] : [messageId]))
    .sort((a, b) => b - a)
}
