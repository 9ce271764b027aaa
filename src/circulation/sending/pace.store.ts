// The table pace: the budget of the bot and the pace of bulk, which all processes share; the rests of lanes
// and chats; leases by name. A sender reserves a block of slots with one statement and spaces its messages
// inside the block. So any number of senders together keep the rate and lose none of it. All instants are the
// database's, because the clocks of machines differ.
//
// There is one budget, and answers come first. An answer always reserves: what is taken already, it waits
// for. Bulk reserves only when the budget is free at this moment, so it takes what answers leave, and a queue
// of answers stops it at once.
import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../../platform/database.ts'

/**
 * `count` slots: the first in `waitMs` milliseconds (negative: it has just passed), then one every `stepMs`
 * milliseconds. A count of 0: answers have taken the budget for the next `waitMs` milliseconds.
 */
export interface Reservation {
  count: number
  waitMs: number
  stepMs: number
}

/** Share of the configured pace that comes back per second after it was halved. */
const recoveryPerSecond = 0.02

/**
 * The present pace of bulk as SQL: the configured one, or after it was halved the part that has come back
 * since the rest ended.
 */
const currentRate = (perSecond: number) => sql`least(${perSecond}::float8, coalesce(pace.rate
  + ${perSecond * recoveryPerSecond} * greatest(0, extract(epoch from
    clock_timestamp() - greatest(pace.changed_at, pace.rest_until)))::float8, ${perSecond}::float8))`

/** The rates of one bot, in messages a second. */
export interface Rates {
  /** Upper bound of bulk. */
  bulkPerSecond: number
  /** Of the whole bot. */
  totalPerSecond: number
}

/**
 * Reserves slots for answers, after those that are taken already. Null while the lane rests. After a pause
 * the slots of `burstMs` milliseconds may be used at once. A counter per fixed window, as most rate limiters
 * have, would allow twice the rate across the edge of two windows.
 */
export async function reserveForAnswers(
  db: Db,
  count: number,
  { totalPerSecond }: Pick<Rates, 'totalPerSecond'>,
  burstMs = 0,
): Promise<Reservation | null> {
  const result = await sql<{ wait_ms: number }>`
    with mine as (
      ${takeBudget({ count, totalPerSecond, burstMs, lane: 0, isFreeNow: false })} returning next_at)
    select ${waitUntil(sql`next_at - ${slots(count, totalPerSecond)}`)} as wait_ms from mine`.execute(db)
  const row = result.rows[0]
  return row ? { count, waitMs: row.wait_ms, stepMs: 1000 / totalPerSecond } : null
}

/** Reserves slots for bulk if the budget is free. Null while the lane rests. */
export async function reserveForBulk(
  db: Db,
  count: number,
  { bulkPerSecond, totalPerSecond }: Rates,
  burstMs = 0,
): Promise<Reservation | null> {
  const current = currentRate(bulkPerSecond)
  const earliest = sql`clock_timestamp() - ${seconds(burstMs)}`
  const result = await sql<{ rate: number | null; wait_ms: number; budget_ms: number; rests: boolean }>`
    with budget as (${takeBudget({ count, totalPerSecond, burstMs, lane: 1, isFreeNow: true })} returning 1),
    mine as (
      insert into pace as pace (key, next_at, changed_at)
      select ${laneKey(1)}, ${earliest} + ${slots(count, bulkPerSecond)}, clock_timestamp() from budget
      on conflict (key) do update
        set next_at = greatest(pace.next_at, ${earliest})
          + make_interval(secs => ${count}::float8 / ${current})
      returning next_at, ${current} as rate
    )
    select mine.rate,
      ${waitUntil(sql`mine.next_at - make_interval(secs => ${count}::float8 / mine.rate)`)} as wait_ms,
      ${waitUntil(sql`taken.next_at`)} as budget_ms, ${isResting(1)} as rests
    from (select 1) one left join mine on true left join pace taken on taken.key = ${budgetKey}`.execute(db)
  const { rate, wait_ms: waitMs, budget_ms: budgetMs, rests } = result.rows[0]!
  if (rate !== null) return { count, waitMs, stepMs: 1000 / rate }
  return rests ? null : { count: 0, waitMs: Math.max(0, budgetMs), stepMs: 0 }
}

/** Reserves slots of the budget if it is free at this moment: for calls that are no messages. */
export async function reserveLeftover(db: Db, count: number, totalPerSecond: number): Promise<Reservation> {
  const result = await sql<{ is_taken: boolean; budget_ms: number | null }>`
    with budget as (
      ${takeBudget({ count, totalPerSecond, burstMs: 0, lane: null, isFreeNow: true })} returning 1)
    select exists (select from budget) as is_taken,
      (select ${waitUntil(sql`next_at`)} from pace where key = ${budgetKey}) as budget_ms`.execute(db)
  const { is_taken: isTaken, budget_ms: budgetMs } = result.rows[0]!
  const stepMs = 1000 / totalPerSecond
  return isTaken ? { count, waitMs: 0, stepMs } : { count: 0, waitMs: Math.max(0, budgetMs ?? 0), stepMs }
}

interface BudgetRequest {
  count: number
  totalPerSecond: number
  burstMs: number
  /** Nothing is taken while this lane rests. */
  lane: number | null
  /** Only if nobody has taken the next slot. */
  isFreeNow: boolean
}

/** The insert that takes slots of the budget; a `returning` follows it. */
function takeBudget({ count, totalPerSecond, burstMs, lane, isFreeNow }: BudgetRequest) {
  const earliest = sql`clock_timestamp() - ${seconds(burstMs)}`
  return sql`
    insert into pace as pace (key, next_at, changed_at)
    select ${budgetKey}, ${earliest} + ${slots(count, totalPerSecond)}, clock_timestamp()
    where ${lane === null ? sql`true` : sql`not ${isResting(lane)}`}
    on conflict (key) do update
      set next_at = greatest(pace.next_at, ${earliest}) + ${slots(count, totalPerSecond)}
      where ${isFreeNow ? sql`pace.next_at <= clock_timestamp()` : sql`true`}`
}

const slots = (count: number, perSecond: number) => sql`make_interval(secs => ${count / perSecond})`
const waitUntil = (instant: RawBuilder<unknown>) =>
  sql`1000 * extract(epoch from ${instant} - clock_timestamp())::float8`
const isResting = (lane: number) =>
  sql<boolean>`exists (select from pace where key = ${laneKey(lane)} and rest_until > clock_timestamp())`

/** Lets each chat rest for as long as Telegram asked (429). The rest holds for all processes. */
export async function restChats(
  db: Db,
  refusals: readonly { telegramChatId: number; retryAfterMs: number }[],
): Promise<void> {
  const waitByChat = new Map<number, number>()
  for (const { telegramChatId, retryAfterMs } of refusals)
    waitByChat.set(telegramChatId, Math.max(waitByChat.get(telegramChatId) ?? 0, retryAfterMs))
  const chats = [...waitByChat.keys()].sort((a, b) => a - b)
  const waits = chats.map((chat) => waitByChat.get(chat)!)
  await sql`
    insert into pace as pace (key, next_at, rest_until, changed_at)
    select r.key, clock_timestamp(),
      clock_timestamp() + make_interval(secs => r.ms / 1000.0), clock_timestamp()
    from unnest(${chats.map(chatKey)}::text[], ${waits}::float8[]) as r (key, ms)
    on conflict (key) do update set rest_until = greatest(pace.rest_until, excluded.rest_until),
      changed_at = excluded.changed_at`.execute(db)
}

/** Time in which the pace is halved only once, in milliseconds: several processes meet the same limit. */
const halvedOnceMs = 5_000

/** Halves the bulk pace for all processes. `perSecond` is the configured pace, to which it recovers. */
export async function halveBulkPace(db: Db, perSecond: number): Promise<void> {
  const halvedBefore = sql`clock_timestamp() - ${seconds(halvedOnceMs)}`
  await sql`
    insert into pace as pace (key, next_at, rate, changed_at)
    values (${laneKey(1)}, clock_timestamp(), ${perSecond / 2}, clock_timestamp())
    on conflict (key) do update set
      rate = greatest(${Math.min(1, perSecond)}::float8, ${currentRate(perSecond)} / 2),
      changed_at = excluded.changed_at
      where pace.rate is null or pace.changed_at <= ${halvedBefore}`.execute(db)
}

/** Lets a lane rest for at least `forMs` milliseconds. The rest holds for all processes. */
export async function restLane(db: Db, lane: number, forMs: number): Promise<void> {
  await sql`
    insert into pace as pace (key, next_at, rest_until, changed_at)
    values (${laneKey(lane)}, clock_timestamp(), clock_timestamp() + ${seconds(forMs)}, clock_timestamp())
    on conflict (key) do update set rest_until = greatest(pace.rest_until, excluded.rest_until)`.execute(db)
}

/** How much longer a lane rests, in milliseconds; 0 when it does not rest. */
export async function laneRestMs(db: Db, lane: number): Promise<number> {
  const result = await sql<{ ms: number }>`
    select 1000 * extract(epoch from rest_until - clock_timestamp())::float8 as ms from pace
    where key = ${laneKey(lane)} and rest_until > clock_timestamp()`.execute(db)
  return result.rows[0]?.ms ?? 0
}

/** Deletes the rests of chats that ended ten minutes ago. */
export async function forgetOldRests(db: Db): Promise<void> {
  await sql`delete from pace where key like ${`${chatPrefix}%`}
    and coalesce(rest_until, changed_at) < clock_timestamp() - interval '10 minutes'`.execute(db)
}

/** Takes a lease by name, such as that of an upload, for `forMs` milliseconds. False while it is taken. */
export async function takeLease(db: Db, name: string, forMs: number): Promise<boolean> {
  const reserved = await sql`
    insert into pace as pace (key, next_at, rest_until, changed_at)
    values (${name}, clock_timestamp(), clock_timestamp() + ${seconds(forMs)}, clock_timestamp())
    on conflict (key) do update set rest_until = excluded.rest_until, changed_at = excluded.changed_at
      where pace.rest_until is null or pace.rest_until <= clock_timestamp()
    returning 1`.execute(db)
  return reserved.rows.length > 0
}

/** Gives a lease back. */
export async function dropLease(db: Db, name: string): Promise<void> {
  await sql`delete from pace where key = ${name}`.execute(db)
}

const seconds = (ms: number) => sql`make_interval(secs => ${ms / 1000})`

/** The key of the budget. */
const budgetKey = 'budget'
const chatPrefix = 'chat:'
/** The key of a chat's rest. */
export const chatKey = (telegramChatId: number) => `${chatPrefix}${telegramChatId}`
/** The key of a lane. */
export const laneKey = (lane: number) => (lane === 0 ? 'answers' : 'bulk')
