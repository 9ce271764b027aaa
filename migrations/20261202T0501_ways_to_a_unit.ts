// A group in which the bot may not write is a state of its own. Of two accounts with the same duty the one
// that got it last is chosen: a new telephone replaces the old one, not the other way round. An office has
// several people; its messages stay with the first.
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await setStates(db, [...states, 'no_rights'], true)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`update chat set state = 'left' where state = 'no_rights'`.execute(db)
  await setStates(db, states, false)
}

const states = ['reachable', 'blocked', 'left', 'not_found', 'deactivated', 'no_consent']

// The views depend on the type, so they are made anew with it.
async function setStates(db: Kysely<unknown>, values: string[], newestFirst: boolean): Promise<void> {
  await sql`
    drop view duty_recipient, unit_recipient, unit_chat;
    alter table chat alter column state drop default`.execute(db)
  await sql`alter type chat_state rename to chat_state_before`.execute(db)
  await sql`create type chat_state as enum (${sql.join(values.map((value) => sql.lit(value)))})`.execute(db)
  await sql`
    alter table chat alter column state type chat_state using state::text::chat_state;
    alter table chat alter column state set default 'reachable';
    drop type chat_state_before`.execute(db)
  await sql`
    create view unit_chat
      (unit_id, chat_id, telegram_chat_id, thread_id, state, language, preference, holding_id) as
    select unit_id, id, telegram_chat_id, thread_id, state, 'vi',
      case when state = 'reachable' then 0 else 10 end, 0::bigint
    from chat
    where kind <> 'private' and unit_id is not null
    union all
    select held.unit_id, chat.id, chat.telegram_chat_id, chat.thread_id, chat.state, officer.language,
      case held.duty when 'secretary' then 1 when 'deputy' then 2 else 3 end
        + case when chat.state = 'reachable' then 0 else 10 end,
      case when held.duty = 'office' then 0 else held.id end
    from duty_holding held
    join officer on officer.id = held.officer_id
    join chat on chat.officer_id = held.officer_id and chat.kind = 'private'
    where held.until is null and held.duty in ('secretary', 'deputy', 'office')`.execute(db)
  await sql`
    create view unit_recipient (unit_id, chat_id, telegram_chat_id, thread_id, language, why_not) as
    select unit.id,
      case when best.state = 'reachable' then best.chat_id end,
      case when best.state = 'reachable' then best.telegram_chat_id end,
      case when best.state = 'reachable' then best.thread_id end,
      coalesce(best.language, 'vi'),
      case
        when best.state is null then 'nobody_enrolled'
        when best.state <> 'reachable' then best.state::text
      end
    from unit
    left join lateral (
      select * from unit_chat where unit_chat.unit_id = coalesce(unit.successor_id, unit.id)
      order by preference, ${newestFirst ? sql`holding_id desc,` : sql``} chat_id limit 1
    ) best on true
    where unit.valid_to is null or unit.successor_id is not null`.execute(db)
  await sql`
    create view duty_recipient
      (duty_id, officer_id, chat_id, telegram_chat_id, thread_id, language, why_not) as
    select duty.id, best.officer_id,
      case when best.state = 'reachable' then best.id end,
      case when best.state = 'reachable' then best.telegram_chat_id end,
      case when best.state = 'reachable' then best.thread_id end,
      coalesce(best.language, 'vi'),
      case
        when best.state is null then 'nobody_enrolled'
        when best.state <> 'reachable' then best.state::text
      end
    from duty_holding duty
    left join lateral (
      select candidate.* from (
        select held.officer_id, chat.id, chat.telegram_chat_id, chat.thread_id, chat.state,
          officer.language, 0 as rank
        from duty_holding held
        join officer on officer.id = held.officer_id
        left join chat on chat.officer_id = held.officer_id and chat.kind = 'private'
        where held.id = coalesce(duty.successor_id, duty.id) and held.until is null
        union all
        select held.officer_id, chat.id, chat.telegram_chat_id, chat.thread_id, chat.state,
          officer.language, 1
        from duty_holding held
        join officer on officer.id = held.officer_id
        join chat on chat.officer_id = held.officer_id and chat.kind = 'private'
        where held.substitute_for = coalesce(duty.successor_id, duty.id) and held.until is null
      ) candidate
      order by candidate.state is distinct from 'reachable', candidate.rank, candidate.id
      limit 1
    ) best on true`.execute(db)
}
