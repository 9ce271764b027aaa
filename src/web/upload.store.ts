// An uploaded list: stored with the session between the preview and "apply", so that exactly the previewed
// file is applied. One per session, for at most half an hour, deleted once it is applied.
import type { Db } from '../platform/database.ts'
import type { JsonObject } from '../platform/database-types.ts'

export const uploadLifetimeMs = 30 * 60_000

export interface WebUpload {
  id: number
  kind: 'units' | 'officers'
  fileName: string
  bytes: Uint8Array
  /** The options beside the file, as the face wrote them. */
  options: JsonObject
}

/** Stores a list in place of the session's last one. Returns its id. */
export async function keepUpload(
  db: Db,
  sessionId: number,
  upload: Omit<WebUpload, 'id'>,
  now: Date,
): Promise<number> {
  return await db.transaction().execute(async (tx) => {
    // A new id each time: a page in another tab must not lead to this file.
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

/** The list of this session with this id; null when it has expired, was applied, or was replaced. */
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

/** Deletes an applied list. */
export async function dropUpload(db: Db, id: number): Promise<void> {
  await db.deleteFrom('web_upload').where('id', '=', id).execute()
}
