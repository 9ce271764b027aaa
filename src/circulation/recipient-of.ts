// The chat of an obligation's messages, and the name of who owes it, as SQL. The chat is the unit's, or that
// of the speaker to whom the directive is addressed. The views unit_recipient and duty_recipient of the org
// room choose it.
import { type RawBuilder, sql } from 'kysely'

/**
 * Joins `r` (chat_id, telegram_chat_id, thread_id, language, why_not) to the obligations of `table`, which
 * has unit_id and duty_id. Keeps every row: without a chat, or where `when` is false, the columns of the chat
 * are null.
 */
export function joinRecipient(
  table: RawBuilder<unknown>,
  when: RawBuilder<unknown> = sql`true`,
): RawBuilder<unknown> {
  return sql`
    left join unit_recipient unit_chat on unit_chat.unit_id = ${table}.unit_id and ${table}.duty_id is null
      and ${when}
    left join duty_recipient duty_chat on duty_chat.duty_id = ${table}.duty_id and ${when}
    cross join lateral (select coalesce(unit_chat.chat_id, duty_chat.chat_id) as chat_id,
      coalesce(unit_chat.telegram_chat_id, duty_chat.telegram_chat_id) as telegram_chat_id,
      coalesce(unit_chat.thread_id, duty_chat.thread_id) as thread_id,
      coalesce(unit_chat.language, duty_chat.language) as language,
      coalesce(unit_chat.why_not, duty_chat.why_not) as why_not) r`
}

/**
 * The name of who owes the obligation `o`: the frozen name of the unit, or the present speaker with the unit.
 */
export const whoOwes = sql<string>`case when o.duty_id is null then o.unit_name
  else coalesce((select person.full_name from duty_recipient who
    join officer person on person.id = who.officer_id
    where who.duty_id = o.duty_id), '—') || ' (' || o.unit_name || ')' end`
