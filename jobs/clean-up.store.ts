// How long what nobody needs any more is kept, table by table, and when the clean-up last ran through. One
// file on purpose: whoever asks how long something is kept reads it here. Nothing of the register or the
// reports.
import { sql } from 'kysely'
import type { Db } from '../src/platform/database.ts'

const hour = 3_600_000
const day = 24 * hour
/** Rows of one statement. */
const batchSize = 5_000

/** The row that tells when it last ran through, and after how many milliseconds it is due again. */
export const lastCleanUp = { setting: 'clean-up.last', everyMs: 6 * hour }

/** Conversations and the files they left behind are forgotten after this, in milliseconds. */
export const conversationMs = 30 * day

/** Files that nothing refers to may go when they are older than this, in milliseconds. */
export const unusedFileMs = conversationMs + day

/** Deletes what is too old, batch by batch. False when it was stopped in between. */
export async function forgetOldRows(db: Db, now: Date, signal: AbortSignal): Promise<boolean> {
  const before = (ms: number) => new Date(now.getTime() - ms)
  const statements = [
    // Telegram repeats an update for 24 hours.
    sql`delete from telegram_update where seq in (
      select seq from telegram_update where handled_at < ${before(3 * day)} order by seq limit ${batchSize})`,
    sql`delete from delivery where id in (
      select d.id from delivery d where d.purpose = 'answer'
        and d.state in ('sent', 'failed', 'parked', 'cancelled')
        and d.created_at < ${before(3 * day)}
        and not exists (select 1 from circulation_watch w where w.delivery_id = d.id) limit ${batchSize})`,
    sql`delete from enrolment_attempt where telegram_user_id in (
      select telegram_user_id from enrolment_attempt where first_failure_at < ${before(30 * day)}
      limit ${batchSize})`,
    sql`delete from chase_digest where (telegram_chat_id, day, audience) in (
      select telegram_chat_id, day, audience from chase_digest where day < ${before(90 * day)}::date
      limit ${batchSize})`,
    sql`delete from secrecy_refusal where id in (
      select id from secrecy_refusal where at < ${before(365 * day)} limit ${batchSize})`,
    sql`delete from dialog where updated_at < ${before(conversationMs)}`,
  ]
  for (const statement of statements) {
    for (;;) {
      const { numAffectedRows } = await statement.execute(db)
      if (signal.aborted) return false
      if ((numAffectedRows ?? 0n) < BigInt(batchSize)) break
    }
  }
  return true
}

/** Notes that it ran through. */
export async function noteCleanUp(db: Db, now: Date): Promise<void> {
  const value = JSON.stringify(now.toISOString())
  await db
    .insertInto('setting')
    .values({ key: lastCleanUp.setting, value, updated_at: now })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value, updated_at: now }))
    .execute()
}

/** Is it due: it ran long ago, or something has ended that must not outlive its end? */
export async function isCleanUpDue(db: Db, now: Date): Promise<boolean> {
  const recent = new Date(now.getTime() - lastCleanUp.everyMs)
  const { rows } = await sql<{ due: boolean }>`
    select not exists (select from setting where key = ${lastCleanUp.setting} and updated_at > ${recent})
      -- A substitute whose time is over gets nothing any more.
      or exists (select from duty_holding
        where until is null and substitute_for is not null and ends_at <= ${now})
      -- A list uploaded to the page is kept for half an hour.
      or exists (select from web_upload where expires_at <= ${now}) as due`.execute(db)
  return rows[0]?.due === true
}
