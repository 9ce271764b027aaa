// What a code gives may end: a term (duty_ends_at), or the leave of the holder of a duty that somebody stands in for.
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table enrolment_code add column duty_ends_at timestamptz,
    add column substitutes bigint references duty_holding (id)`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`alter table enrolment_code drop column duty_ends_at, drop column substitutes`.execute(db)
}
