// The message of a directive: from what it is written, the statement that puts it into the outbox for units
// that owe it, once per obligation, and when it arrived.
import { type RawBuilder, sql } from 'kysely'
import { joinRecipient } from './recipient-of.ts'

/**
 * The directive while it is out. Whoever changes it locks it: what is written from it here comes wholly
 * before the change, which then finds it, or after it.
 */
export const directiveHeld = (directiveId: number) =>
  sql`select * from directive where id = ${directiveId} and state = 'issued'
    and cancelled_at is null for share`

/**
 * `owed` is what follows `from`: it gives `o` (id, unit_id and duty_id of obligations) and `d` (their
 * directive). Units without a chat that can be reached get no message; one that is there already stays the
 * only one.
 */
export const insertDirectiveMessages = (owed: RawBuilder<unknown>, now: Date) => sql`
  insert into delivery (purpose, lane, urgent, directive_id, obligation_id, chat_id, telegram_chat_id,
    thread_id,
    language, due_at, created_at)
  select 'directive', 1, d.urgency <> 'normal', d.id, o.id, r.chat_id, r.telegram_chat_id, r.thread_id,
    r.language,
    ${now}, ${now}
  from ${owed} ${joinRecipient(sql`o`)}
  where r.telegram_chat_id is not null
    and not exists (select from delivery x where x.obligation_id = o.id and x.purpose = 'directive')
  order by o.id
  on conflict do nothing`

/** When the unit of the obligation under the name `o` received its directive; null when it has not. */
export const receivedAt = sql<Date | null>`(select received.sent_at from delivery received
  where received.obligation_id = o.id and received.purpose = 'directive')`
