// Sends files of a directive to one chat on request: the annexes to a unit that received it, all files to a
// person who looks it up. Each file is a message of its own in the lane of answers. So in the bulk lane a
// directive is one message per recipient. The sender uploads a file once and then uses its handle.
import { sql } from 'kysely'
import { type AttachedFile, listFiles } from '../directive/files.store.ts'
import type { Tx } from '../platform/database.ts'
import type { DirectiveState, JsonObject } from '../platform/database-types.ts'
import { enqueueMessages } from './outbox.ts'

export interface FilesToSend {
  directiveId: number
  /** The first file goes out with the directive itself; annexes are the others. */
  which: 'annexes' | 'all'
  to: { telegramChatId: number; threadId?: number | null | undefined; language: 'vi' | 'en' }
  obligationId?: number
  /** Telegram HTML below file `number` of `count`. */
  caption: (file: AttachedFile, number: number, count: number) => string
  now: Date
}

export type FilesOutcome =
  | { ok: true; count: number }
  /**
   * `over`: the directive was recalled or superseded. `on_the_way`: the same files wait for this chat
   * already.
   */
  | { ok: false; reason: 'none' | 'over' | 'on_the_way' }

/** States of a directive whose files may be sent. A superseded one can still be looked up. */
const sendable: Record<FilesToSend['which'], readonly DirectiveState[]> = {
  annexes: ['issued', 'closed'],
  all: ['issued', 'closed', 'superseded'],
}

/** Puts the files into the outbox. The caller has checked that the person may have them. */
export async function sendFiles(tx: Tx, wanted: FilesToSend): Promise<FilesOutcome> {
  const { directiveId, which, to, caption, now } = wanted
  // A share lock: a recall either waits for this transaction or is seen here. Other readers do not wait.
  const directive = await tx
    .selectFrom('directive')
    .select(['state', 'protect'])
    .where('id', '=', directiveId)
    .forShare()
    .executeTakeFirst()
  const allFiles = await listFiles(tx, directiveId)
  const files = which === 'all' ? allFiles : allFiles.filter((file) => file.position > 0)
  if (!directive || files.length === 0) return { ok: false, reason: 'none' }
  if (!sendable[which].includes(directive.state)) return { ok: false, reason: 'over' }
  if (await isOnTheWay(tx, directiveId, to.telegramChatId)) return { ok: false, reason: 'on_the_way' }
  const messages = files.map((file, index) => ({
    purpose: 'notice' as const,
    lane: 0 as const,
    directiveId,
    dueAt: now,
    now,
    telegramChatId: to.telegramChatId,
    threadId: to.threadId ?? null,
    language: to.language,
    obligationId: wanted.obligationId ?? null,
    payload: {
      message: {
        text: caption(file, index + 1, files.length),
        protect: directive.protect,
      },
      [fileOfPayload]: file.id,
    } satisfies JsonObject,
  }))
  await enqueueMessages(tx, messages)
  return { ok: true, count: messages.length }
}

/** The field of a payload with the file (directive_file.id) that the sender adds to the message. */
export const fileOfPayload = 'fileToSend'

/** SQL condition on a row of delivery: it carries a file on request. */
export const carriesFile = sql<boolean>`(purpose = 'notice' and payload ? ${sql.lit(fileOfPayload)})`

/**
 * Does a file of the directive wait for this chat, or is it being sent? Small indexes find these few rows.
 */
async function isOnTheWay(tx: Tx, directiveId: number, telegramChatId: number): Promise<boolean> {
  const same = sql`lane = 0 and directive_id = ${directiveId} and telegram_chat_id = ${telegramChatId}
    and ${carriesFile}`
  const result = await sql`
    (select from delivery where state in ('pending', 'unknown') and ${same} limit 1)
    union all (select from delivery where state = 'sending' and ${same} limit 1)`.execute(tx)
  return result.rows.length > 0
}
