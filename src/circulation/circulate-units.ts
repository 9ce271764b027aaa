// Units get a directive: what they owe and the message that brings it, some of them in one statement. Which
// units, and in which parts, is for circulate-directive.ts and for whoever names them; speakers are
// circulate-speakers.ts.
import { type RawBuilder, sql } from 'kysely'
import { numberArray } from '../platform/bulk-values.ts'
import type { Db, Tx } from '../platform/database.ts'
import { directiveHeld } from './directive-messages.ts'
import { ringOutbox } from './outbox.ts'
import { createUnitPaths, type UnitPaths } from './unit-paths.ts'

/** So many units are few: their chats are looked up one by one. */
export const firstChunk = 500
/** What a statement sorts (some 20 MB) stays off the disk. */
export const memory = '48MB'

const passedOver = sql`on conflict (directive_id, unit_id, duty_id) do nothing`

/** PostgreSQL's code: a row is there already. */
const uniqueViolation = '23505'
/** The code of a database's error. */
export const codeOf = (error: unknown) => (error as { code?: string }).code

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

/**
 * Obligations and deliveries of some units in one statement. False when the directive is no longer issued.
 */
export async function addUnits(
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
        // The planner cannot know how many rows a CTE gives: a nested loop over tens of thousands would take
        // minutes.
        if (!isFew) await sql`set local enable_nestloop = off`.execute(tx)
        if (!isFew) await sql`set local work_mem = ${sql.lit(memory)}`.execute(tx)
        return addUnitsWith(tx, directiveId, unitIds, {
          above,
          onConflict,
          now,
          chats: isFew ? chatsOfFew : chatsOfMany,
          leftOut: isFew ? sql`false` : sql`u.successor_id is not null`,
        })
      })
    const added = await add(sql``).catch((error) => {
      // Somebody else adds the same units just now. Being ready for that takes a second longer for 300,000 of
      // them.
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

// The chat of each unit of the chunk: an index walk per unit (org's view unit_recipient), or the candidates
// of all units between the first and the last of the chunk joined as sets. Same rule, same answer; the first
// costs about 10 µs a unit, the second next to nothing for each of thousands, and as much for a single one.
// Sets are bounded by the ids they lie between: units and their people were mostly entered in one order, and
// the planner reads whole tables where it knows no bounds. Units whose chat is that of another one, which may
// lie anywhere, are left out of large chunks and go the first way. The second repeats the order of preference
// of the view unit_chat, which shows no officer to bound it by: who changes one changes both, and the test of
// many units tells.
const chatsOfFew = sql`
  select r.unit_id, r.chat_id, r.telegram_chat_id, r.thread_id, r.language
  from chunk join unit_recipient r on r.unit_id = chunk.id where r.telegram_chat_id is not null`
const inChunk = sql`between (select min(id) from chunk) and (select max(id) from chunk)`
const amongHeld = sql`between (select min(officer_id) from held) and (select max(officer_id) from held)`
const held = sql`
  select h.unit_id, h.officer_id, h.duty from duty_holding h
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
      select * from jsonb_to_recordset(${above}::jsonb) as path (unit_id bigint, ids bigint[], names text[])
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
  // Others send while the rest is still being written.
  await ringOutbox(tx, 1)
  return found.rows[0] ?? { issued: false, hasMoved: false, elsewhere: null }
}

interface Added {
  issued: boolean
  hasMoved: boolean
  elsewhere: number[] | null
}
