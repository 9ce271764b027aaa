// Tells units about a change to a directive that is out: one notice to each unit concerned, in one statement,
// and the wish to take back or to mark the old messages. The words are made by the face when the notice is
// sent.
import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '../platform/database.ts'
import type { JsonObject } from '../platform/database-types.ts'
import { wakeAfterCommit } from '../platform/wake-after-commit.ts'
import { ringOutbox } from './outbox.ts'
import { joinRecipient } from './recipient-of.ts'
import { carriesFile } from './send-files.ts'

export type ChangeKind = 'extended' | 'corrected' | 'recalled' | 'superseded' | 'closed'
/** Those that take the old messages back or mark them. */
export type MarkedChange = Extract<ChangeKind, 'corrected' | 'recalled' | 'superseded'>

/** What a notice carries; number, subject and deadlines are read when it goes out. */
export interface ChangePayload extends JsonObject {
  kind: 'change'
  what: ChangeKind
  /** Number and day of the directive that takes the place of this one. */
  byNumber?: string
  byDay?: string
  reason?: string
  /** The new file (directive_file.id) that a correction brings; named as send-files.ts has it. */
  fileToSend?: number
}

/**
 * True on a delivery that went out or may have. What was surely not delivered is not counted among the
 * copies, so a message that was cancelled, failed or put back after a copy of unknown fate may have arrived
 * as well.
 */
const mayHaveArrived = (row: RawBuilder<unknown>) =>
  sql<boolean>`(${row}.state = 'sent' or ${row}.copies > 0)`

/**
 * The units whose directive message went out or may have: they must hear of a change. On `o`, the obligation.
 */
export const hasReceived = sql`exists (select from delivery x where x.obligation_id = o.id
  and x.purpose = 'directive'
  and ${mayHaveArrived(sql`x`)})`

/** Puts a notice into the outbox for each obligation of the directive that fits; returns how many. */
export async function announceChange(
  tx: Tx,
  directiveId: number,
  payload: ChangePayload,
  concerned: RawBuilder<unknown>,
  now: Date,
): Promise<number> {
  const put = await sql`
    insert into delivery (purpose, lane, urgent, directive_id, obligation_id, chat_id, telegram_chat_id,
      thread_id, language,
      payload, due_at, created_at)
    select 'notice', 1, ${payload.what === 'recalled'}, o.directive_id, o.id, r.chat_id, r.telegram_chat_id,
      r.thread_id,
      r.language, ${JSON.stringify(payload)}::jsonb, ${now}, ${now}
    from obligation o ${joinRecipient(sql`o`)}
    where o.directive_id = ${directiveId} and r.telegram_chat_id is not null and ${hasReceived}
      and ${concerned}
    order by o.id`.execute(tx)
  await ringOutbox(tx, 1)
  return Number(put.numAffectedRows ?? 0)
}

/** Takes back notices of earlier changes that are not on the wire: what they say no longer holds. */
export async function withdrawNotices(tx: Tx, directiveId: number, why: ChangeKind): Promise<void> {
  await sql`update delivery set state = 'cancelled', generation = generation + 1, owner = null,
    lease_until = null,
      error_text = ${why}
    where directive_id = ${directiveId} and purpose = 'notice' and payload ->> 'kind' = 'change'
      and state in ('pending', 'unknown')
      and (${why}::text <> 'corrected' or payload ->> 'what' = 'corrected')`.execute(tx)
}

/**
 * Notes that the messages which brought the directive or a correction of it are to be taken back, annexes too
 * ('remove': where the channel still allows it, else marked), or to say what has happened ('mark'). The job
 * show-progress does it.
 */
export async function changeOldMessages(
  tx: Tx,
  directiveId: number,
  action: 'remove' | 'mark',
  what: MarkedChange,
  now: Date,
): Promise<void> {
  await sql`
    insert into message_change (delivery_id, action, what, created_at)
    select id, ${action}, ${what}, ${now} from delivery
    where directive_id = ${directiveId} and ${mayHaveArrived(sql`delivery`)}
      and (purpose = 'directive' or ${action === 'remove' ? carriesFile : sql`false`}
        or purpose = 'notice' and payload ->> 'what' = 'corrected')
    on conflict (delivery_id) do update set action = excluded.action, what = excluded.what, done_at = null,
      attempts = 0`.execute(tx)
  await wakeAfterCommit(tx, 'show-progress', {})
}
