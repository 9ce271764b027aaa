// A person's right to see and to erase what is kept (Law 91/2025/QH15). Erasing leaves the acknowledgements and the
// audit chain, which hold only the officer's number. Copies in the rooms further down (messages on their way, stored
// updates) are named here by account and left to their owners' retention.
import { sql } from 'kysely'
import { type AuditNote, recordAudit } from '../platform/audit.ts'
import type { Db, Tx } from '../platform/database.ts'
import type { ChatState, Duty } from '../platform/database-types.ts'

/** Everything this room keeps about one person. */
export interface PersonalData {
  officerId: number
  fullName: string
  telegramUserId: number | null
  language: string
  consentVersion: number | null
  consentedAt: Date | null
  createdAt: Date
  duties: { duty: Duty; unitCode: string; unitName: string; since: Date; until: Date | null }[]
  chats: { telegramChatId: number; state: ChatState }[]
}

/** What is kept about a person; null for an unknown or erased one. */
export async function exportPerson(db: Db, officerId: number): Promise<PersonalData | null> {
  const officer = await db
    .selectFrom('officer')
    .selectAll()
    .where('id', '=', officerId)
    .where('erased_at', 'is', null)
    .executeTakeFirst()
  if (!officer) return null
  const duties = await db
    .selectFrom('office_held as h')
    .innerJoin('unit as u', 'u.id', 'h.unit_id')
    .select(['h.duty', 'u.code as unitCode', 'u.name as unitName', 'h.since', 'h.until'])
    .where('h.officer_id', '=', officerId)
    .orderBy('h.since')
    .execute()
  const chats = await db
    .selectFrom('chat')
    .select(['telegram_chat_id as telegramChatId', 'state'])
    .where('officer_id', '=', officerId)
    .execute()
  return {
    officerId,
    fullName: officer.full_name,
    telegramUserId: officer.telegram_user_id,
    language: officer.language,
    consentVersion: officer.consent_version,
    consentedAt: officer.consented_at,
    createdAt: officer.created_at,
    duties,
    chats,
  }
}

/** What stands in place of an erased name. */
export const erasedName = '—'

/**
 * Erases a person: duties end, name, account, language and consent are gone. Returns the Telegram account that was
 * erased, so that the caller can clear it elsewhere; null when there is no such person any more.
 */
export async function erasePerson(
  tx: Tx,
  erasure: { officerId: number; by: AuditNote['actor']; now: Date },
): Promise<{ telegramUserId: number | null } | null> {
  const { officerId, now } = erasure
  const officer = await tx
    .selectFrom('officer')
    .select(['id', 'telegram_user_id'])
    .where('id', '=', officerId)
    .where('erased_at', 'is', null)
    .forUpdate()
    .executeTakeFirst()
  if (!officer) return null
  await tx
    .updateTable('office_held')
    .set({ until: sql`greatest(since, ${now})` })
    .where('officer_id', '=', officerId)
    .where('until', 'is', null)
    .execute()
  // The row of the chat stays, since messages refer to it, but nothing in it leads to the person.
  await sql`update chat set officer_id = null, title = null, state = 'left', state_changed_at = ${now},
      telegram_chat_id = -4503599627370496 - id
    where officer_id = ${officerId}`.execute(tx)
  await tx
    .updateTable('officer')
    .set({
      full_name: erasedName,
      search_key: '',
      telegram_user_id: null,
      consent_version: null,
      consented_at: null,
      erased_at: now,
    })
    .where('id', '=', officerId)
    .execute()
  if (officer.telegram_user_id !== null)
    await tx
      .deleteFrom('enrolment_attempt')
      .where('telegram_user_id', '=', officer.telegram_user_id)
      .execute()
  await recordAudit(tx, {
    at: now,
    actor: erasure.by,
    action: 'person.erase',
    subject: { kind: 'officer', id: officerId },
  })
  return { telegramUserId: officer.telegram_user_id }
}
