// Circulates an issued directive: writes an obligation and a message for every unit, with a few set-based
// statements over chunks of units. So the first message can go out while the last obligation is still being
// written. It is idempotent: it may run twice, at the same time, or be interrupted, and skips the units that
// have the directive already.
import { type RawBuilder, sql } from 'kysely'
import { type Audience, audienceSql } from '../directive/audience.ts'
import { recordAudit } from '../platform/audit.ts'
import type { Db, Tx } from '../platform/database.ts'
import { senderSlots } from '../platform/wake.ts'
import { wakeAfterCommit } from '../platform/wake-after-commit.ts'
import type { Calendar } from '../platform/working-calendar.ts'
import { addSpeakers } from './circulate-speakers.ts'
import { addUnits, codeOf, smallChunkSize, workMem } from './circulate-units.ts'
import { insertDirectiveMessages } from './directive-messages.ts'
import { reviveChanges, reviveDirectives } from './follow-chats.ts'
import { ringOutbox } from './outbox.ts'
import { createUnitPaths } from './unit-paths.ts'

export interface CirculateOptions {
  /** The organisation's calendar. Recipients are the units that exist on its day of issue. */
  calendar: Pick<Calendar, 'dayOf'>
}

export type CirculateOutcome =
  | { ok: true; recipients: number }
  | { ok: false; reason: 'not_found' | 'not_issued' | 'not_yet' | 'already' }

/** Number of units in one statement. */
const chunkSize = 25_000
/** Number of chunks that are written at the same time. */
const connections = 2

/**
 * Freezes the recipients of an issued directive: an obligation for each unit (or speaker), and a delivery for
 * each of them that has a reachable chat. Opens its own transactions.
 */
export async function circulateDirective(
  db: Db,
  directiveId: number,
  now: Date,
  options: CirculateOptions,
): Promise<CirculateOutcome> {
  for (;;) {
    const directive = await db
      .selectFrom('directive')
      .select(['state', 'audience', 'issued_at', 'issue_at', 'circulated_at', 'cancelled_at', 'version'])
      .where('id', '=', directiveId)
      .executeTakeFirst()
    if (!directive) return { ok: false, reason: 'not_found' }
    if (directive.circulated_at) return { ok: false, reason: 'already' }
    if (directive.state !== 'issued' || directive.cancelled_at) return { ok: false, reason: 'not_issued' }
    if (directive.issue_at && directive.issue_at > now) return { ok: false, reason: 'not_yet' }
    const day = options.calendar.dayOf(directive.issue_at ?? directive.issued_at ?? now)
    const audience = directive.audience as unknown as Audience
    const added = audience.speakers
      ? await addSpeakers(db, directiveId, { audience, day, now })
      : await addAllUnits(db, directiveId, { audience, day, now })
    if (!added) return { ok: false, reason: 'not_issued' }
    // If the directive was changed meanwhile, it may have more recipients: begin again. Those that have it
    // already are skipped.
    if (await markCirculated(db, directiveId, directive.version, added.recipients, now))
      return { ok: true, recipients: added.recipients }
  }
}

/** Notes that all recipients are listed. False when the directive was changed since `version`. */
async function markCirculated(
  db: Db,
  directiveId: number,
  version: number,
  recipients: number,
  now: Date,
): Promise<boolean> {
  return await db.transaction().execute(async (tx) => {
    const current = await tx
      .selectFrom('directive')
      .select(['issuer_unit_id', 'circulated_at', 'version'])
      .where('id', '=', directiveId)
      .forUpdate()
      .executeTakeFirstOrThrow()
    if (current.circulated_at) return true
    if (current.version !== version) return false
    await tx.updateTable('directive').set({ circulated_at: now }).where('id', '=', directiveId).execute()
    await recordAudit(tx, {
      at: now,
      actor: { kind: 'system' },
      action: 'directive.circulate',
      subject: { kind: 'directive', id: directiveId },
      unitId: current.issuer_unit_id,
      detail: { recipients },
    })
    // Wake as many senders as may run at the same time.
    for (let slot = 0; slot < senderSlots; slot++) await wakeAfterCommit(tx, 'send-deliveries', { slot })
    await wakeAfterCommit(tx, 'plan-chase', { directiveId })
    return true
  })
}

/** Adds all units of the audience. Null when the directive is no longer issued. */
async function addAllUnits(
  db: Db,
  directiveId: number,
  given: { audience: Audience; day: string; now: Date },
): Promise<{ recipients: number } | null> {
  const { audience, day, now } = given
  const resolved = audienceSql(audience, day)
  const paths = createUnitPaths()
  // A small chunk first, so that the first messages can go out while the audience is still being resolved.
  const firstUnits = await idsOf(
    db,
    sql`(select unit_id from (${resolved}) as audience limit ${smallChunkSize})`,
  )
  if (!(await addUnits(db, directiveId, firstUnits, paths, now))) return null
  const units = await idsOf(db, sql`(${resolved})`)
  const chunks: number[][] = []
  for (let at = 0; at < units.length; at += chunkSize) chunks.push(units.slice(at, at + chunkSize))
  let isStillIssued = true
  const work = async () => {
    for (let chunk = chunks.shift(); chunk && isStillIssued; chunk = chunks.shift())
      try {
        if (!(await addUnits(db, directiveId, chunk, paths, now))) isStillIssued = false
      } catch (error) {
        // On a slow machine a chunk may exceed the time limit of a statement. Then try its halves: the same
        // chunk would fail every time.
        if (codeOf(error) !== queryCanceled || chunk.length <= smallChunkSize) throw error
        const half = Math.ceil(chunk.length / 2)
        chunks.push(chunk.slice(0, half), chunk.slice(half))
      }
  }
  await Promise.all(Array.from({ length: connections }, work))
  if (!isStillIssued) return null
  return { recipients: units.length }
}

/** PostgreSQL's error code: a statement exceeded its time limit. */
const queryCanceled = '57014'

/**
 * The ids in order. One array, because single rows would take a third of a second longer for 300,000 units.
 */
async function idsOf(db: Db, units: RawBuilder<unknown>): Promise<number[]> {
  return db.transaction().execute(async (tx) => {
    await sql`set local work_mem = ${sql.lit(workMem)}`.execute(tx)
    const result = await sql<{
      ids: number[] | null
    }>`select array_agg(unit_id order by unit_id) as ids from ${units} as units`.execute(tx)
    return result.rows[0]?.ids ?? []
  })
}

/**
 * Puts into the outbox what a unit has not received because it had no reachable chat: directives, and notices
 * of changes. Call it when somebody enrols, a group is bound, or a chat becomes reachable again. Returns the
 * number of messages.
 */
export async function deliverOwed(tx: Tx, unitId: number, now: Date): Promise<number> {
  const created = await insertDirectiveMessages(owedTo(unitId), now).execute(tx)
  const revived = await reviveDirectives(tx, owedTo(unitId), now)
  const owed = Number(created.numAffectedRows ?? 0) + revived + (await reviveChanges(tx, unitId, now))
  if (owed > 0) await ringOutbox(tx, 1)
  return owed
}

// Unacknowledged obligations of a unit and of the ended units that it is the successor of, for directives
// that are in circulation.
const owedTo = (unitId: number) => sql`(
    select o.id, o.unit_id, o.duty_id, o.directive_id from obligation o join unit u on u.id = o.unit_id
    where (u.id = ${unitId} or u.successor_id = ${unitId}) and o.acknowledged_at is null
  ) o join directive d on d.id = o.directive_id and d.state = 'issued' and d.cancelled_at is null`
