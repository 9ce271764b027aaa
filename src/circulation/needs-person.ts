// What sending could not settle by itself, for a person to decide: messages that failed (by reason), messages
// that may have arrived (parked), units without a chat. Only what is still of use: who has answered, or whose
// directive is over, needs nobody. "Send again" is in send-again.ts.
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
  'bad_request',
  'too_large',
  'target_missing',
  'unauthorized',
  'other',
] as const
export type TroubleReason = (typeof troubleReasons)[number]

/** Whose messages: of units below these, of one directive when it is named. */
export interface Troubled {
  within: Within
  directiveId?: number | undefined
}

export interface NeedsPerson {
  deliveryId: number
  obligationId: number | null
  directiveId: number | null
  numberText: string | null
  /**
   * The unit (or the speaker of it) that the message is for; null when its chat belongs to nobody any more.
   */
  unitId: number | null
  unitName: string | null
  /** The unit above it. */
  parentName: string | null
  purpose: DeliveryPurpose
  state: 'failed' | 'parked'
  reason: TroubleReason
}

/** Numbers by state and reason, largest first. */
export async function needsPersonCounts(
  db: Db,
  of: Troubled,
): Promise<{ state: 'failed' | 'parked'; reason: TroubleReason; count: number }[]> {
  const found = await sql<{ state: 'failed' | 'parked'; reason: TroubleReason; count: number }>`
    select d.state, ${reason} as reason, count(*) as count from ${troubled(of)}
    group by 1, 2 order by 3 desc, 2`.execute(db)
  return found.rows
}

/** The messages themselves, oldest first; one of them with `deliveryId`. */
export async function listNeedsPerson(
  db: Db,
  wanted: Troubled & {
    reason?: TroubleReason | undefined
    deliveryId?: number | undefined
    limit: number
    offset?: number
  },
): Promise<NeedsPerson[]> {
  const found = await sql<NeedsPerson>`
    select d.id as "deliveryId", d.obligation_id as "obligationId", d.directive_id as "directiveId",
      g.number_text as "numberText", coalesce(o.unit_id, c.unit_id, h.unit_id) as "unitId",
      coalesce(${whoOwes}, u.name) as "unitName",
      coalesce(o.path_names[array_length(o.path_names, 1) - 1], above.name) as "parentName",
      d.purpose, d.state, ${reason} as reason
    from ${troubled(wanted)} ${ofReason(wanted.reason)} ${named(wanted.deliveryId)}
    order by d.id limit ${wanted.limit} offset ${wanted.offset ?? 0}`.execute(db)
  return found.rows
}

/** May this person look at that message: is it for a unit that the person follows? Settled or not. */
export async function mayViewDelivery(db: Db, actor: Actor, id: number): Promise<boolean> {
  const within = subtreesFor(actor, 'circulation.view')
  const found = await sql`select from ${deliveries} where d.id = ${id} and ${isWithin(within)}`.execute(db)
  return found.rows.length > 0
}

export interface Unreachable {
  unitId: number
  unitName: string
  parentName: string | null
  /**
   * State of the chat that would have been chosen, or `nobody_enrolled`; null when one can be reached by now.
   */
  whyNot: WhyNot | null
  /** Directives that the unit has not received. */
  count: number
}

/** Units that owe but have no chat and so no message, by name; with the number of all of them. */
export async function listUnreachable(
  db: Db,
  { within, directiveId, limit, offset = 0 }: Troubled & { limit: number; offset?: number },
): Promise<{ total: number; rows: Unreachable[] }> {
  const found = await sql<Unreachable & { total: number }>`
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
      select *, count(*) over () as total from waiting order by name, unit_id, duty_id
        limit ${limit} offset ${offset}
    )
    select p.total, p.unit_id as "unitId", p.name as "unitName", p.above as "parentName",
      r.why_not as "whyNot", p.n as count
    from page p ${joinRecipient(sql`p`)} order by p.name, p.unit_id, p.duty_id`.execute(db)
  return { total: found.rows[0]?.total ?? 0, rows: found.rows }
}

/**
 * The tables of a message that needs a person, with the condition; further conditions may follow with `and`.
 */
export const troubled = ({ within, directiveId }: Troubled): RawBuilder<unknown> => sql`
  ${deliveries}
  where d.state in ('failed', 'parked') and ${isOfUse}
    and ${directiveId === undefined ? sql`true` : sql`d.directive_id = ${directiveId}`}
    and ${within === 'everywhere' ? sql`true` : isWithin([...within])}`

/** A delivery with the obligation, the directive and the unit that it is for. */
const deliveries = sql`
  delivery d left join obligation o on o.id = d.obligation_id left join directive g on g.id = d.directive_id
    left join chat c on d.obligation_id is null and c.telegram_chat_id = d.telegram_chat_id
    left join lateral (select held.unit_id from duty_holding held where held.officer_id = c.officer_id
      and held.until is null
      order by held.id limit 1) h on c.unit_id is null
    left join unit u on u.id = coalesce(o.unit_id, c.unit_id, h.unit_id)
      left join unit above on above.id = u.parent_id`

// A dialogue with one person is that person's; a notice outlives its directive (it tells of the end), the
// rest does not.
const isOfUse = sql`(d.purpose <> 'answer' or d.directive_id is not null or d.obligation_id is not null)
  and (g.id is null or d.purpose = 'notice' or (g.state = 'issued' and g.cancelled_at is null))
  and (o.id is null or case d.purpose
    when 'directive' then o.acknowledged_at is null and o.reported_at is null
    when 'reminder' then (o.acknowledged_at is null and o.reported_at is null)
      or o.report_state in ('owed', 'returned')
    else true end)`

/** By the path frozen at issue; without an obligation by where the unit of the chat stands today. */
const isWithin = (units: number[]) => sql`case when o.id is not null then o.path_ids && ${units}::bigint[]
  else exists (with recursive up (id) as (
    select u.id union all select p.parent_id from up join unit p on p.id = up.id where p.parent_id is not null
  ) select from up where id = any(${units}::bigint[])) end`

/** The reason of a message `d`, one of `troubleReasons`. */
export const reason = sql<TroubleReason>`case when d.state = 'parked' then 'unknown'
  when split_part(coalesce(d.error_text, ''), ':', 1) = any(${[...troubleReasons]}::text[])
    then split_part(d.error_text, ':', 1)
  else 'other' end`
export const ofReason = (wanted: TroubleReason | undefined) =>
  wanted === undefined ? sql`` : sql`and ${reason} = ${wanted}`
const named = (id: number | undefined) => (id === undefined ? sql`` : sql`and d.id = ${id}`)
