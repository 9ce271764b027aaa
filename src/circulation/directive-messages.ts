// The message of a directive as SQL: the row it is made from, the statement that puts it into the outbox once
// per obligation, and when it was sent.
import { type RawBuilder, sql } from 'kysely'
import { joinRecipient } from './recipient-of.ts'

/**
 * Query for the directive while it is out, with a share lock. A change of the directive locks the row as
 * well. So all rows of this transaction are written either before the change, which then finds them, or after
 * it.
 */
export const lockedDirective = (directiveId: number) =>
  sql`select * from directive where id = ${directiveId} and state = 'issued'
    and cancelled_at is null for share`

/**
 * Statement that puts a message of the directive into the outbox for each obligation. `owed` is its FROM
 * item: it gives `o` (id, unit_id and duty_id of obligations) and `d` (their directive). Obligations without
 * a reachable chat, or with a message already, get none.
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

/** SQL: when the directive's message was sent for the obligation `o`; null when it was not. */
export const receivedAt = sql<Date | null>`(select received.sent_at from delivery received
  where received.obligation_id = o.id and received.purpose = 'directive')`

/** SQL: whether the directive `d` reached the obligation `o`; whoever answered has it, however it came. */
export const isReached = sql<boolean>`(o.acknowledged_at is not null or o.reported_at is not null
  or ${receivedAt} is not null)`

/**
 * SQL: whether the obligation `o` of the directive `d` holds. What was never sent, because its circulation
 * was cancelled, owes nothing.
 */
export const isHeld = sql<boolean>`(d.cancelled_at is null or ${isReached})`
