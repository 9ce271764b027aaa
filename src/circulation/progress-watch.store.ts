// Messages that show an officer the progress of a circulation. The job show-progress keeps them up to date
// until the circulation is over.
import { sql } from 'kysely'
import { countDue, maxCounted } from '../platform/count-due.ts'
import type { Db, Tx } from '../platform/database.ts'
import type { DeliveryState, Json } from '../platform/database-types.ts'
import type { DueWork } from '../platform/sweeper.ts'
import { wakeAfterCommit } from '../platform/wake-after-commit.ts'
import type { Button } from './messenger.ts'

/**
 * What is stored with the message: its language and the buttons of each stage. The face that opens it makes
 * them, so that the job needs no face.
 */
export interface ProgressView {
  language: 'vi' | 'en'
  running: Button[][]
  paused: Button[][]
  /** All messages were sent. */
  done: Button[][]
  /** Given up half-way; `done` where the message is older than this stage. */
  cancelled?: Button[][]
  /** The circulation is over, but some messages failed or are parked. */
  stuck: Button[][]
}

export interface ProgressWatch {
  directiveId: number
  deliveryId: number
  /** The text that the message shows now; null before the first one. */
  shown: string | null
  state: DeliveryState
  messageId: number | null
  payload: Json | null
  telegramChatId: number
  threadId: number | null
}

/** Registers the message of that delivery to be kept up to date from now on. */
export async function startProgressWatch(
  tx: Tx,
  watch: { directiveId: number; deliveryId: number; telegramChatId: number },
): Promise<void> {
  await tx
    .insertInto('circulation_watch')
    .values({
      directive_id: watch.directiveId,
      delivery_id: watch.deliveryId,
      telegram_chat_id: watch.telegramChatId,
    })
    .execute()
  await wakeAfterCommit(tx, 'show-progress', {})
}

/** All messages that are to be kept up to date. */
export async function openProgressWatches(db: Db): Promise<ProgressWatch[]> {
  return await db
    .selectFrom('circulation_watch as w')
    .innerJoin('delivery as d', 'd.id', 'w.delivery_id')
    .select([
      'w.directive_id as directiveId',
      'w.delivery_id as deliveryId',
      'w.shown',
      'd.state',
      'd.message_id as messageId',
      'd.payload',
      'd.telegram_chat_id as telegramChatId',
      'd.thread_id as threadId',
    ])
    .where('w.finished_at', 'is', null)
    .execute()
}

/** Notes what a message shows. With `finishedAt` it is no longer kept up to date. */
export async function noteShown(
  db: Db,
  deliveryId: number,
  shown: string | null,
  finishedAt: Date | null,
): Promise<void> {
  await db
    .updateTable('circulation_watch')
    .set({ shown, finished_at: finishedAt })
    .where('delivery_id', '=', deliveryId)
    .execute()
}

/** Open messages, for the sweeper. `since` is null, so they never count as late. */
export async function countOpenWatches(db: Db): Promise<DueWork> {
  return await countDue(
    db,
    sql`select null::timestamptz as since from circulation_watch where finished_at is null
      limit ${maxCounted}`,
  )
}
