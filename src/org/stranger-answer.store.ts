// Accounts without a duty may write as much as they like. They get at most one answer a minute, so that they
// never cost the people with duties their answers.
import { sql } from 'kysely'
import type { Db } from '../platform/database.ts'

const everyMs = 60_000

/** Takes the account's turn; false while the last answer is less than a minute ago. */
export async function takeStrangerTurn(db: Db, telegramUserId: number, now: Date): Promise<boolean> {
  const before = new Date(now.getTime() - everyMs)
  const taken = await sql`
    insert into stranger_answer as s (telegram_user_id, answered_at) values (${telegramUserId}, ${now})
    on conflict (telegram_user_id) do update set answered_at = ${now} where s.answered_at <= ${before}
    returning 1`.execute(db)
  return taken.rows.length > 0
}

/** Forgets turns that are over. */
export async function forgetStrangerTurns(db: Db, now: Date): Promise<void> {
  const before = new Date(now.getTime() - everyMs)
  await sql`delete from stranger_answer where answered_at <= ${before}`.execute(db)
}
