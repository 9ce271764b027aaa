// The rows of exports that people asked for. A row is leased by whoever makes it; a lease that has run out
// means that its process died.
import { sql } from 'kysely'
import { countDue, maxCounted } from '../../platform/count-due.ts'
import type { Db, Tx } from '../../platform/database.ts'
import type { DueWork } from '../../platform/sweeper.ts'
import type { Scope } from '../scope.ts'
import type { Tree } from '../todays-tree.ts'
import type { ExportKind } from './make-book.ts'
import type { ExportFormat } from './write-export.ts'

/** How long making and sending one may take, in seconds. */
const leaseSeconds = 300
/** After so many attempts it is given up. */
export const maxAttempts = 5

export interface ExportRequest {
  id: number
  officerId: number
  telegramChatId: number
  language: 'vi' | 'en'
  kind: ExportKind
  scope: Scope
  unitId: number
  tree: Tree
  format: ExportFormat
  /** The delivery of the message that tells how far it is. */
  progressId: number | null
  attempts: number
}

/** True on a row that nobody is at work on. */
const isDue = sql`(state = 'asked' and (lease_until is null or lease_until < clock_timestamp())
  or state in ('making', 'sending') and lease_until < clock_timestamp())`

/** Notes the wish. */
export async function insertExportRequest(
  tx: Tx,
  request: Omit<ExportRequest, 'id' | 'attempts'>,
  now: Date,
): Promise<void> {
  await tx
    .insertInto('export_request')
    .values({
      officer_id: request.officerId,
      telegram_chat_id: request.telegramChatId,
      language: request.language,
      kind: request.kind,
      scope: JSON.stringify(request.scope),
      unit_id: request.unitId,
      tree: request.tree,
      format: request.format,
      progress_id: request.progressId,
      asked_at: now,
    })
    .execute()
}

/** Whether the same export is on its way to the person already. */
export async function isBeingMade(
  db: Db,
  { officerId, kind, scope, unitId, tree, format }: Omit<ExportRequest, 'id' | 'attempts' | 'progressId'>,
): Promise<boolean> {
  const found = await sql`select from export_request where officer_id = ${officerId} and kind = ${kind}
    and scope = ${JSON.stringify(scope)}::jsonb and unit_id = ${unitId} and tree = ${tree}
    and format = ${format} and state in ('asked', 'making', 'sending')`.execute(db)
  return found.rows.length > 0
}

/**
 * Takes the oldest request that nobody is at work on. `wasSending`: its process died while it sent the file,
 * which may have arrived. Null when there is none.
 */
export async function takeExportRequest(db: Db): Promise<(ExportRequest & { wasSending: boolean }) | null> {
  const found = await sql<ExportRequest & { wasSending: boolean }>`
    with next as (
      select id, state from export_request where ${isDue}
      order by asked_at, id limit 1 for update skip locked
    )
    update export_request e set state = 'making', attempts = attempts + 1,
      lease_until = clock_timestamp() + make_interval(secs => ${leaseSeconds})
    from next where e.id = next.id
    returning e.id, e.officer_id as "officerId", e.telegram_chat_id as "telegramChatId", e.language, e.kind,
      e.scope, e.unit_id as "unitId", e.tree, e.format, e.progress_id as "progressId",
      e.attempts, next.state = 'sending' as "wasSending"`.execute(db)
  return found.rows[0] ?? null
}

/** Commits that the file is about to leave; false when somebody else has taken the request over. */
export async function beginSending(db: Db, { id, attempts }: ExportRequest): Promise<boolean> {
  const begun = await sql`update export_request set state = 'sending',
      lease_until = clock_timestamp() + make_interval(secs => ${leaseSeconds})
    where id = ${id} and state = 'making' and attempts = ${attempts}`.execute(db)
  return Number(begun.numAffectedRows) === 1
}

/**
 * Writes the end of a request; false when somebody else has taken it over, who then writes the end. The
 * attempt is the fence: whoever is late changes nothing.
 */
export async function endExportRequest(
  db: Db,
  { id, attempts }: ExportRequest,
  state: 'sent' | 'refused' | 'failed' | 'unclear',
  now: Date,
): Promise<boolean> {
  const ended = await db
    .updateTable('export_request')
    .set({ state, done_at: now, lease_until: null })
    .where('id', '=', id)
    .where('attempts', '=', attempts)
    .where('state', 'in', ['making', 'sending'])
    .executeTakeFirst()
  return ended.numUpdatedRows === 1n
}

/**
 * Lets a request wait, unless somebody else has taken it over. `surely`: the messenger said that the file did
 * not leave; without that, a request that began to send stays as it is, for the file may have arrived.
 */
export async function postponeExportRequest(
  db: Db,
  { id, attempts }: ExportRequest,
  { waitMs, surely }: { waitMs: number; surely: boolean },
): Promise<void> {
  const from = surely ? sql`('making', 'sending')` : sql`('making')`
  await sql`update export_request set state = 'asked',
      lease_until = clock_timestamp() + make_interval(secs => ${waitMs / 1000})
    where id = ${id} and attempts = ${attempts} and state in ${from}`.execute(db)
}

/** Due work for the sweeper. */
export async function findExportsToMake(db: Db): Promise<DueWork> {
  return await countDue(
    db,
    sql`select asked_at as since from export_request where ${isDue} order by asked_at limit ${maxCounted}`,
  )
}

/** Forgets requests that ended before the instant. */
export async function forgetExportRequests(db: Db, before: Date): Promise<void> {
  await db.deleteFrom('export_request').where('done_at', '<', before).execute()
}

/** Where the message stands that tells how far an export is; null while it has not been sent. */
export async function progressMessageOf(
  db: Db,
  { progressId }: Pick<ExportRequest, 'progressId'>,
): Promise<number | null> {
  if (progressId === null) return null
  const row = await db
    .selectFrom('delivery')
    .select('message_id')
    .where('id', '=', progressId)
    .executeTakeFirst()
  return row?.message_id ?? null
}
