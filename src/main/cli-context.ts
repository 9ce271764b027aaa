// What a command works with. Opened only once its arguments are valid, because loading and opening all this
// is most of the cost of a short command.

import type { CliContext } from '../cli/command.ts'
import { readCalendar } from '../org/calendar-days.ts'
import { systemClock } from '../platform/clock.ts'
import { type Config, readConfig } from '../platform/config.ts'
import { openDatabase } from '../platform/database.ts'
import { createDatabaseClock } from '../platform/database-clock.ts'
import { createLog, type Log } from '../platform/log.ts'
import { expectOwnMigrations } from '../platform/migrations.ts'
import { findRunningUrl } from '../platform/privileges.ts'
import { openQueue } from '../platform/queue.ts'
import { findDatabase, localBot } from './local.ts'
import { migrateDatabase } from './migrate-database.ts'
import { readSandboxClock } from './sandbox-clock.ts'
import { configuredAccount } from './telegram-account.ts'

/** Opens the database, the queue and the calendar; call `close` when the command is done. */
export async function openContext(
  quiet: boolean,
): Promise<{ context: CliContext; close: () => Promise<void> }> {
  const config = readConfig(process.env)
  const log = createLog({ level: 'silent', role: 'cli' })
  const found = await findDatabase(config)
  // The embedded database may be new, without any migration.
  if (found.embedded && !found.embedded.wasRunning) await migrateDatabase(found)
  const { url } = await findRunningUrl(found.url, found.rolePassword)
  const queue = openQueue({ redisUrl: config.REDIS_URL, databaseUrl: url, log })
  const database = openDatabase({
    url,
    max: 4,
    applicationName: 'thongsuot-cli',
    statementTimeoutMs: 0,
    wake: queue.wake,
  })
  await expectOwnMigrations(database.db)
  const base = config.BOT_TOKEN ? systemClock : await readSandboxClock(database.db)
  const clock = await createDatabaseClock({ db: database.db, base, log })
  let username: Promise<string> | undefined
  const context: CliContext = {
    db: database.db,
    clock,
    calendar: await readCalendar(database.db, config.ORG_TIMEZONE, clock.now()),
    config,
    botUsername: () => {
      username ??= findBotName(config, log)
      return username
    },
    out: (line) => {
      if (!quiet) console.error(line)
    },
  }
  return {
    context,
    close: async () => {
      clock.stop()
      await queue.close()
      await database.close()
      // A start may use the same database by now.
      if (found.embedded && !found.embedded.wasRunning) await found.embedded.stopUnlessUsed()
    },
  }
}

async function findBotName(config: Config, log: Log): Promise<string> {
  if (!config.BOT_TOKEN) return localBot.username
  const account = await configuredAccount(config, log)
  await account.api.close()
  return account.username
}
