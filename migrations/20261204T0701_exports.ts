// Exports that people asked for in chat. The file itself is kept nowhere: it is made, sent, and made again
// when somebody asks again.
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create type export_state as enum ('asked', 'making', 'sending', 'sent', 'refused', 'failed', 'unclear');
    create table export_request (
      id bigint generated always as identity primary key,
      officer_id bigint not null references officer (id),
      telegram_chat_id bigint not null,
      language text not null,
      kind text not null,
      scope jsonb not null,
      unit_id bigint not null references unit (id),
      tree text not null,
      format text not null,
      state export_state not null default 'asked',
      attempts smallint not null default 0,
      -- The message that tells how far it is.
      progress_id bigint references delivery (id) on delete set null,
      -- Until when whoever makes it is taken to be alive.
      lease_until timestamptz,
      asked_at timestamptz not null,
      done_at timestamptz
    );
    create index export_request_open on export_request (asked_at)
      where state in ('asked', 'making', 'sending')`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table export_request; drop type export_state`.execute(db)
}
