// Who: the tree of units with its history, officers and the duties they hold, chats, invitations.
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create type unit_kind as enum ('province', 'committee', 'grassroots', 'section', 'cell')`.execute(
    db,
  )
  await sql`create type duty as enum ('secretary', 'deputy', 'office', 'speaker', 'observer', 'administrator')`.execute(
    db,
  )
  await sql`create type chat_kind as enum ('private', 'group', 'supergroup')`.execute(db)
  await sql`create type chat_state as enum ('reachable', 'blocked', 'left', 'not_found', 'deactivated')`.execute(
    db,
  )

  // A unit keeps its id when it is renamed or moved (unit_history tells what it was) and ends when it is merged or
  // dissolved. successor_id is the unit that answers for an ended one today, however many steps lie between.
  await sql`create table unit (
    id bigint generated always as identity primary key,
    parent_id bigint references unit (id),
    kind unit_kind not null,
    code text not null,
    name text not null,
    search_key text not null,
    valid_from date not null,
    valid_to date,
    successor_id bigint references unit (id),
    created_at timestamptz not null,
    check (valid_to is null or valid_to >= valid_from),
    check (successor_id is null or valid_to is not null)
  )`.execute(db)
  await sql`create unique index unit_code_current on unit (code) where valid_to is null`.execute(db)
  // With what a walk down needs, so that it reads the index alone.
  await sql`create index unit_parent on unit (parent_id) include (id, kind, valid_from, valid_to)`.execute(db)
  await sql`create index unit_lives_on_in on unit (successor_id) where successor_id is not null`.execute(db)
  await sql`create index unit_search on unit using gin (search_key gin_trgm_ops)`.execute(db)

  await sql`create table unit_successor (
    old_unit_id bigint not null references unit (id),
    new_unit_id bigint not null references unit (id),
    reason text not null check (reason in ('merge', 'split', 'rename', 'move', 'dissolve')),
    on_day date not null,
    decision text,
    primary key (old_unit_id, new_unit_id)
  )`.execute(db)

  // What a unit was before a rename or a move, until the day before until_day.
  await sql`create table unit_history (
    id bigint generated always as identity primary key,
    unit_id bigint not null references unit (id),
    parent_id bigint references unit (id),
    kind unit_kind not null,
    code text not null,
    name text not null,
    from_day date not null,
    until_day date not null,
    decision text
  )`.execute(db)
  await sql`create index unit_history_unit on unit_history (unit_id, until_day)`.execute(db)

  await sql`create table officer (
    id bigint generated always as identity primary key,
    full_name text not null,
    search_key text not null,
    telegram_user_id bigint unique,
    language text not null default 'vi' check (language in ('vi', 'en')),
    consent_version integer,
    consented_at timestamptz,
    created_at timestamptz not null,
    erased_at timestamptz
  )`.execute(db)
  await sql`create index officer_search on officer using gin (search_key gin_trgm_ops)`.execute(db)

  // until is when the duty ended. ends_at is the end of the term; for a substitute the duty is over with it, for others
  // it is over with the hand-over, so that no unit is without anybody because an election was late.
  await sql`create table duty_holding (
    id bigint generated always as identity primary key,
    officer_id bigint not null references officer (id),
    unit_id bigint not null references unit (id),
    duty duty not null,
    since timestamptz not null,
    ends_at timestamptz,
    until timestamptz,
    substitute_for bigint references duty_holding (id),
    check (until is null or until >= since)
  )`.execute(db)
  await sql`create unique index office_held_current on duty_holding (officer_id, unit_id, duty) where until is null`.execute(
    db,
  )
  await sql`create index office_held_unit on duty_holding (unit_id) include (officer_id, duty) where until is null`.execute(
    db,
  )

  // A private chat belongs to an officer, a group chat to a unit.
  await sql`create table chat (
    id bigint generated always as identity primary key,
    telegram_chat_id bigint not null unique,
    kind chat_kind not null,
    officer_id bigint references officer (id),
    unit_id bigint references unit (id),
    thread_id bigint,
    title text,
    state chat_state not null default 'reachable',
    state_changed_at timestamptz not null,
    created_at timestamptz not null
  )`.execute(db)
  await sql`create unique index chat_officer on chat (officer_id) where officer_id is not null and kind = 'private'`.execute(
    db,
  )
  await sql`create index chat_unit on chat (unit_id) where unit_id is not null`.execute(db)

  // Where a message for a unit goes: its group when the bot can write there, else its secretary, its deputy, its
  // office. An ended unit is reached through the unit it lives on in. Without a chat, why_not is the state of the
  // chat that would have been chosen, or nobody_enrolled.
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

  // full_name is who is expected, until the code is used or over. hands_over is the duty that ends when the code is
  // used: a hand-over to somebody who is not enrolled yet.
  await sql`create table enrolment_code (
    id bigint generated always as identity primary key,
    unit_id bigint not null references unit (id),
    duty duty not null,
    code_hash bytea not null unique,
    full_name text,
    hands_over bigint references duty_holding (id),
    created_by bigint references officer (id),
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz,
    used_by bigint references officer (id),
    revoked_at timestamptz
  )`.execute(db)
  await sql`create index enrolment_code_unit on enrolment_code (unit_id)`.execute(db)

  // Wrong codes per Telegram user; five within an hour mean a pause of an hour.
  await sql`create table enrolment_attempt (
    telegram_user_id bigint primary key,
    failures integer not null,
    first_failure_at timestamptz not null,
    paused_until timestamptz
  )`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop view unit_recipient`.execute(db)
  await sql`drop table enrolment_attempt, enrolment_code, chat, duty_holding, officer, unit_history, unit_successor, unit`.execute(
    db,
  )
  await sql`drop type chat_state, chat_kind, duty, unit_kind`.execute(db)
}
