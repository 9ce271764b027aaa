// How a directive stands: recipients, acknowledgements and reports, in all and by branch below a unit, and
// who has not answered. Everything is counted from obligations at the moment of asking; paths are those
// frozen at issue, unless today's tree is asked for (todays-tree.ts).
import { type RawBuilder, sql } from 'kysely'
import { whoOwes } from '../circulation/recipient-of.ts'
import type { Db } from '../platform/database.ts'
import { isWithin, type Scope } from './scope.ts'
import { placedToday, type Tree } from './todays-tree.ts'

/** Counts of obligations. Rates are Σ/Σ of these, never means of rates. */
export interface Rates {
  recipients: number
  acknowledged: number
  /** Of how many a report is asked. */
  reportsAsked: number
  /** Handed in and not returned (submitted or accepted). */
  reported: number
  /** First handed in by the deadline of that time, or after it; a return changes neither. */
  onTime: number
  late: number
  accepted: number
  /** Accepted without ever having been returned. */
  complete: number
  /** Returned for supplement and not handed in again. */
  returned: number
  ackOverdue: number
  reportOverdue: number
}

/** One branch below a unit; `isSelf` is the row of that unit's own obligation. */
export interface BranchRates extends Rates {
  unitId: number
  unitName: string
  isSelf: boolean
}

/** Counts below (and at) `unitId`, or everywhere without it. */
export async function responseRates(
  db: Db,
  scope: Scope,
  at: { now: Date; unitId?: number; tree?: Tree },
): Promise<Rates> {
  const found = await sql<Rates>`select ${counts(at.now)} from obligation o
    where ${within(scope, at.unitId, at.tree)}`.execute(db)
  return found.rows[0]!
}

/**
 * One row per unit right below `unitId`, by name, the unit's own obligation first. Rows add up to the whole.
 * A unit that was renamed between two of them has the later name.
 */
export async function ratesByChild(
  db: Db,
  scope: Scope,
  unitId: number,
  now: Date,
  tree: Tree = 'then',
): Promise<BranchRates[]> {
  if (tree === 'now') return await ratesByChildToday(db, scope, unitId, now)
  const found = await sql<BranchRates>`
    select coalesce(o.path_ids[p.at + 1], ${unitId}) as "unitId",
      (array_agg(coalesce(o.path_names[p.at + 1], o.path_names[p.at]) order by o.id desc))[1] as "unitName",
      o.path_ids[p.at + 1] is null as "isSelf", ${counts(now)}
    from obligation o cross join lateral (select array_position(o.path_ids, ${unitId}::bigint) as at) p
    where ${within(scope, unitId)}
    group by 1, 3 order by 3 desc, 2, 1`.execute(db)
  return found.rows
}

async function ratesByChildToday(db: Db, scope: Scope, unitId: number, now: Date): Promise<BranchRates[]> {
  const found = await sql<BranchRates>`
    select unit.id as "unitId", unit.name as "unitName", p.branch is null as "isSelf", ${counts(now)}
    from obligation o join (${placedToday(unitId)}) p on p.unit_id = o.unit_id
      join unit on unit.id = coalesce(p.branch, ${unitId})
    where ${within(scope, undefined)}
    group by 1, 2, 3 order by 3 desc, 2, 1`.execute(db)
  return found.rows
}

/** A unit (or a speaker, by name and unit) that still owes an answer. */
export interface Missing {
  obligationId: number
  unitId: number
  unitName: string
  /** The unit right above it; null for a speaker. */
  parentName: string | null
  dueAt: Date | null
  /** Its directive message never arrived (no chat, or sending failed). */
  notDelivered: boolean
  returned: boolean
}

/** Who has not acknowledged or reported, most overdue first; without a deadline last. */
export async function missingAnswers(
  db: Db,
  directiveId: number,
  ask: { about: 'ack' | 'report'; unitId?: number; tree?: Tree; limit: number; offset?: number },
): Promise<{ total: number; rows: Missing[] }> {
  const { about, unitId, tree = 'then', limit, offset = 0 } = ask
  const owes =
    about === 'ack'
      ? sql`o.acknowledged_at is null and o.reported_at is null`
      : sql`o.report_state in ('owed', 'returned')`
  const due = about === 'ack' ? sql`o.ack_due_at` : sql`o.report_due_at`
  const where = sql`${within(directiveId, unitId, tree)} and ${owes}`
  const above = tree === 'now' ? aboveToday : sql`o.path_names[array_length(o.path_names, 1) - 1]`
  const rows = await sql<Missing>`
    select o.id as "obligationId", o.unit_id as "unitId", ${whoOwes} as "unitName",
      case when o.duty_id is null then ${above} end as "parentName", ${due} as "dueAt",
      not exists (select from delivery d where d.obligation_id = o.id and d.purpose = 'directive'
        and d.state = 'sent') as "notDelivered",
      o.report_state = 'returned' as returned
    from obligation o where ${where}
    order by ${due} nulls last, o.path_names, o.id limit ${limit} offset ${offset}`.execute(db)
  const total = await sql<{ n: number }>`select count(*) as n from obligation o where ${where}`.execute(db)
  return { total: total.rows[0]!.n, rows: rows.rows }
}

/** A report implies that the directive was received, so a unit that reported owes no acknowledgement. */
const counts = (now: Date): RawBuilder<unknown> => sql`
  count(*) as recipients,
  count(*) filter (where o.acknowledged_at is not null or o.reported_at is not null) as acknowledged,
  count(*) filter (where o.report_state <> 'not_required') as "reportsAsked",
  count(*) filter (where o.report_state in ('submitted', 'accepted')) as reported,
  count(*) filter (where o.first_reported_at is not null and o.reported_late is not true) as "onTime",
  count(*) filter (where o.reported_late) as late,
  count(*) filter (where o.report_state = 'accepted') as accepted,
  count(*) filter (where o.report_state = 'accepted' and o.returns = 0) as complete,
  count(*) filter (where o.report_state = 'returned') as returned,
  count(*) filter (where o.acknowledged_at is null and o.reported_at is null
    and o.ack_due_at < ${now}) as "ackOverdue",
  count(*) filter (where o.report_state in ('owed', 'returned')
    and o.report_due_at < ${now}) as "reportOverdue"`

/**
 * What stands above the unit that owes today: its superior, or for an ended unit the one that it lives on in.
 */
const aboveToday = sql`(select above.name from unit itself
  join unit above on above.id = coalesce(itself.successor_id, itself.parent_id) where itself.id = o.unit_id)`

function within(scope: Scope, unitId: number | undefined, tree: Tree = 'then'): RawBuilder<unknown> {
  const directives =
    typeof scope === 'number'
      ? sql`o.directive_id = ${scope}`
      : sql`o.directive_id in (select d.id from directive d where ${isWithin(scope)})`
  if (unitId === undefined) return directives
  return tree === 'now'
    ? sql`${directives} and o.unit_id in (select unit_id from (${placedToday(unitId)}) placed)`
    : sql`${directives} and o.path_ids @> array[${unitId}]::bigint[]`
}
