// Adds up the rows of reports by place in the tree: whole places where nobody asks for their units, single
// units elsewhere. `f` is report_figures.
import { type RawBuilder, sql } from 'kysely'
import { numberArray } from '../platform/bulk-values.ts'
import type { Db } from '../platform/database.ts'
import type { Column } from './figure-columns.ts'
import { placedToday } from './todays-tree.ts'

export interface SumRow {
  /** From the unit that is asked about downwards, no deeper than the levels asked for. */
  path: number[]
  /** They are reports of the last unit of the path, not of units below it. */
  isOwn: boolean
  /** One per column. */
  sums: number[]
}

interface Question {
  directiveIds: readonly number[]
  unitId: number
  levels: number
}

/** In the tree as it was when each unit got the directive. */
export async function sumsThen(db: Db, columns: readonly Column[], question: Question): Promise<SumRow[]> {
  const found = await sql<Place & { all: number }>`
    select id, path_ids[array_position(path_ids, ${question.unitId}::bigint):] as path,
      (select count(*) from report_place) as all
    from report_place where path_ids @> array[${question.unitId}]::bigint[]`.execute(db)
  const places = found.rows
  return await sumsAt(db, columns, {
    ...question,
    places,
    elsewhere: [],
    isAll: places.length === places[0]?.all,
  })
}

/**
 * In the tree as it is today. Most units stand where they stood: their places are looked up in today's tree.
 * Those that were moved, or ended and live on in another unit, are looked up one by one.
 */
export async function sumsNow(db: Db, columns: readonly Column[], question: Question): Promise<SumRow[]> {
  const { directiveIds, unitId, levels } = question
  const { places, isAll } = await placesToday(db, unitId)
  const elsewhere = await movedUnits(db, { directiveIds, unitId, places, isAll })
  const standing = await sumsAt(db, columns, { ...question, places, elsewhere, isAll })
  if (elsewhere.length === 0) return standing
  const paths = await pathsToday(db, unitId, elsewhere)
  const of = sql`f.unit_id = any(${numberArray([...paths.keys()])}::bigint[])`
  const moved = await addUp(db, columns, { directiveIds, by: sql`f.unit_id`, of })
  return [
    ...standing,
    ...moved.map(({ keys: [id], sums }) => {
      const path = paths.get(id!)!
      return { path: path.slice(0, levels + 1), isOwn: path.length <= levels + 1, sums }
    }),
  ]
}

interface Place {
  id: number
  /** From the unit that is asked about down to the unit right above those that report. */
  path: number[]
}

/**
 * The reports of these places and of the unit itself, without those of the units `elsewhere`. `isAll`: there
 * are no other places, so that where none is shown unit by unit no row has to be looked up among them.
 */
async function sumsAt(
  db: Db,
  columns: readonly Column[],
  question: Question & { places: readonly Place[]; elsewhere: readonly number[]; isAll: boolean },
): Promise<SumRow[]> {
  const { directiveIds, unitId, levels, places, elsewhere, isAll } = question
  const pathOf = new Map(places.map(({ id, path }) => [id, path]))
  // The units of a place are one level below the last unit of its path.
  const shown = places.filter(({ path }) => path.length <= levels).map(({ id }) => id)
  const hidden = places.filter(({ path }) => path.length > levels).map(({ id }) => id)
  const at = (ids: readonly number[]) => {
    const isEverywhere = isAll && ids.length === places.length
    const here = isEverywhere ? sql`true` : sql`f.place_id = any(${numberArray(ids)}::integer[])`
    return elsewhere.length === 0
      ? here
      : sql`${here} and f.unit_id <> all(${numberArray(elsewhere)}::bigint[])`
  }
  const summed = async (by: RawBuilder<unknown>, ids: readonly number[]) =>
    ids.length === 0 ? [] : await addUp(db, columns, { directiveIds, by, of: at(ids) })
  const byPlace = await summed(sql`f.place_id`, hidden)
  const byUnit = await summed(sql`f.place_id, f.unit_id`, shown)
  const own = await addUp(db, columns, { directiveIds, by: sql`f.unit_id`, of: sql`f.unit_id = ${unitId}` })
  return [
    // A place that came after the places were read counts the next time.
    ...byPlace.flatMap(({ keys: [placeId], sums }) => {
      const path = pathOf.get(placeId!)
      return path ? [{ path: path.slice(0, levels + 1), isOwn: false, sums }] : []
    }),
    ...byUnit.flatMap(({ keys: [placeId, id], sums }) => {
      const path = pathOf.get(placeId!)
      return path ? [{ path: [...path, id!], isOwn: true, sums }] : []
    }),
    ...own.map(({ sums }) => ({ path: [unitId], isOwn: true, sums })),
  ]
}

/** One row per value of `by`; all rows come as one JSON text, which the client reads fastest. */
async function addUp(
  db: Db,
  columns: readonly Column[],
  rows: { directiveIds: readonly number[]; by: RawBuilder<unknown>; of: RawBuilder<unknown> },
): Promise<{ keys: number[]; sums: number[] }[]> {
  const values = sql.join(columns.map(({ value }) => value))
  const found = await sql<{ keys: number[][] | null; values: number[][] | null }>`
    select json_agg(each.keys) as keys, json_agg(each.cells) as values from (
      select json_build_array(${rows.by}) as keys, json_build_array(${values}) as cells
      from report_figures f
      where f.directive_id = any(${numberArray(rows.directiveIds)}::bigint[]) and ${rows.of}
      group by ${rows.by}
    ) each`.execute(db)
  const { keys, values: cells } = found.rows[0]!
  return (keys ?? []).map((key, row) => ({ keys: key, sums: cells![row]! }))
}

/** The places whose lowest unit is at or below the unit today; an ended one stands where it lives on. */
async function placesToday(db: Db, unitId: number): Promise<{ places: Place[]; isAll: boolean }> {
  const all = await db.selectFrom('report_place').select(['id', 'above_id']).execute()
  const paths = await pathsToday(
    db,
    unitId,
    all.flatMap(({ above_id: above }) => above ?? []),
  )
  const places = all.flatMap(({ id, above_id: above }) => {
    const path = above === null ? undefined : paths.get(above)
    return path ? [{ id, path }] : []
  })
  return { places, isAll: places.length === all.length }
}

/**
 * Where units stand today, as paths from `unitId` down; an ended one stands where it lives on. Those that are
 * not below the unit are missing. Climbs level by level: a recursive statement reads the whole table for
 * each.
 */
async function pathsToday(db: Db, unitId: number, ids: readonly number[]): Promise<Map<number, number[]>> {
  const units = new Map<number, { parent: number | null; successor: number | null }>()
  for (let next = new Set(ids); next.size > 0; ) {
    const rows = await sql<{ id: number; parent: number | null; successor: number | null }>`
      select id, parent_id as parent, successor_id as successor from unit
      where id = any(${numberArray([...next])}::bigint[])`.execute(db)
    for (const { id, parent, successor } of rows.rows) units.set(id, { parent, successor })
    const above = rows.rows.flatMap(({ parent, successor }) => successor ?? parent ?? [])
    next = new Set(above.filter((id) => !units.has(id)))
  }
  const found = new Map<number, number[]>()
  for (const id of ids) {
    const path: number[] = []
    let at: number | null = units.get(id)?.successor ?? id
    while (at !== null && at !== unitId) {
      path.unshift(at)
      at = units.get(at)?.parent ?? null
    }
    if (at === unitId) found.set(id, [unitId, ...path])
  }
  return found
}

/** Units with reports that do not stand where they stood: from these places, or now below the unit. */
async function movedUnits(
  db: Db,
  question: { directiveIds: readonly number[]; unitId: number; places: readonly Place[]; isAll: boolean },
): Promise<number[]> {
  const { directiveIds, unitId, isAll } = question
  const ofDirectives = sql`f.directive_id = any(${numberArray(directiveIds)}::bigint[])
    and f.unit_id <> ${unitId}`
  const places = sql`${numberArray(question.places.map(({ id }) => id))}::integer[]`
  const left = await sql<{ id: number }>`
    select distinct f.unit_id as id
    from report_figures f
      join report_place place on place.id = f.place_id
      join unit on unit.id = f.unit_id
    where ${ofDirectives} and f.place_id = any(${places})
      and (unit.valid_to is not null or unit.parent_id is distinct from place.above_id)`.execute(db)
  if (isAll) return left.rows.map(({ id }) => id)
  const came = await sql<{ id: number }>`
    select distinct f.unit_id as id
    from (${placedToday(unitId)}) placed join report_figures f on f.unit_id = placed.unit_id
    where ${ofDirectives} and f.place_id <> all(${places})`.execute(db)
  return [...new Set([...left.rows, ...came.rows].map(({ id }) => id))]
}
