// Forgets what is no longer needed: handled updates after Telegram's 24 hours of repeats (with a margin), the texts of
// answers once they are sent, conversations and wrong codes of a month ago with the files they left behind, rests of single chats, digests of three
// months ago; notes the end of substitutes, closes the chats of people who have not agreed to the notice,
// links, sessions and uploads of the page that are over. Nothing of the register or the reports. Every few hours, by the row that it leaves.
import { sql } from 'kysely'
import { forgetOldWaits } from '../src/circulation/sending/sender.ts'
import { withdrawMessages } from '../src/circulation/withdraw-messages.ts'
import { removeOldDrafts } from '../src/directive/draft.store.ts'
import { removeUnusedFiles } from '../src/directive/files.store.ts'
import { closeUnconsentedChats } from '../src/org/consent.ts'
import { closeEndedSubstitutes } from '../src/org/hand-over.ts'
import { forgetOldInvitations } from '../src/org/invitations.ts'
import { forgetWebSessions } from '../src/org/web-session.ts'
import { auditReceipt } from '../src/platform/audit.ts'
import type { Processor } from './context.ts'

const hour = 3_600_000
/** The row that tells when it last ran through. */
export const lastCleanUp = { setting: 'clean-up.last', everyMs: 6 * hour }

export const cleanUpJob: Processor<'clean-up'> = async ({ db, clock, log }, _data, signal) => {
  // The log is outside the database: it shows later what the trail was (audit verify --receipt).
  const receipt = await auditReceipt(db)
  if (receipt) log.info({ receipt: `${receipt.sealNo}-${receipt.hash}` }, 'audit trail: receipt')
  await db.transaction().execute(async (tx) => {
    const closed = await closeUnconsentedChats(tx, clock.now())
    await withdrawMessages(
      tx,
      closed.map((chat) => chat.telegramChatId),
    )
  })
  await closeEndedSubstitutes(db, clock.now())
  await forgetOldInvitations(db, clock.now())
  await forgetWebSessions(db, clock.now())
  await forgetOldWaits(db)
  const now = clock.now().getTime()
  const before = (ms: number) => new Date(now - ms)
  const batches = [
    sql`delete from telegram_update where seq in (
      select seq from telegram_update where handled_at < ${before(72 * hour)} order by seq limit 5000)`,
    sql`delete from delivery where id in (
      select d.id from delivery d where d.purpose = 'answer' and d.state in ('sent', 'failed', 'cancelled')
        and d.created_at < ${before(72 * hour)}
        and not exists (select 1 from circulation_watch w where w.delivery_id = d.id) limit 5000)`,
    sql`delete from enrolment_attempt where telegram_user_id in (
      select telegram_user_id from enrolment_attempt where first_failure_at < ${before(30 * 24 * hour)} limit 5000)`,
    sql`delete from chase_digest where (telegram_chat_id, day, audience) in (
      select telegram_chat_id, day, audience from chase_digest where day < ${before(90 * 24 * hour)}::date limit 5000)`,
    sql`delete from dialog where updated_at < ${before(30 * 24 * hour)}`,
  ]
  for (const batch of batches) {
    for (;;) {
      const { numAffectedRows } = await batch.execute(db)
      if (signal.aborted) return
      if ((numAffectedRows ?? 0n) < 5_000n) break
    }
  }
  await removeOldDrafts(db, before(30 * 24 * hour))
  await removeUnusedFiles(db, before(31 * 24 * hour))
  const row = {
    key: lastCleanUp.setting,
    value: JSON.stringify(new Date(now).toISOString()),
    updated_at: new Date(now),
  }
  await db
    .insertInto('setting')
    .values(row)
    .onConflict((conflict) =>
      conflict.column('key').doUpdateSet({ value: row.value, updated_at: row.updated_at }),
    )
    .execute()
}
