// Reads the present tree of units. lists/import-units.ts and change-tree.ts change it.
import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../platform/database.ts'
import type { UnitKind } from '../platform/database-types.ts'
import { searchKey } from '../platform/vietnamese-text.ts'
import { tidyCode } from './unit-code.ts'

export interface UnitRow {
  id: number
  parentId: number | null
  kind: UnitKind
  code: string
  name: string
  validFrom: string
  /** The first day after the unit's last one (YYYY-MM-DD); null for a living unit. */
  validTo: string | null
}

/** From the root down to the unit itself. */
export interface UnitPath {
  ids: number[]
  names: string[]
}

/** A unit by id, ended ones included. */
export async function findUnit(db: Db, unitId: number): Promise<UnitRow | null> {
  const row = await db.selectFrom('unit').select(columns).where('id', '=', unitId).executeTakeFirst()
  return row ? toUnit(row) : null
}

/** The names of these units, in the order of their ids; ended ones included. */
export async function unitNames(db: Db, unitIds: readonly number[]): Promise<{ id: number; name: string }[]> {
  if (unitIds.length === 0) return []
  return await db.selectFrom('unit').select(['id', 'name']).where('id', 'in', unitIds).orderBy('id').execute()
}

/** The living unit with this code. Case, spacing and Unicode form do not matter. */
export async function findUnitByCode(db: Db, code: string): Promise<UnitRow | null> {
  const row = await db
    .selectFrom('unit')
    .select(columns)
    .where('valid_to', 'is', null)
    .where(hasCode(code))
    .executeTakeFirst()
  return row ? toUnit(row) : null
}

const hasCode = (code: string) => sql<boolean>`unit_code_key(code) = unit_code_key(${tidyCode(code)})`

/** Every unit that has or had this code: the living one first, then the one that ended last. */
export async function unitsOfCode(db: Db, code: string): Promise<UnitRow[]> {
  const rows = await db
    .selectFrom('unit')
    .select(columns)
    .where(hasCode(code))
    .orderBy('valid_to', (order) => order.desc().nullsFirst())
    .orderBy('id', 'desc')
    .execute()
  return rows.map(toUnit)
}

/** Living units without a superior. In a province's own system there is one. */
export async function rootUnits(db: Db): Promise<UnitRow[]> {
  const rows = await db
    .selectFrom('unit')
    .select(columns)
    .where('parent_id', 'is', null)
    .where('valid_to', 'is', null)
    .orderBy('id')
    .execute()
  return rows.map(toUnit)
}

/** Do the subtrees of these units cover every living unit? Then a query needs no walk through the tree. */
export async function coverWholeTree(db: Db, rootIds: readonly number[]): Promise<boolean> {
  const roots = await rootUnits(db)
  return roots.length === 1 && roots.some((root) => rootIds.includes(root.id))
}

/** Living units right below, by code. */
export async function childrenOf(db: Db, unitId: number): Promise<UnitRow[]> {
  const rows = await db
    .selectFrom('unit')
    .select(columns)
    .where('parent_id', '=', unitId)
    .where('valid_to', 'is', null)
    .orderBy('code')
    .execute()
  return rows.map(toUnit)
}

/** The path from the root to a unit; empty when there is no such unit. */
export async function unitPath(db: Db, unitId: number): Promise<UnitPath> {
  return (await unitPaths(db, [unitId])).get(unitId) ?? { ids: [], names: [] }
}

/** `unitPath` for many units at once; unknown ids are missing from the map. */
export async function unitPaths(db: Db, unitIds: readonly number[]): Promise<Map<number, UnitPath>> {
  if (unitIds.length === 0) return new Map()
  const result = await sql<{ unit_id: number; ids: number[]; names: string[] }>`
    with recursive up (unit_id, id, parent_id, name, step) as (
      select id, id, parent_id, name, 1 from unit where id = any(${[...unitIds]}::bigint[])
      union all
      select up.unit_id, above.id, above.parent_id, above.name, up.step + 1
      from up join unit above on above.id = up.parent_id
    )
    select unit_id, array_agg(id order by step desc) as ids, array_agg(name order by step desc) as names
    from up group by unit_id`.execute(db)
  return new Map(result.rows.map((row) => [row.unit_id, { ids: row.ids, names: row.names }]))
}

/**
 * A living unit and all living units below it, as a query for `from (...)`: columns `id` and `kind`. The walk
 * stops at cells, which never have units below them (check-units.ts, change-tree.ts).
 */
export function subtreeSql(rootId: number | RawBuilder<unknown>): RawBuilder<{ id: number; kind: UnitKind }> {
  return sql<{ id: number; kind: UnitKind }>`with recursive below (id, kind) as (
      select id, kind from unit where id = ${rootId} and valid_to is null
      union all
      select unit.id, unit.kind
      from below join unit on unit.parent_id = below.id and unit.valid_to is null
      where below.kind <> 'cell'
    ) select id, kind from below`
}

/** Living units at or below any of these, as a query for `in (...)` with one column. */
export function subtreesSql(rootIds: readonly number[]): RawBuilder<unknown> {
  return sql`
    with recursive below (id, kind) as (
      select id, kind from unit where id = any(${[...rootIds]}::bigint[])
      union
      select unit.id, unit.kind from below join unit on unit.parent_id = below.id and unit.valid_to is null
      where below.kind <> 'cell'
    ) select id from below`
}

/** A living unit and everything below it. */
export async function subtreeIds(db: Db, rootId: number): Promise<number[]> {
  const result = await subtreeSql(rootId).execute(db)
  return result.rows.map((row) => row.id)
}

/**
 * Living units whose name and code contain all typed words, with or without diacritics. The best come first:
 * the exact name, then names with the exact words, then the shortest. Only units at or below `rootIds`, which
 * the reader may see.
 */
export async function searchUnits(
  db: Db,
  rootIds: readonly number[],
  typed: string,
  limit = 10,
): Promise<(UnitRow & { pathNames: string[] })[]> {
  const key = searchKey(typed)
  const words = key.split(' ').filter(Boolean).slice(0, 8)
  if (words.length === 0 || rootIds.length === 0) return []
  const matchesWords = sql.join(words.map(matchesWord), sql` and `)
  const whole = words.map((word) => `% ${escapeLike(word)} %`)
  // The condition stands before the limit: units that the reader does not see must not take the places.
  const isVisible = (await coverWholeTree(db, rootIds))
    ? sql`true`
    : sql`unit.id in (${subtreesSql(rootIds)})`
  const result = await sql<UnitColumns & { path_names: string[] }>`
    with hit as materialized (
      select unit.*, search_key = ${key} as same,
        ' ' || search_key || ' ' like all (${whole}::text[]) as whole, length(search_key) as long
      from unit where valid_to is null and ${matchesWords} and ${isVisible}
      order by same desc, whole desc, long, code limit ${limit}
    )
    select hit.id, hit.parent_id, hit.kind, hit.code, hit.name, hit.valid_from, hit.valid_to,
      path.names as path_names
    from hit
    cross join lateral (
      with recursive up (id, parent_id, name, step) as (
        select hit.id, hit.parent_id, hit.name, 1
        union all
        select above.id, above.parent_id, above.name, up.step + 1 from up
          join unit above on above.id = up.parent_id
      )
      select array_agg(name order by step desc) as names from up
    ) path
    order by hit.same desc, hit.whole desc, hit.long, hit.code`.execute(db)
  return result.rows.map((row) => ({ ...toUnit(row), pathNames: row.path_names }))
}

// One condition per word: otherwise the database can use no index. The trigram index cannot find one or two
// letters inside a word, so such a word must begin a word of the name.
function matchesWord(word: string): RawBuilder<boolean> {
  const like = escapeLike(word)
  return word.length > 2
    ? sql<boolean>`search_key like ${`%${like}%`}`
    : sql<boolean>`(search_key like ${`% ${like}%`} or search_key like ${`${like}%`})`
}

const escapeLike = (word: string) => word.replace(/[\\%_]/g, '\\$&')

/** The text in which a search looks for a unit: its name and its code, without diacritics. */
export function unitSearchKey(name: string, code: string): string {
  return searchKey(`${name} ${code}`)
}

const columns = ['id', 'parent_id', 'kind', 'code', 'name', 'valid_from', 'valid_to'] as const

interface UnitColumns {
  id: number
  parent_id: number | null
  kind: UnitKind
  code: string
  name: string
  valid_from: string
  valid_to: string | null
}

function toUnit(row: UnitColumns): UnitRow {
  return {
    id: row.id,
    parentId: row.parent_id,
    kind: row.kind,
    code: row.code,
    name: row.name,
    validFrom: row.valid_from,
    validTo: row.valid_to,
  }
}
