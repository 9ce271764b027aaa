// The notice for a document that must not enter the system: it asks units to fetch the document on paper at
// the office. The notice has no number, subject or kind, and the system knows nothing of the document.
import { sql } from 'kysely'
import { type Audience, audienceSql } from '../directive/audience.ts'
import { type Author, auditActor, mayDo } from '../org/author.ts'
import { unitPath } from '../org/unit.store.ts'
import { recordAudit } from '../platform/audit.ts'
import type { Tx } from '../platform/database.ts'
import { holdLockOf } from '../platform/locks.ts'
import type { Calendar } from '../platform/working-calendar.ts'
import type { NeutralNotice } from './notices.ts'
import { ringOutbox } from './outbox.ts'

export interface NeutralRequest {
  /** The unit at whose office the document lies. */
  unitId: number
  audience: Audience
  /** Identifies the request, so that a second tap sends nothing. */
  token: number
}

/**
 * Puts the notice into the outbox for every reachable unit of the audience. `told` is the number of notices.
 */
export async function sendNeutralNotice(
  tx: Tx,
  author: Author,
  request: NeutralRequest,
  { now, calendar }: { now: Date; calendar: Calendar },
): Promise<{ ok: true; already: boolean; told: number } | { ok: false; reason: 'not_allowed' }> {
  const path = await unitPath(tx, request.unitId)
  const root = await unitPath(tx, request.audience.root)
  const isInside = root.ids.includes(request.unitId)
  if (!isInside || !mayDo(author, 'directive.issue', { pathIds: path.ids }))
    return { ok: false, reason: 'not_allowed' }
  await holdLockOf(tx, 'neutralNotice', `neutral ${request.token}`)
  const before = await tx
    .selectFrom('audit_entry')
    .select('id')
    .where('subject_kind', '=', 'neutral_notice')
    .where('subject_id', '=', request.token)
    .executeTakeFirst()
  if (before) return { ok: true, already: true, told: 0 }
  const notice: NeutralNotice = { kind: 'neutral', unitName: path.names.at(-1) ?? '' }
  const inserted = await sql`
    insert into delivery (purpose, lane, chat_id, telegram_chat_id, thread_id, language, payload, due_at,
      created_at)
    select 'notice', 1, r.chat_id, r.telegram_chat_id, r.thread_id, r.language,
      ${JSON.stringify(notice)}::jsonb,
      ${now}, ${now}
    from (${audienceSql(request.audience, calendar.dayOf(now))}) a
      join unit_recipient r on r.unit_id = a.unit_id
    where r.telegram_chat_id is not null order by a.unit_id`.execute(tx)
  const told = Number(inserted.numAffectedRows ?? 0)
  await ringOutbox(tx, 1)
  await recordAudit(tx, {
    at: now,
    actor: auditActor(author),
    action: 'notice.neutral',
    detail: { told },
    subject: {
      kind: 'neutral_notice',
      id: request.token,
    },
    unitId: request.unitId,
  })
  return { ok: true, already: false, told }
}
