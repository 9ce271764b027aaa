// Audiences with a name (saved lists), kept by a unit and used again by its office and by the offices above
// it.
import type { Actor } from '../org/actor.ts'
import { type Author, auditActor, mayDo } from '../org/author.ts'
import { speakersNow } from '../org/speakers.ts'
import { unitPath } from '../org/unit.store.ts'
import { recordAudit } from '../platform/audit.ts'
import type { Db, Tx } from '../platform/database.ts'
import { normaliseText, sameWords } from '../platform/vietnamese-text.ts'
import type { Audience } from './audience.ts'
import { screenForSecrecy } from './secrecy/secrecy-interlock.ts'

export interface SavedAudience {
  id: number
  unitId: number
  name: string
  audience: Audience
}

export type SavedAudienceFault = {
  ok: false
  /** `gone`: deleted meanwhile; `outside`: it reaches units that are not below the list's own unit. */
  reason: 'not_allowed' | 'name_missing' | 'name_taken' | 'secret' | 'outside' | 'gone'
}

const longestName = 100

/** The lists of a unit, by name. */
export async function savedAudiences(db: Db, unitId: number): Promise<SavedAudience[]> {
  const rows = await db
    .selectFrom('saved_audience')
    .select(['id', 'unit_id', 'name', 'audience'])
    .where('unit_id', '=', unitId)
    .orderBy('name')
    .execute()
  return rows.map(toList)
}

/** One list, or null. */
export async function findSavedAudience(db: Db, id: number): Promise<SavedAudience | null> {
  const row = await db
    .selectFrom('saved_audience')
    .select(['id', 'unit_id', 'name', 'audience'])
    .where('id', '=', id)
    .executeTakeFirst()
  return row ? toList(row) : null
}

/** Keeps an audience under a name; one of the same name is replaced, or refused when a new list is wanted. */
export async function saveAudience(
  tx: Tx,
  author: Author,
  {
    unitId,
    name,
    audience,
    isNew = false,
  }: { unitId: number; name: string; audience: Audience; isNew?: boolean },
  { now }: { now: Date },
): Promise<{ ok: true; id: number; replaced: boolean } | SavedAudienceFault> {
  if (!(await mayKeep(tx, author, unitId))) return { ok: false, reason: 'not_allowed' }
  const read = readName(name)
  if (!read.ok) return read
  const { words } = read
  const { ids } = await unitPath(tx, audience.root)
  if (!ids.includes(unitId)) return { ok: false, reason: 'outside' }
  const same = (await savedAudiences(tx, unitId)).find((each) => sameWords(each.name, words))
  if (same && isNew) return { ok: false, reason: 'name_taken' }
  const values = {
    unit_id: unitId,
    name: same?.name ?? words,
    audience: JSON.stringify(audience),
    created_at: now,
  }
  const { id } = await tx
    .insertInto('saved_audience')
    .values(values)
    .onConflict((conflict) =>
      conflict.columns(['unit_id', 'name']).doUpdateSet({ audience: values.audience, created_at: now }),
    )
    .returning('id')
    .executeTakeFirstOrThrow()
  await audit(tx, author, { id, unitId }, 'audience.save', now)
  return { ok: true, id, replaced: same !== undefined }
}

/** Gives a list another name; the name of another list of the unit is refused. */
export async function renameAudience(
  tx: Tx,
  author: Author,
  { id, name }: { id: number; name: string },
  { now }: { now: Date },
): Promise<{ ok: true; name: string } | SavedAudienceFault> {
  const opened = await openOwn(tx, author, id)
  if (!opened.ok) return opened
  const { list } = opened
  const read = readName(name)
  if (!read.ok) return read
  const { words } = read
  const others = (await savedAudiences(tx, list.unitId)).filter((each) => each.id !== id)
  if (others.some((each) => sameWords(each.name, words))) return { ok: false, reason: 'name_taken' }
  await tx.updateTable('saved_audience').set({ name: words }).where('id', '=', id).execute()
  await audit(tx, author, list, 'audience.rename', now)
  return { ok: true, name: words }
}

/** Adds a speaker (by the duty) to a list of named ones, or takes one out. Twice is once. */
export async function setMember(
  tx: Tx,
  author: Author,
  { id, dutyId, isMember }: { id: number; dutyId: number; isMember: boolean },
  { now }: { now: Date },
): Promise<{ ok: true; list: SavedAudience } | SavedAudienceFault> {
  const opened = await openOwn(tx, author, id)
  if (!opened.ok) return opened
  const { list } = opened
  const before = list.audience.speakers
  if (!Array.isArray(before)) return { ok: false, reason: 'gone' }
  if (isMember) {
    const [speaker] = await speakersNow(tx, [dutyId])
    const path = speaker ? await unitPath(tx, speaker.unitId) : null
    if (!path?.ids.includes(list.audience.root)) return { ok: false, reason: 'outside' }
  }
  // Whoever has handed over stands there by the duty of old: all are written as they are today.
  const today = (await speakersNow(tx, before)).map((each) => each.dutyId)
  const speakers = [...today.filter((each) => each !== dutyId), ...(isMember ? [dutyId] : [])]
  const audience = { ...list.audience, speakers }
  await tx
    .updateTable('saved_audience')
    .set({ audience: JSON.stringify(audience) })
    .where('id', '=', id)
    .execute()
  await audit(tx, author, list, 'audience.save', now)
  return { ok: true, list: { ...list, audience } }
}

/** Takes a list away. Directives issued with it keep their recipients. */
export async function deleteAudience(
  tx: Tx,
  author: Author,
  { id }: { id: number },
  { now }: { now: Date },
): Promise<{ ok: true; name: string } | SavedAudienceFault> {
  const opened = await openOwn(tx, author, id)
  if (!opened.ok) return opened
  const { list } = opened
  await tx.deleteFrom('saved_audience').where('id', '=', id).execute()
  await audit(tx, author, list, 'audience.delete', now)
  return { ok: true, name: list.name }
}

/** May this person keep and change that list? False too when there is none. */
export async function mayKeepAudience(db: Db, actor: Actor, id: number): Promise<boolean> {
  const list = await findSavedAudience(db, id)
  return list !== null && (await mayKeep(db, actor, list.unitId))
}

/** May the author keep and change lists of that unit? */
async function mayKeep(db: Db, author: Author, unitId: number): Promise<boolean> {
  const path = await unitPath(db, unitId)
  return mayDo(author, 'directive.draft', { pathIds: path.ids })
}

/** A list that the author may change, locked. Somebody else's looks the same as none. */
async function openOwn(
  tx: Tx,
  author: Author,
  id: number,
): Promise<{ ok: true; list: SavedAudience } | SavedAudienceFault> {
  await tx.selectFrom('saved_audience').select('id').where('id', '=', id).forUpdate().executeTakeFirst()
  const list = await findSavedAudience(tx, id)
  const isOwn = list !== null && (await mayKeep(tx, author, list.unitId))
  return isOwn ? { ok: true, list } : { ok: false, reason: 'gone' }
}

function readName(name: string): { ok: true; words: string } | SavedAudienceFault {
  if (!screenForSecrecy({ declaredNotSecret: true, texts: [name], fileNames: [] }).pass)
    return { ok: false, reason: 'secret' }
  const words = normaliseText(name).trim().replace(/\s+/g, ' ').slice(0, longestName)
  return words === '' ? { ok: false, reason: 'name_missing' } : { ok: true, words }
}

async function audit(
  tx: Tx,
  author: Author,
  { id, unitId }: { id: number; unitId: number },
  action: string,
  now: Date,
): Promise<void> {
  await recordAudit(tx, {
    at: now,
    actor: auditActor(author),
    action,
    subject: {
      kind: 'saved_audience',
      id,
    },
    unitId,
  })
}

const toList = (row: { id: number; unit_id: number; name: string; audience: unknown }): SavedAudience => ({
  id: row.id,
  unitId: row.unit_id,
  name: row.name,
  audience: row.audience as Audience,
})
