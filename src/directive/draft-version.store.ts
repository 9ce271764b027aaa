// The versions of a draft that were put before a second person, and why they were sent back.
import { sql } from 'kysely'
import type { Db, Tx } from '../platform/database.ts'
import type { DirectiveRow } from './directive.store.ts'
import { contentOf } from './draft-content.store.ts'
import { changedFields, contentFromJson, type DraftContent, type DraftField } from './draft-content.ts'

/** Keeps what the draft says now, as submitted. */
export async function keepDraftVersion(tx: Tx, row: DirectiveRow, now: Date): Promise<void> {
  const content = JSON.stringify(await contentOf(tx, row))
  await tx
    .insertInto('draft_version')
    .values({ directive_id: row.id, version: row.version, content, submitted_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** Notes that the version was sent back, and why. */
export async function noteReturn(
  tx: Tx,
  row: DirectiveRow,
  returned: { at: Date; by: number | null; reason: string },
): Promise<void> {
  await keepDraftVersion(tx, row, returned.at)
  await tx
    .updateTable('draft_version')
    .set({ returned_at: returned.at, returned_by: returned.by, reason: returned.reason })
    .where('directive_id', '=', row.id)
    .where('version', '=', row.version)
    .execute()
}

export interface DraftReturn {
  reason: string
  at: Date
  /** Who sent it back; null for the operator. */
  byName: string | null
}

export interface DraftHistory {
  /** The last time it was sent back. */
  returned: DraftReturn | null
  /** The last version that was submitted before this one, and in which fields this one differs. */
  before: DraftContent | null
  changed: DraftField[]
}

/** What an approver or the drafter wants to know of earlier versions. */
export async function draftHistory(db: Db, row: DirectiveRow): Promise<DraftHistory> {
  const found = await sql<{
    content: DraftContent
    reason: string | null
    at: Date | null
    by: string | null
  }>`
    select v.content, v.reason, v.returned_at as at, f.full_name as by
    from draft_version v left join officer f on f.id = v.returned_by
    where v.directive_id = ${row.id} and v.version < ${row.version} order by v.version desc`.execute(db)
  const last = found.rows[0]
  const before = last ? contentFromJson(last.content) : null
  const back = found.rows.find((each) => each.at !== null)
  return {
    returned: back?.at ? { reason: back.reason ?? '', at: back.at, byName: back.by } : null,
    before,
    changed: before ? changedFields(before, await contentOf(db, row)) : [],
  }
}
