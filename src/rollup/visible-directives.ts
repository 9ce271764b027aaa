// Which directives a person may look at: those that went to, or came from, the subtrees the person may view.
import { type RawBuilder, sql } from 'kysely'
import { kindsOf } from '../directive/audience.ts'
import { findCampaign } from '../directive/campaigns.ts'
import { type DirectiveRow, readDirectives } from '../directive/directive.store.ts'
import type { Actor } from '../org/actor.ts'
import { mayAtUnit } from '../org/authorise.ts'
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
 * True on `d` (directive) when it comes from within one of the paths' subtrees, or its audience reaches into
 * one. What goes to others only, or goes out at a time that has not come, is none of the person's business.
 * The units within are gathered once for a statement; from the top of a tree, where nearly everything is
 * within and there may be 300,000 units, each directive is followed upwards instead.
 */
export function concernsAny(paths: readonly number[][]): RawBuilder<boolean> {
  const tops = paths.filter((path) => path.length === 1).map((path) => path[0]!)
  const lower = paths.filter((path) => path.length > 1)
  const any: RawBuilder<unknown>[] = []
  if (lower.length > 0) any.push(sql`${root} in (${below(lower.map((path) => path.at(-1)!))})`)
  for (const path of lower) any.push(reaches(path))
  // Whatever a unit received stays its own, also when it was moved elsewhere afterwards.
  if (lower.length > 0)
    any.push(sql`exists (select from obligation o where o.directive_id = d.id
      and o.unit_id = any(${lower.map((path) => path.at(-1)!)}::bigint[]))`)
  if (tops.length > 0)
    any.push(sql`exists (with recursive up (id) as (
      select ${root}
      union all
      select u.parent_id from up join unit u on u.id = up.id where u.parent_id is not null
    ) select from up where id = any(${tops}::bigint[]))`)
  return any.length === 0 ? sql<boolean>`false` : sql<boolean>`(${sql.join(any, sql` or `)})`
}

const root = sql`(d.audience ->> 'root')::bigint`

const below = (ids: readonly number[]) => sql`with recursive below (id) as (
    select unnest(${[...ids]}::bigint[])
    union
    select u.id from below join unit u on u.parent_id = below.id
  ) select id from below`

/**
 * A directive from above (its root is above the last unit of the path) that is meant for that unit or for
 * some below it: its branch is chosen and not left out and there are units of the kinds that receive, or some
 * are named, or it was passed on to them.
 */
function reaches(path: readonly number[]): RawBuilder<unknown> {
  const above = path.slice(0, -1)
  const own = path.at(-1)!
  const onPath = sql`array[${sql.join(path.map((id) => sql`${String(id)}::jsonb`))}]`
  const within = below([own])
  const named = (
    key: string,
  ) => sql`exists (select from jsonb_array_elements_text(d.audience -> ${sql.lit(key)}) each
    where each.value::bigint in (${within}))`
  const kinds = sql`coalesce(d.audience -> 'kinds',
    case when d.audience ? 'speakers' then ${JSON.stringify(kindsOf({ root: 0, speakers: 'all' }))}::jsonb
      else ${JSON.stringify(kindsOf({ root: 0 }))}::jsonb end)`
  const namedSpeakers = sql`(jsonb_typeof(d.audience -> 'speakers') is distinct from 'array' or exists (
    select from jsonb_array_elements_text(d.audience -> 'speakers') each
      join duty_holding h on h.id = each.value::bigint
      left join duty_holding now on now.id = h.successor_id
    where coalesce(now.unit_id, h.unit_id) in (${within})))`
  return sql`(${root} = any(${above}::bigint[]) and (d.issue_at is null or d.circulated_at is not null) and (
    (not d.audience ? 'branches' or d.audience -> 'branches' = '[]'
      or d.audience -> 'branches' @> any(${onPath}) or ${named('branches')})
      and not coalesce(d.audience -> 'exclude' @> any(${onPath}), false)
      and ${kinds} ?| (select array_agg(distinct u.kind::text) from unit u where u.id in (${within}))
      and ${namedSpeakers}
    or d.audience ? 'include' and ${named('include')}
    or d.passes_on and exists (select from directive_branch b where b.directive_id = d.id
      and (b.unit_id = any(${[...path]}::bigint[]) or b.unit_id in (${within})))))`
}

/** One directive that is or was out and concerns what the actor may view, or null. */
export async function findVisibleDirective(db: Db, actor: Actor, id: number): Promise<OutDirective | null> {
  const paths = viewedPaths(actor)
  if (paths.length === 0) return null
  const rows = await readDirectives(db, sql`d.id = ${id} and ${wasOut} and ${concernsAny(paths)}`)
  return rows.find(isOut) ?? null
}

/**
 * May the actor look at that campaign? It belongs to an own unit, to one above, or to one the actor issues
 * for.
 */
export async function mayViewCampaign(db: Db, actor: Actor, campaignId: number): Promise<boolean> {
  const campaign = await findCampaign(db, campaignId)
  if (!campaign) return false
  const isNear = viewedPaths(actor).flat().includes(campaign.unitId)
  return isNear || (await mayAtUnit(db, actor, ['directive.issue'], campaign.unitId))
}

/** The directives of a campaign that are in force or closed and concern what the actor may view, by day. */
export async function visibleInCampaign(db: Db, actor: Actor, campaignId: number): Promise<DirectiveRow[]> {
  const concerned = concernsAny(viewedPaths(actor))
  return await readDirectives(
    db,
    sql`d.campaign_id = ${campaignId} and d.state in ('issued', 'closed') and ${concerned}`,
    sql`d.issued_on, d.id`,
  )
}

/** The states of directives that are or were out; drafts are nobody's business but their own unit's. */
export const outStates = ['issued', 'closed', 'recalled', 'superseded'] as const
export type OutDirective = DirectiveRow & { state: (typeof outStates)[number] }
export const isOut = (row: DirectiveRow): row is OutDirective =>
  outStates.some((state) => state === row.state)
const wasOut = sql`d.state = any(${[...outStates]}::directive_state[])`

/**
 * The latest directives that are out and concern what the actor may view, newest first. One more than `limit`
 * may come back: there is a next page.
 */
export async function visibleDirectives(
  db: Db,
  actor: Actor,
  { limit, offset }: { limit: number; offset: number },
): Promise<OutDirective[]> {
  const paths = viewedPaths(actor)
  if (paths.length === 0) return []
  const rows = await readDirectives(
    db,
    sql`${wasOut} and ${concernsAny(paths)}`,
    sql`d.issued_at desc nulls last, d.id desc limit ${limit + 1} offset ${offset}`,
  )
  return rows.filter(isOut)
}

/**
 * The unit to look from: the wanted one when it lies in a subtree the actor may view; without one (0) the
 * actor's own highest unit that the directive concerns. Null when the actor may view nothing of it.
 */
export async function resolveViewUnit(
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
