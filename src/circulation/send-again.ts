// "Send again": a person decides to repeat messages that failed or may not have arrived.
import { sql } from 'kysely'
import { type Author, auditActor } from '../org/author.ts'
import { authorisedWithin } from '../org/authorise.ts'
import { recordAudit } from '../platform/audit.ts'
import type { Tx } from '../platform/database.ts'
import { wakeAfterCommit } from '../platform/wake-after-commit.ts'
import { needsPersonSql, type TroubleReason, withReason } from './needs-person.ts'
import { ringOutbox } from './outbox.ts'
import { joinRecipient } from './recipient-of.ts'

/** Which messages: all that need a person and that the author may send. Each field leaves fewer of them. */
export interface ToSendAgain {
  directiveId?: number | undefined
  reason?: TroubleReason | undefined
  deliveryIds?: readonly number[] | undefined
}

export type SendAgainOutcome =
  /** `stillUnreachable`: how many of the `count` messages go to units that still have no reachable chat. */
  { ok: true; count: number; stillUnreachable: number } | { ok: false; reason: 'not_allowed' }

/**
 * Puts messages back into the queue. A message to a unit goes to the unit's present chat. Only messages
 * within the author's units. A parked message may have arrived, so it goes out only once more, marked as sent
 * again.
 */
export async function sendAgain(
  tx: Tx,
  author: Author,
  { directiveId, reason, deliveryIds }: ToSendAgain,
  { now }: { now: Date },
): Promise<SendAgainOutcome> {
  const actor = auditActor(author)
  const within = await authorisedWithin(tx, author, 'circulation.send_again', now)
  if (within !== 'everywhere' && within.length === 0) return { ok: false, reason: 'not_allowed' }
  const repeated = await sql<{
    directive_id: number | null
    unit_id: number | null
    issuer: number | null
    reachable: boolean
  }>`
    with found as (
      select d.id, d.directive_id, d.purpose, g.issuer_unit_id, coalesce(o.unit_id, c.unit_id,
        h.unit_id) as unit_id, o.id as obligation_id, o.duty_id
      from ${needsPersonSql({ within, directiveId })} ${withReason(reason)}
        ${deliveryIds ? sql`and d.id = any(${[...deliveryIds]}::bigint[])` : sql``}
      order by d.id for update of d
    ),
    chosen as (
      select f.*, r.chat_id, r.telegram_chat_id, r.thread_id, r.language, r.why_not
      from found f ${joinRecipient(
        sql`f`,
        sql`f.obligation_id is not null
        and f.purpose in ('directive', 'reminder', 'notice')`,
      )}
    )
    update delivery d set state = 'pending', generation = d.generation + 1, due_at = ${now},
      not_before = null,
      copies = case d.state when 'parked' then 1 else 0 end, error_code = null, error_text = null,
      chat_id = coalesce(c.chat_id, d.chat_id), telegram_chat_id = coalesce(c.telegram_chat_id,
        d.telegram_chat_id),
      thread_id = case when c.chat_id is null then d.thread_id else c.thread_id end,
      language = case when c.chat_id is null then d.language else c.language end
    from chosen c where d.id = c.id and d.state in ('failed', 'parked')
    returning c.directive_id, c.unit_id, c.issuer_unit_id as issuer, c.why_not is null as reachable`.execute(
    tx,
  )
  const byDirective = Map.groupBy(repeated.rows, (row) => row.directive_id)
  await recordAudit(
    tx,
    [...byDirective].map(([id, rows]) => {
      const units = new Set(rows.map((row) => row.unit_id))
      const [firstUnit] = units
      return {
        at: now,
        actor,
        action: 'circulation.send_again',
        subject: { kind: id === null ? 'circulation' : 'directive', id },
        // The observers of this unit can read the entry. Messages of several units are noted at the issuer or
        // at the author's own unit.
        unitId:
          units.size === 1 && firstUnit !== undefined
            ? firstUnit
            : within === 'everywhere'
              ? rows[0]!.issuer
              : within[0]!,
        detail: { count: rows.length, ...(reason ? { reason } : {}) },
      }
    }),
  )
  await ringOutbox(tx, 1)
  await wakeAfterCommit(tx, 'show-progress', {})
  const stillUnreachable = repeated.rows.filter((row) => !row.reachable).length
  return { ok: true, count: repeated.rows.length, stillUnreachable }
}
