// Attachments: bytes are kept once, by SHA-256; a directive names them. What a file may be and what it says
// is left to read-file.ts.
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Db } from '../platform/database.ts'

/** A file that is stored and may be attached. */
export interface StoredFile {
  /** Hexadecimal. */
  sha256: string
  name: string
  mime: string
  size: number
  /** Telegram's handle for it, when it came through the bot: sending that again needs no upload. */
  telegram?: { botId: number; fileId: string }
}

/** Keeps the bytes, once however often they come. */
export async function putFile(
  db: Db,
  file: { bytes: Uint8Array; name: string; mime: string; telegram?: StoredFile['telegram'] },
  now: Date,
): Promise<StoredFile> {
  const bytes = Buffer.from(file.bytes)
  const sha256 = createHash('sha256').update(bytes).digest()
  await db
    .insertInto('file_content')
    .values({ sha256, bytes, stored_at: now })
    .onConflict((conflict) => conflict.column('sha256').doUpdateSet({ stored_at: now }))
    .execute()
  const { name, mime, telegram } = file
  return {
    sha256: sha256.toString('hex'),
    name,
    mime,
    size: bytes.length,
    ...(telegram ? { telegram } : {}),
  }
}

/**
 * Attaches files in order. The one at position 0 goes out with the directive's message, the others are
 * annexes. `sinceVersion` is the version of the directive that brings them.
 */
export async function attachFiles(
  db: Db,
  directiveId: number,
  files: readonly StoredFile[],
  from = 0,
  sinceVersion = 1,
): Promise<void> {
  if (files.length === 0) return
  await db
    .insertInto('directive_file')
    .values(
      files.map((file, index) => ({
        ...fileColumns(file),
        directive_id: directiveId,
        position: from + index,
        since_version: sinceVersion,
      })),
    )
    .execute()
}

interface FileColumns {
  name: string
  mime: string
  size: number
  sha256: Buffer
  telegram_bot_id: number | null
  telegram_file_id: string | null
}

/** The columns that say which file it is, of a directive or of a draft. */
export const fileColumns = ({ name, mime, size, sha256, telegram }: StoredFile): FileColumns => ({
  name,
  mime,
  size,
  sha256: Buffer.from(sha256, 'hex'),
  telegram_bot_id: telegram?.botId ?? null,
  telegram_file_id: telegram?.fileId ?? null,
})

/** The file that those columns say. */
export function storedFile(row: FileColumns): StoredFile {
  const { name, mime, size, telegram_bot_id: botId, telegram_file_id: fileId } = row
  return {
    sha256: row.sha256.toString('hex'),
    name,
    mime,
    size,
    ...(botId !== null && fileId !== null ? { telegram: { botId, fileId } } : {}),
  }
}

/** Takes all files from a draft; their bytes go with the next clean-up unless they are attached again. */
export async function detachFiles(db: Db, directiveId: number): Promise<void> {
  await db.deleteFrom('directive_file').where('directive_id', '=', directiveId).execute()
}

export interface AttachedFile {
  id: number
  position: number
  name: string
  mime: string
  size: number
  sha256: string
  telegramBotId: number | null
  telegramFileId: string | null
}

/** The present files of a directive without their bytes, in order. */
export async function listFiles(db: Db, directiveId: number): Promise<AttachedFile[]> {
  const rows = await db
    .selectFrom('directive_file')
    .selectAll()
    .where('directive_id', '=', directiveId)
    .where('until_version', 'is', null)
    .orderBy('position')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    position: row.position,
    name: row.name,
    mime: row.mime,
    size: row.size,
    sha256: row.sha256.toString('hex'),
    telegramBotId: row.telegram_bot_id,
    telegramFileId: row.telegram_file_id,
  }))
}

/** The bytes of a file, or null when nothing has that checksum. `sha256` is hexadecimal. */
export async function readFile(db: Db, sha256: string): Promise<Buffer | null> {
  const row = await db
    .selectFrom('file_content')
    .select('bytes')
    .where('sha256', '=', Buffer.from(sha256, 'hex'))
    .executeTakeFirst()
  return row?.bytes ?? null
}

/**
 * Notes the handle that `botId` got for a file at its first upload. A handle is worth nothing to another bot.
 */
export async function rememberTelegramFile(
  db: Db,
  directiveFileId: number,
  botId: number,
  fileId: string,
): Promise<void> {
  await db
    .updateTable('directive_file')
    .set({ telegram_bot_id: botId, telegram_file_id: fileId })
    .where('id', '=', directiveFileId)
    .execute()
}

/** Nothing names the bytes `c`: neither a directive nor something that is being written. */
const isUnused = sql`not exists (select from directive_file f where f.sha256 = c.sha256)
    and not exists (select from directive_draft_file f where f.sha256 = c.sha256)`

/** Forgets one file's bytes, unless a directive or a draft names them. */
export async function forgetFile(db: Db, sha256: string): Promise<void> {
  await sql`delete from file_content c where sha256 = ${Buffer.from(sha256, 'hex')} and ${isUnused}`.execute(
    db,
  )
}

/** Forgets bytes that were stored before `before` and that neither a directive nor a draft names. */
export async function removeUnusedFiles(db: Db, before: Date): Promise<number> {
  const gone = await sql`delete from file_content c where stored_at < ${before} and ${isUnused}`.execute(db)
  return Number(gone.numAffectedRows ?? 0)
}
