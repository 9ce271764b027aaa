// The delivery state machine in SQL: pending → claimed → sending → sent | failed | pending | unknown → … → parked.
// Every statement works on a batch and carries the generation of each row, so that a stale owner changes nothing.
// Where rows are named, their state is compared as text: the planner must find them by their ids, and not believe that
// the index of a state is small because it was when the table was last analysed. The intent is in intent.store.ts.
// When to call which, and what goes over the wire, is the sender's.
import { sql } from 'kysely'
import type { Db } from '../platform/database.ts'
import type { DeliveryPurpose, DeliveryState } from '../platform/database-types.ts'
import { laneKey } from './pace.store.ts'
import { type Held, notHeld } from './quiet-hours.ts'
import { fileOfPayload } from './send-files.ts'
import { isEverythingPaused } from './settings.ts'

/** A row held by this process: surely not on the wire. */
export interface ClaimedDelivery {
  id: number
  generation: number
  purpose: DeliveryPurpose
  telegramChatId: number
  directiveId: number | null
  obligationId: number | null
  /** How many copies may have reached the chat before. */
  copies: number
  /** The file (directive_file.id) that goes with an answer; a directive's own file needs no naming. */
  fileToSend?: number | null
}

export interface ClaimRequest {
  owner: string
  lane: number
  limit: number
  leaseMs: number
  /** The hour of the organisation's life; rows due later stay. */
  now: Date
  held: Held
}

/** Takes rows that are due, urgent and oldest first, past what others hold. A lane at rest has none; held directives are passed over. */
export async function claimDeliveries(db: Db, request: ClaimRequest): Promise<ClaimedDelivery[]> {
  const { owner, lane, limit, leaseMs, now, held } = request
  const found = await sql<ClaimedDelivery>`
    with held as materialized (
      select coalesce(array_agg(id), '{}') as ids from directive where paused_at is not null and cancelled_at is null
    ),
    picked as materialized (
      select id from delivery
      where lane = ${lane} and state in ('pending', 'unknown') and due_at <= ${now}
        and ${notHeld(held, 'delivery')}
        and (not_before is null or not_before <= clock_timestamp())
        and not exists (select from pace where key = ${laneKey(lane)} and rest_until > clock_timestamp())
        and ${lane === 0 ? sql`true` : sql`not ${isEverythingPaused}`}
        and (purpose not in ('directive', 'reminder') or directive_id is null or directive_id <> all ((select ids from held)::bigint[]))
      order by urgent desc, due_at, id limit ${limit}
      for update skip locked
    )
    update delivery d set state = 'claimed', generation = d.generation + 1, owner = ${owner},
      lease_until = clock_timestamp() + ${ms(leaseMs)}
    from picked where d.id = picked.id
    returning d.id, d.generation, d.purpose, d.telegram_chat_id as "telegramChatId",
      d.directive_id as "directiveId", d.obligation_id as "obligationId", d.copies,
      (d.payload ->> ${sql.lit(fileOfPayload)})::bigint as "fileToSend"`.execute(db)
  return found.rows.sort((a, b) => a.id - b.id)
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
      where d.id = r.id and d.generation = r.generation and d.state::text = 'sending'
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
    where d.id = m.id and d.generation = m.generation and d.state::text in ('claimed', 'sending')`.execute(db)
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

const ms = (value: number) => sql`make_interval(secs => ${value / 1000})`
const ids = (rows: readonly { id: number }[]) => rows.map((row) => row.id)
const generations = (rows: readonly { generation: number }[]) => rows.map((row) => row.generation)
