// Fetches and reads the document of an update, outside any transaction. It may take as long as a slow line
// and the limits of the reader allow; meanwhile other chats go on.
import type { Update } from 'grammy/types'
import { readSentFile } from '../../directive/read-sent-file.ts'
import type { FileRole } from '../../directive/reading/read-file.ts'
import type { BotDeps } from '../bot-deps.ts'
import type { SentDocument } from '../context.ts'
import type { StoredUpdate } from './update.store.ts'

/** Telegram lets a bot fetch at most so much. */
export const maxDownloadBytes = 20 * 1024 * 1024

/** A reading that takes longer leaves a line in the log, in milliseconds. */
const slowMs = 5_000

type Deps = Pick<BotDeps, 'fetchFile' | 'calendar' | 'clock' | 'log'>

/** The document of the update's message; null when it could not be fetched. */
export async function readDocumentOf(
  deps: Deps,
  update: StoredUpdate,
  role: FileRole,
): Promise<SentDocument> {
  const message = update.payload.message
  const document = message?.document
  if (!message || !document) return null
  const bytes = await deps.fetchFile(document.file_id, maxDownloadBytes)
  if (bytes === null) return null
  const startedMs = performance.now()
  const name = document.file_name ?? 'van-ban'
  const today = deps.calendar.dayOf(deps.clock.now())
  const reading = await readSentFile({ bytes, name, caption: message.caption ?? '', role, today })
  const tookMs = Math.round(performance.now() - startedMs)
  const isStuck = !reading.ok && reading.reason === 'too_complex'
  if (isStuck || tookMs > slowMs) {
    // What names the file and says nothing of it.
    const file = { file_unique_id: document.file_unique_id, bytes: bytes.length }
    const what = isStuck ? 'A document went over the limits of the reader' : 'Reading a document was slow'
    deps.log.warn({ seq: update.seq, chat_id: message.chat.id, ...file, tookMs }, what)
  }
  return { bytes, role, reading }
}

/** The chat that an update came from, for a line in the log. */
export function chatIdOf(update: Update): number | undefined {
  const message = update.message ?? update.edited_message ?? update.callback_query?.message
  return (message?.chat ?? update.my_chat_member?.chat)?.id
}
