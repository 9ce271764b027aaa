// npm run cli -- COMMAND … [--json]: the command line for operators and installers. It finds the command, runs it and
// prints; what the commands do is in cli-*.ts. Exit 0, or 2 with one line that says what is wrong and where.

import { systemClock } from '../platform/clock.ts'
import { type Config, ConfigError, readConfig } from '../platform/config.ts'
import { openDatabase } from '../platform/database.ts'
import { createLog, type Log } from '../platform/log.ts'
import { findRunningUrl } from '../platform/privileges.ts'
import { openQueue } from '../platform/queue.ts'
import { loadCalendar } from './calendar.ts'
import { type CliContext, CliFault, type Command } from './cli-command.ts'
import { deliveryCommands } from './cli-delivery.ts'
import { directiveCommands } from './cli-directive.ts'
import { orgCommands } from './cli-org.ts'
import { outlineCommands } from './cli-outline.ts'
import { sendingCommands } from './cli-sending.ts'
import { findDatabase, localBot } from './local.ts'
import { migrateDatabase } from './migrate-database.ts'
import { operatorSentence } from './operator-fault.ts'
import { configuredAccount } from './telegram-account.ts'

const commands: Record<string, Command> = {
  ...orgCommands,
  ...directiveCommands,
  ...outlineCommands,
  ...sendingCommands,
  ...deliveryCommands,
}

async function main(words: string[]): Promise<number> {
  const asJson = words.includes('--json')
  const given = words.filter((word) => word !== '--json')
  if (given.length === 0 || given[0] === 'help' || given[0] === '--help') {
    console.log(overview())
    return 0
  }
  const name = Object.keys(commands).find((one) => given.slice(0, 2).join(' ') === one || given[0] === one)
  const command = name ? commands[name] : undefined
  if (!name || !command)
    throw new CliFault(`Unknown command "${given.slice(0, 2).join(' ')}": see npm run cli -- help.`)
  const args = given.slice(name.split(' ').length)
  if (args.includes('--help')) {
    console.log(`npm run cli -- ${name} ${command.usage}\n${command.summary}`)
    return 0
  }
  command.check?.(args)
  const { context, close } = await openContext(asJson)
  try {
    const result = await command.run(args, context)
    console.log(asJson ? JSON.stringify(result.json) : result.text)
    return 0
  } finally {
    await close()
  }
}

async function openContext(quiet: boolean): Promise<{ context: CliContext; close: () => Promise<void> }> {
  const config = readConfig(process.env)
  const log = createLog({ level: 'silent', role: 'cli' })
  const found = await findDatabase(config)
  // The embedded database of a first try may never have been started before.
  if (found.embedded && !found.embedded.wasRunning) await migrateDatabase(found)
  const { url } = await findRunningUrl(found.url, found.rolePassword)
  const database = openDatabase({
    url,
    max: 4,
    applicationName: 'thongsuot-cli',
    statementTimeoutMs: 0,
  })
  const queue = openQueue({ redisUrl: config.REDIS_URL, databaseUrl: url, log })
  let username: Promise<string> | undefined
  const context: CliContext = {
    db: database.db,
    clock: systemClock,
    calendar: await loadCalendar(database.db, config.ORG_TIMEZONE, systemClock.now()),
    config,
    wake: queue.wake,
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
      await queue.close()
      await database.close()
      // A start may have joined it meanwhile.
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

function overview(): string {
  const lines = Object.entries(commands).map(
    ([name, command]) => `  ${name} ${command.usage}\n      ${command.summary}`,
  )
  return ['npm run cli -- COMMAND … [--json]', '', ...lines].join('\n')
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  const isUsersFault = error instanceof CliFault || error instanceof ConfigError
  console.error((isUsersFault ? error.message : operatorSentence(error)).replaceAll('\n', ' '))
  process.exitCode = 2
}
process.exit()
