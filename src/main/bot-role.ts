// The bot role: receives updates (or hears of those the webhook stored), handles them, answers at once.
import { listenTo } from '../platform/listen.ts'
import { createBot } from '../telegram/bot.ts'
import { setMenus, usePolling, useWebhook } from '../telegram/channel/set-up.ts'
import { pollUpdates } from '../telegram/updates/polling.ts'
import type { Channel } from './channel.ts'
import { updatesStored } from './intake-role.ts'
import type { Runtime } from './runtime.ts'
import { type TelegramAccount, tokenRefused, webhookRefused } from './telegram-account.ts'
import { pageUrlOf } from './web-role.ts'

/**
 * Starts the bot role. The web port must be listening by now: Telegram may call the webhook at once.
 * `pageUrl`: the portal's address for /trang.
 */
export async function startBotRole(
  runtime: Runtime,
  channel: Channel,
  account: TelegramAccount,
  pageUrl: string | undefined = pageUrlOf(runtime.config.WEB_URL),
): Promise<void> {
  const { config, db, clock, calendar, log, databaseUrl, metrics, onStop, fail } = runtime
  const { api } = account
  runtime.sendAnswersBy(channel.sender.kick)
  const bot = createBot({
    db,
    clock,
    calendar,
    log,
    messenger: channel.messenger,
    me: account,
    pageUrl,
    fetchFile: api.fetchFile,
  })

  const handling = new AbortController()
  const handler = bot.handleStoredUpdates(handling.signal)
  onStop('handling of updates', () => {
    handling.abort()
    return handler
  })
  const listener = listenTo(databaseUrl, updatesStored, bot.kick, log)
  onStop('hearing of updates', () => listener.stop())

  const intake = new AbortController()
  if (config.WEBHOOK_URL) {
    const webhook = { url: config.WEBHOOK_URL, secret: config.WEBHOOK_SECRET ?? '' }
    await useWebhook(api, webhook, log).catch((error) => {
      throw webhookRefused(error)
    })
  } else {
    await usePolling(api, log)
    const receive = async (updates: readonly unknown[]) => {
      await bot.receive(updates)
      metrics.updatesStored.inc(updates.length)
    }
    // A bot that cannot receive updates stops, rather than staying half alive.
    const polling = pollUpdates({ api, receive, log, outage: channel.outage }, intake.signal).catch((error) =>
      fail(tokenRefused(error)),
    )
    onStop('polling', () => {
      intake.abort()
      return polling
    })
  }
  void setMenus(api, log)
}
