// To whom a directive goes: an audience is data, resolved to units by one SQL statement on the day of issue.
// Which chat stands for a unit is the org room's view unit_recipient; freezing the units is left to
// circulation.
import { type RawBuilder, sql } from 'kysely'
import type { WhyNot } from '../org/recipients.ts'
import type { Db } from '../platform/database.ts'
import type { UnitKind } from '../platform/database-types.ts'

/** Who receives. All ids are units inside the subtree of `root`; what lies outside is never reached. */
export interface Audience {
  root: number
  /** Kinds that receive; cells when left out. */
  kinds?: UnitKind[]
  /** Only these branches of the tree; the whole subtree when left out. */
  branches?: number[]
  /** Named units that receive whatever their kind. */
  include?: number[]
  /** Units left out together with all below them, unless named under `include`. */
  exclude?: number[]
  /**
   * Speakers receive instead of the units, each for themselves: all those of the units chosen, or only the
   * holders of these duties (ids of duty_holding; whoever takes one over takes its place).
   */
  speakers?: 'all' | number[]
}

const usualKinds: readonly UnitKind[] = ['cell']
const everyKind: readonly UnitKind[] = ['province', 'committee', 'grassroots', 'section', 'cell']

/** Kinds of the units that receive, or whose speakers do. */
export function kindsOf(audience: Audience): readonly UnitKind[] {
  return audience.kinds ?? (audience.speakers ? everyKind : usualKinds)
}

/**
 * A sub-select with the one column `unit_id`: each unit of the audience that exists on `day` ('YYYY-MM-DD'),
 * once. Use it as `from (${audienceSql(...)}) as audience`.
 */
export function audienceSql(audience: Audience, day: string): RawBuilder<{ unit_id: number }> {
  const kinds = kindsOf(audience)
  const branches = audience.branches ?? []
  const include = audience.include ?? []
  const exclude = audience.exclude ?? []
  // Walks down once; each row knows whether a chosen branch or an exclusion lies above it. Nothing stands
  // below a cell, and cells are nearly all: looking below each of them would take longer than all the rest.
  return sql<{ unit_id: number }>`
    with recursive tree (id, kind, chosen, excluded) as (
      select u.id, u.kind, ${branches.length === 0} or u.id = any(${branches}::bigint[]),
        u.id = any(${exclude}::bigint[])
      from unit u where u.id = ${audience.root} and ${existsOn('u', day)}
      union all
      select u.id, u.kind, t.chosen or u.id = any(${branches}::bigint[]),
        t.excluded or u.id = any(${exclude}::bigint[])
      from tree t join unit u on u.parent_id = t.id where t.kind <> 'cell' and ${existsOn('u', day)}
    )
    select id as unit_id from tree
    where (chosen and not excluded and kind = any(${[...kinds]}::unit_kind[]))
      or id = any(${include}::bigint[])`
}

/**
 * The speakers of an audience that has them, as a sub-select with the columns `duty_id`, `officer_id`,
 * `unit_id`: each person once, by the oldest of the duties that fit.
 */
export function speakersSql(audience: Audience, day: string): RawBuilder<unknown> {
  const { speakers } = audience
  const named = Array.isArray(speakers)
    ? sql`and held.id in (select coalesce(successor_id, id) from duty_holding
      where id = any(${speakers}::bigint[]))`
    : sql``
  return sql`
    select distinct on (held.officer_id) held.id as duty_id, held.officer_id, held.unit_id
    from (${audienceSql(audience, day)}) a
      join duty_holding held on held.unit_id = a.unit_id and held.duty = 'speaker' and held.until is null
        and held.substitute_for is null ${named}
    order by held.officer_id, held.id`
}

/**
 * Whoever receives, with the chat: columns `unit_id`, `duty_id` (null for units), `telegram_chat_id`,
 * `why_not`.
 */
const recipientsSql = (audience: Audience, day: string) =>
  audience.speakers
    ? sql`select s.unit_id, s.duty_id, r.telegram_chat_id, r.why_not
        from (${speakersSql(audience, day)}) s join duty_recipient r on r.duty_id = s.duty_id`
    : sql`select a.unit_id, null::bigint as duty_id, r.telegram_chat_id,
      coalesce(r.why_not, 'nobody_enrolled') as why_not
        from (${audienceSql(audience, day)}) a left join unit_recipient r on r.unit_id = a.unit_id`

/** One row per unit right below the root (and one for the root itself, when it receives). */
export interface AudienceCount {
  unitId: number
  unitName: string
  recipients: number
  unreachable: number
}

export interface AudienceSummary {
  recipients: number
  unreachable: number
  /** Numbers by reason, as the view unit_recipient names them. */
  whyNot: Partial<Record<WhyNot, number>>
  byChild: AudienceCount[]
}

/**
 * Counts an audience before it is issued: in all, by branch below the root, and who cannot be reached and
 * why.
 */
export async function summariseAudience(db: Db, audience: Audience, day: string): Promise<AudienceSummary> {
  const rows = await sql<{
    unit_id: number
    unit_name: string
    why_not: WhyNot | null
    recipients: number
  }>`
    with recursive audience as (${recipientsSql(audience, day)}),
    branch (id, top) as (
      select id, id from unit where id = ${audience.root}
      union all
      select u.id, case when b.id = ${audience.root} then u.id else b.top end from branch b
        join unit u on u.parent_id = b.id
    )
    select top.id as unit_id, top.name as unit_name,
      case when a.telegram_chat_id is null then a.why_not end as why_not,
      count(*) as recipients
    from audience a
      join branch b on b.id = a.unit_id
      join unit top on top.id = b.top
    group by 1, 2, 3, top.code order by top.code, 3`.execute(db)
  const summary: AudienceSummary = { recipients: 0, unreachable: 0, whyNot: {}, byChild: [] }
  for (const row of rows.rows) {
    let child = summary.byChild.find((each) => each.unitId === row.unit_id)
    if (!child) {
      child = { unitId: row.unit_id, unitName: row.unit_name, recipients: 0, unreachable: 0 }
      summary.byChild.push(child)
    }
    child.recipients += row.recipients
    summary.recipients += row.recipients
    if (row.why_not === null) continue
    child.unreachable += row.recipients
    summary.unreachable += row.recipients
    summary.whyNot[row.why_not] = (summary.whyNot[row.why_not] ?? 0) + row.recipients
  }
  return summary
}

export interface UnreachableUnit {
  unitId: number
  unitName: string
  speaker: string | null
  whyNot: WhyNot
}

/**
 * Everybody unreachable of an audience, by the unit's code, for a list to show; speakers with their names.
 */
export async function unreachableUnits(
  db: Db,
  audience: Audience,
  day: string,
  limit: number,
): Promise<UnreachableUnit[]> {
  const rows = await sql<UnreachableUnit>`
    select u.id as "unitId", u.name as "unitName", f.full_name as speaker, a.why_not as "whyNot"
    from (${recipientsSql(audience, day)}) a join unit u on u.id = a.unit_id
      left join duty_holding h on h.id = a.duty_id left join officer f on f.id = h.officer_id
    where a.telegram_chat_id is null order by u.code, f.full_name limit ${limit}`.execute(db)
  return rows.rows
}

const existsOn = (table: string, day: string) =>
  sql`${sql.ref(`${table}.valid_from`)} <= ${day} and (${sql.ref(`${table}.valid_to`)} is null
    or ${sql.ref(`${table}.valid_to`)} > ${day})`
