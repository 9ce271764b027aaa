// The language in which a person is told things.
import type { Db } from '../platform/database.ts'

export async function setLanguage(db: Db, officerId: number, language: 'vi' | 'en'): Promise<void> {
  await db.updateTable('officer').set({ language }).where('id', '=', officerId).execute()
}
