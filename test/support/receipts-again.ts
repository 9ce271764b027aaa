// Notes every receipt that is written over another one: a tap must be recorded once, however often it comes.
import { sql } from 'kysely'
import type { Db } from '../../src/platform/database.ts'

/** Begins to watch. `owner` is the connection of the owner of the tables. */
export async function watchReceipts(owner: Db): Promise<void> {
  await sql`
    create table if not exists receipt_again (obligation_id bigint);
    truncate receipt_again;
    grant select on receipt_again to public;
    create or replace function note_receipt_again() returns trigger language plpgsql security definer as $$
    begin
      insert into receipt_again values (old.id);
      return new;
    end $$;
    create or replace trigger note_receipt_again after update of acknowledged_at on obligation
      for each row when (old.acknowledged_at is not null)
      execute function note_receipt_again()`.execute(owner)
}

/** How many receipts of the obligation `o` were written over another one: a column of a statement. */
export const receiptsAgain = sql<number>`(select count(*) from receipt_again r where r.obligation_id = o.id)`
