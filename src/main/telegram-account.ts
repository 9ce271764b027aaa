// Which bot this process is: the token, the server to speak to, and who that server says it is.
import type { Config } from '../platform/config.ts'
import type { Log } from '../platform/log.ts'
import { type BotApi, BotApiError, createBotApi } from '../telegram/channel/bot-api.ts'
import { whoAmI } from '../telegram/channel/set-up.ts'
import { OperatorFault } from './operator-fault.ts'

export interface TelegramAccount {
  api: BotApi
  token: string
  apiRoot: string
  id: number
  username: string
}

/** The bot's id stands at the beginning of its token; whoever only stores updates need not ask Telegram. */
export const botIdOf = (token: string): number => Number(token.split(':')[0])

/**
 * Asks Telegram who the bot is, until it answers.
 * @throws OperatorFault when the token is refused.
 */
export async function openAccount(
  at: { token: string; apiRoot: string },
  log: Log,
): Promise<TelegramAccount> {
  const api = createBotApi(at)
  try {
    return { api, ...at, ...(await whoAmI(api, log)) }
  } catch (error) {
    await api.close()
    throw tokenRefused(error)
  }
}

/** The fault to tell when a call is refused because of the token; any other error as it is. */
export function tokenRefused(error: unknown): unknown {
  if (!(error instanceof BotApiError)) return error
  return new OperatorFault(
    `Telegram refuses the bot token (${error.status}): put BOT_TOKEN as @BotFather shows it (or correct ` +
      'TELEGRAM_API_ROOT).',
  )
}

/** The same for the registration of the webhook. */
export function webhookRefused(error: unknown): unknown {
  if (!(error instanceof BotApiError) || error.status === 401) return tokenRefused(error)
  return new OperatorFault(`Telegram refuses the webhook (${error.message}): correct WEBHOOK_URL.`)
}

/** The account of BOT_TOKEN. */
export function configuredAccount(config: Config, log: Log): Promise<TelegramAccount> {
  return openAccount({ token: config.BOT_TOKEN ?? '', apiRoot: config.TELEGRAM_API_ROOT }, log)
}
