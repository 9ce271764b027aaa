// The actor: a person with the duties held at an instant, found by the Telegram account or the officer's id.
// Permissions depend on the actor alone (permissions.ts). So the actor is read again for every action, inside
// the transaction of the change.
import { type RawBuilder, sql } from 'kysely'
import { numberArray } from '../platform/bulk-values.ts'
import type { Db, Tx } from '../platform/database.ts'
import type { Duty, UnitKind } from '../platform/database-types.ts'

/**
 * One duty at one unit. A duty at a unit also counts for the ended units whose successor the unit is: each of
 * them appears as a duty of its own.
 */
export interface DutyHeld {
  duty: Duty
  unitId: number
  unitCode: string
  unitName: string
  unitKind: UnitKind
  /** From the root down to the unit itself. */
  pathIds: number[]
  /**
   * Only for a speaker: ids of the duties that this person answers for. These are the own one, those of
   * predecessors, and those that the person is a substitute for.
   */
  answersFor?: number[]
}

export interface Actor {
  officerId: number
  fullName: string
  language: 'vi' | 'en'
  /** Current duties only; never empty. Those of higher units come first. */
  duties: DutyHeld[]
}

/** The person behind a Telegram account; null when unknown or without a current duty. */
export async function findActor(db: Db, telegramUserId: number, now: Date): Promise<Actor | null> {
  return (await findActors(db, [telegramUserId], now)).get(telegramUserId) ?? null
}

/** `findActor` for many accounts in one statement; accounts without a duty are missing from the map. */
export async function findActors(
  db: Db,
  telegramUserIds: readonly number[],
  now: Date,
): Promise<Map<number, Actor>> {
  const ids = [...new Set(telegramUserIds)]
  if (ids.length === 0) return new Map()
  return actorsBy(
    db,
    sql`officer.telegram_user_id = any(${numberArray(ids)}::bigint[])`,
    now,
    (row) => row.telegram_user_id,
  )
}

/** The actors by officer id, for callers that do not know the Telegram account (web sessions, drafts). */
export async function findActorsByOfficer(
  db: Db,
  officerIds: readonly number[],
  now: Date,
): Promise<Map<number, Actor>> {
  const ids = [...new Set(officerIds)]
  if (ids.length === 0) return new Map()
  return actorsBy(db, sql`officer.id = any(${numberArray(ids)}::bigint[])`, now, (row) => row.officer_id)
}

/**
 * `findActors` for a change: the duties stay locked until the transaction ends. A person who lost the duty a
 * moment ago is not found, and a removal of a duty waits for this transaction. So what was checked still
 * holds at the commit.
 */
export async function lockActors(
  tx: Tx,
  telegramUserIds: readonly number[],
  now: Date,
): Promise<Map<number, Actor>> {
  const ids = [...new Set(telegramUserIds)]
  if (ids.length === 0) return new Map()
  const where = sql`officer.telegram_user_id = any(${numberArray(ids)}::bigint[])`
  return actorsBy(tx, where, now, (row) => row.telegram_user_id, 'locked')
}

/** `lockActors` for one person, by officer id. Null without a current duty. */
export async function lockActorByOfficer(tx: Tx, officerId: number, now: Date): Promise<Actor | null> {
  const actors = await actorsBy(tx, sql`officer.id = ${officerId}`, now, (row) => row.officer_id, 'locked')
  return actors.get(officerId) ?? null
}

/** SQL condition, with `and`: a substitute's duty is within its term. Other duties end only by hand-over. */
export function andInTerm(held: RawBuilder<unknown>, now: Date): RawBuilder<unknown> {
  return sql`and (${held}.substitute_for is null or ${held}.ends_at is null or ${held}.ends_at > ${now})`
}

interface Row {
  officer_id: number
  telegram_user_id: number
  full_name: string
  language: string
  duty: Duty
  unit_id: number
  unit_code: string
  unit_name: string
  unit_kind: UnitKind
  path_ids: number[]
  answers_for: number[] | null
}

async function actorsBy(
  db: Db,
  where: ReturnType<typeof sql>,
  now: Date,
  keyOf: (row: Row) => number,
  locked?: 'locked',
) {
  // The statement walks up once per unit, however many people hold a duty there. `offset 0` makes the planner
  // use one index look-up per step. It cannot know how short the paths are and would read all units instead.
  const result = await sql<Row>`
    with recursive held as materialized (
      select officer.id as officer_id, officer.telegram_user_id, officer.full_name, officer.language, own.id,
        own.duty,
        coalesce(own.substitute_for, own.id) as stands_for, unit.id as unit_id, unit.parent_id,
        unit.code as unit_code, unit.name as unit_name, unit.kind as unit_kind
      from officer
      join duty_holding own on own.officer_id = officer.id
      cross join lateral (
        select id, parent_id, code, name, kind from unit where id = own.unit_id
        union all
        select id, parent_id, code, name, kind from unit where successor_id = own.unit_id
      ) unit
      where ${where} and officer.erased_at is null
        and own.until is null and own.since <= ${now} ${andInTerm(sql`own`, now)}
      ${locked ? sql`for share of own` : sql``}
    ),
    up (start, id, parent_id, step) as (
      select distinct unit_id, unit_id, parent_id, 1 from held
      union all
      select up.start, above.id, above.parent_id, up.step + 1
      from up cross join lateral (select id, parent_id from unit where id = up.parent_id offset 0) above
    ),
    path as (select start, array_agg(id order by step desc) as ids from up group by start)
    select officer_id, telegram_user_id, full_name, language, duty, unit_id, unit_code, unit_name, unit_kind,
      path.ids as path_ids,
      case when held.duty = 'speaker' then (
        select array_agg(any_of.id) from duty_holding any_of
        where any_of.id in (held.id, held.stands_for) or any_of.successor_id in (held.id, held.stands_for)
      ) end as answers_for
    from held join path on path.start = held.unit_id
    order by officer_id, array_length(path.ids, 1), held.id, unit_id`.execute(db)
  const actors = new Map<number, Actor>()
  for (const row of result.rows) {
    let actor = actors.get(keyOf(row))
    if (!actor) {
      actor = {
        officerId: row.officer_id,
        fullName: row.full_name,
        language: row.language === 'en' ? 'en' : 'vi',
        duties: [],
      }
      actors.set(keyOf(row), actor)
    }
    actor.duties.push({
      duty: row.duty,
      unitId: row.unit_id,
      unitCode: row.unit_code,
      unitName: row.unit_name,
      unitKind: row.unit_kind,
      pathIds: row.path_ids,
      ...(row.answers_for ? { answersFor: row.answers_for } : {}),
    })
  }
  return actors
}
