// The versions of a directive that is out: what each said until it was corrected or extended, and how many
// units acknowledged while it was in force. A receipt stays when a new version comes; it is told which one it
// was for.
import { sql } from 'kysely'
import type { Db } from '../platform/database.ts'

export interface DirectiveVersion {
  version: number
  subject: string
  /** Names of its files. */
  files: string[]
  ackDueAt: Date | null
  reportDueAt: Date | null
  /** When the next version took its place, and why; null for the present one. */
  endedAt: Date | null
  endedBy: 'corrected' | 'extended' | null
  reason: string | null
  /** Units whose acknowledgement was given for this version. */
  acknowledged: number
}

/** Oldest first, the present one last; `unitId` counts receipts at and below that unit only. */
export async function directiveVersions(
  db: Db,
  directiveId: number,
  { unitId }: { unitId?: number } = {},
): Promise<DirectiveVersion[]> {
  const within = unitId === undefined ? sql`true` : sql`o.path_ids @> array[${unitId}]::bigint[]`
  const found = await sql<DirectiveVersion>`
    with versions as (
      select v.version, v.subject, v.ack_due_at, v.report_due_at, v.changed_at as ended_at, v.ended_by,
        v.reason, lag(v.changed_at) over (order by v.version) as since
      from directive_version v where v.directive_id = ${directiveId}
      union all
      select d.version, d.subject, d.ack_due_at, d.report_due_at, null, null, null,
        (select max(v.changed_at) from directive_version v where v.directive_id = d.id)
      from directive d where d.id = ${directiveId}
    )
    select v.version, v.subject, v.ack_due_at as "ackDueAt", v.report_due_at as "reportDueAt",
      v.ended_at as "endedAt", v.ended_by as "endedBy", v.reason,
      array(select f.name from directive_file f
        where f.directive_id = ${directiveId} and f.since_version <= v.version
        and (f.until_version is null or f.until_version > v.version) order by f.position) as files,
      (select count(*) from obligation o where o.directive_id = ${directiveId} and ${within}
        and o.acknowledged_at > coalesce(v.since, '-infinity')
        and o.acknowledged_at <= coalesce(v.ended_at, 'infinity')
      ) as acknowledged
    from versions v order by v.version`.execute(db)
  return found.rows
}
