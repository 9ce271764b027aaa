// Who: the tree of units with its history, officers and the duties they hold, chats, invitations.
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create type unit_kind as enum ('province', 'committee', 'grassroots', 'section', 'cell');
    create type duty as enum ('secretary', 'deputy', 'office', 'speaker', 'observer', 'administrator');
    create type chat_kind as enum ('private', 'group', 'supergroup');
    create type chat_state as enum
      ('reachable', 'blocked', 'left', 'not_found', 'deactivated', 'no_consent')`.execute(db)
  await createUnits(db)
  await createOfficers(db)
  await createRecipients(db)
  await createInvitations(db)
}

const small = `àáâãèéêìíòóôõùúăđĩũơưýạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ`.normalize('NFC')
const capital = small.toUpperCase()
// Look-alikes of Đ from other alphabets, as converted files have them.
const alike = '\u00D0\u0189\u00F0\u0256'

async function createUnits(db: Kysely<unknown>): Promise<void> {
  // The form in which codes are compared: capitals, spaces and the composition of letters make no difference.
  // The letters of Vietnamese are written out, since what lower() knows depends on the database's locale.
  // Nearly all codes are plain ASCII, which is quick.
  await sql
    .raw(`
    create function unit_code_key(code text) returns text language sql immutable strict parallel safe
      return case
        when code collate "C" ~ '^[!-~]+$' then lower(code collate "C")
        else regexp_replace(
          btrim(translate(
            lower(normalize(code, NFC) collate "C"), '${capital}${alike}', '${small}đđđđ')),
          '\\s+', ' ', 'g')
      end`)
    .execute(db)

  // A unit keeps its id when it is renamed or moved (unit_history tells what it was). It ends when it is
  // merged or dissolved. successor_id is the unit that answers for an ended one today, however many steps lie
  // between.
  await sql`
    create table unit (
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
    );
    create unique index unit_code_current on unit (unit_code_key(code)) where valid_to is null;
    -- Includes what a walk down the tree reads, so that it reads the index alone.
    create index unit_parent on unit (parent_id) include (id, kind, valid_from, valid_to);
    create index unit_successor_id on unit (successor_id) where successor_id is not null;
    create index unit_search on unit using gin (search_key gin_trgm_ops)`.execute(db)

  await sql`create table unit_successor (
    old_unit_id bigint not null references unit (id),
    new_unit_id bigint not null references unit (id),
    reason text not null check (reason in ('merge', 'split', 'rename', 'move', 'dissolve')),
    on_day date not null,
    decision text,
    primary key (old_unit_id, new_unit_id)
  )`.execute(db)

  // What a unit was before a rename or a move, until the day before until_day.
  await sql`
    create table unit_history (
      id bigint generated always as identity primary key,
      unit_id bigint not null references unit (id),
      parent_id bigint references unit (id),
      kind unit_kind not null,
      code text not null,
      name text not null,
      from_day date not null,
      until_day date not null,
      decision text
    );
    create index unit_history_unit on unit_history (unit_id, until_day)`.execute(db)
}

async function createOfficers(db: Kysely<unknown>): Promise<void> {
  // consent_asked_version is the version of the notice on personal data that was last shown unasked, so that
  // a new one interrupts nobody twice.
  await sql`
    create table officer (
      id bigint generated always as identity primary key,
      full_name text not null,
      search_key text not null,
      telegram_user_id bigint unique,
      language text not null default 'vi' check (language in ('vi', 'en')),
      consent_version integer,
      consented_at timestamptz,
      consent_asked_version integer,
      created_at timestamptz not null,
      erased_at timestamptz
    );
    create index officer_search on officer using gin (search_key gin_trgm_ops)`.execute(db)

  // until is when the duty ended. ends_at is the end of the term: the duty of a substitute ends with it; that
  // of others ends with the hand-over, so that no unit is without a holder because an election was late.
  // successor_id is who has an ended duty today, however many hand-overs lie between; null while it lasts,
  // and when it ended without a successor.
  await sql`
    create table duty_holding (
      id bigint generated always as identity primary key,
      officer_id bigint not null references officer (id),
      unit_id bigint not null references unit (id),
      duty duty not null,
      since timestamptz not null,
      ends_at timestamptz,
      until timestamptz,
      substitute_for bigint references duty_holding (id),
      successor_id bigint references duty_holding (id),
      check (until is null or until >= since)
    );
    create unique index duty_holding_current on duty_holding (officer_id, unit_id, duty)
      where until is null;
    create index duty_holding_unit on duty_holding (unit_id) include (officer_id, duty)
      where until is null;
    -- A job ends the duties of substitutes within seconds, since the choice of a chat looks at open duties
    -- only.
    create index duty_holding_ending on duty_holding (ends_at)
      where until is null and substitute_for is not null;
    create index duty_holding_successor_id on duty_holding (successor_id)
      where successor_id is not null;
    create index duty_holding_substitute on duty_holding (substitute_for)
      where substitute_for is not null`.execute(db)

  // A private chat belongs to an officer, a group chat to a unit. A private chat in state no_consent gets
  // nothing but answers until its owner has agreed to the notice on personal data.
  await sql`
    create table chat (
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
    );
    create unique index chat_officer on chat (officer_id)
      where officer_id is not null and kind = 'private';
    create index chat_unit on chat (unit_id) where unit_id is not null`.execute(db)
}

async function createRecipients(db: Kysely<unknown>): Promise<void> {
  // The chats that may stand for a unit. A view of its own, so that one rule serves the look-up of a few
  // units (unit_recipient, one index walk per unit) and a circulation to all of them (joined as sets).
  // unit_id is the unit that answers. The lowest preference is chosen, then the lowest id: the group of a
  // unit, else its secretary, its deputy, its office; what cannot be reached comes after all that can.
  await sql`
    create view unit_chat (unit_id, chat_id, telegram_chat_id, thread_id, state, language, preference) as
    select unit_id, id, telegram_chat_id, thread_id, state, 'vi',
      case when state = 'reachable' then 0 else 10 end
    from chat
    where kind <> 'private' and unit_id is not null
    union all
    select held.unit_id, chat.id, chat.telegram_chat_id, chat.thread_id, chat.state, officer.language,
      case held.duty when 'secretary' then 1 when 'deputy' then 2 else 3 end
        + case when chat.state = 'reachable' then 0 else 10 end
    from duty_holding held
    join officer on officer.id = held.officer_id
    join chat on chat.officer_id = held.officer_id and chat.kind = 'private'
    where held.until is null and held.duty in ('secretary', 'deputy', 'office')`.execute(db)

  // Where a message for a unit goes. An ended unit is reached through its successor. Without a chat, why_not
  // is the state of the chat that would have been chosen, or nobody_enrolled.
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
      order by preference, chat_id limit 1
    ) best on true
    where unit.valid_to is null or unit.successor_id is not null`.execute(db)

  // Where a message for the holder of a duty goes: the private chat of whoever has it today, else of a
  // substitute. One row per duty; why_not as in unit_recipient.
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

async function createInvitations(db: Kysely<unknown>): Promise<void> {
  // full_name is who is expected, until the code is used or expires. phone_tag is the expected phone number,
  // as a tag that only the code itself can be checked against (src/org/phone-number.ts). hands_over is the
  // duty that ends when the code is used: a hand-over to an officer who is not enrolled yet. What the code
  // gives may end: with a term (duty_ends_at), or with the leave of the holder that the officer stands in for
  // (substitutes).
  await sql`
    create table enrolment_code (
      id bigint generated always as identity primary key,
      unit_id bigint not null references unit (id),
      duty duty not null,
      code_hash bytea not null unique,
      full_name text,
      phone_tag bytea,
      hands_over bigint references duty_holding (id),
      substitutes bigint references duty_holding (id),
      duty_ends_at timestamptz,
      created_by bigint references officer (id),
      created_at timestamptz not null,
      expires_at timestamptz not null,
      used_at timestamptz,
      used_by bigint references officer (id),
      revoked_at timestamptz
    );
    create index enrolment_code_unit on enrolment_code (unit_id)`.execute(db)

  // Wrong codes per Telegram user; five within an hour mean a pause of an hour.
  await sql`create table enrolment_attempt (
    telegram_user_id bigint primary key,
    failures integer not null,
    first_failure_at timestamptz not null,
    paused_until timestamptz
  )`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`
    drop view duty_recipient, unit_recipient, unit_chat;
    drop table enrolment_attempt, enrolment_code, chat, duty_holding, officer;
    drop table unit_history, unit_successor, unit;
    drop function unit_code_key(text);
    drop type chat_state, chat_kind, duty, unit_kind`.execute(db)
}
