// The phone number that an invitation expects, as a tag that only the code itself can be checked against (phone-number.ts).
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table enrolment_code add column phone_tag bytea`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`alter table enrolment_code drop column phone_tag`.execute(db)
}
