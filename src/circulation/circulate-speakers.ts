// Circulates a directive to speakers: an obligation for each person, and a message to the private chat.
// Speakers are few (hundreds in a province), so one statement writes all. It is idempotent and may run twice
// at the same time.
import { sql } from 'kysely'
import { type Audience, speakersSql } from '../directive/audience.ts'
import type { Db } from '../platform/database.ts'
import { insertDirectiveMessages, lockedDirective } from './directive-messages.ts'
import { ringOutbox } from './outbox.ts'

/**
 * Freezes the speakers of the audience as recipients. Skips a person who has the directive already, even as a
 * speaker of another unit. Null when the directive is no longer issued.
 */
export async function addSpeakers(
  db: Db,
  directiveId: number,
  { audience, day, now }: { audience: Audience; day: string; now: Date },
): Promise<{ recipients: number } | null> {
  const result = await sql<{ issued: boolean; recipients: number }>`
    with recursive d as materialized (${lockedDirective(directiveId)}),
    speaker as materialized (select * from (${speakersSql(audience, day)}) chosen),
    climb (start, parent_id, ids, names) as (
      select u.id, u.parent_id, array[u.id], array[u.name] from unit u
        where u.id in (select unit_id from speaker)
      union all
      select c.start, u.parent_id, u.id || c.ids, u.name || c.names from climb c
        join unit u on u.id = c.parent_id
    ),
    made as (
      insert into obligation (directive_id, unit_id, duty_id, unit_name, unit_kind, path_ids, path_names,
        ack_due_at,
        report_state, created_at)
      select d.id, u.id, s.duty_id, u.name, u.kind, p.ids, p.names, d.ack_due_at, 'not_required', ${now}
      from speaker s cross join d join unit u on u.id = s.unit_id
        join climb p on p.start = u.id and p.parent_id is null
      where not exists (
        select from obligation o join duty_holding past on past.id = o.duty_id
          join duty_holding held on held.id = coalesce(past.successor_id, past.id)
        where o.directive_id = d.id and held.officer_id = s.officer_id)
      order by u.id, s.duty_id
      on conflict do nothing
      returning id, unit_id, duty_id
    ),
    sent_to as (
      ${insertDirectiveMessages(sql`made o cross join d`, now)}
    )
    select exists (select from d) as issued, (select count(*) from speaker) as recipients`.execute(db)
  await ringOutbox(db, 1)
  const row = result.rows[0]!
  return row.issued ? { recipients: row.recipients } : null
}
