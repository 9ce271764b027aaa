// The names of people: how they are kept, and correcting the own one.
import { recordAudit } from '../platform/audit.ts'
import type { Db, Tx } from '../platform/database.ts'
import { firstCharacters, normaliseText, searchKey } from '../platform/vietnamese-text.ts'
import type { Person } from './author.ts'

/** Longest name of a person that is kept. */
export const longestPersonName = 120

/** A person's name as kept: one Unicode form, single spaces, not longer than that. */
export function tidyName(name: string): string {
  const tidy = normaliseText(name).replace(/\s+/g, ' ').trim()
  return firstCharacters(tidy, longestPersonName).trim() || '…'
}

/** Lets an officer correct the own name. Returns false for a name that is empty. */
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
