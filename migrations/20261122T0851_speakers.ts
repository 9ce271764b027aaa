// Speakers receive for themselves: an obligation may name a duty besides the unit, and a duty that changes hands knows
// who has it today.
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  // successor_id is who has an ended duty today, however many hand-overs lie between; null while it lasts, and when it
  // ended without a successor.
  await sql`alter table duty_holding add column successor_id bigint references duty_holding (id)`.execute(db)
  await sql`create index office_held_lives_on_in on duty_holding (successor_id) where successor_id is not null`.execute(
    db,
  )
  await sql`create index office_held_substitute on duty_holding (substitute_for) where substitute_for is not null`.execute(
    db,
  )

  // Where a message for the holder of a duty goes: the private chat of whoever has it today, else of a substitute. One
  // row per duty; without a chat, why_not as in unit_recipient.
  await sql`create view duty_recipient (duty_id, officer_id, chat_id, telegram_chat_id, thread_id, language, why_not) as
    select duty.id, best.officer_id,
      case when best.state = 'reachable' then best.id end,
      case when best.state = 'reachable' then best.telegram_chat_id end,
      case when best.state = 'reachable' then best.thread_id end,
      coalesce(best.language, 'vi'),
      case when best.state is null then 'nobody_enrolled' when best.state <> 'reachable' then best.state::text end
    from duty_holding duty
    left join lateral (
      select candidate.* from (
        select held.officer_id, chat.id, chat.telegram_chat_id, chat.thread_id, chat.state, officer.language, 0 as rank
        from duty_holding held
        join officer on officer.id = held.officer_id
        left join chat on chat.officer_id = held.officer_id and chat.kind = 'private'
        where held.id = coalesce(duty.successor_id, duty.id) and held.until is null
        union all
        select held.officer_id, chat.id, chat.telegram_chat_id, chat.thread_id, chat.state, officer.language, 1
        from duty_holding held
        join officer on officer.id = held.officer_id
        join chat on chat.officer_id = held.officer_id and chat.kind = 'private'
        where held.substitute_for = coalesce(duty.successor_id, duty.id) and held.until is null
      ) candidate
      order by candidate.state is distinct from 'reachable', candidate.rank, candidate.id
      limit 1
    ) best on true`.execute(db)

  // duty_id: what is owed is owed by the holder of that duty in person; null: by the unit, whoever answers for it.
  await sql`alter table obligation add column duty_id bigint`.execute(db)
  await sql`alter table obligation drop constraint obligation_directive_id_unit_id_key`.execute(db)
  await sql`alter table obligation add constraint obligation_once unique nulls not distinct (directive_id, unit_id, duty_id)`.execute(
    db,
  )
  await sql`create index obligation_duty on obligation (duty_id) where duty_id is not null`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  // What speakers owe has no place in the shape before.
  await sql`delete from chase_step where obligation_id in (select id from obligation where duty_id is not null)`.execute(
    db,
  )
  await sql`delete from delivery where obligation_id in (select id from obligation where duty_id is not null)`.execute(
    db,
  )
  await sql`delete from obligation where duty_id is not null`.execute(db)
  await sql`alter table obligation drop constraint obligation_once`.execute(db)
  await sql`alter table obligation drop column duty_id`.execute(db)
  await sql`alter table obligation add constraint obligation_directive_id_unit_id_key unique (directive_id, unit_id)`.execute(
    db,
  )
  await sql`drop view duty_recipient`.execute(db)
  await sql`alter table duty_holding drop column successor_id`.execute(db)
  await sql`drop index office_held_substitute`.execute(db)
}
