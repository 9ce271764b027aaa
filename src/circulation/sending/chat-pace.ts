// The spacing of messages to one chat over all processes. The statement that commits the intent enforces it.
import { sql } from 'kysely'
import type { Db } from '../../platform/database.ts'

export interface ChatLimits {
  /** Messages a second to one chat. */
  chatPerSecond: number
  /** Messages a minute to one group. */
  groupPerMinute: number
}

export interface ChatSpacing {
  /** Time between two messages to one chat, in milliseconds. */
  gapMs: number
  /** Number of messages that a group may get without waiting for `groupStepMs`. */
  groupBurst: number
  /** Time between further messages to a group, in milliseconds: no minute may exceed the limit. */
  groupStepMs: number
  /** The limits are so wide that the statement need not keep them. */
  isUnlimited: boolean
}

/** Margin of the gap, in milliseconds per second: the time from intent to request differs per message. */
const marginMs = 250

/** The spacing that keeps these limits. Pure. */
export function chatSpacing({ chatPerSecond, groupPerMinute }: ChatLimits): ChatSpacing {
  const groupBurst = Math.max(1, Math.floor(groupPerMinute / 4))
  return {
    gapMs: (1_000 + marginMs) / chatPerSecond,
    groupBurst,
    groupStepMs: 60_000 / Math.max(0.5, groupPerMinute - groupBurst),
    isUnlimited: chatPerSecond >= 1_000 && groupPerMinute >= 60_000,
  }
}

/**
 * Two CTEs for the statement of the intent, after `judged` (id, chat, verdict, rest_until …). `turn` takes
 * the turn of each chat: only the first sender gets it. `ruled` is `judged` with the verdict 'rest' where the
 * chat has no turn now. Two other ways were rejected. With an index of deliveries by chat, every change of a
 * state would cost more. With the chats divided among processes, some would wait for a dead process.
 */
export function takeTurns({ gapMs, groupBurst, groupStepMs, isUnlimited }: ChatSpacing) {
  if (isUnlimited) return sql`ruled as (select * from judged)`
  const now = sql`clock_timestamp()`
  const ms = (value: number) => sql`make_interval(secs => ${value / 1_000}::float8)`
  const gap = ms(gapMs)
  const step = ms(groupStepMs)
  const burst = ms((groupBurst - 1) * groupStepMs)
  return sql`
    turn as (
      insert into chat_pace as c (telegram_chat_id, free_at, group_at)
      select chat, ${now} + ${gap}, case when chat < 0 then ${now} + ${step} end
      from (select distinct chat from judged where verdict = 'go') asked order by chat
      on conflict (telegram_chat_id) do update set free_at = ${now} + ${gap},
        group_at = case when c.telegram_chat_id < 0 then greatest(c.group_at, ${now}) + ${step} end
        where c.free_at <= ${now} and (c.group_at is null or c.group_at <= ${now} + ${burst})
      returning telegram_chat_id
    ),
    ruled as (
      select j.id, j.obligation_id,
        case when j.verdict <> 'go' or (j.place = 1 and t.telegram_chat_id is not null)
          then j.verdict else 'rest' end as verdict,
        case when j.verdict <> 'go' then j.rest_until
          when j.place = 1 and greatest(c.free_at, c.group_at - ${burst}) > ${now}
          then greatest(c.free_at, c.group_at - ${burst})
          else ${now} + ${gap} * greatest(1, j.place - 1) end as rest_until
      from (select *, row_number() over (partition by chat, verdict order by id) as place from judged) j
        left join turn t on t.telegram_chat_id = j.chat
        left join chat_pace c on c.telegram_chat_id = j.chat
    )`
}

/** Deletes the turns of chats that ended a minute ago. */
export async function forgetTurns(db: Db): Promise<void> {
  await sql`delete from chat_pace where telegram_chat_id in (
    select telegram_chat_id from chat_pace
    where greatest(free_at, group_at) < clock_timestamp() - interval '1 minute'
    for update skip locked)`.execute(db)
}
