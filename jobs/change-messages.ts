// Takes back or marks messages whose directive was recalled, corrected or superseded, at a gentle pace. Telegram lets
// a bot delete its messages for 48 hours; what cannot be deleted any more is marked instead.
import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Outcome } from '../src/circulation/messenger.ts'
import { fileOfPayload } from '../src/circulation/send-files.ts'
import { html } from '../src/texts/index.ts'
import type { JobContext } from './context.ts'

/** Few at once, so that progress messages between two batches stay fresh. */
const atOnce = 30
/** Ten a second leaves the channel room for what is being sent. */
const pauseMs = 100
const deletableMs = 47 * 3_600_000

/**
 * Is the text of message `d` of directive `g` the caption of a file? The directive's message is when the version of that
 * hour had a file: the oldest version that was ended after it was sent, or the present one.
 */
const isCaption = sql<boolean>`case d.purpose when 'directive' then exists (
    select from directive_file f cross join lateral (
      select coalesce(min(v.version), g.version) as version from directive_version v
      where v.directive_id = g.id and v.changed_at >= d.sent_at
    ) then_in_force
    where f.directive_id = g.id and f.position = 0 and f.since_version <= then_in_force.version
      and (f.until_version is null or f.until_version > then_in_force.version))
  else coalesce(d.payload ? ${sql.lit(fileOfPayload)}, false) end`

/** Handles a batch; true when there is more to do soon. Repeating a removal or a mark does no harm. */
export async function changeMessages(
  { db, clock, messenger }: Pick<JobContext, 'db' | 'clock' | 'messenger'>,
  signal: AbortSignal,
): Promise<boolean> {
  const rows = await db
    .selectFrom('message_change as m')
    .innerJoin('delivery as d', 'd.id', 'm.delivery_id')
    .innerJoin('directive as g', 'g.id', 'd.directive_id')
    .select(['m.delivery_id', 'm.action', 'm.what', 'd.telegram_chat_id', 'd.message_id', 'd.sent_at'])
    .select(['d.thread_id', 'd.language', 'd.state', 'g.number_text'])
    .select(isCaption.as('is_caption'))
    .where('m.done_at', 'is', null)
    // What is on the wire comes to its own end first.
    .where('d.state', 'not in', ['claimed', 'sending'])
    .orderBy('m.created_at')
    .limit(atOnce)
    .execute()
  for (const row of rows) {
    if (signal.aborted) return false
    let outcome: Outcome | { kind: 'nothing' } = { kind: 'nothing' }
    if (row.message_id !== null) {
      const to = { telegramChatId: row.telegram_chat_id, threadId: row.thread_id }
      const isYoung = row.sent_at !== null && clock.now().getTime() - row.sent_at.getTime() < deletableMs
      if (row.action === 'remove' && isYoung) outcome = await messenger.remove(to, row.message_id)
      const isGone =
        outcome.kind === 'sent' || (outcome.kind === 'final' && outcome.reason === 'target_missing')
      if (!isGone && outcome.kind !== 'not_delivered' && outcome.kind !== 'unknown') {
        const text = html(row.language === 'en' ? 'en' : 'vi', `change-mark-${row.what}`, {
          number: row.number_text,
        })
        outcome = await messenger.edit(to, row.message_id, {
          text,
          buttons: [],
          isCaption: row.is_caption,
        })
      }
      // Telegram asks for patience or does not answer: the rest waits for the next round.
      if (outcome.kind === 'not_delivered' || outcome.kind === 'unknown') return true
      await wait(pauseMs, undefined, { signal }).catch(() => {})
    }
    await db
      .updateTable('message_change')
      .set({ done_at: clock.now(), outcome: outcome.kind === 'final' ? outcome.reason : outcome.kind })
      .where('delivery_id', '=', row.delivery_id)
      .execute()
  }
  return rows.length === atOnce
}
