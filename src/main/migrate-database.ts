// Brings a database to the newest schema: our tables, the queue's tables, and the privileges.
import { openDatabase } from '../platform/database.ts'
import { migrateUp } from '../platform/migrations.ts'
import { grantRunningRole, type RunningRole } from '../platform/privileges.ts'
import { migrateQueue } from '../platform/queue.ts'
import type { LocalDatabase } from './local.ts'

/** Returns the names of the applied migrations, and the role that the processes will have. */
export async function migrateDatabase(found: LocalDatabase): Promise<RunningRole & { applied: string[] }> {
  const database = openDatabase({
    url: found.ownerUrl,
    max: 1,
    applicationName: 'thongsuot-migrate',
    statementTimeoutMs: 0,
  })
  try {
    const applied = await migrateUp(database.db)
    await migrateQueue(found.ownerUrl)
    const login = found.ownerUrl === found.url ? undefined : decodeURIComponent(new URL(found.url).username)
    const granted = await grantRunningRole(found.ownerUrl, {
      password: found.rolePassword,
      login: login === '' ? undefined : login,
    })
    return { ...granted, applied }
  } finally {
    await database.close()
  }
}
