// Audiences with a name (saved lists), kept by a unit and used again by it and by its office.
import { unitPath } from '../org/unit.store.ts'
import { recordAudit } from '../platform/audit.ts'
import type { Db, Tx } from '../platform/database.ts'
import { normaliseText, sameWords } from '../platform/vietnamese-text.ts'
import type { Audience } from './audience.ts'
import { type Author, auditActor, mayDo } from './author.ts'

export interface SavedAudience {
  id: number
  name: string
  audience: Audience
}

/** The lists of a unit, by name. */
export async function savedAudiences(db: Db, unitId: number): Promise<SavedAudience[]> {
  const rows = await db
    .selectFrom('saved_audience')
    .select(['id', 'name', 'audience'])
    .where('unit_id', '=', unitId)
    .orderBy('name')
    .execute()
  return rows.map((row) => ({ ...row, audience: row.audience as unknown as Audience }))
}

/** Keeps an audience under a name; one of the same name is replaced. */
export async function saveAudience(
  tx: Tx,
  author: Author,
  { unitId, name, audience, now }: { unitId: number; name: string; audience: Audience; now: Date },
): Promise<{ ok: true; id: number } | { ok: false; reason: 'not_allowed' | 'name_missing' }> {
  const path = await unitPath(tx, unitId)
  if (!mayDo(author, 'directive.draft', { pathIds: path.ids })) return { ok: false, reason: 'not_allowed' }
  const words = normaliseText(name).trim().replace(/\s+/g, ' ').slice(0, 100)
  if (words === '') return { ok: false, reason: 'name_missing' }
  const same = (await savedAudiences(tx, unitId)).find((each) => sameWords(each.name, words))
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
  await recordAudit(tx, {
    ...{ at: now, actor: auditActor(author), action: 'audience.save' },
    ...{ subject: { kind: 'saved_audience', id }, unitId },
  })
  return { ok: true, id }
}
