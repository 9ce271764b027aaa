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

/** True on `d` (directive) when its audience touches one of the paths' subtrees. */
export function touches(paths: readonly number[][]): RawBuilder<boolean> {
  const above = [...new Set(paths.flat())]
  const own = paths.map((path) => path.at(-1)!)
  return sql<boolean>`((d.audience ->> 'root')::bigint = any(${above}::bigint[])
    or exists (with recursive up (id) as (
        select (d.audience ->> 'root')::bigint
        union all
        select u.parent_id from up join unit u on u.id = up.id where u.parent_id is not null
      ) select from up where id = any(${own}::bigint[])))`
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
