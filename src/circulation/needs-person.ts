// What sending could not settle by itself, for a person to decide: messages that failed (by reason), messages that may
// have arrived (parked), units without a chat. And "send again".
import { sql } from 'kysely'
import { type Author, auditActor, mayDo } from '../directive/author.ts'
import { unitPath } from '../org/unit.store.ts'
import { recordAudit } from '../platform/audit.ts'
import type { Db, Tx } from '../platform/database.ts'

export interface NeedsPerson {
  deliveryId: number
  obligationId: number | null
  directiveId: number | null
  unitId: number | null
  unitName: string | null
  state: 'failed' | 'parked'
  /** One of FinalReason for a failure, `unknown` for a parked message. */
  reason: string
}

/** Numbers by state and reason, largest first; without a directive for everything. */
export async function needsPersonCounts(
  db: Db,
  directiveId?: number,
): Promise<{ state: 'failed' | 'parked'; reason: string; count: number }[]> {
  const found = await sql<{ state: 'failed' | 'parked'; reason: string; count: number }>`
    select d.state, ${reason} as reason, count(*) as count from delivery d
    where d.state in ('failed', 'parked') ${ofDirective(directiveId)}
    group by 1, 2 order by 3 desc, 2`.execute(db)
  return found.rows
}

/** The messages themselves, oldest first, `limit` after the id `after`. */
export async function listNeedsPerson(
  db: Db,
  { directiveId, after = 0, limit }: { directiveId?: number; after?: number; limit: number },
): Promise<NeedsPerson[]> {
  const found = await sql<NeedsPerson>`
    select d.id as "deliveryId", d.obligation_id as "obligationId", d.directive_id as "directiveId",
      o.unit_id as "unitId", o.unit_name as "unitName", d.state, ${reason} as reason
    from delivery d left join obligation o on o.id = d.obligation_id
    where d.state in ('failed', 'parked') and d.id > ${after} ${ofDirective(directiveId)}
    order by d.id limit ${limit}`.execute(db)
  return found.rows
}

/** Units that owe but have no chat and so no message, with why, by name. */
export async function listUnreachable(
  db: Db,
  { directiveId, limit }: { directiveId: number; limit: number },
): Promise<{ obligationId: number; unitId: number; unitName: string; whyNot: string }[]> {
  const found = await sql<{ obligationId: number; unitId: number; unitName: string; whyNot: string }>`
    select o.id as "obligationId", o.unit_id as "unitId", o.unit_name as "unitName",
      coalesce(r.why_not, 'nobody_enrolled') as "whyNot"
    from obligation o left join unit_recipient r on r.unit_id = o.unit_id
    where o.directive_id = ${directiveId}
      and not exists (select from delivery d where d.obligation_id = o.id and d.purpose = 'directive')
    order by o.unit_name, o.id limit ${limit}`.execute(db)
  return found.rows
}

export type SendAgainOutcome =
  | { ok: true; count: number }
  | { ok: false; reason: 'no_such_directive' | 'not_allowed' }

/**
 * Puts failed and parked messages of a directive back into the queue: all, or those named. To each unit's chat as it
 * is chosen today. A parked message may have arrived, so it goes out once, marked as sent again.
 * Wake `send-deliveries` after the commit.
 */
export async function sendAgain(
  tx: Tx,
  directiveId: number,
  author: Author,
  now: Date,
  only?: readonly number[],
): Promise<SendAgainOutcome> {
  const directive = await tx
    .selectFrom('directive')
    .select('issuer_unit_id')
    .where('id', '=', directiveId)
    .executeTakeFirst()
  if (!directive) return { ok: false, reason: 'no_such_directive' }
  const path = await unitPath(tx, directive.issuer_unit_id)
  if (!mayDo(author, 'circulation.control', { pathIds: path.ids }))
    return { ok: false, reason: 'not_allowed' }
  const again = await sql<{ id: number }>`
    with chosen as materialized (
      select d.id, r.chat_id, r.telegram_chat_id, r.thread_id
      from delivery d left join obligation o on o.id = d.obligation_id and d.purpose = 'directive'
        left join unit_recipient r on r.unit_id = o.unit_id
      where d.directive_id = ${directiveId} and d.state in ('failed', 'parked')
        ${only ? sql`and d.id = any(${[...only]}::bigint[])` : sql``}
      order by d.id for update of d
    )
    update delivery d set state = 'pending', generation = d.generation + 1, due_at = ${now}, not_before = null,
      copies = case d.state when 'parked' then 1 else 0 end, attempts = 0, error_code = null, error_text = null,
      chat_id = coalesce(c.chat_id, d.chat_id), telegram_chat_id = coalesce(c.telegram_chat_id, d.telegram_chat_id),
      thread_id = case when c.chat_id is null then d.thread_id else c.thread_id end
    from chosen c where d.id = c.id
    returning d.id`.execute(tx)
  await recordAudit(tx, {
    at: now,
    actor: auditActor(author),
    action: 'circulation.send_again',
    subject: { kind: 'directive', id: directiveId },
    unitId: directive.issuer_unit_id,
    detail: { count: again.rows.length },
  })
  return { ok: true, count: again.rows.length }
}

const reason = sql`case d.state when 'parked' then 'unknown' else split_part(coalesce(d.error_text, ''), ':', 1) end`
const ofDirective = (id: number | undefined) => (id === undefined ? sql`` : sql`and d.directive_id = ${id}`)
