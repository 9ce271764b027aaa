// The log of processing of one person's data (Law 91/2025/QH15, Decree 356/2025/NĐ-CP): consent, views of the
// contact, exports, hand-overs, erasure. Its entries are in the audit trail, which holds ids and no personal
// data. So the log stays after the person is erased.
import { sql } from 'kysely'
import { type AuditNote, recordAudit } from '../platform/audit.ts'
import type { Db, Tx } from '../platform/database.ts'
import type { Json } from '../platform/database-types.ts'
import { type Author, auditActor, officerIdOf } from './author.ts'

export interface ProcessingAct {
  id: number
  at: Date
  actorKind: 'officer' | 'system' | 'operator'
  actorId: number | null
  /** The name of an officer as it is today ('—' once erased); null for the others. */
  actor: string | null
  action: string
  unitCode: string | null
  detail: Json
}

/** All acts on the data of this person, oldest first; null when there never was such a person. */
export async function processingLog(db: Db, officerId: number): Promise<ProcessingAct[] | null> {
  const known = await db
    .selectFrom('officer')
    .select('created_at')
    .where('id', '=', officerId)
    .executeTakeFirst()
  if (!known) return null
  const result = await sql<ProcessingAct>`
    with about (id) as (
      select id from audit_entry where subject_kind = 'officer' and subject_id = ${officerId}
      union
      select id from audit_entry where subject_kind = 'duty_holding'
        and (subject_id in (select id from duty_holding where officer_id = ${officerId})
          or detail -> 'from' = to_jsonb(${officerId}::bigint)
          or detail -> 'to' = to_jsonb(${officerId}::bigint))
      union
      select id from audit_entry
      where subject_kind = 'organisation' and action = 'organisation.export' and at >= ${known.created_at}
    )
    select entry.id, entry.at, entry.actor_kind as "actorKind", entry.actor_id as "actorId",
      actor.full_name as actor,
      entry.action, unit.code as "unitCode", entry.detail
    from audit_entry entry join about on about.id = entry.id
    left join officer actor on entry.actor_kind = 'officer' and actor.id = entry.actor_id
    left join unit on unit.id = entry.unit_id
    order by entry.id`.execute(db)
  return result.rows
}

/**
 * Notes that the author saw names and contacts of these people: once a day for each viewer and person. Not
 * for people who see their own data.
 */
export async function noteViewed(
  tx: Tx,
  author: Author,
  { officerIds, unitId }: { officerIds: readonly number[]; unitId: number | null },
  { now }: { now: Date },
): Promise<void> {
  const actor = auditActor(author)
  const self = officerIdOf(author)
  const others = [...new Set(officerIds)].filter((id) => id !== self)
  if (others.length === 0) return
  const yesterday = new Date(now.getTime() - 86_400_000)
  const known = await tx
    .selectFrom('audit_entry')
    .select('subject_id')
    .where('subject_kind', '=', 'officer')
    .where('subject_id', 'in', others)
    .where('action', '=', 'person.view')
    .where('actor_kind', '=', actor.kind)
    .where((eb) => eb('actor_id', 'is not distinct from', self))
    .where('at', '>', yesterday)
    .execute()
  const notedIds = new Set(known.map((entry) => entry.subject_id))
  await recordAudit(
    tx,
    others
      .filter((id) => !notedIds.has(id))
      .map(
        (id): AuditNote => ({
          at: now,
          actor,
          action: 'person.view',
          unitId,
          subject: { kind: 'officer', id },
        }),
      ),
  )
}

/**
 * Notes that all data of a person were exported: by the person, by the operator, or by an administrator of a
 * unit of the person.
 */
export async function noteExported(
  db: Db,
  author: Author,
  { officerId, unitId = null }: { officerId: number; unitId?: number | null },
  { now }: { now: Date },
): Promise<void> {
  await recordAudit(db, {
    at: now,
    actor: auditActor(author),
    action: 'person.export',
    unitId,
    subject: { kind: 'officer', id: officerId },
  })
}
