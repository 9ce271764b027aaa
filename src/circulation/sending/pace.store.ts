// The table pace: the pace of each lane, which all processes share; the rests of lanes and chats; leases by
// name. A sender reserves a block of slots with one UPDATE and spaces its messages inside the block. So any
// number of senders together keep the rate and lose none of it. All instants are the database's, because the
// clocks of machines differ.
import { sql } from 'kysely'
import type { Db } from '../../platform/database.ts'

/**
 * `count` slots: the first in `waitMs` milliseconds (negative: it has just passed), then one every `stepMs`
 * milliseconds.
 */
export interface Reservation {
  count: number
  waitMs: number
  stepMs: number
}

/** Share of the configured pace that comes back per second after it was halved. */
const recoveryPerSecond = 0.02

/**
 * The present pace of a lane as SQL: the configured one, or after it was halved the part that has come back
 * since the rest ended.
 */
const currentRate = (perSecond: number) => sql`least(${perSecond}::float8, coalesce(pace.rate
  + ${perSecond * recoveryPerSecond} * greatest(0, extract(epoch from
    clock_timestamp() - greatest(pace.changed_at, pace.rest_until)))::float8, ${perSecond}::float8))`

/**
 * Reserves slots of a lane. Null while the lane rests. `perSecond` is the configured pace, an upper bound.
 * After a pause the slots of `burstMs` milliseconds may be used at once. A counter per fixed window, as most
 * rate limiters have, would allow twice the rate across the edge of two windows.
 */
export async function reserveSlots(
  db: Db,
  lane: number,
  count: number,
  perSecond: number,
  burstMs = 0,
): Promise<Reservation | null> {
  const earliest = sql`clock_timestamp() - ${seconds(burstMs)}`
  const current = currentRate(perSecond)
  const result = await sql<{ wait_ms: number; rate: number }>`
    with mine as (
      insert into pace as pace (key, next_at, changed_at)
      values (${laneKey(lane)}, ${earliest} + make_interval(secs => ${count / perSecond}), clock_timestamp())
      on conflict (key) do update
        set next_at = greatest(pace.next_at, ${earliest})
          + make_interval(secs => ${count}::float8 / ${current})
        where pace.rest_until is null or pace.rest_until <= clock_timestamp()
      returning next_at, ${current} as rate
    )
    select rate,
      1000 * (extract(epoch from next_at - clock_timestamp())::float8 - ${count}::float8 / rate) as wait_ms
    from mine`.execute(db)
  const row = result.rows[0]
  return row ? { count, waitMs: row.wait_ms, stepMs: 1000 / row.rate } : null
}

/** Reserves one slot of a lane if the lane is idle just now. Answers borrow bulk slots in this way. */
export async function borrowIdleSlot(db: Db, lane: number, perSecond: number): Promise<boolean> {
  const nextAt = sql`clock_timestamp() + make_interval(secs => ${1 / perSecond})`
  const reserved = await sql`
    insert into pace as pace (key, next_at, changed_at)
    values (${laneKey(lane)}, ${nextAt}, clock_timestamp())
    on conflict (key) do update set next_at = ${nextAt}
      where pace.next_at <= clock_timestamp()
        and (pace.rest_until is null or pace.rest_until <= clock_timestamp())
    returning 1`.execute(db)
  return reserved.rows.length > 0
}

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

const chatPrefix = 'chat:'
/** The key of a chat's rest. */
export const chatKey = (telegramChatId: number) => `${chatPrefix}${telegramChatId}`
/** The key of a lane. */
export const laneKey = (lane: number) => (lane === 0 ? 'answers' : 'bulk')
