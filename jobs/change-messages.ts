// Takes back or marks messages whose directive was recalled, corrected or superseded, at the pace of bulk.
// Telegram lets a bot delete its messages for 48 hours; what cannot be deleted any more is marked instead.
// What cannot be done now waits by itself and holds up nothing else.
import {
  changesRest,
  endRests,
  findDueChanges,
  finishChange,
  type MessageChange,
  postponeChange,
  postponeChat,
  restChanges,
} from '../src/circulation/change/message-change.store.ts'
import type { Outcome } from '../src/circulation/messenger.ts'
import { waitForSlot } from '../src/circulation/sending/sender.ts'
import { readSettings } from '../src/circulation/settings.ts'
import { html } from '../src/texts/index.ts'
import type { JobContext } from './context.ts'

/** Few at once, so that progress messages between two batches stay fresh. */
const atOnce = 30
const deletableMs = 47 * 3_600_000
/**
 * The wait of one message without an answer grows from half a minute to an hour; all attempts together take a
 * day.
 */
const firstWaitMs = 30_000
const longestWaitMs = 3_600_000
const maxAttempts = 30
/** So many messages in a row without an answer, and it is not the messages. */
const silentInRow = 3

type Context = Pick<JobContext, 'db' | 'clock' | 'messenger'> & Partial<Pick<JobContext, 'log'>>

/**
 * What one message met: it is over, it got no answer that says anything, or nothing more is to be asked for
 * now.
 */
type Met = 'over' | 'silence' | 'rest'

/** Handles a batch; true when there is more to do soon. Repeating a removal or a mark does no harm. */
export async function changeMessages(context: Context, signal: AbortSignal): Promise<boolean> {
  const { db, clock } = context
  if (await changesRest(db)) return false
  const settings = await readSettings(db)
  const rows = await findDueChanges(db, atOnce)
  let silent = 0
  let hasAnswer = false
  for (const row of rows) {
    if (signal.aborted) return false
    if (row.messageId === null) {
      await finishChange(db, row, 'nothing', clock.now())
      continue
    }
    if (!(await waitForSlot(db, settings, signal))) return false
    const met = await follow(context, row, await change(context, row, row.messageId))
    if (met === 'rest') return false
    if (met === 'over' && !hasAnswer) await endRests(db)
    hasAnswer ||= met === 'over'
    silent = met === 'silence' ? silent + 1 : 0
    if (silent === silentInRow) {
      context.log?.warn('messages cannot be changed: Telegram gives no answer that says anything')
      await restChanges(db, 'trouble')
      return false
    }
  }
  return rows.length === atOnce
}

async function change(
  { clock, messenger }: Context,
  row: MessageChange,
  messageId: number,
): Promise<Outcome> {
  const to = { telegramChatId: row.telegramChatId, threadId: row.threadId }
  const isYoung = row.sentAt !== null && clock.now().getTime() - row.sentAt.getTime() < deletableMs
  if (row.action === 'remove' && isYoung) {
    const outcome = await messenger.remove(to, messageId)
    if (!mayBeMarked(outcome)) return outcome
  }
  const text = html(row.language === 'en' ? 'en' : 'vi', `change-mark-${row.what}`, {
    number: row.numberText,
  })
  return await messenger.edit(to, messageId, { text, buttons: [], isCaption: row.isCaption })
}

/** It is still there, and the channel is in order. */
function mayBeMarked(outcome: Outcome): boolean {
  if (outcome.kind === 'migrated') return true
  return outcome.kind === 'final' && !['target_missing', 'unauthorized'].includes(outcome.reason)
}

async function follow({ db, clock, log }: Context, row: MessageChange, outcome: Outcome): Promise<Met> {
  if (outcome.kind === 'unknown') {
    if (row.attempts + 1 < maxAttempts) {
      await postponeChange(db, row, Math.min(longestWaitMs, firstWaitMs * 2 ** row.attempts))
    } else {
      log?.warn({ delivery_id: row.deliveryId, detail: outcome.detail }, 'a message could not be changed')
      await finishChange(db, row, `unknown: ${outcome.detail}`, clock.now())
    }
    return 'silence'
  }
  if (outcome.kind === 'not_delivered' && outcome.reason === 'rate_limited') {
    const askedMs = outcome.retryAfterMs ?? 1_000
    await postponeChat(db, row.telegramChatId, askedMs)
    await restChanges(db, 'asked', askedMs)
    return 'rest'
  }
  // Says nothing about this message, which keeps its place.
  if (outcome.kind === 'not_delivered' || (outcome.kind === 'final' && outcome.reason === 'unauthorized')) {
    log?.warn({ reason: outcome.reason, detail: outcome.detail }, 'messages cannot be changed')
    await restChanges(db, 'trouble')
    return 'rest'
  }
  await finishChange(db, row, outcome.kind === 'final' ? outcome.reason : outcome.kind, clock.now())
  return 'over'
}
