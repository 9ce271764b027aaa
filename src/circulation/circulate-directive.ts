// From an issued directive to what every unit owes and the message it gets: a few set-based statements over chunks of
// units, so that the first message can go out while the last obligation is still being written. Safe to repeat, to
// run twice at once and to be cut off anywhere: units that are there already are passed over.
import { type RawBuilder, sql } from 'kysely'
import { type Audience, audienceSql } from '../directive/audience.ts'
import { recordAudit } from '../platform/audit.ts'
import type { Db, Tx } from '../platform/database.ts'
import { numberArray } from '../platform/number-array.ts'
import { usualTimeZone } from '../platform/working-calendar.ts'
import { addSpeakers, directiveHeld } from './circulate-speakers.ts'
import { insertDirectiveMessages } from './directive-messages.ts'
import { reviveChanges, reviveDirectives } from './follow-chats.ts'
import { createUnitPaths, type UnitPaths } from './unit-paths.ts'

export interface CirculateOptions {
  /** The organisation's day of an instant; that of the usual time zone unless told. */
  dayOf?: (instant: Date) => string
  /** Called after the first chunk is committed: messages can go out. */
  onFirst?: () => void
}

export type CirculateOutcome =
  | { ok: true; recipients: number }
  | { ok: false; reason: 'not_found' | 'not_issued' | 'not_yet' | 'already' }

const firstChunk = 500
const chunkSize = 25_000
/** Chunks written side by side. */
const connections = 2
/** What a statement sorts (some 20 MB) stays off the disk. */
const memory = '48MB'

/** Freezes the recipients of an issued directive: an obligation per unit (or speaker), a delivery per one that has a chat. */
export async function circulateDirective(
  db: Db,
  directiveId: number,
  now: Date,
  options: CirculateOptions = {},
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
    const day = (options.dayOf ?? localDay)(directive.issue_at ?? directive.issued_at ?? now)
    const audience = directive.audience as unknown as Audience
    const added = audience.speakers
      ? await addSpeakers(db, directiveId, { audience, day, now })
      : await addAllUnits(db, directiveId, { audience, day, now, onFirst: options.onFirst })
    if (!added) return { ok: false, reason: 'not_issued' }
    // Changed meanwhile, perhaps for more recipients: whoever is there by now is passed over.
    if (await markCirculated(db, directiveId, directive.version, added.recipients, now))
      return { ok: true, recipients: added.recipients }
  }
}

/** Notes that all recipients are there. False when the directive was changed since `version`. */
async function markCirculated(
  db: Db,
  directiveId: number,
  version: number,
  recipients: number,
  now: Date,
): Promise<boolean> {
  return await db.transaction().execute(async (tx) => {
    const found = await tx
      .selectFrom('directive')
      .select(['issuer_unit_id', 'circulated_at', 'version'])
      .where('id', '=', directiveId)
      .forUpdate()
      .executeTakeFirstOrThrow()
    if (found.circulated_at) return true
    if (found.version !== version) return false
    await tx.updateTable('directive').set({ circulated_at: now }).where('id', '=', directiveId).execute()
    await recordAudit(tx, {
      at: now,
      actor: { kind: 'system' },
      action: 'directive.circulate',
      subject: { kind: 'directive', id: directiveId },
      unitId: found.issuer_unit_id,
      detail: { recipients },
    })
    return true
  })
}

/** Adds units to a directive that is out, as they are today; those that have it already are passed over. */
export async function addNamedUnits(
  tx: Tx,
  directiveId: number,
  unitIds: readonly number[],
  now: Date,
): Promise<void> {
  const paths = createUnitPaths()
  const inOrder = [...unitIds].sort((a, b) => a - b)
  for (let at = 0; at < inOrder.length; at += firstChunk) {
    const part = inOrder.slice(at, at + firstChunk)
    const given = { onConflict: passedOver, chats: chatsOfFew, leftOut: sql`false`, now }
    // A unit that was moved after the paths were read is left out: once more, with its new path.
    for (let hasMoved = true; hasMoved; ) {
      const above = JSON.stringify(await paths.ofParents(tx, part))
      hasMoved = (await addUnitsWith(tx, directiveId, part, { ...given, above })).hasMoved
    }
  }
}

/** Null: no longer issued. */
async function addAllUnits(
  db: Db,
  directiveId: number,
  given: { audience: Audience; day: string; now: Date; onFirst: (() => void) | undefined },
): Promise<{ recipients: number } | null> {
  const { audience, day, now } = given
  const resolved = audienceSql(audience, day)
  const paths = createUnitPaths()
  // A few at once, so that the first messages can go out while the rest is still being looked up.
  const few = await idsOf(db, sql`(select unit_id from (${resolved}) as audience limit ${firstChunk})`)
  if (!(await addUnits(db, directiveId, few, paths, now))) return null
  given.onFirst?.()
  const units = await idsOf(db, sql`(${resolved})`)
  const chunks: number[][] = []
  for (let at = 0; at < units.length; at += chunkSize) chunks.push(units.slice(at, at + chunkSize))
  let isStillIssued = true
  const work = async () => {
    for (let chunk = chunks.shift(); chunk && isStillIssued; chunk = chunks.shift())
      try {
        if (!(await addUnits(db, directiveId, chunk, paths, now))) isStillIssued = false
      } catch (error) {
        // A slow machine: what took longer than a statement may is tried in halves, or it would fail for ever.
        if (codeOf(error) !== queryCanceled || chunk.length <= firstChunk) throw error
        const half = Math.ceil(chunk.length / 2)
        chunks.push(chunk.slice(0, half), chunk.slice(half))
      }
  }
  await Promise.all(Array.from({ length: connections }, work))
  if (!isStillIssued) return null
  return { recipients: units.length }
}

const passedOver = sql`on conflict (directive_id, unit_id, duty_id) do nothing`

/** PostgreSQL's codes: a statement ran into its time limit; a row is there already. */
const queryCanceled = '57014'
const uniqueViolation = '23505'
const codeOf = (error: unknown) => (error as { code?: string }).code

/** The ids in order, as one array: rows apart cost a third of a second for 300,000. */
async function idsOf(db: Db, units: RawBuilder<unknown>): Promise<number[]> {
  return db.transaction().execute(async (tx) => {
    await sql`set local work_mem = ${sql.lit(memory)}`.execute(tx)
    const found = await sql<{
      ids: number[] | null
    }>`select array_agg(unit_id order by unit_id) as ids from ${units} as units`.execute(tx)
    return found.rows[0]?.ids ?? []
  })
}

/** Obligations and deliveries of some units in one statement. False when the directive is no longer issued. */
async function addUnits(
  db: Db,
  directiveId: number,
  unitIds: number[],
  paths: UnitPaths,
  now: Date,
): Promise<boolean> {
  for (;;) {
    const above = JSON.stringify(await paths.ofParents(db, unitIds))
    const add = (onConflict: RawBuilder<unknown>) =>
      db.transaction().execute(async (tx) => {
        const isFew = unitIds.length <= firstChunk
        // The planner cannot know how many rows a CTE gives: a nested loop over tens of thousands would take minutes.
        if (!isFew) await sql`set local enable_nestloop = off`.execute(tx)
        if (!isFew) await sql`set local work_mem = ${sql.lit(memory)}`.execute(tx)
        return addUnitsWith(tx, directiveId, unitIds, {
          ...{ above, onConflict, now },
          chats: isFew ? chatsOfFew : chatsOfMany,
          leftOut: isFew ? sql`false` : sql`u.lives_on_in is not null`,
        })
      })
    const added = await add(sql``).catch((error) => {
      // Somebody else adds the same units just now. Being ready for that takes a second longer for 300,000 of them.
      if (codeOf(error) !== uniqueViolation) throw error
      return add(passedOver)
    })
    // A unit that was moved after the paths were read has been left out: once more, with its new path.
    if (added.hasMoved) continue
    const { elsewhere } = added
    for (let at = 0; elsewhere && at < elsewhere.length; at += firstChunk)
      if (!(await addUnits(db, directiveId, elsewhere.slice(at, at + firstChunk), paths, now))) return false
    return added.issued
  }
}

// The chat of each unit of the chunk: an index walk per unit (org's view unit_recipient), or the candidates of all units
// between the first and the last of the chunk joined as sets. Same rule, same answer; the first costs about 10 µs a unit,
// the second next to nothing for each of thousands, and as much for a single one. Sets are bounded by the ids they lie
// between: units and their people were mostly entered in one order, and the planner reads whole tables where it knows no
// bounds. Units whose chat is that of another one, which may lie anywhere, are left out of large chunks and go the first way.
// The second repeats the order of preference of the view unit_chat, which shows no officer to bound it by: who changes one
// changes both, and the test of many units tells.
const chatsOfFew = sql`
  select r.unit_id, r.chat_id, r.telegram_chat_id, r.thread_id, r.language
  from chunk join unit_recipient r on r.unit_id = chunk.id where r.telegram_chat_id is not null`
const inChunk = sql`between (select min(id) from chunk) and (select max(id) from chunk)`
const amongHeld = sql`between (select min(officer_id) from held) and (select max(officer_id) from held)`
const held = sql`
  select h.unit_id, h.officer_id, h.duty from office_held h
  where h.until is null and h.duty in ('secretary', 'deputy', 'office') and h.unit_id ${inChunk}`
const chatsOfMany = sql`
  select best.unit_id, best.chat_id, best.telegram_chat_id, best.thread_id, best.language from (
    select distinct on (c.unit_id) c.* from (
      select unit_id, id as chat_id, telegram_chat_id, thread_id, 'vi' as language, state, 0 as preference
      from chat where kind <> 'private' and unit_id ${inChunk}
      union all
      select h.unit_id, c.id, c.telegram_chat_id, c.thread_id, o.language, c.state,
        case h.duty when 'secretary' then 1 when 'deputy' then 2 else 3 end
      from held h join officer o on o.id = h.officer_id and o.id ${amongHeld}
        join chat c on c.officer_id = h.officer_id and c.kind = 'private' and c.officer_id ${amongHeld}
    ) c join chunk on chunk.id = c.unit_id and not chunk.has_ended
    order by c.unit_id, c.state <> 'reachable', c.preference, c.chat_id
  ) best where best.state = 'reachable'`

async function addUnitsWith(
  tx: Tx,
  directiveId: number,
  unitIds: number[],
  given: {
    /** The paths of the parents, as JSON. */
    above: string
    chats: RawBuilder<unknown>
    /** Of the unit u: it is told of under `elsewhere` instead of being added. */
    leftOut: RawBuilder<unknown>
    onConflict: RawBuilder<unknown>
    now: Date
  },
): Promise<Added> {
  const { above, chats, leftOut, onConflict, now } = given
  const found = await sql<Added>`
    with d as materialized (${directiveHeld(directiveId)}),
    missing as materialized (
      select u.id, u.name, u.kind, u.parent_id, u.valid_to is not null and u.lives_on_in is null as has_ended, ${leftOut} as is_elsewhere
      from unit u
      where u.id = any(${numberArray(unitIds)}::bigint[]) and not exists (
        select from obligation o where o.directive_id = ${directiveId} and o.unit_id = u.id and o.duty_id is null
          and o.unit_id between ${unitIds[0]} and ${unitIds.at(-1)})
    ),
    chunk as materialized (select * from missing where not is_elsewhere),
    path as (select * from jsonb_to_recordset(${above}::jsonb) as path (unit_id bigint, ids bigint[], names text[])),
    held as materialized (${held}),
    made as (
      insert into obligation (directive_id, unit_id, unit_name, unit_kind, path_ids, path_names, ack_due_at, report_due_at,
        report_state, created_at)
      select d.id, u.id, u.name, u.kind, coalesce(p.ids, '{}') || u.id, coalesce(p.names, '{}') || u.name,
        d.ack_due_at, d.report_due_at, (case when d.asks_report then 'owed' else 'not_required' end)::report_state, ${now}
      from chunk u cross join d left join path p on p.unit_id = u.parent_id
      where u.parent_id is null or p.unit_id is not null
      order by u.id
      ${onConflict}
      returning id, unit_id
    ),
    chats as (${chats}),
    sent_to as (
      insert into delivery (purpose, lane, urgent, directive_id, obligation_id, chat_id, telegram_chat_id, thread_id,
        language, due_at, created_at)
      select 'directive', 1, d.urgency <> 'normal', d.id, made.id, r.chat_id, r.telegram_chat_id, r.thread_id, r.language,
        ${now}, ${now}
      from made cross join d join chats r on r.unit_id = made.unit_id
      order by made.id
    )
    select exists (select from d) as issued,
      exists (select from d, chunk where parent_id is not null and parent_id not in (select unit_id from path)) as "hasMoved",
      (select array_agg(id order by id) from missing where is_elsewhere) as elsewhere`.execute(tx)
  return found.rows[0] ?? { issued: false, hasMoved: false, elsewhere: null }
}

interface Added {
  issued: boolean
  hasMoved: boolean
  elsewhere: number[] | null
}

/**
 * Sends what a unit has not received because nobody could be reached, news of what it had received included: call it when somebody enrols, a group is bound,
 * or a chat comes back. Returns how many messages are now on their way; wake `send-deliveries` when there are any.
 */
export async function deliverOwed(tx: Tx, unitId: number, now: Date): Promise<number> {
  const created = await insertDirectiveMessages(owedTo(unitId), now).execute(tx)
  const revived = await reviveDirectives(tx, owedTo(unitId), now)
  return Number(created.numAffectedRows ?? 0) + revived + (await reviveChanges(tx, unitId, now))
}

// Unanswered obligations of a unit and of those it lives on for, of directives still in circulation.
const owedTo = (unitId: number) => sql`(
    select o.id, o.unit_id, o.duty_id, o.directive_id from obligation o join unit u on u.id = o.unit_id
    where (u.id = ${unitId} or u.lives_on_in = ${unitId}) and o.acknowledged_at is null
  ) o join directive d on d.id = o.directive_id and d.state = 'issued' and d.cancelled_at is null`

const localDay = (at: Date) =>
  Temporal.Instant.fromEpochMilliseconds(at.getTime())
    .toZonedDateTimeISO(usualTimeZone)
    .toPlainDate()
    .toString()
