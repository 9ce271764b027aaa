// The past of units before renames, moves and changes of kind, and the lock that all changes of the tree
// take.
import { sql } from 'kysely'
import type { Db, Tx } from '../platform/database.ts'
import type { UnitKind } from '../platform/database-types.ts'
import { holdLock } from '../platform/locks.ts'

/** Lets one transaction change the tree at a time. Two at once could make a cycle or use a code twice. */
export async function lockTree(tx: Tx): Promise<void> {
  await holdLock(tx, 'tree')
}

/**
 * Keeps what these units are until now. Call it before they change with effect from `day`. A unit that began
 * or changed on that same day keeps no entry if there is no decision: a list that is corrected on the day of
 * its import is not history. With a decision there is an entry. It is shown in the past of the unit, but it
 * covers no day.
 */
export async function keepHistory(
  tx: Tx,
  unitIds: readonly number[],
  day: string,
  decision: string | null,
): Promise<void> {
  await sql`
    insert into unit_history (unit_id, parent_id, kind, code, name, from_day, until_day, decision)
    select unit.id, unit.parent_id, unit.kind, unit.code, unit.name, began.day, ${day}::date,
      ${decision}::text
    from unit
    cross join lateral (
      select coalesce(max(until_day), unit.valid_from) as day from unit_history where unit_id = unit.id
    ) began
    where unit.id = any(${[...unitIds]}::bigint[])
      and (began.day < ${day}::date or (began.day = ${day}::date and ${decision}::text is not null))`.execute(
    tx,
  )
}

export interface UnitOnDay {
  id: number
  parent_id: number | null
  kind: UnitKind
  code: string
  name: string
}

/** The tree at the end of a day: every unit with its name and superior at that time. By code. */
export async function treeOn(db: Db, day: string): Promise<UnitOnDay[]> {
  const result = await sql<UnitOnDay>`
    select unit.id,
      case when past.unit_id is null then unit.parent_id else past.parent_id end as parent_id,
      coalesce(past.kind, unit.kind) as kind, coalesce(past.code, unit.code) as code,
      coalesce(past.name, unit.name) as name
    from unit
    left join unit_history past
      on past.unit_id = unit.id and past.from_day <= ${day}::date and ${day}::date < past.until_day
    where unit.valid_from <= ${day}::date and (unit.valid_to is null or unit.valid_to > ${day}::date)
    order by code`.execute(db)
  return result.rows
}

/** One entry in a unit's past. */
export interface PastOfUnit {
  /**
   * `named`, `below`, `kind`: it had this name, this superior, another kind. `took`, `from`, `into`: another
   * unit was merged into it, it came from the split of another unit, it went into another unit.
   */
  what: 'named' | 'below' | 'kind' | 'took' | 'from' | 'into'
  /**
   * Its earlier name (`named`), the earlier superior (`below`), its own name (`kind`), else the other unit.
   */
  name: string
  /** The code of the unit in `name`. */
  code: string
  /** The first day after the change (YYYY-MM-DD). */
  until: string
  /** The number of the decision; null when none is known. */
  decision: string | null
}

/**
 * The past of a unit, newest first: earlier names, superiors and kinds, and the units merged or split with
 * it.
 */
export async function pastOfUnit(db: Db, unitId: number): Promise<PastOfUnit[]> {
  const result = await sql<PastOfUnit & { step: number | null }>`
    with step as (
      select past.*, coalesce(lead(past.name) over w, unit.name) as next_name,
        coalesce(lead(past.kind) over w, unit.kind) as next_kind,
        case when lead(past.id) over w is null then unit.parent_id
          else lead(past.parent_id) over w end as next_parent
      from unit_history past join unit on unit.id = past.unit_id
      where past.unit_id = ${unitId}
      window w as (order by past.until_day, past.id)
    )
    select 'named' as what, name, code, until_day as until, decision, id as step from step
      where name <> next_name
    union all
    select 'below', coalesce(above.name, '—'), coalesce(above.code, ''), until_day, decision, step.id
    from step left join unit above on above.id = step.parent_id
    where step.parent_id is distinct from next_parent
    union all
    select 'kind', name, code, until_day, decision, id from step where kind <> next_kind
    union all
    select case when link.reason = 'split' then 'from' else 'took' end, old.name, old.code, link.on_day,
      link.decision, null
    from unit_successor link join unit old on old.id = link.old_unit_id where link.new_unit_id = ${unitId}
    union all
    select 'into', new.name, new.code, link.on_day, link.decision, null
    from unit_successor link join unit new on new.id = link.new_unit_id where link.old_unit_id = ${unitId}
    order by until desc, what, step desc, code`.execute(db)
  return result.rows.map(({ what, name, code, until, decision }) => ({ what, name, code, until, decision }))
}
