// How a directive stands: recipients, acknowledgements and reports, in all and by branch below a unit, and
// who has not answered. Everything is counted from obligations at the moment of asking; paths are those
// frozen at issue, unless today's tree is asked for (todays-tree.ts).
import { type RawBuilder, sql } from 'kysely'
import { isHeld, isReached } from '../circulation/directive-messages.ts'
import { whoOwes } from '../circulation/recipient-of.ts'
import type { Db } from '../platform/database.ts'
import { isWithin, type Scope } from './scope.ts'
import { isBelow, placedToday, type Tree } from './todays-tree.ts'

/** Counts of obligations. Rates are Σ/Σ of these, never means of rates. */
export interface Rates {
  /** Those of a cancelled circulation that were never sent to are none (`unsent`). */
  recipients: number
  unsent: number
  /** Recipients whom the directive has not reached: nobody enrolled, blocked, or still on its way. */
  unreached: number
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
  /** Of those that the directive has reached. */
  ackOverdue: number
  reportOverdue: number
}

/** One branch below a unit; `isSelf` is the row of that unit's own obligation. */
export interface BranchRates extends Rates {
  unitId: number
  unitName: string
  isSelf: boolean
}

/** The counts of branches together: of all of them it is the whole, without asking the database again. */
export function addRates(branches: readonly Rates[]): Rates {
  const total = (count: keyof Rates) => branches.reduce((sum, branch) => sum + branch[count], 0)
  return {
    recipients: total('recipients'),
    unsent: total('unsent'),
    unreached: total('unreached'),
    acknowledged: total('acknowledged'),
    reportsAsked: total('reportsAsked'),
    reported: total('reported'),
    onTime: total('onTime'),
    late: total('late'),
    accepted: total('accepted'),
    complete: total('complete'),
    returned: total('returned'),
    ackOverdue: total('ackOverdue'),
    reportOverdue: total('reportOverdue'),
  }
}

/** Counts below (and at) `unitId`, or everywhere without it. */
export async function responseRates(
  db: Db,
  scope: Scope,
  at: { now: Date; unitId?: number; tree?: Tree },
): Promise<Rates> {
  const found = await sql<Rates>`select ${counts(at.now)} ${fromObligations}
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
    select * from (select coalesce(o.path_ids[p.at + 1], ${unitId}) as "unitId",
      (array_agg(coalesce(o.path_names[p.at + 1], o.path_names[p.at]) order by o.id desc))[1] as "unitName",
      o.path_ids[p.at + 1] is null as "isSelf", ${counts(now)}
    ${fromObligations} cross join lateral (select array_position(o.path_ids, ${unitId}::bigint) as at) p
    where ${within(scope, unitId)}
    group by 1, 3) branches order by "isSelf" desc, "unitName" collate vietnamese, "unitId"`.execute(db)
  return found.rows
}

async function ratesByChildToday(db: Db, scope: Scope, unitId: number, now: Date): Promise<BranchRates[]> {
  const found = await sql<BranchRates>`
    select unit.id as "unitId", unit.name as "unitName", p.branch is null as "isSelf", ${counts(now)}
    ${fromObligations} join (${placedToday(unitId)}) p on p.unit_id = o.unit_id
      join unit on unit.id = coalesce(p.branch, ${unitId})
    where ${within(scope, undefined)}
    group by 1, 2, 3 order by 3 desc, unit.name collate vietnamese, 1`.execute(db)
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

/**
 * Who has not acknowledged or reported, most overdue first; without a deadline last. Those whom the directive
 * has not reached come after all others and are counted apart as well.
 */
export async function missingAnswers(
  db: Db,
  directiveId: number,
  ask: { about: 'ack' | 'report'; unitId?: number; tree?: Tree; limit: number; offset?: number },
): Promise<{ total: number; notDelivered: number; rows: Missing[] }> {
  const { about, unitId, tree = 'then', limit, offset = 0 } = ask
  const owes =
    about === 'ack'
      ? sql`o.acknowledged_at is null and o.reported_at is null`
      : sql`o.report_state in ('owed', 'returned')`
  const due = about === 'ack' ? sql`o.ack_due_at` : sql`o.report_due_at`
  const from = sql`${fromObligations} where ${within(directiveId, unitId, tree)} and ${owes} and ${isHeld}`
  const above = tree === 'now' ? aboveToday : sql`o.path_names[array_length(o.path_names, 1) - 1]`
  const rows = await sql<Missing>`
    select o.id as "obligationId", o.unit_id as "unitId", ${whoOwes} as "unitName",
      case when o.duty_id is null then ${above} end as "parentName", ${due} as "dueAt",
      not reach."isReached" as "notDelivered", o.report_state = 'returned' as returned
    ${from} order by reach."isReached" desc, ${due} nulls last, o.path_names collate vietnamese, o.id
    limit ${limit} offset ${offset}`.execute(db)
  const counted = await sql<{ total: number; notDelivered: number }>`
    select count(*) as total, count(*) filter (where not reach."isReached") as "notDelivered"
    ${from}`.execute(db)
  const { total, notDelivered } = counted.rows[0]!
  return { total, notDelivered, rows: rows.rows }
}

/** Obligations with their directive, and whether it has reached them. */
const fromObligations = sql`from obligation o join directive d on d.id = o.directive_id
  cross join lateral (select ${isReached} as "isReached") reach`

/** A report implies that the directive was received, so a unit that reported owes no acknowledgement. */
function counts(now: Date): RawBuilder<unknown> {
  const holds = sql`(d.cancelled_at is null or reach."isReached")`
  const where = (condition: RawBuilder<unknown>) => sql`count(*) filter (where ${holds} and ${condition})`
  const isAckOpen = sql`o.acknowledged_at is null and o.reported_at is null`
  return sql`
    count(*) filter (where ${holds}) as recipients,
    count(*) filter (where not ${holds}) as unsent,
    ${where(sql`not reach."isReached"`)} as unreached,
    ${where(sql`not (${isAckOpen})`)} as acknowledged,
    ${where(sql`o.report_state <> 'not_required'`)} as "reportsAsked",
    ${where(sql`o.report_state in ('submitted', 'accepted')`)} as reported,
    ${where(sql`o.first_reported_at is not null and o.reported_late is not true`)} as "onTime",
    ${where(sql`o.reported_late`)} as late,
    ${where(sql`o.report_state = 'accepted'`)} as accepted,
    ${where(sql`o.report_state = 'accepted' and o.returns = 0`)} as complete,
    ${where(sql`o.report_state = 'returned'`)} as returned,
    ${where(sql`reach."isReached" and ${isAckOpen} and o.ack_due_at < ${now}`)} as "ackOverdue",
    ${where(sql`reach."isReached" and o.report_state in ('owed', 'returned')
      and o.report_due_at < ${now}`)} as "reportOverdue"`
}

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
  return unitId === undefined ? directives : sql`${directives} and ${isBelow(unitId, tree)}`
}
