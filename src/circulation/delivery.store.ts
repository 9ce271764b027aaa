// The delivery state machine in SQL: pending → claimed → sending → sent | failed | pending | unknown → … → parked.
// Every statement works on a batch and carries the generation of each row, so that a stale owner changes nothing.
// When to call which, and what goes over the wire, is the sender's.
import { sql } from 'kysely'
import type { Db } from '../platform/database.ts'
import type { DeliveryPurpose, DeliveryState, Json } from '../platform/database-types.ts'
import { laneKey } from './pace.store.ts'

/** A row held by this process: surely not on the wire. */
export interface ClaimedDelivery {
  id: number
  generation: number
  purpose: DeliveryPurpose
  telegramChatId: number
  directiveId: number | null
}

export interface ClaimRequest {
  owner: string
  lane: number
  limit: number
  leaseMs: number
  /** The hour of the organisation's life; rows due later stay. */
  now: Date
  /** Only urgent rows: quiet hours hold the others. */
  onlyUrgent: boolean
}

/** Takes rows that are due, urgent and oldest first, past what others hold. A lane at rest has none; held directives are passed over. */
export async function claimDeliveries(db: Db, request: ClaimRequest): Promise<ClaimedDelivery[]> {
  const { owner, lane, limit, leaseMs, now, onlyUrgent } = request
  const found = await sql<ClaimedDelivery>`
    with held as materialized (
      select coalesce(array_agg(id), '{}') as ids from directive where paused_at is not null and cancelled_at is null
    ),
    picked as materialized (
      select id from delivery
      where lane = ${lane} and state in ('pending', 'unknown') and due_at <= ${now}
        ${onlyUrgent ? sql`and urgent` : sql``}
        and (not_before is null or not_before <= clock_timestamp())
        and not exists (select from pace where key = ${laneKey(lane)} and rest_until > clock_timestamp())
        and (purpose not in ('directive', 'reminder') or directive_id is null or directive_id <> all ((select ids from held)::bigint[]))
      order by urgent desc, due_at, id limit ${limit}
      for update skip locked
    )
    update delivery d set state = 'claimed', generation = d.generation + 1, owner = ${owner},
      lease_until = clock_timestamp() + ${ms(leaseMs)}
    from picked where d.id = picked.id
    returning d.id, d.generation, d.purpose, d.telegram_chat_id as "telegramChatId", d.directive_id as "directiveId"`.execute(
    db,
  )
  return found.rows.sort((a, b) => a.id - b.id)
}

/** A row whose intent is committed: it goes on the wire now. */
export interface IntendedDelivery extends ClaimedDelivery {
  threadId: number | null
  language: string
  payload: Json | null
  copies: number
  obligation: {
    id: number
    unitName: string
    acknowledgedAt: string | null
    ackDueAt: string | null
    reportDueAt: string | null
    reportState: string
  } | null
  /** Of what the message asks for: what was open, and held open, when the intent was committed; null when it asks nothing. */
  stillOpen: { obligationId: number; about: 'ack' | 'report' | '' }[] | null
}

/** What a group of claims came to. Rows in neither list had left our hands. */
export interface Intents {
  go: IntendedDelivery[]
  /** Not to be sent now (answered, recalled, paused, chat at rest …): their state has been set, forget them. */
  stay: { id: number; verdict: string }[]
}

export interface IntentRequest {
  owner: string
  leaseMs: number
}

/**
 * Commits the intent to send, for those that are still wanted. Wanted means: the directive is issued and neither paused
 * nor cancelled; something that a reminder, digest or escalation asks for is unanswered (its row is locked until the intent is committed, so that an
 * answer comes either before, and is seen, or after) and its directive message is no longer on the way; the chat is
 * not at rest; there are not two copies already.
 */
export async function commitIntents(
  db: Db,
  rows: readonly { id: number; generation: number }[],
  { owner, leaseMs }: IntentRequest,
): Promise<Intents> {
  const found = await sql<IntendedDelivery & { verdict: string }>`
    with mine as materialized (
      select d.id, d.generation, d.purpose, d.lane, d.directive_id, d.obligation_id, d.telegram_chat_id, d.payload, d.copies,
        coalesce(jsonb_path_exists(d.payload, '$.items[*].obligationId'), false) as itemised
      from unnest(${ids(rows)}::bigint[], ${generations(rows)}::int[]) as m (id, generation)
        join delivery d on d.id = m.id and d.generation = m.generation and d.state = 'claimed'
    ),
    asked as materialized (
      select m.id, o.obligation_id, o.about
      from mine m cross join lateral (
        select m.obligation_id, coalesce(m.payload ->> 'about', '') where not m.itemised union
        select e::bigint, coalesce(m.payload ->> 'about', '') from jsonb_array_elements_text(
          case jsonb_typeof(m.payload -> 'obligationIds') when 'array' then m.payload -> 'obligationIds' else '[]' end) e
        where not m.itemised union
        select (i ->> 'obligationId')::bigint, coalesce(i ->> 'about', '') from jsonb_array_elements(
          case when m.itemised then m.payload -> 'items' else '[]' end) i
      ) as o (obligation_id, about)
      where m.purpose in ('reminder', 'digest', 'escalation') and o.obligation_id is not null
    ),
    seen_open as materialized (
      select distinct a.id from asked a join obligation o on o.id = a.obligation_id where ${isOpen}
    ),
    locked_open as materialized (
      select a.id, a.obligation_id, a.about from asked a join obligation o on o.id = a.obligation_id where ${isOpen}
      order by o.id for share of o skip locked
    ),
    judged as materialized (
      select m.id, m.generation, m.obligation_id, p.rest_until, case
        when m.copies >= 2 then 'too_many'
        when m.purpose in ('directive', 'reminder') and g.id is not null
          and (g.state <> 'issued' or (m.purpose = 'directive' and g.cancelled_at is not null)) then 'not_wanted'
        when m.purpose in ('directive', 'reminder') and g.paused_at is not null then 'held'
        when m.id in (select id from asked) and m.id not in (select id from seen_open) then 'answered'
        when m.id in (select id from asked) and m.id not in (select id from locked_open) then 'wait'
        when m.purpose = 'reminder' and exists (
          select from delivery e where e.obligation_id = m.obligation_id and e.purpose = 'directive'
            and e.state in ('pending', 'claimed', 'sending', 'unknown')) then 'wait'
        when p.rest_until > clock_timestamp() then 'rest'
        else 'go' end as verdict
      from mine m
        left join directive g on g.id = m.directive_id
        left join pace p on p.key = 'chat:' || m.telegram_chat_id
    )
    update delivery d set
      state = (case j.verdict when 'go' then 'sending' when 'too_many' then 'parked'
        when 'not_wanted' then 'cancelled' when 'answered' then 'cancelled' else 'pending' end)::delivery_state,
      copies = d.copies + (j.verdict = 'go')::int,
      attempts = d.attempts + (j.verdict = 'go')::int,
      owner = case when j.verdict = 'go' then ${owner} end,
      lease_until = case when j.verdict = 'go' then clock_timestamp() + ${ms(leaseMs)} end,
      not_before = case j.verdict when 'wait' then clock_timestamp() + interval '1 second' when 'rest' then j.rest_until end,
      error_text = case when j.verdict in ('not_wanted', 'answered') then j.verdict else d.error_text end
    from judged j left join obligation o on o.id = j.obligation_id
    where d.id = j.id and d.generation = j.generation and d.state = 'claimed'
    returning j.verdict, d.id, d.generation, d.purpose, d.telegram_chat_id as "telegramChatId",
      d.directive_id as "directiveId", d.thread_id as "threadId", d.language, d.payload, d.copies,
      case when o.id is not null and j.verdict = 'go' then jsonb_build_object('id', o.id, 'unitName', o.unit_name,
        'acknowledgedAt', o.acknowledged_at, 'ackDueAt', o.ack_due_at, 'reportDueAt', o.report_due_at,
        'reportState', o.report_state) end as obligation,
      case when j.verdict = 'go' then (select jsonb_agg(jsonb_build_object('obligationId', l.obligation_id, 'about', l.about))
        from locked_open l where l.id = d.id) end as "stillOpen"`.execute(db)
  const go: IntendedDelivery[] = []
  const stay: Intents['stay'] = []
  for (const { verdict, ...row } of found.rows)
    if (verdict === 'go') go.push(row)
    else stay.push({ id: row.id, verdict })
  go.sort((a, b) => a.id - b.id)
  return { go, stay }
}

/** What is to be written about one message that was on the wire. */
export interface Settlement {
  id: number
  generation: number
  state: Extract<DeliveryState, 'sent' | 'failed' | 'pending' | 'unknown' | 'parked'>
  messageId?: number
  errorCode?: number
  errorText?: string
  /** When it may go again, from now by the database's clock. */
  waitMs?: number
  /** Surely not delivered: it counts as no copy. */
  notDelivered?: boolean
  /** The chat's new id. */
  telegramChatId?: number
}

/** Writes results back. Returns the ids that were still ours; the rest had been taken over. */
export async function writeBack(db: Db, results: readonly Settlement[], now: Date): Promise<number[]> {
  const column = <T>(pick: (result: Settlement) => T) => results.map(pick)
  const found = await sql<{ id: number }>`
    with written as (
      update delivery d set
        state = r.state::delivery_state,
        message_id = coalesce(r.message_id, d.message_id),
        sent_at = case when r.state = 'sent' then ${now} else d.sent_at end,
        error_code = r.error_code, error_text = r.error_text,
        not_before = case when r.wait_ms is not null then clock_timestamp() + make_interval(secs => r.wait_ms / 1000) end,
        copies = d.copies - r.not_delivered::int,
        attempts = d.attempts - (r.not_delivered and r.state = 'pending')::int,
        telegram_chat_id = coalesce(r.chat, d.telegram_chat_id),
        owner = null, lease_until = null
      from unnest(${ids(results)}::bigint[], ${generations(results)}::int[], ${column((r) => r.state)}::text[],
        ${column((r) => r.messageId ?? null)}::bigint[], ${column((r) => r.errorCode ?? null)}::int[],
        ${column((r) => r.errorText ?? null)}::text[], ${column((r) => r.waitMs ?? null)}::float8[],
        ${column((r) => r.notDelivered ?? false)}::boolean[], ${column((r) => r.telegramChatId ?? null)}::bigint[])
        as r (id, generation, state, message_id, error_code, error_text, wait_ms, not_delivered, chat)
      where d.id = r.id and d.generation = r.generation and d.state = 'sending'
      returning d.id, d.state, d.purpose, d.obligation_id
    ),
    received as (
      update obligation o set received_at = ${now} from written w
      where w.purpose = 'directive' and w.state = 'sent' and o.id = w.obligation_id and o.received_at is null
    )
    select id from written`.execute(db)
  return found.rows.map((row) => row.id)
}

/** Gives back rows that are surely not on the wire, claimed or intended, to go out not before `waitMs` from now. */
export async function giveBack(
  db: Db,
  rows: readonly { id: number; generation: number }[],
  waitMs = 0,
): Promise<void> {
  if (rows.length === 0) return
  await sql`
    update delivery d set state = 'pending', owner = null, lease_until = null,
      copies = d.copies - (d.state = 'sending')::int,
      not_before = case when ${waitMs}::float8 > 0 then clock_timestamp() + ${ms(waitMs)} end
    from unnest(${ids(rows)}::bigint[], ${generations(rows)}::int[]) as m (id, generation)
    where d.id = m.id and d.generation = m.generation and d.state in ('claimed', 'sending')`.execute(db)
}

/**
 * Takes back what a dead process left: a claim was surely not sent, an intent may have been. Returns how many of each.
 */
export async function reapExpired(
  db: Db,
  resendDelayMs: number,
  limit = 5_000,
): Promise<{ claimed: number; unknown: number; parked: number }> {
  const found = await sql<{ state: DeliveryState }>`
    with expired as materialized (
      select id, state from delivery where state in ('claimed', 'sending') and lease_until < clock_timestamp()
      order by id limit ${limit} for update skip locked
    )
    update delivery d set
      state = case when e.state = 'claimed' then 'pending' when d.copies >= 2 then 'parked' else 'unknown' end::delivery_state,
      generation = d.generation + 1, owner = null, lease_until = null,
      not_before = case when e.state = 'sending' then clock_timestamp() + ${ms(resendDelayMs)} end,
      error_text = case when e.state = 'sending' then 'lease expired' else d.error_text end
    from expired e where d.id = e.id
    returning d.state`.execute(db)
  const count = (state: DeliveryState) => found.rows.filter((row) => row.state === state).length
  return { claimed: count('pending'), unknown: count('unknown'), parked: count('parked') }
}

/** The statements of the sender as values, so that a test can put a wrong one in their place. */
export interface DeliveryStore {
  claimDeliveries: typeof claimDeliveries
  commitIntents: typeof commitIntents
  writeBack: typeof writeBack
  giveBack: typeof giveBack
  reapExpired: typeof reapExpired
}

export const deliveryStore: DeliveryStore = {
  claimDeliveries,
  commitIntents,
  writeBack,
  giveBack,
  reapExpired,
}

// What a message asks for is unanswered: an acknowledgement, a report, or (when it does not say) either; and the
// directive is in force.
const isOpen = sql`exists (select from directive f where f.id = o.directive_id and f.state = 'issued') and case a.about when 'ack' then o.acknowledged_at is null
  when 'report' then o.report_state in ('owed', 'returned')
  else o.acknowledged_at is null or o.report_state in ('owed', 'returned') end`
const ms = (value: number) => sql`make_interval(secs => ${value / 1000})`
const ids = (rows: readonly { id: number }[]) => rows.map((row) => row.id)
const generations = (rows: readonly { generation: number }[]) => rows.map((row) => row.generation)
