// Who: the chats that may stand for a unit become a view of their own, so that one rule serves both the look-up of a
// few units (unit_recipient, one index walk per unit) and a circulation to all of them (joined as sets).
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`drop view unit_recipient`.execute(db)
  // unit_id is the unit that answers. The lowest preference is chosen, then the lowest id: the group of a unit, else its
  // secretary, its deputy, its office; what cannot be reached comes after all that can.
  await sql`create view unit_chat (unit_id, chat_id, telegram_chat_id, thread_id, state, language, preference) as
    select unit_id, id, telegram_chat_id, thread_id, state, 'vi', case when state = 'reachable' then 0 else 10 end
    from chat where kind <> 'private' and unit_id is not null
    union all
    select held.unit_id, chat.id, chat.telegram_chat_id, chat.thread_id, chat.state, officer.language,
      case held.duty when 'secretary' then 1 when 'deputy' then 2 else 3 end
        + case when chat.state = 'reachable' then 0 else 10 end
    from duty_holding held
    join officer on officer.id = held.officer_id
    join chat on chat.officer_id = held.officer_id and chat.kind = 'private'
    where held.until is null and held.duty in ('secretary', 'deputy', 'office')`.execute(db)
  // The same answer as before. Without a chat, why_not is the state of the chat that would have been chosen, or
  // nobody_enrolled.
  await sql`create view unit_recipient (unit_id, chat_id, telegram_chat_id, thread_id, language, why_not) as
    select unit.id,
      case when best.state = 'reachable' then best.chat_id end,
      case when best.state = 'reachable' then best.telegram_chat_id end,
      case when best.state = 'reachable' then best.thread_id end,
      coalesce(best.language, 'vi'),
      case when best.state is null then 'nobody_enrolled' when best.state <> 'reachable' then best.state::text end
    from unit
    left join lateral (
      select * from unit_chat where unit_chat.unit_id = coalesce(unit.successor_id, unit.id)
      order by preference, chat_id limit 1
    ) best on true
    where unit.valid_to is null or unit.successor_id is not null`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop view unit_recipient, unit_chat`.execute(db)
  await sql`create view unit_recipient (unit_id, chat_id, telegram_chat_id, thread_id, language, why_not) as
    select unit.id,
      case when best.state = 'reachable' then best.id end,
      case when best.state = 'reachable' then best.telegram_chat_id end,
      case when best.state = 'reachable' then best.thread_id end,
      coalesce(best.language, 'vi'),
      case when best.state is null then 'nobody_enrolled' when best.state <> 'reachable' then best.state::text end
    from unit
    left join lateral (
      select candidate.* from (
        select id, telegram_chat_id, thread_id, state, 'vi' as language, 0 as rank
        from chat where unit_id = coalesce(unit.successor_id, unit.id) and kind <> 'private'
        union all
        select chat.id, chat.telegram_chat_id, chat.thread_id, chat.state, officer.language,
          case held.duty when 'secretary' then 1 when 'deputy' then 2 else 3 end
        from duty_holding held
        join officer on officer.id = held.officer_id
        join chat on chat.officer_id = held.officer_id and chat.kind = 'private'
        where held.unit_id = coalesce(unit.successor_id, unit.id) and held.until is null
          and held.duty in ('secretary', 'deputy', 'office')
      ) candidate
      order by candidate.state <> 'reachable', candidate.rank, candidate.id
      limit 1
    ) best on true
    where unit.valid_to is null or unit.successor_id is not null`.execute(db)
}
