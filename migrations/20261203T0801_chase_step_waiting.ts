// Since when an escalation waits because nobody above can be reached: /canxuly shows what waits.
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table chase_step add column waiting_since timestamptz;
    create index chase_step_waiting on chase_step (obligation_id)
      where state = 'planned' and waiting_since is not null`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`alter table chase_step drop column waiting_since`.execute(db)
}
