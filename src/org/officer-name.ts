// The names of people: their stored form, and the correction of the own name.
import { recordAudit } from '../platform/audit.ts'
import type { Db, Tx } from '../platform/database.ts'
import { firstCharacters, normaliseText, searchKey } from '../platform/vietnamese-text.ts'
import type { Person } from './author.ts'

/** Maximum length of a person's name, in characters. */
export const maxPersonNameLength = 120

/**
 * A person's name as it is stored: one Unicode form, single spaces, cut to the maximum. '…' for an empty one.
 */
export function tidyName(name: string): string {
  const tidy = normaliseText(name).replace(/\s+/g, ' ').trim()
  return firstCharacters(tidy, maxPersonNameLength).trim() || '…'
}

/** Lets an officer correct the own name. Returns false for an empty name. */
export async function renameOfficer(
  tx: Tx,
  { officerId }: Person,
  { name }: { name: string },
  { now }: { now: Date },
): Promise<boolean> {
  const tidy = tidyName(name)
  if (tidy === '…') return false
  await tx
    .updateTable('officer')
    .set({ full_name: tidy, search_key: searchKey(tidy) })
    .where('id', '=', officerId)
    .execute()
  await recordAudit(tx, {
    at: now,
    actor: { kind: 'officer', id: officerId },
    action: 'officer.rename',
    subject: { kind: 'officer', id: officerId },
  })
  return true
}

/** The names of these officers, by id; unknown ids are missing. */
export async function officerNames(db: Db, officerIds: readonly number[]): Promise<Map<number, string>> {
  if (officerIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('officer')
    .select(['id', 'full_name'])
    .where('id', 'in', officerIds)
    .execute()
  return new Map(rows.map((row) => [row.id, row.full_name]))
}
