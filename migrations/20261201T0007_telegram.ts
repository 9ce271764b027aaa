// The chat face: stored updates (each handled exactly once) and conversations that collect data.
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  // seq is the order of arrival; update_id does not always increase. order_key is the chat (or user) whose
  // updates keep their order. ack_obligation_id: a tap that acknowledges this obligation; such taps are
  // handled many in one transaction. payload is deleted once handled. handled_at with error: given up after
  // several attempts.
  await sql`
    create table telegram_update (
      seq bigint generated always as identity primary key,
      bot_id bigint not null,
      update_id bigint not null,
      order_key bigint not null,
      ack_obligation_id bigint,
      payload jsonb,
      received_at timestamptz not null,
      handled_at timestamptz,
      attempts smallint not null default 0,
      retry_at timestamptz,
      error text,
      unique (bot_id, update_id)
    );
    -- An open row is in two of these and a handled one in none: storms of taps pay for every index.
    create index telegram_update_open on telegram_update (bot_id, seq)
      where handled_at is null and ack_obligation_id is null;
    create index telegram_update_acknowledgement on telegram_update (bot_id, seq)
      where handled_at is null and ack_obligation_id is not null;
    create index telegram_update_order on telegram_update (order_key, seq)
      where handled_at is null`.execute(db)

  // One conversation per person and chat; advanced under a row lock.
  await sql`create table dialog (
    telegram_chat_id bigint not null,
    telegram_user_id bigint not null,
    kind text not null,
    data jsonb not null,
    -- The command or the tap that would have replaced what is open.
    wanted jsonb,
    updated_at timestamptz not null,
    primary key (telegram_chat_id, telegram_user_id)
  )`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table dialog, telegram_update`.execute(db)
}
