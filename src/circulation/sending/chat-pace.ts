// The spacing of messages to one chat: decided in the statement that commits the intent, for all processes together.
import { sql } from 'kysely'
import type { Db } from '../../platform/database.ts'

export interface ChatLimits {
  /** Messages a second to one chat. */
  chatPerSecond: number
  /** Messages a minute to one group. */
  groupPerMinute: number
}

export interface ChatSpacing {
  /** Between two messages to one chat. */
  gapMs: number
  /** A group may get so many at once, then one each `groupStepMs`: no minute holds more than the limit. */
  groupBurst: number
  groupStepMs: number
  /** So wide limits that keeping them would only cost. */
  isUnlimited: boolean
}

/** From intent to wire may take longer for one message than for the next: so much is added to each gap of a second. */
const marginMs = 250

/** The rule, from the limits. Pure. */
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
 * Two CTEs for the statement of the intent, after `judged` (id, chat, verdict, rest_until …): `turn` takes the turn of each
 * chat, once and by whoever is first; `ruled` is `judged` with 'rest' for those whose chat has no turn now.
 */
export function takeTurns({ gapMs, groupBurst, groupStepMs, isUnlimited }: ChatSpacing) {
  if (isUnlimited) return sql`ruled as (select * from judged)`
  const now = sql`clock_timestamp()`
  const ms = (value: number) => sql`make_interval(secs => ${value / 1_000}::float8)`
  return sql`
    turn as (
      insert into chat_pace as c (telegram_chat_id, free_at, group_at)
      select chat, ${now} + ${ms(gapMs)}, case when chat < 0 then ${now} + ${ms(groupStepMs)} end
      from (select distinct chat from judged where verdict = 'go') asked order by chat
      on conflict (telegram_chat_id) do update set free_at = ${now} + ${ms(gapMs)},
        group_at = case when c.telegram_chat_id < 0 then greatest(c.group_at, ${now}) + ${ms(groupStepMs)} end
        where c.free_at <= ${now} and (c.group_at is null or c.group_at <= ${now} + ${ms((groupBurst - 1) * groupStepMs)})
      returning telegram_chat_id
    ),
    ruled as (
      select j.id, j.obligation_id,
        case when j.verdict <> 'go' or (j.place = 1 and t.telegram_chat_id is not null) then j.verdict else 'rest' end as verdict,
        case when j.verdict <> 'go' then j.rest_until
          when j.place = 1 and greatest(c.free_at, c.group_at - ${ms((groupBurst - 1) * groupStepMs)}) > ${now}
          then greatest(c.free_at, c.group_at - ${ms((groupBurst - 1) * groupStepMs)})
          else ${now} + ${ms(gapMs)} * greatest(1, j.place - 1) end as rest_until
      from (select *, row_number() over (partition by chat, verdict order by id) as place from judged) j
        left join turn t on t.telegram_chat_id = j.chat
        left join chat_pace c on c.telegram_chat_id = j.chat
    )`
}

/** Forgets chats whose turn has long come. */
export async function forgetTurns(db: Db): Promise<void> {
  await sql`delete from chat_pace where telegram_chat_id in (
    select telegram_chat_id from chat_pace where greatest(free_at, group_at) < clock_timestamp() - interval '1 minute'
    for update skip locked)`.execute(db)
}
