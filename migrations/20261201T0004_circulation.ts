// Out: what every unit owes for a directive, and every outgoing message with its state.
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create type report_state as enum ('not_required', 'owed', 'submitted', 'returned', 'accepted');
    create type delivery_state as enum
      ('pending', 'sending', 'sent', 'failed', 'unknown', 'parked', 'cancelled');
    create type delivery_purpose as enum
      ('answer', 'directive', 'reminder', 'escalation', 'notice')`.execute(db)
  await createObligation(db)
  await createDelivery(db)

  // A message that shows an officer how a circulation goes; edited in place while it runs.
  await sql`create table circulation_watch (
    directive_id bigint not null references directive (id),
    delivery_id bigint not null references delivery (id),
    telegram_chat_id bigint not null,
    shown text,
    finished_at timestamptz,
    primary key (directive_id, delivery_id)
  )`.execute(db)

  // Messages already in chats that are to be withdrawn, or marked with what became of their directive.
  // not_before: by the database's clock. attempts counts those whose outcome is unknown.
  await sql`
    create table message_change (
      delivery_id bigint primary key references delivery (id) on delete cascade,
      action text not null check (action in ('remove', 'mark')),
      what text not null,
      created_at timestamptz not null,
      done_at timestamptz,
      outcome text,
      not_before timestamptz,
      attempts integer not null default 0
    );
    create index message_change_open on message_change (created_at) where done_at is null`.execute(db)

  await createPace(db)
}

// Neither obligation nor delivery has foreign keys to what a row is made from: one statement fills both from
// those very rows, which are never deleted. Checking 300,000 of them one by one takes longer than all the
// rest.

async function createObligation(db: Kysely<unknown>): Promise<void> {
  // Frozen at issue: the unit's name and its path from the root down to itself (ids and names). duty_id: the
  // holder of that duty owes it in person; null: the unit owes it.
  await sql`
    create table obligation (
      id bigint generated always as identity primary key,
      directive_id bigint not null,
      unit_id bigint not null,
      duty_id bigint,
      unit_name text not null,
      unit_kind unit_kind not null,
      path_ids bigint[] not null,
      path_names text[] not null,
      ack_due_at timestamptz,
      report_due_at timestamptz,
      acknowledged_at timestamptz,
      acknowledged_by bigint,
      report_state report_state not null,
      reported_at timestamptz,
      created_at timestamptz not null,
      constraint obligation_once unique nulls not distinct (directive_id, unit_id, duty_id)
    ) with (fillfactor = 85);
    -- One index for what a unit owes, not two: each costs a circulation 300,000 entries.
    create index obligation_unit on obligation (unit_id, report_state, directive_id);
    create index obligation_duty on obligation (duty_id) where duty_id is not null`.execute(db)
}

async function createDelivery(db: Kysely<unknown>): Promise<void> {
  // chat_id is our id; telegram_chat_id, thread_id and language are copied so that sending needs no join.
  // Lane 0 answers people, lane 1 is bulk; urgent rows pass quiet hours and go first. payload is null for a
  // directive: the text is composed from directive and obligation when it is sent. asks is what it asks for,
  // [{obligationId, about}], written by circulation/asks.ts alone. officer_ids are the people whom its words
  // name: their names are read when it is sent, so that no payload holds one. due_at is an hour of the
  // organisation's life and follows the clock passed in; not_before (a rest after 429, the wait before a
  // retry) and lease_until follow the database's clock. copies counts what may have reached the chat.
  await sql`
    create table delivery (
      id bigint generated always as identity primary key,
      purpose delivery_purpose not null,
      lane smallint not null check (lane in (0, 1)),
      urgent boolean not null default false,
      directive_id bigint,
      obligation_id bigint,
      chat_id bigint,
      telegram_chat_id bigint not null,
      thread_id bigint,
      language text not null default 'vi',
      payload jsonb,
      asks jsonb,
      officer_ids bigint[],
      state delivery_state not null default 'pending',
      due_at timestamptz not null,
      not_before timestamptz,
      generation integer not null default 0,
      owner text,
      lease_until timestamptz,
      copies smallint not null default 0,
      message_id bigint,
      error_code integer,
      error_text text,
      created_at timestamptz not null,
      sent_at timestamptz
    ) with (fillfactor = 80);
    create index delivery_due on delivery (lane, urgent desc, due_at, id)
      where state in ('pending', 'unknown');
    -- Messages that had to wait are found by the end of their wait: few rows at most times, among those that
    -- are due.
    create index delivery_rested on delivery (lane, urgent desc, not_before)
      where state in ('pending', 'unknown') and not_before is not null;
    create index delivery_leased on delivery (lease_until) where state = 'sending';
    -- The messages of one directive are made together and lie together: summaries of page ranges are enough.
    create index delivery_directive on delivery using brin (directive_id)
      with (pages_per_range = 32, autosummarize = on);
    -- A change of state touches every index whose condition holds, so each row is in as few as possible.
    create index delivery_obligation on delivery (obligation_id)
      where obligation_id is not null and purpose <> 'directive';
    create index delivery_needs_person on delivery (id) where state in ('failed', 'parked');
    -- One directive message per obligation, whatever runs twice.
    create unique index delivery_directive_once on delivery (obligation_id)
      where purpose = 'directive' and obligation_id is not null`.execute(db)
}

async function createPace(db: Kysely<unknown>): Promise<void> {
  // Pace shared by all processes: when the next slot of a lane (or chat) is free, and until when it must
  // rest. All by the database's clock. A row of a chat (chat:<id>) lives as long as its rest matters.
  await sql`create table pace (
    key text primary key,
    next_at timestamptz not null,
    rate double precision,
    rest_until timestamptz,
    changed_at timestamptz not null
  )`.execute(db)

  // When each chat may get its next message, shared by every process that sends. free_at: the spacing of one
  // chat; group_at: when the bucket of a group would be full again. By the database's clock. Unlogged: it
  // matters for seconds, and what a crash of the server forgets is at worst one message too early. Few
  // columns and no second index, since one row is written for every message.
  await sql`create unlogged table chat_pace (
    telegram_chat_id bigint primary key,
    free_at timestamptz not null,
    group_at timestamptz
  ) with (fillfactor = 70)`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`
    drop table chat_pace, pace, message_change, circulation_watch, delivery, obligation;
    drop type delivery_purpose, delivery_state, report_state`.execute(db)
}
