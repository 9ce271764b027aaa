// Cases that sending could not settle, for a person to decide: messages that failed (by reason), messages
// that may have arrived (parked), units without a chat. Messages that are no longer of use are left out, such
// as those of units that have answered or of a directive that is over. "Send again" is in send-again.ts.
import { type RawBuilder, sql } from 'kysely'
import type { Actor } from '../org/actor.ts'
import type { Within } from '../org/authorise.ts'
import { subtreesFor } from '../org/permissions.ts'
import type { WhyNot } from '../org/recipients.ts'
import type { Db } from '../platform/database.ts'
import type { DeliveryPurpose } from '../platform/database-types.ts'
import { joinRecipient, whoOwes } from './recipient-of.ts'

/**
 * Why a message needs a person: the channel's refusals (FinalReason), `unknown` for one that may have
 * arrived.
 */
export const troubleReasons = [
  'unknown',
  'blocked',
  'deactivated',
  'kicked',
  'not_found',
  'no_rights',
  'no_topic',
  'bad_request',
  'too_large',
  'target_missing',
  'unauthorized',
  'other',
] as const
export type TroubleReason = (typeof troubleReasons)[number]

/** Which messages: those of units at or below `within`, or only those of one directive. */
export interface NeedsPersonScope {
  within: Within
  directiveId?: number | undefined
}

export interface NeedsPerson {
  deliveryId: number
  obligationId: number | null
  directiveId: number | null
  numberText: string | null
  /**
   * The unit that the message is for, or whose speaker it is for; null when its chat belongs to nobody now.
   */
  unitId: number | null
  unitName: string | null
  /** The unit above it. */
  parentName: string | null
  purpose: DeliveryPurpose
  state: 'failed' | 'parked'
  reason: TroubleReason
}

/** Numbers of messages by state and reason, largest first. */
export async function needsPersonCounts(
  db: Db,
  scope: NeedsPersonScope,
): Promise<{ state: 'failed' | 'parked'; reason: TroubleReason; count: number }[]> {
  const result = await sql<{ state: 'failed' | 'parked'; reason: TroubleReason; count: number }>`
    select d.state, ${reasonSql} as reason, count(*) as count from ${needsPersonSql(scope)}
    group by 1, 2 order by 3 desc, 2`.execute(db)
  return result.rows
}

/** The messages, oldest first. With `deliveryId` only that one. */
export async function listNeedsPerson(
  db: Db,
  wanted: NeedsPersonScope & {
    reason?: TroubleReason | undefined
    deliveryId?: number | undefined
    limit: number
    offset?: number
  },
): Promise<NeedsPerson[]> {
  const result = await sql<NeedsPerson>`
    select d.id as "deliveryId", d.obligation_id as "obligationId", d.directive_id as "directiveId",
      g.number_text as "numberText", coalesce(o.unit_id, c.unit_id, h.unit_id) as "unitId",
      coalesce(${whoOwes}, u.name) as "unitName",
      coalesce(o.path_names[array_length(o.path_names, 1) - 1], above.name) as "parentName",
      d.purpose, d.state, ${reasonSql} as reason
    from ${needsPersonSql(wanted)} ${withReason(wanted.reason)} ${withId(wanted.deliveryId)}
    order by d.id limit ${wanted.limit} offset ${wanted.offset ?? 0}`.execute(db)
  return result.rows
}

/**
 * May this person see that message? Yes when it is for a unit within the person's view, whatever its state.
 */
export async function mayViewDelivery(db: Db, actor: Actor, id: number): Promise<boolean> {
  const within = subtreesFor(actor, 'circulation.view')
  const result = await sql`select from ${deliveries} where d.id = ${id} and ${isWithin(within)}`.execute(db)
  return result.rows.length > 0
}

export interface Unreachable {
  unitId: number
  unitName: string
  parentName: string | null
  /**
   * State of the chat that would be chosen, or `nobody_enrolled`; null when the unit has a reachable chat
   * now.
   */
  whyNot: WhyNot | null
  /** Number of directives that the unit has not received. */
  count: number
}

/**
 * Units with unanswered obligations and no message, because they had no chat. One page by name, and the
 * total.
 */
export async function listUnreachable(
  db: Db,
  { within, directiveId, limit, offset = 0 }: NeedsPersonScope & { limit: number; offset?: number },
): Promise<{ total: number; rows: Unreachable[] }> {
  const result = await sql<Unreachable & { total: number }>`
    with waiting as (
      select o.unit_id, o.duty_id, min(${whoOwes}) as name,
        min(o.path_names[array_length(o.path_names, 1) - 1]) as above, count(*) as n
      from directive g join obligation o on o.directive_id = g.id
      where g.state = 'issued' and g.cancelled_at is null and o.acknowledged_at is null
        and o.reported_at is null
        and ${directiveId === undefined ? sql`true` : sql`g.id = ${directiveId}`}
        and ${within === 'everywhere' ? sql`true` : sql`o.path_ids && ${[...within]}::bigint[]`}
        and not exists (select from delivery d where d.obligation_id = o.id and d.purpose = 'directive')
      group by o.unit_id, o.duty_id
    ),
    page as (
      select *, count(*) over () as total from waiting order by name collate vietnamese, unit_id, duty_id
        limit ${limit} offset ${offset}
    )
    select p.total, p.unit_id as "unitId", p.name as "unitName", p.above as "parentName",
      r.why_not as "whyNot", p.n as count
    from page p ${joinRecipient(sql`p`)} order by p.name collate vietnamese, p.unit_id, p.duty_id`.execute(db)
  return { total: result.rows[0]?.total ?? 0, rows: result.rows }
}

/** The FROM and WHERE of messages that need a person. Further conditions may follow with `and`. */
export const needsPersonSql = ({ within, directiveId }: NeedsPersonScope): RawBuilder<unknown> => sql`
  ${deliveries}
  where d.state in ('failed', 'parked') and ${isOfUse}
    and ${directiveId === undefined ? sql`true` : sql`d.directive_id = ${directiveId}`}
    and ${within === 'everywhere' ? sql`true` : isWithin([...within])}`

/** FROM item: a delivery with the obligation, the directive and the unit that it is for. */
const deliveries = sql`
  delivery d left join obligation o on o.id = d.obligation_id left join directive g on g.id = d.directive_id
    left join chat c on d.obligation_id is null and c.telegram_chat_id = d.telegram_chat_id
    left join lateral (select held.unit_id from duty_holding held where held.officer_id = c.officer_id
      and held.until is null
      order by held.id limit 1) h on c.unit_id is null
    left join unit u on u.id = coalesce(o.unit_id, c.unit_id, h.unit_id)
      left join unit above on above.id = u.parent_id`

// An answer in a conversation concerns only its reader. A notice is of use after the end of its directive,
// because it tells of the end. Other messages are not.
const isOfUse = sql`(d.purpose <> 'answer' or d.directive_id is not null or d.obligation_id is not null)
  and (g.id is null or d.purpose = 'notice' or (g.state = 'issued' and g.cancelled_at is null))
  and (o.id is null or case d.purpose
    when 'directive' then o.acknowledged_at is null and o.reported_at is null
    when 'reminder' then (o.acknowledged_at is null and o.reported_at is null)
      or o.report_state in ('owed', 'returned')
    else true end)`

/**
 * SQL condition: by the path frozen at issue, or without an obligation by the present place of the chat's
 * unit.
 */
const isWithin = (units: number[]) => sql`case when o.id is not null then o.path_ids && ${units}::bigint[]
  else exists (with recursive up (id) as (
    select u.id union all select p.parent_id from up join unit p on p.id = up.id where p.parent_id is not null
  ) select from up where id = any(${units}::bigint[])) end`

/** SQL: the reason of a message `d`, one of `troubleReasons`. */
const reasonSql = sql<TroubleReason>`case when d.state = 'parked' then 'unknown'
  when split_part(coalesce(d.error_text, ''), ':', 1) = any(${[...troubleReasons]}::text[])
    then split_part(d.error_text, ':', 1)
  else 'other' end`
/** Further condition: messages with this reason; none when it is undefined. */
export const withReason = (reason: TroubleReason | undefined) =>
  reason === undefined ? sql`` : sql`and ${reasonSql} = ${reason}`
const withId = (id: number | undefined) => (id === undefined ? sql`` : sql`and d.id = ${id}`)
