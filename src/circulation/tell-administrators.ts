// A message to the administrators of the whole organisation, in the lane of answers. However many processes
// notice the same work, the administrators are told of it only once in a given time.
import { sql } from 'kysely'
import type { Db } from '../platform/database.ts'
import type { AlarmNotice } from './notices.ts'
import { ringOutbox } from './outbox.ts'

export interface AdministratorsNotice {
  notice: AlarmNotice
  /** Minimum time between two messages about the same work, in milliseconds. */
  everyMs: number
  now: Date
}

/** Puts the messages into the outbox. Returns how many; 0 when the last ones are too recent. */
export async function tellAdministrators(
  db: Db,
  { notice, everyMs, now }: AdministratorsNotice,
): Promise<number> {
  const inserted = await sql`
    with mine as (
      insert into setting as s (key, value, updated_at) values (${`alarm.${notice.work}`}, 'true', ${now})
      on conflict (key) do update set updated_at = excluded.updated_at
        where s.updated_at <= ${new Date(now.getTime() - everyMs)}::timestamptz
      returning 1
    )
    insert into delivery (purpose, lane, chat_id, telegram_chat_id, language, payload, due_at, created_at)
    select distinct on (c.id) 'notice'::delivery_purpose, 0, c.id, c.telegram_chat_id, f.language,
      ${JSON.stringify(notice)}::jsonb, ${now}::timestamptz, ${now}::timestamptz
    from mine, duty_holding h
      join unit u on u.id = h.unit_id and u.parent_id is null
      join officer f on f.id = h.officer_id and f.erased_at is null
      join chat c on c.officer_id = f.id and c.kind = 'private' and c.state = 'reachable'
    where h.duty = 'administrator' and h.until is null`.execute(db)
  const count = Number(inserted.numAffectedRows ?? 0)
  if (count > 0) await ringOutbox(db, 0)
  return count
}
