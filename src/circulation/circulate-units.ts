// Gives a directive to units: one statement writes the obligations and the messages of a chunk of units. The
// callers choose the units and the chunks (circulate-directive.ts, change-directive.ts). Speakers:
// circulate-speakers.ts.
import { type RawBuilder, sql } from 'kysely'
import { numberArray } from '../platform/bulk-values.ts'
import type { Db, Tx } from '../platform/database.ts'
import { lockedDirective } from './directive-messages.ts'
import { ringOutbox } from './outbox.ts'
import { createUnitPaths, type UnitPaths } from './unit-paths.ts'

/** Maximum number of units whose chats are looked up one by one. */
export const smallChunkSize = 500
/** PostgreSQL's work_mem for a large chunk: its sorts (some 20 MB) then need no disk. */
export const workMem = '48MB'

const skipExisting = sql`on conflict (directive_id, unit_id, duty_id) do nothing`

/** PostgreSQL's error code: a row exists already. */
const uniqueViolation = '23505'
/** The code of a database error; undefined for any other error. */
export const codeOf = (error: unknown) => (error as { code?: string }).code

/** Adds units, as they are today, to a directive that is out. Skips those that have it already. */
export async function addNamedUnits(
  tx: Tx,
  directiveId: number,
  unitIds: readonly number[],
  now: Date,
): Promise<void> {
  const paths = createUnitPaths()
  const sortedIds = [...unitIds].sort((a, b) => a - b)
  for (let from = 0; from < sortedIds.length; from += smallChunkSize) {
    const chunk = sortedIds.slice(from, from + smallChunkSize)
    const given = { onConflict: skipExisting, chats: chatsOfFew, leftOut: sql`false`, now }
    // The statement leaves out a unit that was moved after the paths were read. Repeat it with the new path.
    for (let hasMoved = true; hasMoved; ) {
      const parentPaths = JSON.stringify(await paths.ofParents(tx, chunk))
      hasMoved = (await addUnitsWith(tx, directiveId, chunk, { ...given, parentPaths })).hasMoved
    }
  }
}

/**
 * Writes the obligations and deliveries of a chunk of units (ids in ascending order) in one statement. False
 * when the directive is no longer issued.
 */
export async function addUnits(
  db: Db,
  directiveId: number,
  unitIds: number[],
  paths: UnitPaths,
  now: Date,
): Promise<boolean> {
  for (;;) {
    const parentPaths = JSON.stringify(await paths.ofParents(db, unitIds))
    const add = (onConflict: RawBuilder<unknown>) =>
      db.transaction().execute(async (tx) => {
        const isSmall = unitIds.length <= smallChunkSize
        // The planner cannot know how many rows a CTE gives: a nested loop over tens of thousands would take
        // minutes.
        if (!isSmall) await sql`set local enable_nestloop = off`.execute(tx)
        if (!isSmall) await sql`set local work_mem = ${sql.lit(workMem)}`.execute(tx)
        return addUnitsWith(tx, directiveId, unitIds, {
          parentPaths,
          onConflict,
          now,
          chats: isSmall ? chatsOfFew : chatsOfMany,
          leftOut: isSmall ? sql`false` : sql`u.successor_id is not null`,
        })
      })
    const added = await add(sql``).catch((error) => {
      // Another process adds the same units just now. The clause for that case is left out at first, because
      // it takes a second longer for 300,000 units.
      if (codeOf(error) !== uniqueViolation) throw error
      return add(skipExisting)
    })
    // The statement leaves out a unit that was moved after the paths were read. Repeat it with the new path.
    if (added.hasMoved) continue
    const { elsewhere } = added
    for (let from = 0; elsewhere && from < elsewhere.length; from += smallChunkSize)
      if (!(await addUnits(db, directiveId, elsewhere.slice(from, from + smallChunkSize), paths, now)))
        return false
    return added.issued
  }
}

// There are two ways to find the chat of each unit of a chunk. Both follow the same rule. `chatsOfFew` walks
// the index for each unit (view unit_recipient of the org room), which takes about 10 µs a unit.
// `chatsOfMany` joins the candidates of all units between the first and the last id of the chunk as sets. It
// takes next to no time per unit for thousands of units, and as much time for one unit as for thousands. The
// sets are bounded by ids, because units and their people were mostly entered in one order, and without
// bounds the planner reads whole tables. A unit that has a successor uses the successor's chat, which may lie
// outside the bounds: such units are left out of large chunks and go the first way. `chatsOfMany` repeats the
// order of preference of the view unit_chat, because that view shows no officer for the bounds. Whoever
// changes one must change both; the test with many units compares them.
const chatsOfFew = sql`
  select r.unit_id, r.chat_id, r.telegram_chat_id, r.thread_id, r.language
  from chunk join unit_recipient r on r.unit_id = chunk.id where r.telegram_chat_id is not null`
const inChunk = sql`between (select min(id) from chunk) and (select max(id) from chunk)`
const amongHeld = sql`between (select min(officer_id) from held) and (select max(officer_id) from held)`
const held = sql`
  select h.id, h.unit_id, h.officer_id, h.duty from duty_holding h
  where h.until is null and h.duty in ('secretary', 'deputy', 'office') and h.unit_id ${inChunk}`
const chatsOfMany = sql`
  select best.unit_id, best.chat_id, best.telegram_chat_id, best.thread_id, best.language from (
    select distinct on (c.unit_id) c.* from (
      select unit_id, id as chat_id, telegram_chat_id, thread_id, 'vi' as language, state, 0 as preference,
        0 as holding_id
      from chat where kind <> 'private' and unit_id ${inChunk}
      union all
      select h.unit_id, c.id, c.telegram_chat_id, c.thread_id, o.language, c.state,
        case h.duty when 'secretary' then 1 when 'deputy' then 2 else 3 end,
        case when h.duty = 'office' then 0 else h.id end
      from held h join officer o on o.id = h.officer_id and o.id ${amongHeld}
        join chat c on c.officer_id = h.officer_id and c.kind = 'private' and c.officer_id ${amongHeld}
    ) c join chunk on chunk.id = c.unit_id and not chunk.has_ended
    order by c.unit_id, c.state <> 'reachable', c.preference, c.holding_id desc, c.chat_id
  ) best where best.state = 'reachable'`

async function addUnitsWith(
  tx: Tx,
  directiveId: number,
  unitIds: number[],
  given: {
    /** The paths of the parents (UnitPath[]), as JSON. */
    parentPaths: string
    chats: RawBuilder<unknown>
    /** Condition on the unit u: it is returned in `elsewhere` instead of being added. */
    leftOut: RawBuilder<unknown>
    onConflict: RawBuilder<unknown>
    now: Date
  },
): Promise<Added> {
  const { parentPaths, chats, leftOut, onConflict, now } = given
  const result = await sql<Added>`
    with d as materialized (${lockedDirective(directiveId)}),
    missing as materialized (
      select u.id, u.name, u.kind, u.parent_id,
        u.valid_to is not null and u.successor_id is null as has_ended, ${leftOut} as is_elsewhere
      from unit u
      where u.id = any(${numberArray(unitIds)}::bigint[]) and not exists (
        select from obligation o where o.directive_id = ${directiveId} and o.unit_id = u.id
          and o.duty_id is null
          and o.unit_id between ${unitIds[0]} and ${unitIds.at(-1)})
    ),
    chunk as materialized (select * from missing where not is_elsewhere),
    path as (
      select * from jsonb_to_recordset(${parentPaths}::jsonb)
        as path (unit_id bigint, ids bigint[], names text[])
    ),
    held as materialized (${held}),
    made as (
      insert into obligation (directive_id, unit_id, unit_name, unit_kind, path_ids, path_names, ack_due_at,
        report_due_at,
        report_state, created_at)
      select d.id, u.id, u.name, u.kind, coalesce(p.ids, '{}') || u.id, coalesce(p.names, '{}') || u.name,
        d.ack_due_at, d.report_due_at,
        (case when d.asks_report then 'owed' else 'not_required' end)::report_state, ${now}
      from chunk u cross join d left join path p on p.unit_id = u.parent_id
      where u.parent_id is null or p.unit_id is not null
      order by u.id
      ${onConflict}
      returning id, unit_id
    ),
    chats as (${chats}),
    sent_to as (
      insert into delivery (purpose, lane, urgent, directive_id, obligation_id, chat_id, telegram_chat_id,
        thread_id,
        language, due_at, created_at)
      select 'directive', 1, d.urgency <> 'normal', d.id, made.id, r.chat_id, r.telegram_chat_id, r.thread_id,
        r.language,
        ${now}, ${now}
      from made cross join d join chats r on r.unit_id = made.unit_id
      order by made.id
    )
    select exists (select from d) as issued,
      exists (select from d, chunk
        where parent_id is not null and parent_id not in (select unit_id from path)) as "hasMoved",
      (select array_agg(id order by id) from missing where is_elsewhere) as elsewhere`.execute(tx)
  // Senders begin while the next chunks are still being written.
  await ringOutbox(tx, 1)
  return result.rows[0] ?? { issued: false, hasMoved: false, elsewhere: null }
}

interface Added {
  /** Whether the directive is still issued. */
  issued: boolean
  /** Whether a unit was moved after its path was read, and so was left out. */
  hasMoved: boolean
  /** Ids of the units that `leftOut` left out; null when there are none. */
  elsewhere: number[] | null
}
