// npm run web: the web port with health, readiness, metrics and the webhook.
import { systemClock } from '../platform/clock.ts'
import { openGround } from './ground.ts'
import { webhookOf } from './intake-role.ts'
import { OperatorFault } from './operator-fault.ts'
import { runProcess } from './run-process.ts'
import { botIdOf } from './telegram-account.ts'
import { startWebRole } from './web-role.ts'

await runProcess('web', ['DATABASE_URL'], async (running) => {
  const { config } = running
  if (config.WEBHOOK_URL && !config.BOT_TOKEN) {
    throw new OperatorFault(
      'BOT_TOKEN is needed with WEBHOOK_URL: updates are stored under the number of the bot.',
    )
  }
  const ground = await openGround(running, systemClock, { url: config.DATABASE_URL ?? '' })
  const webhook = config.BOT_TOKEN ? webhookOf(ground, botIdOf(config.BOT_TOKEN)) : undefined
  await startWebRole(ground, { webhook, chatUrl: config.PUBLIC_URL })
})
