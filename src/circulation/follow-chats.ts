// Messages follow the chats that they are for: a group gets a new id, a chat cannot be reached any more while
// the unit has another one, a chat becomes reachable again. A message that was refused because of its chat is
// sent again to the unit's present chat.
import { type RawBuilder, sql } from 'kysely'
import { migrateChat } from '../org/chat.store.ts'
import type { Db, Tx } from '../platform/database.ts'
import { hasReceived } from './announce.ts'
import { joinRecipient } from './recipient-of.ts'
import { carriesFile } from './send-files.ts'

/** SQL condition on the delivery `x`: it was refused because of its chat. */
export const refusedForChat = sql`x.state = 'failed'
  and split_part(x.error_text, ':', 1) in
    ('blocked', 'deactivated', 'kicked', 'not_found', 'no_rights', 'no_topic')`

/** The beginning of an UPDATE that makes the delivery `x` pending again, for the chat `r`. */
const sendToPresentChat = (now: Date) => sql`
  update delivery x set state = 'pending', generation = x.generation + 1, copies = 0, not_before = null,
    due_at = ${now}, chat_id = r.chat_id, telegram_chat_id = r.telegram_chat_id, thread_id = r.thread_id,
    language = r.language, error_code = null, error_text = null`

/**
 * Sends directives again that were refused because of the chat. `owed` is a FROM item that gives `o`, the
 * obligations, with their directive. Returns how many.
 */
export async function reviveDirectives(tx: Tx, owed: RawBuilder<unknown>, now: Date): Promise<number> {
  const revived = await sql`${sendToPresentChat(now)} from ${owed} ${joinRecipient(sql`o`)}
    where r.telegram_chat_id is not null and x.obligation_id = o.id and x.purpose = 'directive'
      and ${refusedForChat}`.execute(tx)
  return Number(revived.numAffectedRows ?? 0)
}

/**
 * Sends a unit the changes that it missed while it could not be reached. It sends the last notice of a change
 * again when that was refused and still holds. It also sends a notice of a recalled or superseded directive
 * that the unit had received when no such notice exists. Returns how many.
 */
export async function reviveChanges(tx: Tx, unitId: number, now: Date): Promise<number> {
  const ofUnit = sql`unit u join obligation o on o.unit_id = u.id
      and (u.id = ${unitId} or u.successor_id = ${unitId})
    join directive d on d.id = o.directive_id`
  const revived = await sql`${sendToPresentChat(now)}
    from (
      select distinct on (n.obligation_id) n.id, o.unit_id, o.duty_id, n.payload ->> 'what' as what, d.state
      from ${ofUnit} join delivery n on n.obligation_id = o.id and n.purpose = 'notice'
        and n.payload ->> 'kind' = 'change'
      order by n.obligation_id, n.id desc
    ) o ${joinRecipient(sql`o`)}
    where r.telegram_chat_id is not null and x.id = o.id and ${refusedForChat}
      and (o.what = o.state::text or (o.what in ('extended', 'corrected') and o.state = 'issued'))`.execute(
    tx,
  )
  const inserted = await sql`
    insert into delivery (purpose, lane, urgent, directive_id, obligation_id, chat_id, telegram_chat_id,
      thread_id, language,
      payload, due_at, created_at)
    select 'notice', 1, d.state = 'recalled', d.id, o.id, r.chat_id, r.telegram_chat_id, r.thread_id,
      r.language,
      coalesce((select n.payload from delivery n where n.directive_id = d.id and n.purpose = 'notice'
        and n.payload ->> 'what' = d.state::text limit 1),
        jsonb_build_object('kind', 'change', 'what', d.state)), ${now}, ${now}
    from ${ofUnit} ${joinRecipient(sql`o`)}
    where d.state in ('recalled', 'superseded') and d.closed_at > ${new Date(now.getTime() - maxEndAgeMs)}
      and r.telegram_chat_id is not null
      and ${hasReceived} and not exists (select from delivery n where n.obligation_id = o.id
        and n.purpose = 'notice'
        and n.payload ->> 'kind' = 'change' and n.payload ->> 'what' = d.state::text)
    order by o.id`.execute(tx)
  return Number(revived.numAffectedRows ?? 0) + Number(inserted.numAffectedRows ?? 0)
}

/** Maximum age of the end of a directive of which a unit is still told, in milliseconds. */
const maxEndAgeMs = 90 * 24 * 3_600_000

/**
 * Sends messages that were just refused because of their chat to another reachable chat of the unit, such as
 * the deputy's when the secretary has blocked the bot. The chat that refused is marked before, so no message
 * goes back to it. Returns how many.
 */
export async function sendElsewhere(db: Db, deliveryIds: readonly number[], now: Date): Promise<number> {
  const moved = await sql`${sendToPresentChat(now)}
    from (
      select d.id, o.unit_id, o.duty_id from delivery d join obligation o on o.id = d.obligation_id
      where d.id = any(${[...deliveryIds]}::bigint[]) and d.purpose in ('directive', 'reminder', 'notice')
    ) o ${joinRecipient(sql`o`)}
    where r.telegram_chat_id is not null and x.id = o.id and r.telegram_chat_id <> x.telegram_chat_id
      and ${refusedForChat} and not ${carriesFile}`.execute(db)
  return Number(moved.numAffectedRows ?? 0)
}

/**
 * Moves the chat of a group that became a supergroup to its new id, with every unsent message to it. Returns
 * our id of the chat; null when we know no such chat.
 */
export async function followMigration(tx: Tx, from: number, to: number, now: Date): Promise<number | null> {
  const chatId = await migrateChat(tx, from, to, now)
  await tx
    .updateTable('delivery')
    .set({ telegram_chat_id: to, ...(chatId === null ? {} : { chat_id: chatId }) })
    .where('telegram_chat_id', '=', from)
    .where('state', 'in', ['pending', 'unknown'])
    .execute()
  return chatId
}
