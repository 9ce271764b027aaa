// An uploaded list as it was read: stored with the session between the preview and "apply", so that exactly
// the previewed list is applied and nothing is read twice. One per session, for at most half an hour, deleted
// once it is applied.
import type { OfficerTable } from '../org/lists/read-officer-table.ts'
import type { UnitTable } from '../org/lists/read-unit-table.ts'
import type { Db } from '../platform/database.ts'
import type { JsonObject } from '../platform/database-types.ts'

export const uploadLifetimeMs = 30 * 60_000

/** What the list of each kind was read as. */
export interface ReadLists {
  units: UnitTable
  officers: OfficerTable
}

export interface WebUpload<Kind extends keyof ReadLists = keyof ReadLists> {
  id: number
  kind: Kind
  fileName: string
  content: ReadLists[Kind]
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
        content: JSON.stringify(upload.content),
        options: JSON.stringify(upload.options),
        expires_at: new Date(now.getTime() + uploadLifetimeMs),
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    return row.id
  })
}

/** The list of this session with this id; null when it has expired, was applied, or was replaced. */
export async function findUpload<Kind extends keyof ReadLists>(
  db: Db,
  sessionId: number,
  wanted: { id: number; kind: Kind },
  now: Date,
): Promise<WebUpload<Kind> | null> {
  const row = await db
    .selectFrom('web_upload')
    .select(['id', 'file_name', 'content', 'options'])
    .where('session_id', '=', sessionId)
    .where('id', '=', wanted.id)
    .where('kind', '=', wanted.kind)
    .where('expires_at', '>', now)
    .executeTakeFirst()
  if (!row) return null
  const { id, file_name: fileName, options } = row
  const content = row.content as unknown as ReadLists[Kind]
  return { id, kind: wanted.kind, fileName, content, options: options as JsonObject }
}

/** Deletes an applied list. */
export async function dropUpload(db: Db, id: number): Promise<void> {
  await db.deleteFrom('web_upload').where('id', '=', id).execute()
}
