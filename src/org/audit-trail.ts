// Reads the audit trail of subtrees. The caller has checked audit.read at their roots.
import { sql } from 'kysely'
import type { Db } from '../platform/database.ts'
import type { Json } from '../platform/database-types.ts'

export interface AuditLine {
  id: number
  at: Date
  actorKind: 'officer' | 'system' | 'operator'
  /** The name of an officer as it is today ('—' once erased); null for the others. */
  actor: string | null
  action: string
  subjectKind: string
  subjectId: number | null
  unitId: number | null
  unitCode: string | null
  detail: Json
  /** Whether the entry is part of a seal. */
  sealed: boolean
}

/** Entries about these units and everything below them, including ended units; newest first. */
export async function readAudit(
  db: Db,
  rootIds: readonly number[],
  ask: { from?: Date; to?: Date; limit: number; beforeId?: number },
): Promise<AuditLine[]> {
  const result = await sql<AuditLine>`
    with recursive below (id) as (
      select unnest(${[...rootIds]}::bigint[])
      union
      select unit.id from below join unit on unit.parent_id = below.id or unit.successor_id = below.id
    )
    select entry.id, entry.at,
      entry.actor_kind as "actorKind", officer.full_name as actor,
      entry.action, entry.subject_kind as "subjectKind", entry.subject_id as "subjectId",
      entry.unit_id as "unitId", unit.code as "unitCode", entry.detail, entry.seal_no is not null as sealed
    from audit_entry entry
    left join officer on entry.actor_kind = 'officer' and officer.id = entry.actor_id
    left join unit on unit.id = entry.unit_id
    where entry.unit_id in (select id from below)
      ${ask.from ? sql`and entry.at >= ${ask.from}` : sql``}
      ${ask.to ? sql`and entry.at < ${ask.to}` : sql``}
      ${ask.beforeId === undefined ? sql`` : sql`and entry.id < ${ask.beforeId}`}
    order by entry.id desc limit ${ask.limit}`.execute(db)
  return result.rows
}
