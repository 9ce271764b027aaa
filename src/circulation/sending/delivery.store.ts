// The states of a delivery in SQL: pending → sending → sent | failed | pending | unknown → … → parked. A look
// locks nothing; the intent takes a row (intent.store.ts). Every later write carries the generation that the
// intent gave the row, so a stale owner changes nothing. Statements on rows by id compare `state::text`, so
// that the planner finds the rows by id. It would prefer the index of a state that was small at the last
// ANALYZE.
import { sql } from 'kysely'
import { type JsonColumns, jsonColumns, numberArray, rowsOfColumns } from '../../platform/bulk-values.ts'
import type { Db } from '../../platform/database.ts'
import type { DeliveryPurpose, DeliveryState } from '../../platform/database-types.ts'
import { prepared } from '../../platform/prepared-statements.ts'
import { fileOfPayload } from '../send-files.ts'
import { isEverythingPaused } from '../settings.ts'
import { mixRetries, retryShare } from './mix-retries.ts'
import { laneKey } from './pace.store.ts'
import { type Held, notHeld } from './quiet-hours.ts'

/**
 * A message that was due a moment ago. It is not locked: the sender that commits its intent first sends it.
 */
export interface DueDelivery {
  id: number
  purpose: DeliveryPurpose
  urgent: boolean
  telegramChatId: number
  directiveId: number | null
  /** The file (directive_file.id) that goes with an answer. Null for a directive's own file. */
  fileToSend: number | null
}

export interface DueRequest {
  lane: number
  limit: number
  /** The organisation's time. Rows that are due later are left out. */
  now: Date
  held: Held
}

/**
 * Rows that are due, urgent ones first, then the oldest. Retries get their share: see mix-retries.ts. None
 * while the lane rests. Messages of paused directives are left out. Of answers the first of each chat: a chat
 * gets one message a second, and the others of a busy chat would only stand before everybody else.
 */
export async function findDue(db: Db, request: DueRequest): Promise<DueDelivery[]> {
  return request.lane === 0 ? await findDueAnswers(db, request) : await findDueOf(db, request)
}

async function findDueAnswers(db: Db, { limit, now }: DueRequest): Promise<DueDelivery[]> {
  const result = await sql`${prepared} select ${jsonColumns(dueColumns)} from (
    select id, purpose, urgent, "telegramChatId", "directiveId", "fileToSend", "isRetry" from (
      select distinct on (d.telegram_chat_id) d.id, d.purpose, d.urgent,
        d.telegram_chat_id as "telegramChatId", d.directive_id as "directiveId",
        (d.payload ->> ${sql.lit(fileOfPayload)})::bigint as "fileToSend", d.due_at,
        d.error_text is not null as "isRetry"
      from delivery d
      where d.lane = 0 and d.state in ('pending', 'unknown') and d.due_at <= ${now}
        and (d.not_before is null or d.not_before <= statement_timestamp())
        and not exists (select from pace where key = ${laneKey(0)} and rest_until > clock_timestamp())
      order by d.telegram_chat_id, d.due_at, d.id
    ) first order by urgent desc, due_at, id limit ${sql.lit(2 * limit)}) as due`.execute(db)
  return mixRetries(rowsOfColumns(result, dueColumns), limit, retryShare[0] ?? 1)
}

async function findDueOf(db: Db, request: DueRequest): Promise<DueDelivery[]> {
  const { lane, limit, now, held } = request
  // The planner expects a third of all rows to meet the last condition, so it walks the index in order and
  // stops at the limit. With "directive_id <> all (…)" it would expect no row where one directive has nearly
  // all of them, and would sort them all.
  const due = sql`
    select d.id, d.purpose, d.urgent, d.telegram_chat_id as "telegramChatId", d.directive_id as "directiveId",
      (d.payload ->> ${sql.lit(fileOfPayload)})::bigint as "fileToSend", d.due_at,
      d.error_text is not null as "isRetry"
    from delivery d
    where d.lane = ${lane} and d.state in ('pending', 'unknown') and d.due_at <= ${now}
      and ${notHeld(held, 'd')}
      and not exists (select from pace where key = ${laneKey(lane)} and rest_until > clock_timestamp())
      and not ${isEverythingPaused}
      and (d.purpose not in ('directive', 'reminder') or coalesce(array_position((select array_agg(id)
        from directive where paused_at is not null and cancelled_at is null), d.directive_id), 0) < 1)`
  const waited = sql`${due} and d.not_before <= statement_timestamp()`
  const plain = sql`id, purpose, urgent, "telegramChatId", "directiveId", "fileToSend", "isRetry"`
  // A message that waited for its chat's turn, its file or a correction ranks like one that never waited.
  const result = await sql`${prepared} select ${jsonColumns(dueColumns)} from (
    (select ${plain} from (
      (${due} and d.not_before is null order by d.urgent desc, d.due_at, d.id limit ${sql.lit(limit)})
      union all
      (${waited} and d.error_text is null order by d.urgent desc, d.not_before limit ${sql.lit(limit)})
    ) fresh order by urgent desc, due_at, id limit ${sql.lit(limit)})
    union all
    (select ${plain} from (
      ${waited} and d.error_text is not null order by d.urgent desc, d.not_before limit ${sql.lit(limit)}
    ) retries)) as due`.execute(db)
  return mixRetries(rowsOfColumns(result, dueColumns), limit, retryShare[lane] ?? 1)
}

type DueRow = DueDelivery & { isRetry: boolean }
const dueColumns: JsonColumns<DueRow> = {
  id: 'plain',
  purpose: 'plain',
  urgent: 'plain',
  telegramChatId: 'plain',
  directiveId: 'plain',
  fileToSend: 'plain',
  isRetry: 'plain',
}

/** What to write about one message after its request. */
export interface Settlement {
  id: number
  generation: number
  state: Extract<DeliveryState, 'sent' | 'failed' | 'pending' | 'unknown' | 'parked'>
  messageId?: number
  errorCode?: number
  errorText?: string
  /** Wait before the next attempt, in milliseconds. */
  waitMs?: number
  /** It was surely not delivered, so it does not count as a copy. */
  notDelivered?: boolean
  /** The chat's new id. */
  telegramChatId?: number
}

/** Writes results. Returns the ids that were still ours; other senders had taken over the rest. */
export async function writeBack(db: Db, results: readonly Settlement[], now: Date): Promise<number[]> {
  const sent = results.filter((result) => result.state === 'sent')
  const others = results.filter((result) => result.state !== 'sent')
  if (others.length === 0) return writeSent(db, sent, now)
  if (sent.length === 0) return writeOthers(db, others)
  return db
    .transaction()
    .execute(async (tx) => [...(await writeSent(tx, sent, now)), ...(await writeOthers(tx, others))])
}

// Nearly all results are of this kind, so the statement is short. What an answer said is forgotten once it
// has been said: it may hold an enrolment code, a link to the page, or a name.
async function writeSent(db: Db, results: readonly Settlement[], now: Date): Promise<number[]> {
  const messageIds = numberArray(results.map((result) => result.messageId ?? null))
  const result = await sql<{ ids: number[] | null }>`${prepared}
    with written as (
      update delivery d set state = 'sent', sent_at = ${now}, message_id = r.message_id,
        error_code = null, error_text = null, not_before = null, owner = null, lease_until = null,
        payload = case when d.purpose = 'answer' then d.payload - 'message' else d.payload end
      from unnest(${ids(results)}::bigint[], ${generations(results)}::int[], ${messageIds}::bigint[])
        as r (id, generation, message_id)
      where ${isOurs}
      returning d.id
    )
    select array_agg(id) as ids from written`.execute(db)
  return result.rows[0]?.ids ?? []
}

async function writeOthers(db: Db, results: readonly Settlement[]): Promise<number[]> {
  const column = <T>(pick: (result: Settlement) => T) => results.map(pick)
  const result = await sql<{ id: number }>`
    update delivery d set
      state = r.state::delivery_state, error_code = r.error_code, error_text = r.error_text,
      not_before = case when r.wait_ms is not null
        then clock_timestamp() + make_interval(secs => r.wait_ms / 1000) end,
      copies = d.copies - r.not_delivered::int,
      telegram_chat_id = coalesce(r.chat, d.telegram_chat_id),
      owner = null, lease_until = null
    from unnest(${ids(results)}::bigint[], ${generations(results)}::int[], ${column((r) => r.state)}::text[],
      ${column((r) => r.errorCode ?? null)}::int[], ${column((r) => r.errorText ?? null)}::text[],
      ${column((r) => r.waitMs ?? null)}::float8[], ${column((r) => r.notDelivered ?? false)}::boolean[],
      ${column((r) => r.telegramChatId ?? null)}::bigint[])
      as r (id, generation, state, error_code, error_text, wait_ms, not_delivered, chat)
    where ${isOurs}
    returning d.id`.execute(db)
  return result.rows.map((row) => row.id)
}

const isOurs = sql`d.id = r.id and d.generation = r.generation and d.state::text = 'sending'`

/** Makes intended rows pending again. The caller knows that they were not sent. */
export async function release(db: Db, rows: readonly { id: number; generation: number }[]): Promise<void> {
  if (rows.length === 0) return
  await sql`
    update delivery d set ${notSent}, not_before = null
    from unnest(${ids(rows)}::bigint[], ${generations(rows)}::int[]) as m (id, generation)
    where d.id = m.id and d.generation = m.generation and d.state::text = 'sending'`.execute(db)
}

/**
 * Releases the rows that an unconfirmed intent with this `owner` may have committed. None of them was sent,
 * because the sender sends only after a confirmed commit. No other intent may have used the same `owner`.
 */
export async function releaseUnconfirmed(db: Db, rowIds: readonly number[], owner: string): Promise<void> {
  await sql`update delivery d set ${notSent}
    where d.id = any(${numberArray(rowIds)}::bigint[]) and d.owner = ${owner}
      and d.state::text = 'sending'`.execute(db)
}

/**
 * Lets pending rows wait `waitMs` milliseconds, for example for the upload of their file. A longer wait
 * stays. Skips locked rows.
 */
export async function postpone(db: Db, rowIds: readonly number[], waitMs: number): Promise<void> {
  if (rowIds.length === 0) return
  await sql`
    with free as materialized (
      select id from delivery
      where id = any(${numberArray(rowIds)}::bigint[]) and state::text in ('pending', 'unknown')
      order by id for update skip locked
    )
    update delivery d set not_before = greatest(d.not_before, clock_timestamp() + ${ms(waitMs)})
    from free where d.id = free.id`.execute(db)
}

/**
 * Takes over the expired intents of dead senders, at most `limit`. Their messages may have been sent. Returns
 * how many are now unknown and how many parked.
 */
export async function reapExpired(
  db: Db,
  resendDelayMs: number,
  limit = 5_000,
): Promise<{ unknown: number; parked: number }> {
  const result = await sql<{ state: DeliveryState }>`
    with expired as materialized (
      select id from delivery where state = 'sending' and lease_until < clock_timestamp()
      order by id limit ${limit} for update skip locked
    )
    update delivery d set
      state = case when d.copies >= 2 then 'parked' else 'unknown' end::delivery_state,
      generation = d.generation + 1, owner = null, lease_until = null,
      not_before = clock_timestamp() + ${ms(resendDelayMs)},
      error_text = 'lease expired'
    from expired e where d.id = e.id
    returning d.state`.execute(db)
  const count = (state: DeliveryState) => result.rows.filter((row) => row.state === state).length
  return { unknown: count('unknown'), parked: count('parked') }
}

const notSent = sql`state = 'pending', owner = null, lease_until = null, copies = d.copies - 1`
const ms = (value: number) => sql`make_interval(secs => ${value / 1000})`
const ids = (rows: readonly { id: number }[]) => numberArray(rows.map((row) => row.id))
const generations = (rows: readonly { generation: number }[]) =>
  numberArray(rows.map((row) => row.generation))
