// npm run bot: handles updates and answers people. Long polling, or what the webhook stores.
import { systemClock } from '../platform/clock.ts'
import { startBotRole } from './bot-role.ts'
import { openChannel } from './channel.ts'
import { webhookOf } from './intake-role.ts'
import { runProcess } from './run-process.ts'
import { openRuntime } from './runtime.ts'
import { botIdOf, configuredAccount } from './telegram-account.ts'
import { tryWebRole } from './web-role.ts'

await runProcess('bot', ['DATABASE_URL', 'BOT_TOKEN'], async (running) => {
  const runtime = await openRuntime(running, systemClock, { url: running.config.DATABASE_URL ?? '' })
  // Health checks answer while Telegram does not.
  await tryWebRole(runtime, { webhook: webhookOf(runtime, botIdOf(running.config.BOT_TOKEN ?? '')) })
  const account = await configuredAccount(running.config, running.log)
  running.onStop('bot api', () => account.api.close())
  const channel = openChannel(runtime, account)
  await startBotRole(runtime, channel, account)
  running.log.info(
    { bot: account.username, webhook: running.config.WEBHOOK_URL !== undefined },
    'bot is running',
  )
})
