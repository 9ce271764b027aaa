// What the bot does at Telegram when it starts: it asks who it is, says where updates go, and sets the
// command menu.
import { setTimeout as wait } from 'node:timers/promises'
import type { Log } from '../../platform/log.ts'
import { type Language, plain } from '../../texts/index.ts'
import { commands } from '../commands.ts'
import { type BotApi, BotApiError } from './bot-api.ts'

/** The kinds of updates that the bot receives; Telegram keeps all others. */
export const allowedUpdates = ['message', 'edited_message', 'callback_query', 'my_chat_member']

/**
 * Asks who the bot is, and retries until Telegram answers or the signal fires (then it rejects).
 *
 * @throws BotApiError when the token is wrong (401, 404).
 */
export async function whoAmI(
  api: BotApi,
  log: Log,
  signal?: AbortSignal,
): Promise<{ id: number; username: string }> {
  for (let attempt = 1; ; attempt++) {
    try {
      const me = await api.call<{ id: number; username?: string }>('getMe', {}, { signal })
      return { id: me.id, username: me.username ?? '' }
    } catch (error) {
      signal?.throwIfAborted()
      if (error instanceof BotApiError && (error.status === 401 || error.status === 404)) throw error
      if (attempt === 1) log.warn({ error }, 'Telegram does not answer getMe; trying again until it does')
      await wait(Math.min(30_000, 1_000 * attempt), undefined, { signal })
    }
  }
}

/**
 * Registers the webhook. Retries while Telegram does not answer. A server that does not know the method (404)
 * is assumed to deliver updates by other means.
 *
 * @throws BotApiError when Telegram refuses the address or the token.
 */
export async function useWebhook(
  api: BotApi,
  webhook: { url: string; secret: string },
  log: Log,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await api.call('setWebhook', {
        url: webhook.url,
        secret_token: webhook.secret,
        allowed_updates: allowedUpdates,
        max_connections: 40,
      })
      return
    } catch (error) {
      const status = error instanceof BotApiError ? error.status : 0
      if (status === 404)
        return log.error({ error }, 'setWebhook is unknown to this server; see that it sends updates here')
      if (status >= 400 && status < 500 && status !== 429) throw error
      if (attempt === 1) log.warn({ error }, 'setWebhook did not work; trying again until it does')
      const asked = error instanceof BotApiError ? (error.retryAfterMs ?? 0) : 0
      await wait(Math.max(asked, Math.min(30_000, 1_000 * attempt)))
    }
  }
}

/** Removes the webhook, so that polling works. Telegram keeps the waiting updates. */
export async function usePolling(api: BotApi, log: Log): Promise<void> {
  await tryCall(api, log, 'deleteWebhook', { drop_pending_updates: false })
}

/**
 * Sets the menus: Vietnamese for everybody, English for people whose Telegram is in English; none in groups.
 * Never fatal.
 */
export async function setMenus(api: BotApi, log: Log): Promise<void> {
  for (const language of ['vi', 'en'] as const) {
    const given = {
      commands: menu(language),
      scope: { type: 'all_private_chats' },
      ...(language === 'vi' ? {} : { language_code: language }),
    }
    if (!(await tryCall(api, log, 'setMyCommands', given))) return
  }
  const groups = (language: Language) => [
    { command: 'trogiup', description: plain(language, 'help-command-trogiup') },
  ]
  await tryCall(api, log, 'setMyCommands', { commands: groups('vi'), scope: { type: 'all_group_chats' } })
}

/** The commands for Telegram's menu button. */
function menu(language: Language): { command: string; description: string }[] {
  const shown = commands.filter(({ isAtRoot }) => !isAtRoot)
  return shown.map(({ name }) => ({ command: name, description: plain(language, `help-command-${name}`) }))
}

/** Makes a call that may fail: a server need not know the method. Returns whether it worked. */
async function tryCall(
  api: BotApi,
  log: Log,
  method: string,
  fields: Record<string, unknown>,
): Promise<boolean> {
  try {
    await api.call(method, fields)
    return true
  } catch (error) {
    log.warn({ error }, `${method} did not work; going on without it`)
    return false
  }
}
