// A list that was uploaded to the page: kept with its session between the preview and "do it", so that
// exactly the file that was looked at is applied. One for a session, for half an hour at most, and gone once
// it was applied.
import type { Db } from '../platform/database.ts'
import type { JsonObject } from '../platform/database-types.ts'

export const uploadLifetimeMs = 30 * 60_000

export interface WebUpload {
  id: number
  kind: 'units' | 'officers'
  fileName: string
  bytes: Uint8Array
  /** What was chosen beside the file, as the face wrote it down. */
  options: JsonObject
}

/** Keeps a list in place of the session's last one. Returns its id. */
export async function keepUpload(
  db: Db,
  sessionId: number,
  upload: Omit<WebUpload, 'id'>,
  now: Date,
): Promise<number> {
  return await db.transaction().execute(async (tx) => {
    // A new id each time: what another tab still shows must not lead to this file.
    await tx.deleteFrom('web_upload').where('session_id', '=', sessionId).execute()
    const row = await tx
      .insertInto('web_upload')
      .values({
        session_id: sessionId,
        kind: upload.kind,
        file_name: upload.fileName,
        bytes: Buffer.from(upload.bytes),
        options: JSON.stringify(upload.options),
        expires_at: new Date(now.getTime() + uploadLifetimeMs),
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    return row.id
  })
}

/** The list of this session under this id; null when it is over, was applied, or gave way to another. */
export async function findUpload(
  db: Db,
  sessionId: number,
  wanted: Pick<WebUpload, 'id' | 'kind'>,
  now: Date,
): Promise<WebUpload | null> {
  const row = await db
    .selectFrom('web_upload')
    .select(['id', 'kind', 'file_name', 'bytes', 'options'])
    .where('session_id', '=', sessionId)
    .where('id', '=', wanted.id)
    .where('kind', '=', wanted.kind)
    .where('expires_at', '>', now)
    .executeTakeFirst()
  if (!row) return null
  const { id, file_name: fileName, bytes, options } = row
  return { id, kind: wanted.kind, fileName, bytes, options: options as JsonObject }
}

/** Takes it away once it was applied. */
export async function dropUpload(db: Db, id: number): Promise<void> {
  await db.deleteFrom('web_upload').where('id', '=', id).execute()
}
