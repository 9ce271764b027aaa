// Tells units about a change of a directive that is out. One statement writes a notice for each unit
// concerned. Another one notes which old messages are to be removed or marked. The face composes the text
// when the notice is sent.
import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '../platform/database.ts'
import type { JsonObject } from '../platform/database-types.ts'
import { wakeAfterCommit } from '../platform/wake-after-commit.ts'
import { ringOutbox } from './outbox.ts'
import { joinRecipient } from './recipient-of.ts'
import { carriesFile } from './send-files.ts'

export type ChangeKind = 'extended' | 'corrected' | 'recalled' | 'superseded' | 'closed'
/** The changes after which the old messages are removed or marked. */
export type MarkedChange = Extract<ChangeKind, 'corrected' | 'recalled' | 'superseded'>

/** The payload of a notice. Number, subject and deadlines are read when it is sent. */
export interface ChangePayload extends JsonObject {
  kind: 'change'
  what: ChangeKind
  /** Number and day of the directive that supersedes this one. */
  byNumber?: string
  byDay?: string
  reason?: string
  /**
   * The new file (directive_file.id) of a correction. The name is that of `fileOfPayload` in send-files.ts.
   */
  fileToSend?: number
}

/**
 * SQL condition on a delivery: it arrived or may have arrived. Copies that were surely not delivered do not
 * count, so `copies` is above 0 also for a cancelled, failed or pending message that had a copy of unknown
 * outcome.
 */
const mayHaveArrived = (row: RawBuilder<unknown>) =>
  sql<boolean>`(${row}.state = 'sent' or ${row}.copies > 0)`

/**
 * SQL condition on the obligation `o`: its directive's message arrived or may have. It must hear of a change.
 */
export const hasReceived = sql`exists (select from delivery x where x.obligation_id = o.id
  and x.purpose = 'directive'
  and ${mayHaveArrived(sql`x`)})`

/**
 * Puts a notice into the outbox for each obligation `o` of the directive that has received it, has a
 * reachable chat and meets the condition `concerned`. Returns how many.
 */
export async function announceChange(
  tx: Tx,
  directiveId: number,
  payload: ChangePayload,
  concerned: RawBuilder<unknown>,
  now: Date,
): Promise<number> {
  const inserted = await sql`
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
  return Number(inserted.numAffectedRows ?? 0)
}

/** Cancels unsent notices of earlier changes, which no longer hold. A correction cancels only corrections. */
export async function withdrawNotices(tx: Tx, directiveId: number, why: ChangeKind): Promise<void> {
  await sql`update delivery set state = 'cancelled', generation = generation + 1, owner = null,
    lease_until = null,
      error_text = ${why}
    where directive_id = ${directiveId} and purpose = 'notice' and payload ->> 'kind' = 'change'
      and state in ('pending', 'unknown')
      and (${why}::text <> 'corrected' or payload ->> 'what' = 'corrected')`.execute(tx)
}

/** Cancels an unsent notice of a return: the unit has answered it, or it was returned anew. */
export async function withdrawReturn(
  tx: Tx,
  obligationId: number,
  why: 'answered' | 'returned',
): Promise<void> {
  await sql`update delivery set state = 'cancelled', generation = generation + 1, owner = null,
    lease_until = null, error_text = ${why}
    where obligation_id = ${obligationId} and purpose = 'notice' and payload ->> 'kind' = 'returned'
      and state in ('pending', 'unknown')`.execute(tx)
}

/**
 * Notes which messages are to be changed: those that brought the directive or a correction of it. 'mark':
 * they are to say what has happened. 'remove': they and the annexes are to be removed, or marked where the
 * channel does not allow that any more. The job show-progress does it.
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
