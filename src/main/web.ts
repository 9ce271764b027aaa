// npm run web: the web port with health, readiness, metrics, the webhook and the portal for people with
// duties.
import { systemClock } from '../platform/clock.ts'
import { webhookOf } from './intake-role.ts'
import { OperatorFault } from './operator-fault.ts'
import { type Process, runProcess } from './run-process.ts'
import { openRuntime } from './runtime.ts'
import { botIdOf, configuredAccount } from './telegram-account.ts'
import { startWebRole } from './web-role.ts'

await runProcess('web', ['DATABASE_URL'], async (running) => {
  const { config } = running
  if (config.WEBHOOK_URL && !config.BOT_TOKEN) {
    throw new OperatorFault(
      'BOT_TOKEN is needed with WEBHOOK_URL: updates are stored under the number of the bot.',
    )
  }
  const runtime = await openRuntime(running, systemClock, { url: config.DATABASE_URL ?? '' })
  const webhook = config.BOT_TOKEN ? webhookOf(runtime, botIdOf(config.BOT_TOKEN)) : undefined
  let known: Promise<string> | undefined
  const botUsername = () => {
    // Asked when the first cards are made, so that the port does not wait for Telegram.
    known ??= findName(running).catch((error) => {
      known = undefined
      throw error
    })
    return known
  }
  await startWebRole(runtime, {
    webhook,
    chatUrl: config.PUBLIC_URL,
    botUsername: config.BOT_TOKEN ? botUsername : undefined,
  })
})

async function findName({ config, log }: Process): Promise<string> {
  const { api, username } = await configuredAccount(config, log)
  await api.close()
  return username
}
