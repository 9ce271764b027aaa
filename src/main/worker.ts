// npm run worker: circulates, sends, reminds. As many as wanted, on as many machines.
import { systemClock } from '../platform/clock.ts'
import { openChannel } from './channel.ts'
import { openGround } from './ground.ts'
import { runProcess } from './run-process.ts'
import { configuredAccount } from './telegram-account.ts'
import { tryWebRole } from './web-role.ts'
import { startWorkerRole } from './worker-role.ts'

await runProcess('worker', ['DATABASE_URL', 'BOT_TOKEN'], async (running) => {
  const ground = await openGround(running, systemClock, { url: running.config.DATABASE_URL ?? '' })
  // Health checks answer while Telegram does not.
  await tryWebRole(ground, {})
  const account = await configuredAccount(running.config, running.log)
  running.onStop('bot api', () => account.api.close())
  const channel = openChannel(ground, account)
  startWorkerRole(ground, channel)
  running.log.info({ bot: account.username }, 'worker is running')
})
