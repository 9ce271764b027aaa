// Messages follow the chats they are for: a group with a new id, a chat that can no longer be reached while
// the unit has another one, a chat that comes back. What was refused for the sake of its chat goes out again
// to the chat of today.
import { type RawBuilder, sql } from 'kysely'
import { migrateChat } from '../org/chat.store.ts'
import type { Db, Tx } from '../platform/database.ts'
import { hasReceived } from './announce.ts'
import { joinRecipient } from './recipient-of.ts'
import { carriesFile } from './send-files.ts'

/** True on the delivery `x` that was refused because of its chat. */
const refusedForChat = sql`x.state = 'failed'
  and split_part(x.error_text, ':', 1) in ('blocked', 'deactivated', 'kicked', 'not_found', 'no_rights')`

/** Sends `x` again, to the chat `r`. */
const toToday = (now: Date) => sql`
  update delivery x set state = 'pending', generation = x.generation + 1, copies = 0, not_before = null,
    due_at = ${now}, chat_id = r.chat_id, telegram_chat_id = r.telegram_chat_id, thread_id = r.thread_id,
    language = r.language, error_code = null, error_text = null`

/**
 * Directives that were refused, of the obligations in `owed` (`o`, with their directive). Returns how many go
 * again.
 */
export async function reviveDirectives(tx: Tx, owed: RawBuilder<unknown>, now: Date): Promise<number> {
  const revived = await sql`${toToday(now)} from ${owed} ${joinRecipient(sql`o`)}
    where r.telegram_chat_id is not null and x.obligation_id = o.id and x.purpose = 'directive'
      and ${refusedForChat}`.execute(tx)
  return Number(revived.numAffectedRows ?? 0)
}

/**
 * News of what a unit had received that it could not get: its last notice of a change when that was refused
 * and still holds, and the end of a directive (recalled, superseded) of which it was never told because it
 * could not be reached then. Returns how many go out.
 */
export async function reviveChanges(tx: Tx, unitId: number, now: Date): Promise<number> {
  const ofUnit = sql`unit u join obligation o on o.unit_id = u.id
      and (u.id = ${unitId} or u.successor_id = ${unitId})
    join directive d on d.id = o.directive_id`
  const revived = await sql`${toToday(now)}
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
  const told = await sql`
    insert into delivery (purpose, lane, urgent, directive_id, obligation_id, chat_id, telegram_chat_id,
      thread_id, language,
      payload, due_at, created_at)
    select 'notice', 1, d.state = 'recalled', d.id, o.id, r.chat_id, r.telegram_chat_id, r.thread_id,
      r.language,
      coalesce((select n.payload from delivery n where n.directive_id = d.id and n.purpose = 'notice'
        and n.payload ->> 'what' = d.state::text limit 1),
        jsonb_build_object('kind', 'change', 'what', d.state)), ${now}, ${now}
    from ${ofUnit} ${joinRecipient(sql`o`)}
    where d.state in ('recalled', 'superseded') and d.closed_at > ${new Date(now.getTime() - tellForMs)}
      and r.telegram_chat_id is not null
      and ${hasReceived} and not exists (select from delivery n where n.obligation_id = o.id
        and n.purpose = 'notice'
        and n.payload ->> 'kind' = 'change' and n.payload ->> 'what' = d.state::text)
    order by o.id`.execute(tx)
  return Number(revived.numAffectedRows ?? 0) + Number(told.numAffectedRows ?? 0)
}

/** Who comes back after longer than this is not told what ended long ago. */
const tellForMs = 90 * 24 * 3_600_000

/**
 * Of messages that were just refused because of their chat, those whose unit has another chat that can be
 * reached go there (a deputy when the secretary has blocked the channel). The chat that refused is marked by
 * then, so no message goes round in circles. Returns how many.
 */
export async function sendElsewhere(db: Db, deliveryIds: readonly number[], now: Date): Promise<number> {
  const moved = await sql`${toToday(now)}
    from (
      select d.id, o.unit_id, o.duty_id from delivery d join obligation o on o.id = d.obligation_id
      where d.id = any(${[...deliveryIds]}::bigint[]) and d.purpose in ('directive', 'reminder', 'notice')
    ) o ${joinRecipient(sql`o`)}
    where r.telegram_chat_id is not null and x.id = o.id and r.telegram_chat_id <> x.telegram_chat_id
      and ${refusedForChat} and not ${carriesFile}`.execute(db)
  return Number(moved.numAffectedRows ?? 0)
}

/**
 * A group became a supergroup: its chat and every message still to go there follow. Returns our id of the
 * chat.
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
