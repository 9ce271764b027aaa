// Again: one planned or done reminder per obligation and step.
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table chase_step (
      id bigint generated always as identity primary key,
      obligation_id bigint not null references obligation (id),
      step text not null,
      about text not null check (about in ('ack', 'report')),
      audience text not null check (audience in ('unit', 'superior')),
      due_at timestamptz not null,
      state text not null default 'planned' check (state in ('planned', 'done', 'skipped')),
      done_at timestamptz,
      unique (obligation_id, step)
    );
    create index chase_step_due on chase_step (audience, due_at, id) where state = 'planned'`.execute(db)

  // A chat had its digest of that day: at most one a day for what a unit owes, and one for what stays overdue
  // below.
  await sql`create table chase_digest (
    telegram_chat_id bigint not null,
    day date not null,
    audience text not null check (audience in ('unit', 'superior')),
    primary key (telegram_chat_id, day, audience)
  )`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table chase_digest, chase_step`.execute(db)
}
