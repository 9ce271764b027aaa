// Updates that were taken in and are not handled: when nothing is done about them, people talk to a dead bot.
import { sql } from 'kysely'
import { countDue, maxCounted } from './count-due.ts'
import type { Db } from './database.ts'
import type { DueWork } from './sweeper.ts'

/** How many wait, and since when the oldest does. */
export async function unhandledUpdates(db: Db): Promise<DueWork> {
  return await countDue(
    db,
    sql`(select received_at as since from telegram_update where handled_at is null limit ${maxCounted})`,
  )
}
