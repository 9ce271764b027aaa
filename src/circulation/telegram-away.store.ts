// Since when Telegram is not reached. Senders note it with every attempt, so a note that is not renewed has
// ended: nobody had anything to send since.
import { sql } from 'kysely'
import type { Db } from '../platform/database.ts'
import type { DueWork } from '../platform/sweeper.ts'

/** A note that is older has ended, in seconds: senders try again every ten seconds at least. */
const renewedWithinS = 60
const key = 'away:telegram'
const isRenewed = sql`pace.changed_at > clock_timestamp() - make_interval(secs => ${renewedWithinS})`

/** Notes that Telegram is not reached at this moment. */
export async function noteTelegramAway(db: Db): Promise<void> {
  await sql`insert into pace as pace (key, next_at, changed_at)
    values (${key}, clock_timestamp(), clock_timestamp())
    on conflict (key) do update set changed_at = excluded.changed_at,
      next_at = case when ${isRenewed} then pace.next_at else excluded.next_at end`.execute(db)
}

/** Notes that it is reached again. */
export async function noteTelegramBack(db: Db): Promise<void> {
  await sql`delete from pace where key = ${key}`.execute(db)
}

/** Since when Telegram is not reached, as due work of the sweeper; a count of 0 when it is. */
export async function telegramAway(db: Db): Promise<DueWork> {
  const { rows } = await sql<{ since: Date }>`
    select next_at as since from pace where key = ${key} and ${isRenewed}`.execute(db)
  return { count: rows.length, oldestDueAt: rows[0]?.since ?? null }
}
