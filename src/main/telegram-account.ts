// The bot of this process: its token, the API server, and the identity that the server returns.
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

/** A token begins with the bot's id; a process that only stores updates need not ask Telegram. */
export const botIdOf = (token: string): number => Number(token.split(':')[0])

/**
 * Asks Telegram who the bot is, until Telegram answers.
 *
 * @throws OperatorFault when Telegram refuses the token.
 */
export async function openAccount(
  at: { token: string; apiRoot: string; filesDir?: string | undefined },
  log: Log,
): Promise<TelegramAccount> {
  const api = createBotApi({ ...at, log })
  try {
    return { api, ...at, ...(await whoAmI(api, log)) }
  } catch (error) {
    await api.close()
    throw tokenRefused(error)
  }
}

/** The fault for a call that was refused because of the token; any other error unchanged. */
export function tokenRefused(error: unknown): unknown {
  if (!(error instanceof BotApiError)) return error
  return new OperatorFault(
    `Telegram refuses the bot token (${error.status}): ` +
      'put BOT_TOKEN as @BotFather shows it (or correct TELEGRAM_API_ROOT).',
  )
}

/** The fault for a refused registration of the webhook; any other error unchanged. */
export function webhookRefused(error: unknown): unknown {
  if (!(error instanceof BotApiError) || error.status === 401) return tokenRefused(error)
  return new OperatorFault(`Telegram refuses the webhook (${error.message}): correct WEBHOOK_URL.`)
}

/** The account of BOT_TOKEN. */
export function configuredAccount(config: Config, log: Log): Promise<TelegramAccount> {
  return openAccount(
    {
      token: config.BOT_TOKEN ?? '',
      apiRoot: config.TELEGRAM_API_ROOT,
      filesDir: config.TELEGRAM_FILES_DIR,
    },
    log,
  )
}
