// Who acts: a person known by the Telegram account, with the duties held at an instant. Permissions are decided
// from this alone (permissions.ts), so it is read anew for every action and inside the transaction of the change.
import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../platform/database.ts'
import type { Duty, UnitKind } from '../platform/database-types.ts'

/** One duty at one unit. A duty at a unit covers the ended units that live on in it: they appear as duties of their own. */
export interface DutyHeld {
  duty: Duty
  unitId: number
  unitCode: string
  unitName: string
  unitKind: UnitKind
  /** From the root down to the unit itself. */
  pathIds: number[]
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
    sql`officer.telegram_user_id = any(${ids}::bigint[])`,
    now,
    (row) => row.telegram_user_id,
  )
}

/** The same by our own officer ids, for faces that know the person otherwise (web sessions, drafts). */
export async function findActorsByOfficer(
  db: Db,
  officerIds: readonly number[],
  now: Date,
): Promise<Map<number, Actor>> {
  const ids = [...new Set(officerIds)]
  if (ids.length === 0) return new Map()
  return actorsBy(db, sql`officer.id = any(${ids}::bigint[])`, now, (row) => row.officer_id)
}

/** A substitute's duty is over with its term, even before anybody notes that; others end by hand-over. */
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
}

async function actorsBy(db: Db, where: ReturnType<typeof sql>, now: Date, keyOf: (row: Row) => number) {
  const found = await sql<Row>`
    select officer.id as officer_id, officer.telegram_user_id, officer.full_name, officer.language, held.duty,
      unit.id as unit_id, unit.code as unit_code, unit.name as unit_name, unit.kind as unit_kind, path.ids as path_ids
    from officer
    join office_held held on held.officer_id = officer.id
    cross join lateral (
      select id, parent_id, code, name, kind from unit where id = held.unit_id
      union all
      select id, parent_id, code, name, kind from unit where lives_on_in = held.unit_id
    ) unit
    cross join lateral (
      with recursive up (id, parent_id, step) as (
        select unit.id, unit.parent_id, 1
        union all
        select above.id, above.parent_id, up.step + 1 from up join unit above on above.id = up.parent_id
      )
      select array_agg(up.id order by up.step desc) as ids from up
    ) path
    where ${where} and officer.erased_at is null
      and held.until is null and held.since <= ${now} ${andInTerm(sql`held`, now)}
    order by officer.id, array_length(path.ids, 1), held.id, unit.id`.execute(db)
  const actors = new Map<number, Actor>()
  for (const row of found.rows) {
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
    })
  }
  return actors
}
