// The chat of a unit. The view unit_recipient chooses one chat per unit (see the migration of this room).
// Circulation joins the view for any number of units; this file reads a few.
import type { Db } from '../platform/database.ts'

/** Why a unit cannot be reached: nobody of it is enrolled, or the state of the chat that would be chosen. */
export const whyNots = [
  'nobody_enrolled',
  'blocked',
  'left',
  'not_found',
  'deactivated',
  'no_consent',
  'no_rights',
] as const
export type WhyNot = (typeof whyNots)[number]

/** The chat of a unit, or the reason that there is none. */
export interface Recipient {
  unitId: number
  chatId: number | null
  telegramChatId: number | null
  threadId: number | null
  language: 'vi' | 'en'
  whyNot: WhyNot | null
}

/**
 * The chosen chat of each of these units, or the reason why there is none. Ended units without a successor
 * are missing.
 */
export async function recipientChats(db: Db, unitIds: readonly number[]): Promise<Recipient[]> {
  if (unitIds.length === 0) return []
  const rows = await db.selectFrom('unit_recipient').selectAll().where('unit_id', 'in', unitIds).execute()
  return rows.map((row) => ({
    unitId: row.unit_id as number,
    chatId: row.chat_id,
    telegramChatId: row.telegram_chat_id,
    threadId: row.thread_id,
    language: row.language === 'en' ? 'en' : 'vi',
    whyNot: row.why_not as WhyNot | null,
  }))
}
