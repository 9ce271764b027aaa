// npm run worker: circulates, sends, reminds. Any number of workers on any number of machines.
import { systemClock } from '../platform/clock.ts'
import { openChannel } from './channel.ts'
import { runProcess } from './run-process.ts'
import { openRuntime } from './runtime.ts'
import { configuredAccount } from './telegram-account.ts'
import { tryWebRole } from './web-role.ts'
import { startWorkerRole } from './worker-role.ts'

await runProcess('worker', ['DATABASE_URL', 'BOT_TOKEN'], async (running) => {
  const runtime = await openRuntime(running, systemClock, { url: running.config.DATABASE_URL ?? '' })
  // Health checks answer while Telegram does not.
  await tryWebRole(runtime, {})
  const account = await configuredAccount(running.config, running.log)
  running.onStop('bot api', () => account.api.close())
  const channel = openChannel(runtime, account)
  startWorkerRole(runtime, channel)
  running.log.info({ bot: account.username }, 'worker is running')
})
