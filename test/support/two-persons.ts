// The rule of two persons in tests: worlds in which one person does everything have it set off, tests of the
// rule begin from the default.

import { twoPersonsSetting } from '../../src/directive/two-persons.ts'
import type { Db } from '../../src/platform/database.ts'
import { writeSetting } from '../../src/platform/setting.store.ts'

/** Whoever drafts also issues, as after `rule two-persons off`. */
export const letOneIssue = (db: Db): Promise<void> => writeSetting(db, twoPersonsSetting, false, new Date(0))

/** As a new installation has it: nothing is set, so the rule holds. */
export async function askForTwoPersons(db: Db): Promise<void> {
  await db.deleteFrom('setting').where('key', '=', twoPersonsSetting).execute()
}
