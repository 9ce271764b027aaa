// What a message asks for, and the people its words name, as columns of their own.
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  // asks: [{obligationId, about: 'ack' | 'report'}], written by circulation/asks.ts alone; null when it asks for nothing.
  // officer_ids: their names are read when the message is sent, so that nobody has to look for names in payloads.
  await sql`alter table delivery add column asks jsonb, add column officer_ids bigint[]`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`alter table delivery drop column asks, drop column officer_ids`.execute(db)
}
