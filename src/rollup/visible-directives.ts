// Which directives a person may look at: those that went to, or came from, the subtrees the person may view.
import { type RawBuilder, sql } from 'kysely'
import { type DirectiveRow, readDirectives } from '../directive/directive.store.ts'
import type { Actor } from '../org/actor.ts'
import { can } from '../org/permissions.ts'
import { unitPath } from '../org/unit.store.ts'
import type { Db } from '../platform/database.ts'

/** The paths (root to unit) of the units whose subtree the actor may view, highest first. */
export function viewedPaths(actor: Actor): number[][] {
  return actor.duties
    .map((held) => held.pathIds)
    .filter((pathIds) => can(actor, 'circulation.view', { pathIds }))
}

/**
 * True on `d` (directive) when its audience touches one of the paths' subtrees: it is meant for a unit above or for one
 * within. The units within are gathered once for a statement; from the top of a tree, where nearly everything is within
 * and there may be 300,000 units, each directive is followed upwards instead.
 */
export function touches(paths: readonly number[][]): RawBuilder<boolean> {
  const above = [...new Set(paths.flat())]
  const tops = paths.filter((path) => path.length === 1).map((path) => path[0]!)
  const own = paths.filter((path) => path.length > 1).map((path) => path.at(-1)!)
  const root = sql`(d.audience ->> 'root')::bigint`
  const within = sql`${root} in (with recursive below (id) as (
      select unnest(${own}::bigint[])
      union
      select u.id from below join unit u on u.parent_id = below.id
    ) select id from below)`
  const leadsUp = sql`exists (with recursive up (id) as (
      select ${root}
      union all
      select u.parent_id from up join unit u on u.id = up.id where u.parent_id is not null
    ) select from up where id = any(${tops}::bigint[]))`
  const any = [sql`${root} = any(${above}::bigint[])`]
  if (own.length > 0) any.push(within)
  if (tops.length > 0) any.push(leadsUp)
  return sql<boolean>`(${sql.join(any, sql` or `)})`
}

/** The latest directives that are out and touch what the actor may view, newest first. One more than `limit` may come back: there is a next page. */
export async function visibleDirectives(
  db: Db,
  actor: Actor,
  { limit, offset }: { limit: number; offset: number },
): Promise<DirectiveRow[]> {
  const paths = viewedPaths(actor)
  if (paths.length === 0) return []
  return await readDirectives(
    db,
    sql`d.state in ('issued', 'closed', 'recalled', 'superseded') and ${touches(paths)}`,
    sql`d.issued_at desc nulls last, d.id desc limit ${limit + 1} offset ${offset}`,
  )
}

/**
 * The unit to look from: the wanted one when it lies in a subtree the actor may view; without one (0) the actor's own
 * highest unit that the directive concerns. Null when the actor may view nothing of it.
 */
export async function standpoint(
  db: Db,
  actor: Actor,
  wantedUnitId: number,
  directiveId?: number,
): Promise<{ unitId: number; parentId: number | null } | null> {
  const path =
    wantedUnitId === 0
      ? await ownPath(db, viewedPaths(actor), directiveId)
      : (await unitPath(db, wantedUnitId)).ids
  if (!path || !can(actor, 'circulation.view', { pathIds: path })) return null
  const parent = path.at(-2)
  const mayGoUp = parent !== undefined && can(actor, 'circulation.view', { pathIds: path.slice(0, -1) })
  return { unitId: path.at(-1)!, parentId: mayGoUp ? parent : null }
}

async function ownPath(
  db: Db,
  paths: number[][],
  directiveId: number | undefined,
): Promise<number[] | undefined> {
  if (directiveId === undefined || paths.length < 2) return paths[0]
  for (const path of paths) {
    const found = await sql`select from obligation where directive_id = ${directiveId}
      and path_ids @> array[${path.at(-1)!}]::bigint[] limit 1`.execute(db)
    if (found.rows.length > 0) return path
  }
  return paths[0]
}
