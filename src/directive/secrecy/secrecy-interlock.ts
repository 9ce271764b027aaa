// The secrecy interlock: a document may enter only when its sender declares it not secret and no secrecy mark
// is found in its texts and file names. It runs before anything is written; a refusal leaves only the fact.
// Source: Law on the protection of state secrets 117/2025/QH15, art. 5 (no secrets on machines on the
// Internet).
import type { Db } from '../../platform/database.ts'
import { findSecrecyMarks } from './secrecy-marks.ts'

export interface Screened {
  /** The sender's declaration "Không mật". */
  declaredNotSecret: boolean
  /** Every text that would be kept: subject, body, number, text inside files. */
  texts: readonly (string | null | undefined)[]
  fileNames: readonly string[]
}

export type SecrecyVerdict = { pass: true } | { pass: false; reason: 'declared' | 'mark_found' }

/** Judges; writes nothing. A pass is no proof: the scan only catches what is marked. */
export function screenForSecrecy({ declaredNotSecret, texts, fileNames }: Screened): SecrecyVerdict {
  const marked =
    texts.some((text) => text && findSecrecyMarks({ text }).length > 0) ||
    fileNames.some((fileName) => findSecrecyMarks({ fileName }).length > 0)
  if (marked) return { pass: false, reason: 'mark_found' }
  return declaredNotSecret ? { pass: true } : { pass: false, reason: 'declared' }
}

/** The only trace of a refused document. */
export async function recordSecrecyRefusal(
  db: Db,
  refusal: { at: Date; officerId: number | null; reason: 'declared' | 'mark_found' },
): Promise<void> {
  await db
    .insertInto('secrecy_refusal')
    .values({ at: refusal.at, officer_id: refusal.officerId, reason: refusal.reason })
    .execute()
}
