// Asks for an export as a job, and answers the question again when it is made: the duties that count are
// those of the moment.

import { sql } from 'kysely'
import type { Actor } from '../../org/actor.ts'
import { findActorsByOfficer } from '../../org/actor.ts'
import { can } from '../../org/permissions.ts'
import { unitPath } from '../../org/unit.store.ts'
import type { Db, Tx } from '../../platform/database.ts'
import { wakeAfterCommit } from '../../platform/wake-after-commit.ts'
import type { Calendar } from '../../platform/working-calendar.ts'
import type { Scope } from '../scope.ts'
import { findVisibleDirective, mayViewCampaign } from '../visible-directives.ts'
import { type ExportRequest, insertExportRequest, isBeingMade } from './export-request.store.ts'
import type { ExportQuestion } from './question.ts'

export type RequestOutcome = { ok: true } | { ok: false; reason: 'not_allowed' | 'on_the_way' }

/**
 * Notes the wish and wakes whoever makes exports. `sayBegun` tells the person, in a message that the job
 * changes from then on; it gives the delivery of that message.
 */
export async function requestExport(
  tx: Tx,
  actor: Actor,
  wanted: Omit<ExportRequest, 'id' | 'attempts' | 'officerId' | 'progressId'>,
  { now, sayBegun }: { now: Date; sayBegun: () => Promise<number | null> },
): Promise<RequestOutcome> {
  if (!(await mayExport(tx, actor, wanted))) return { ok: false, reason: 'not_allowed' }
  const request = { officerId: actor.officerId, ...wanted }
  if (await isBeingMade(tx, request)) return { ok: false, reason: 'on_the_way' }
  await insertExportRequest(tx, { ...request, progressId: await sayBegun() }, now)
  await wakeAfterCommit(tx, 'make-exports', {})
  return { ok: true }
}

/** Whoever may follow a unit and see the directives in question may take their figures along. */
async function mayExport(
  db: Db,
  actor: Actor,
  { unitId, scope }: Pick<ExportRequest, 'unitId' | 'scope'>,
): Promise<boolean> {
  if (!can(actor, 'circulation.view', { pathIds: (await unitPath(db, unitId)).ids })) return false
  if (typeof scope !== 'number' && 'campaignId' in scope)
    return await mayViewCampaign(db, actor, scope.campaignId)
  // Of a period, only what was asked of the unit and those below it is read.
  if (typeof scope !== 'number' && 'since' in scope) return true
  const directiveId = typeof scope === 'number' ? scope : scope.chainOf
  return (await findVisibleDirective(db, actor, directiveId)) !== null
}

/** May the person who asked still have it, by the duties of now? */
export async function mayStillExport(db: Db, request: ExportRequest, now: Date): Promise<boolean> {
  const actor = (await findActorsByOfficer(db, [request.officerId], now)).get(request.officerId)
  return actor !== undefined && (await mayExport(db, actor, request))
}

/** The question of a request, with the names of what it is about. */
export async function questionOf(
  db: Db,
  { scope, unitId, tree, language, officerId }: ExportRequest,
  at: { now: Date; calendar: Calendar },
): Promise<ExportQuestion> {
  const title = await titleOf(db, scope)
  const { names } = await unitPath(db, unitId)
  const { full_name: name } = await db
    .selectFrom('officer')
    .select('full_name')
    .where('id', '=', officerId)
    .executeTakeFirstOrThrow()
  return {
    scope,
    title: { vi: title, en: title },
    unitId,
    unitName: names.at(-1) ?? '',
    tree,
    language,
    madeFor: { vi: name, en: name },
    ...at,
  }
}

async function titleOf(db: Db, scope: Scope): Promise<string> {
  if (typeof scope !== 'number' && 'since' in scope) return `${scope.since} – ${scope.until}`
  const named =
    typeof scope !== 'number' && 'campaignId' in scope
      ? sql<{ title: string }>`select name as title from campaign where id = ${scope.campaignId}`
      : sql<{ title: string }>`select number_text as title from directive
          where id = ${typeof scope === 'number' ? scope : scope.chainOf}`
  return (await named.execute(db)).rows[0]?.title ?? ''
}
