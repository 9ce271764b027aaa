// The stored updates: which may be handled now, taking one, marking it done or failed.

import type { Update } from 'grammy/types'
import { sql } from 'kysely'
import { numberArray } from '../../platform/bulk-values.ts'
import type { Db, Tx } from '../../platform/database.ts'

export interface StoredUpdate {
  seq: number
  payload: Update
  receivedAt: Date
}

export interface OpenUpdate extends StoredUpdate {
  /** How many processes began to handle it and ended without a word. */
  starts: number
  /** It comes from an account that belongs to no officer. */
  isStranger: boolean
}

/** A row to insert; `content` is the update as JSON text, or null when nobody handles such updates. */
export interface UpdateToStore {
  updateId: number
  orderKey: number | null
  acknowledges: number | null
  content: string | null
}

/**
 * Inserts updates in one statement and returns how many were new; known ones are left alone. An update that
 * nobody handles is stored as handled and without content: only its number must be known.
 */
export async function insertUpdates(
  db: Db,
  botId: number,
  updates: readonly UpdateToStore[],
  now: Date,
): Promise<number> {
  // The contents go as one JSON text: PostgreSQL's array syntax would quote and escape each of them once
  // more.
  const contents = `[${updates.map(({ content }) => content ?? 'null').join(',')}]`
  const result = await sql`
    insert into telegram_update
      (bot_id, update_id, order_key, ack_obligation_id, payload, received_at, handled_at)
    select ${botId}::bigint, r.update_id, r.order_key, r.acknowledges, nullif(r.payload, 'null'),
      ${now}::timestamptz, case when r.payload = 'null' then ${now}::timestamptz end
    from rows from (
      unnest(${numberArray(updates.map((update) => update.updateId))}::bigint[]),
      unnest(${numberArray(updates.map((update) => update.orderKey))}::bigint[]),
      unnest(${numberArray(updates.map((update) => update.acknowledges))}::bigint[]),
      jsonb_array_elements(${contents}::jsonb)
    ) with ordinality as r (update_id, order_key, acknowledges, payload, position)
    order by r.position
    on conflict (bot_id, update_id) do nothing`.execute(db)
  return Number(result.numAffectedRows ?? 0)
}

/** How many open updates are looked through for those of officers. */
const maxLookedThrough = 2_000

/**
 * Updates that may be handled now, at most one per chat (the oldest): those of officers and groups first,
 * then the oldest. Not locked: see `beginUpdate`. Once an update is listed nothing of its chat can come
 * before it any more.
 */
export async function openUpdates(db: Db, botId: number, now: Date, limit: number): Promise<OpenUpdate[]> {
  const found = await sql<{
    seq: number
    payload: Update
    received_at: Date
    starts: number
    is_stranger: boolean
  }>`
    select seq, payload, received_at, starts, is_stranger from (
    select u.seq, u.payload, u.received_at, u.starts, u.order_key > 0 and not exists (
      select from officer where officer.telegram_user_id = u.order_key) as is_stranger
    from telegram_update u
    where u.handled_at is null and u.ack_obligation_id is null and u.bot_id = ${botId}
      and (u.retry_at is null or u.retry_at <= ${now})
      and (u.held_until is null or u.held_until <= clock_timestamp())
      and not exists (select 1 from telegram_update earlier
        where earlier.order_key = u.order_key and earlier.handled_at is null and earlier.seq < u.seq)
    order by u.seq limit ${maxLookedThrough}) open order by is_stranger, seq limit ${limit}`.execute(db)
  return found.rows.map((row) => ({
    seq: row.seq,
    payload: row.payload,
    receivedAt: row.received_at,
    starts: row.starts,
    isStranger: row.is_stranger,
  }))
}

/** How long nobody else begins an update that a process has begun, in milliseconds. */
const holdMs = 15_000

/**
 * Counts a start of the handling and holds the update; to be committed before the handling begins, so that a
 * start that ends the process is known. Returns how many starts that makes; null when another process has the
 * update or it is done.
 */
export async function beginUpdate(db: Db, seq: number): Promise<number | null> {
  const found = await sql<{ starts: number }>`
    update telegram_update set starts = starts + 1, held_until = ${heldFor(holdMs)}
    where seq = (select seq from telegram_update
      where seq = ${seq} and handled_at is null
        and (held_until is null or held_until <= clock_timestamp())
      for update skip locked)
    returning starts`.execute(db)
  return found.rows[0]?.starts ?? null
}

/** Holds an update that was begun for longer: its document is being read. */
export async function holdUpdate(db: Db, seq: number, forMs: number): Promise<void> {
  await sql`update telegram_update set held_until = ${heldFor(forMs)}
    where seq = ${seq} and handled_at is null`.execute(db)
}

/** Takes starts back: the process lives, the handling did not take place. */
export async function releaseUpdates(db: Db, seqs: readonly number[]): Promise<void> {
  await sql`update telegram_update set starts = greatest(starts - 1, 0), held_until = null
    where seq = any(${numberArray(seqs)}::bigint[]) and handled_at is null`.execute(db)
}

const heldFor = (ms: number) => sql`clock_timestamp() + make_interval(secs => ${ms / 1000})`

/** Takes the update for this transaction; false when another process has it or it is done. */
export async function takeUpdate(tx: Tx, seq: number): Promise<boolean> {
  const row = await tx
    .selectFrom('telegram_update')
    .select('seq')
    .where('seq', '=', seq)
    .where('handled_at', 'is', null)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst()
  return row !== undefined
}

/**
 * Taps of acknowledgement that may be handled now, taken for this transaction, from those after `afterSeq`
 * on. Taps of one person may pass each other, but not an earlier update of another kind: an enrolment comes
 * before the tap that it allows. Who goes through many passes on the last seq of each batch, so that taps
 * that must wait are looked at once.
 */
export async function takeAcknowledgements(
  tx: Tx,
  botId: number,
  now: Date,
  limit: number,
  afterSeq = 0,
): Promise<(StoredUpdate & { obligationId: number })[]> {
  const found = await sql<{ seq: number; payload: Update; received_at: Date; ack_obligation_id: number }>`
    select u.seq, u.payload, u.received_at, u.ack_obligation_id from telegram_update u
    where u.handled_at is null and u.ack_obligation_id is not null
      and u.bot_id = ${botId} and u.seq > ${afterSeq}
      and (u.retry_at is null or u.retry_at <= ${now})
      and not exists (select 1 from telegram_update earlier
        where earlier.order_key = u.order_key and earlier.handled_at is null and earlier.seq < u.seq
          and earlier.ack_obligation_id is null)
    order by u.seq limit ${limit} for update of u skip locked`.execute(tx)
  return found.rows.map((row) => ({
    seq: row.seq,
    payload: row.payload,
    receivedAt: row.received_at,
    obligationId: row.ack_obligation_id,
  }))
}

/** Marks an update as one that nobody handles any more, for this reason, and forgets what it said. */
export async function setUpdateAside(tx: Tx, seq: number, error: string, now: Date): Promise<void> {
  await sql`update telegram_update set handled_at = ${now}, payload = null, error = ${error}
    where seq = ${seq}`.execute(tx)
}

/** Marks updates handled and forgets what they said. */
export async function finishUpdates(tx: Tx, seqs: number[], now: Date): Promise<void> {
  await sql`update telegram_update set handled_at = ${now}, payload = null, error = null
    where seq = any(${numberArray(seqs)}::bigint[])`.execute(tx)
}

const maxAttempts = 3
const retryAfterMs = [1_000, 5_000]

/**
 * Notes a failure. `counts` is false when the database was the cause, not the update. After the third that
 * counts the update is given up: handled, with the error, its content forgotten. Returns true then.
 */
export async function failUpdate(
  tx: Tx,
  seq: number,
  failure: { error: string; counts: boolean; now: Date },
): Promise<boolean> {
  const row = await tx
    .selectFrom('telegram_update')
    .select(['attempts', 'starts'])
    .where('seq', '=', seq)
    .where('handled_at', 'is', null)
    .forUpdate()
    .executeTakeFirst()
  if (!row) return false
  const attempts = row.attempts + (failure.counts ? 1 : 0)
  const parked = attempts >= maxAttempts
  const waitMs = retryAfterMs[attempts - 1] ?? 1_000
  await tx
    .updateTable('telegram_update')
    .set({
      attempts,
      // This start has told how it ended.
      starts: Math.max(0, row.starts - 1),
      held_until: null,
      error: failure.error,
      ...(parked
        ? { handled_at: failure.now, payload: null }
        : { retry_at: new Date(failure.now.getTime() + waitMs) }),
    })
    .where('seq', '=', seq)
    .execute()
  return parked
}
