// Consent to the processing of the few personal data that are kept (Law 91/2025/QH15, Decree 356/2025/NĐ-CP): which
// text a person agreed to, and when. Refusing is erasing, which is personal-data.ts. The words are in src/texts.
import { recordAudit } from '../platform/audit.ts'
import type { Db, Tx } from '../platform/database.ts'

/** Raised whenever the notice says something new; whoever agreed to an older one is asked again. */
export const consentVersion = 1

/** Has this officer agreed to the notice of today? */
export async function hasConsented(db: Db, officerId: number): Promise<boolean> {
  const row = await db
    .selectFrom('officer')
    .select('consent_version')
    .where('id', '=', officerId)
    .executeTakeFirst()
  return row?.consent_version === consentVersion
}

/** Notes that the officer agreed. Returns false when that was known already. */
export async function recordConsent(tx: Tx, officerId: number, now: Date): Promise<boolean> {
  const row = await tx
    .updateTable('officer')
    .set({ consent_version: consentVersion, consented_at: now })
    .where('id', '=', officerId)
    .where('erased_at', 'is', null)
    .where((eb) => eb('consent_version', 'is distinct from', consentVersion))
    .returning('id')
    .executeTakeFirst()
  if (!row) return false
  await recordAudit(tx, {
    at: now,
    actor: { kind: 'officer', id: officerId },
    action: 'consent.give',
    subject: { kind: 'officer', id: officerId },
    detail: { version: consentVersion },
  })
  return true
}
