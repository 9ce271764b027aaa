// When a unit received a directive is when its message was sent: said once, by the delivery. Kept in the obligation as well
// it had to be written again for every message, into the widest row there is.
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table obligation drop column received_at`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`alter table obligation add column received_at timestamptz`.execute(db)
  await sql`update obligation o set received_at = d.sent_at from delivery d
    where d.obligation_id = o.id and d.purpose = 'directive' and d.sent_at is not null`.execute(db)
}
