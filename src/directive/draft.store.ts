// A directive that somebody is drafting, or a correction somebody is writing, before anything is registered:
// what it says so far, its files, and what the conversation remembers besides. The row goes when it is sent
// or given up.
import type { Db, Tx } from '../platform/database.ts'
import type { JsonObject } from '../platform/database-types.ts'
import { contentFromJson, type DraftContent } from './draft-content.ts'
import { fileColumns, forgetFile, type StoredFile, storedFile } from './files.store.ts'

/** `Notes` are the conversation's own and fit JSON. */
export interface Draft<Notes extends object> {
  id: number
  /** When the person began: if the document turns out to be secret, what was said since goes. */
  startedAt: Date
  content: Partial<DraftContent>
  notes: Notes
}

/** Starts a draft of the officer. */
export async function startDraft<Notes extends object>(
  tx: Tx,
  start: { officerId: number; content: Partial<DraftContent>; notes: Notes; now: Date },
): Promise<Draft<Notes>> {
  const { officerId, content, notes, now } = start
  const { id } = await tx
    .insertInto('directive_draft')
    .values({ officer_id: officerId, created_at: now, updated_at: now, ...asJson({ content, notes }) })
    .returning('id')
    .executeTakeFirstOrThrow()
  await writeFiles(tx, id, content)
  return { id, startedAt: now, content, notes }
}

/** The draft, or null when it was sent or given up. */
export async function readDraft<Notes extends object>(db: Db, id: number): Promise<Draft<Notes> | null> {
  const row = await db
    .selectFrom('directive_draft')
    .select(['content', 'notes', 'created_at'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) return null
  const files = await readFiles(db, id)
  const content = contentFromJson(row.content as Partial<DraftContent>)
  const main = files.filter(({ position }) => position === 0).map(({ file }) => file)
  const annexes = files.filter(({ position }) => position > 0).map(({ file }) => file)
  return {
    id,
    startedAt: row.created_at,
    content: { ...content, files: main, annexes },
    notes: row.notes as Notes,
  }
}

/** Keeps what the draft says now; the bytes of a file that it no longer names go. */
export async function saveDraft<Notes extends object>(tx: Tx, draft: Draft<Notes>, now: Date): Promise<void> {
  await tx
    .updateTable('directive_draft')
    .set({ ...asJson(draft), updated_at: now })
    .where('id', '=', draft.id)
    .execute()
  await writeFiles(tx, draft.id, draft.content)
}

/** Takes the draft away, with the bytes of its files unless a directive names them by now. */
export async function removeDraft(tx: Tx, id: number): Promise<void> {
  const files = await readFiles(tx, id)
  await tx.deleteFrom('directive_draft').where('id', '=', id).execute()
  for (const { file } of files) await forgetFile(tx, file.sha256)
}

/**
 * Takes away the drafts that nobody touched since `before`; the clean-up of unused files takes their bytes.
 */
export async function removeOldDrafts(db: Db, before: Date): Promise<void> {
  await db.deleteFrom('directive_draft').where('updated_at', '<', before).execute()
}

/** What a person is writing, for an export of everything about the person. */
export async function draftsOf(
  db: Db,
  officerId: number,
): Promise<{ content: JsonObject; changedAt: Date }[]> {
  const rows = await db
    .selectFrom('directive_draft')
    .select(['content', 'updated_at as changedAt'])
    .where('officer_id', '=', officerId)
    .orderBy('id')
    .execute()
  return rows.map(({ content, changedAt }) => ({ content: content as JsonObject, changedAt }))
}

/** Takes away what a person is writing; the clean-up of unused files takes the bytes. */
export async function removeDraftsOf(db: Db, officerId: number): Promise<void> {
  await db.deleteFrom('directive_draft').where('officer_id', '=', officerId).execute()
}

/** Files are rows of their own: the database keeps their bytes as long as the draft names them. */
function asJson({ content, notes }: { content: Partial<DraftContent>; notes: object }) {
  const { files: _files, annexes: _annexes, ...words } = content
  return { content: JSON.stringify(words), notes: JSON.stringify(notes) }
}

async function writeFiles(tx: Tx, draftId: number, content: Partial<DraftContent>): Promise<void> {
  const { files = [], annexes = [] } = content
  const wanted = [
    ...files.map((file, position) => ({ file, position })),
    ...annexes.map((file, place) => ({ file, position: place + Math.max(1, files.length) })),
  ]
  const before = await readFiles(tx, draftId)
  if (JSON.stringify(before) === JSON.stringify(wanted)) return
  await tx.deleteFrom('directive_draft_file').where('draft_id', '=', draftId).execute()
  for (const { file, position } of wanted) {
    await tx
      .insertInto('directive_draft_file')
      .values({ ...fileColumns(file), draft_id: draftId, position })
      .execute()
  }
  for (const { file } of before) await forgetFile(tx, file.sha256)
}

async function readFiles(db: Db, draftId: number): Promise<{ file: StoredFile; position: number }[]> {
  const rows = await db
    .selectFrom('directive_draft_file')
    .selectAll()
    .where('draft_id', '=', draftId)
    .orderBy('position')
    .execute()
  return rows.map((row) => ({ file: storedFile(row), position: row.position }))
}
