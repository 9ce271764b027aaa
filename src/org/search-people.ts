// Finds people with duties by their names, within the units that the reader may view.
import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../platform/database.ts'
import type { Duty } from '../platform/database-types.ts'
import { searchKey } from '../platform/vietnamese-text.ts'
import { andInTerm } from './actor.ts'
import { coverWholeTree } from './unit.store.ts'

export interface PersonFound {
  officerId: number
  name: string
  /** Duties within the reader's subtrees, the oldest first. */
  duties: { duty: Duty; unitId: number; unitName: string; isSubstitute: boolean }[]
}

/**
 * People who hold a duty in one of the subtrees, by name. Every typed word must begin a word of the name,
 * with or without diacritics. When there are more than `limit`, `limit` + 1 come back.
 */
export async function searchPeople(
  db: Db,
  rootIds: readonly number[],
  typed: string,
  ask: { limit: number; now: Date },
): Promise<PersonFound[]> {
  const words = searchKey(typed).split(' ').filter(Boolean).slice(0, 8)
  if (words.length === 0 || rootIds.length === 0) return []
  const prefixes = words.map((word) => word.replace(/[\\%_]/g, '\\$&'))
  // One condition per word: otherwise the database can use no index.
  const matchesWords = sql.join(
    prefixes.map(
      (word) => sql`(officer.search_key like ${`${word}%`} or officer.search_key like ${`% ${word}%`})`,
    ),
    sql` and `,
  )
  return await selectPeople(db, rootIds, sql`${matchesWords}`, ask)
}

/** One person with the duties within the subtrees; null when there is no such person or duty. */
export async function personWithin(
  db: Db,
  rootIds: readonly number[],
  officerId: number,
  now: Date,
): Promise<PersonFound | null> {
  if (rootIds.length === 0) return null
  return (await selectPeople(db, rootIds, sql`officer.id = ${officerId}`, { limit: 1, now }))[0] ?? null
}

// The statement walks up from the units of the few people found, and never collects the units of a province.
// When the subtrees cover the whole tree, it needs no walk.
async function selectPeople(
  db: Db,
  rootIds: readonly number[],
  where: RawBuilder<unknown>,
  { limit, now }: { limit: number; now: Date },
): Promise<PersonFound[]> {
  const isInside = (await coverWholeTree(db, rootIds))
    ? sql`true`
    : sql`held.unit_id in (
        with recursive up (start, id) as (
          select distinct unit_id, unit_id from held
          union
          select up.start, unit.parent_id from up join unit on unit.id = up.id
            where unit.parent_id is not null
        ) select start from up where id = any(${[...rootIds]}::bigint[]))`
  const result = await sql<PersonFound>`
    with held as materialized (
      select officer.id as officer_id, officer.full_name, own.id, own.duty, own.unit_id,
        own.substitute_for is not null as stands_in
      from officer join duty_holding own on own.officer_id = officer.id
      where ${where} and officer.erased_at is null and own.until is null and own.since <= ${now}
        ${andInTerm(sql`own`, now)}
    )
    select held.officer_id as "officerId", held.full_name as name,
      json_agg(json_build_object('duty', held.duty, 'unitId', unit.id, 'unitName', unit.name,
        'isSubstitute', held.stands_in) order by held.id) as duties
    from held join unit on unit.id = held.unit_id
    where unit.valid_to is null and ${isInside}
    group by held.officer_id, held.full_name order by held.full_name collate vietnamese, held.officer_id
      limit ${limit + 1}`.execute(db)
  return result.rows
}
