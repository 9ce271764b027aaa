// The order in which people read names of units: the Vietnamese alphabet, numbers by their value.
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create collation vietnamese (provider = icu, locale = 'vi-VN-u-kn')`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop collation vietnamese`.execute(db)
}
