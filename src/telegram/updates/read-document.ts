// Fetches and reads the document of an update, outside any transaction. It may take as long as a slow line
// and the limits of the reader allow; meanwhile other chats go on.
import type { Update } from 'grammy/types'
import { tellAdministrators } from '../../circulation/tell-administrators.ts'
import { readSentFile } from '../../directive/read-sent-file.ts'
import type { FileRole } from '../../directive/reading/read-file.ts'
import type { BotDeps } from '../bot-deps.ts'
import { LocalFileError } from '../channel/local-file.ts'
import type { SentDocument } from '../context.ts'
import type { StoredUpdate } from './update.store.ts'

/** Telegram lets a bot fetch at most so much. */
export const maxDownloadBytes = 20 * 1024 * 1024

/** A reading that takes longer leaves a line in the log, in milliseconds. */
const slowMs = 5_000

/** Time between two alarms about files that this machine cannot read, in milliseconds. */
const alarmEveryMs = 3_600_000

type Deps = Pick<BotDeps, 'db' | 'fetchFile' | 'calendar' | 'clock' | 'log'>

/** The document of the update's message; null when it could not be fetched. */
export async function readDocumentOf(
  deps: Deps,
  update: StoredUpdate,
  role: FileRole,
): Promise<SentDocument> {
  const message = update.payload.message
  const document = message?.document
  if (!message || !document) return null
  const bytes = await fetchOrAlarm(deps, document.file_id)
  if (bytes === null || bytes === 'not_readable_here') return bytes
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

/** The bytes; a fault of this machine's set-up is told to the administrators. */
async function fetchOrAlarm(
  { db, clock, fetchFile }: Deps,
  fileId: string,
): Promise<Uint8Array | 'not_readable_here' | null> {
  try {
    return await fetchFile(fileId, maxDownloadBytes)
  } catch (error) {
    if (!(error instanceof LocalFileError)) throw error
    const notice = { kind: 'local_files', work: 'local-files', reason: error.reason } as const
    await tellAdministrators(db, { notice, everyMs: alarmEveryMs, now: clock.now() })
    return 'not_readable_here'
  }
}

/** The chat that an update came from, for a line in the log. */
export function chatIdOf(update: Update): number | undefined {
  const message = update.message ?? update.edited_message ?? update.callback_query?.message
  return (message?.chat ?? update.my_chat_member?.chat)?.id
}
