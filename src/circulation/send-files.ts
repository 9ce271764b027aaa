// Sends files of a directive into one chat on request: its annexes to a unit that received it, all files to
// whoever looks it up. Each is an answer of its own through the reserved lane, so that a directive stays one
// message per recipient at the bulk pace. The sender uploads a file once; from then on its handle serves
// everybody.
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
  /** `over`: the directive was recalled or replaced. `on_the_way`: asked for a moment ago. */
  | { ok: false; reason: 'none' | 'over' | 'on_the_way' }

/** What was recalled is sent no more; what was replaced can still be looked up. */
const sendable: Record<FilesToSend['which'], readonly DirectiveState[]> = {
  annexes: ['issued', 'closed'],
  all: ['issued', 'closed', 'superseded'],
}

/** Puts the files into the outbox. Whether the person may have them is the caller's to check. */
export async function sendFiles(tx: Tx, wanted: FilesToSend): Promise<FilesOutcome> {
  const { directiveId, which, to, caption, now } = wanted
  // Shared with other readers; a recall waits for this, or is seen.
  const directive = await tx
    .selectFrom('directive')
    .select(['state', 'protect'])
    .where('id', '=', directiveId)
    .forShare()
    .executeTakeFirst()
  const all = await listFiles(tx, directiveId)
  const files = which === 'all' ? all : all.filter((file) => file.position > 0)
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

/** What a payload calls the file (directive_file.id) that the sender adds to its message. */
export const fileOfPayload = 'fileToSend'

/** True on a row of delivery that carries a file on request. */
export const carriesFile = sql<boolean>`(purpose = 'notice' and payload ? ${sql.lit(fileOfPayload)})`

/** Few rows wait in the lane of answers, and few are in hand: both are found by their small indexes. */
async function isOnTheWay(tx: Tx, directiveId: number, telegramChatId: number): Promise<boolean> {
  const same = sql`lane = 0 and directive_id = ${directiveId} and telegram_chat_id = ${telegramChatId}
    and ${carriesFile}`
  const found = await sql`
    (select from delivery where state in ('pending', 'unknown') and ${same} limit 1)
    union all (select from delivery where state = 'sending' and ${same} limit 1)`.execute(tx)
  return found.rows.length > 0
}
