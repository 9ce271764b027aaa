// Speakers (báo cáo viên): officers with that duty. Lists name a speaker by the duty (duty_holding.id), so
// that a successor takes the predecessor's place in them.
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
 * Speakers at or below a unit whose name and unit together contain all typed words, with or without
 * diacritics. By name, at most `limit`. Without substitutes.
 */
export async function findSpeakers(db: Db, rootId: number, typed: string, limit: number): Promise<Speaker[]> {
  const words = searchKey(typed).split(' ').filter(Boolean).slice(0, 8)
  if (words.length === 0) return []
  const patterns = words.map((word) => `%${word.replace(/[\\%_]/g, '\\$&')}%`)
  const result = await sql<Speaker>`
    ${speakerColumns}
    where held.duty = 'speaker' and held.until is null and held.substitute_for is null
      and held.unit_id in (select id from (${subtreeSql(rootId)}) below)
      and officer.search_key || ' ' || unit.search_key like all (${patterns}::text[])
    order by officer.full_name collate vietnamese, held.id limit ${limit}`.execute(db)
  return result.rows
}

/** The present holders of these duties, by name. Leaves out duties that ended without a successor. */
export async function speakersNow(db: Db, dutyIds: readonly number[]): Promise<Speaker[]> {
  if (dutyIds.length === 0) return []
  const result = await sql<Speaker>`
    ${speakerColumns}
    where held.duty = 'speaker' and held.until is null and held.id in (
      select coalesce(successor_id, id) from duty_holding where id = any(${[...dutyIds]}::bigint[]))
    order by officer.full_name collate vietnamese, held.id`.execute(db)
  return result.rows
}

const speakerColumns = sql`select held.id as "dutyId", officer.id as "officerId",
  officer.full_name as "fullName",
    unit.id as "unitId", unit.name as "unitName"
  from duty_holding held join officer on officer.id = held.officer_id join unit on unit.id = held.unit_id`
