// The table message_change: sent messages that are to be removed or marked. A row may wait by itself. A rest
// stops all of them. Waits and rests are instants of the database's clock, since any worker may run the next
// round.
import { type RawBuilder, sql } from 'kysely'
import { countDue, maxCounted } from '../../platform/count-due.ts'
import type { Db } from '../../platform/database.ts'
import type { DueWork } from '../../platform/sweeper.ts'
import type { MarkedChange } from '../announce.ts'
import { lastMovement, noteMovement } from '../movement.store.ts'
import { fileOfPayload } from '../send-files.ts'

/** A message to be changed. */
export interface MessageChange {
  deliveryId: number
  action: string
  what: MarkedChange
  /** Number of attempts without a clear answer. */
  attempts: number
  telegramChatId: number
  threadId: number | null
  messageId: number | null
  sentAt: Date | null
  language: string
  numberText: string
  /** Is its text the caption of a file? */
  isCaption: boolean
}

/**
 * Why no message is changed for a while. `asked`: the channel asked for a wait (429), and the work is not
 * late. `trouble`: the channel could not be reached or refused the token. Then the work stays undone, and the
 * administrators should hear of it.
 */
export type ChangeRest = 'asked' | 'trouble'

const restKeys: Record<ChangeRest, string> = { asked: 'changes:asked', trouble: 'changes:trouble' }

/** First rest of its kind, in milliseconds. */
const firstRestMs = 10_000
/**
 * Maximum rest that the channel asked for, in milliseconds. A longer wait is more often one chat's than the
 * whole bot's. One call after this time finds out.
 */
const maxAskedMs = 300_000
/** Maximum rest while the channel cannot be used, in milliseconds. */
const maxTroubleMs = 60_000

/** Rows that can be done now. Their wait is over, and their message is not being sent at this moment. */
const due = sql`message_change m join delivery d on d.id = m.delivery_id
  where m.done_at is null and (m.not_before is null or m.not_before <= clock_timestamp())
    and d.state <> 'sending'`

/**
 * Is the text of message `d` of directive `g` the caption of a file? For the directive's own message: yes
 * when the version that was in force when it was sent had a file. That is the oldest version that ended after
 * the message was sent, or else the present version.
 */
const isCaption = sql<boolean>`case d.purpose when 'directive' then exists (
    select from directive_file f cross join lateral (
      select coalesce(min(v.version), g.version) as version from directive_version v
      where v.directive_id = g.id and v.changed_at >= d.sent_at
    ) then_in_force
    where f.directive_id = g.id and f.position = 0 and f.since_version <= then_in_force.version
      and (f.until_version is null or f.until_version > then_in_force.version))
  else coalesce(d.payload ? ${sql.lit(fileOfPayload)}, false) end`

/** Rows that can be done now, the oldest first. */
export async function findDueChanges(db: Db, limit: number): Promise<MessageChange[]> {
  const { rows } = await sql<MessageChange>`
    select a.*, g.number_text as "numberText", ${isCaption} as "isCaption" from (
      select m.delivery_id as "deliveryId", m.action, m.what, m.attempts, m.created_at,
        d.telegram_chat_id as "telegramChatId",
        d.thread_id as "threadId", d.message_id as "messageId", d.sent_at as "sentAt", d.language
      from ${due} order by m.created_at, m.delivery_id limit ${limit}) a
    join delivery d on d.id = a."deliveryId" join directive g on g.id = d.directive_id
    order by a.created_at, a."deliveryId"`.execute(db)
  return rows
}

/**
 * Due rows, for the sweeper. None during a rest of kind `asked`. A row that waited is due from the end of its
 * wait.
 */
export async function dueChanges(db: Db): Promise<DueWork> {
  const work = await countDue(
    db,
    sql`select greatest(m.created_at, m.not_before) as since from ${due} and not ${rests([restKeys.asked])}
      order by m.created_at limit ${maxCounted}`,
  )
  return { ...work, mark: await lastMovement(db, 'changes') }
}

/**
 * Notes that a message was changed, or cannot be changed. A row stays open when it asks for another change by
 * now, because the message was changed for the earlier wish.
 */
export async function finishChange(
  db: Db,
  row: Pick<MessageChange, 'deliveryId' | 'action' | 'what'>,
  outcome: string,
  now: Date,
): Promise<void> {
  await sql`update message_change set done_at = ${now}, outcome = ${outcome}
    where delivery_id = ${row.deliveryId} and action = ${row.action} and what = ${row.what}`.execute(db)
  await noteMovement(db, 'changes')
}

/** Notes one more attempt without a clear answer. The next one comes after `waitMs` milliseconds. */
export async function postponeChange(
  db: Db,
  { deliveryId, attempts }: Pick<MessageChange, 'deliveryId' | 'attempts'>,
  waitMs: number,
): Promise<void> {
  await sql`update message_change set attempts = ${attempts + 1}, not_before = ${after(sql`${waitMs}`)}
    where delivery_id = ${deliveryId} and done_at is null`.execute(db)
}

/** Lets all open rows of a chat wait for as long as the channel asked (429). Rows of other chats go first. */
export async function postponeChat(db: Db, telegramChatId: number, waitMs: number): Promise<void> {
  await sql`update message_change m set not_before = greatest(m.not_before, ${after(sql`${waitMs}`)})
    from delivery d
    where d.id = m.delivery_id and d.telegram_chat_id = ${telegramChatId} and m.done_at is null`.execute(db)
}

/**
 * Lets all processes begin no round for a while. Each rest is twice as long as the one before, until a call
 * succeeds: Telegram does not say whether a 429 means the chat or the whole bot, and only the next call
 * tells. A rest is never longer than `askedMs`.
 */
export async function restChanges(db: Db, why: ChangeRest, askedMs = Number.MAX_SAFE_INTEGER): Promise<void> {
  const maxMs = Math.min(askedMs, why === 'asked' ? maxAskedMs : maxTroubleMs)
  const first = Math.min(firstRestMs, maxMs)
  const next = sql`least(${maxMs}::float8, greatest(${first}::float8,
    2000 * extract(epoch from pace.rest_until - pace.changed_at)::float8))`
  await sql`
    insert into pace as pace (key, next_at, rest_until, changed_at)
    values (${restKeys[why]}, clock_timestamp(), ${after(sql`${first}`)}, clock_timestamp())
    on conflict (key) do update set rest_until = ${after(next)}, changed_at = clock_timestamp()`.execute(db)
}

/** Does a rest of either kind still last? */
export async function changesRest(db: Db): Promise<boolean> {
  const { rows } = await sql<{ rests: boolean }>`select ${rests(Object.values(restKeys))} as rests`.execute(
    db,
  )
  return rows[0]?.rests ?? false
}

/** Forgets the rests after a call succeeded. The next rest is a short one again. */
export async function endRests(db: Db): Promise<void> {
  await sql`delete from pace where key = any(${Object.values(restKeys)}::text[])`.execute(db)
}

/** SQL condition: one of these rests lasts. */
const rests = (keys: string[]) =>
  sql<boolean>`exists (select from pace where key = any(${keys}::text[]) and rest_until > clock_timestamp())`

const after = (ms: RawBuilder<unknown>) =>
  sql`clock_timestamp() + make_interval(secs => ${ms}::float8 / 1000)`
