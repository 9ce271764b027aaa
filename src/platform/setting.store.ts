// The table setting: what an operator or an office has set for all processes, by name.
import type { Db } from './database.ts'
import type { Json } from './database-types.ts'

/** What was set under this name; undefined when nothing was. */
export async function readSetting(db: Db, key: string): Promise<Json | undefined> {
  const row = await db.selectFrom('setting').select('value').where('key', '=', key).executeTakeFirst()
  return row?.value
}

/** Sets it, in place of what was set before. */
export async function writeSetting(
  db: Db,
  key: string,
  value: number | string | boolean,
  now: Date,
): Promise<void> {
  const row = { value: JSON.stringify(value), updated_at: now }
  await db
    .insertInto('setting')
    .values({ key, ...row })
    .onConflict((conflict) => conflict.column('key').doUpdateSet(row))
    .execute()
}
