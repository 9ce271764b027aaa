// Speakers (báo cáo viên): officers with that duty, looked up by name or unit, or named for a list. A speaker
// is known by the duty (duty_holding.id): whoever takes it over takes its place in lists.
import { sql } from 'kysely'
import type { Db } from '../platform/database.ts'
import { searchKey } from '../platform/vietnamese-text.ts'
import { subtreeSql } from './unit.store.ts'

export interface Speaker {
  dutyId: number
  officerId: number
  fullName: string
  unitId: number
  unitName: string
}

/**
 * Speakers below (and at) a unit whose name or unit has all the words typed, with or without diacritics, by
 * name.
 */
export async function findSpeakers(db: Db, rootId: number, typed: string, limit: number): Promise<Speaker[]> {
  const words = searchKey(typed).split(' ').filter(Boolean).slice(0, 8)
  if (words.length === 0) return []
  const like = words.map((word) => `%${word.replace(/[\\%_]/g, '\\$&')}%`)
  const found = await sql<Speaker>`
    ${speakerColumns}
    where held.duty = 'speaker' and held.until is null and held.substitute_for is null
      and held.unit_id in (select id from (${subtreeSql(rootId)}) below)
      and officer.search_key || ' ' || unit.search_key like all (${like}::text[])
    order by officer.full_name, held.id limit ${limit}`.execute(db)
  return found.rows
}

/** Whoever has these duties today, by name; duties that ended without a successor are left out. */
export async function speakersNow(db: Db, dutyIds: readonly number[]): Promise<Speaker[]> {
  if (dutyIds.length === 0) return []
  const found = await sql<Speaker>`
    ${speakerColumns}
    where held.duty = 'speaker' and held.until is null and held.id in (
      select coalesce(successor_id, id) from duty_holding where id = any(${[...dutyIds]}::bigint[]))
    order by officer.full_name, held.id`.execute(db)
  return found.rows
}

const speakerColumns = sql`select held.id as "dutyId", officer.id as "officerId",
  officer.full_name as "fullName",
    unit.id as "unitId", unit.name as "unitName"
  from duty_holding held join officer on officer.id = held.officer_id join unit on unit.id = held.unit_id`
