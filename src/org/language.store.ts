// The language of a person's messages and pages.
import type { Db } from '../platform/database.ts'

/** Sets the language of an officer. */
export async function setLanguage(db: Db, officerId: number, language: 'vi' | 'en'): Promise<void> {
  await db.updateTable('officer').set({ language }).where('id', '=', officerId).execute()
}
