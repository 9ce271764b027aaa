// What the bot tells Telegram when it starts: who it is (asked), where updates go, the menu of commands.
import { setTimeout as wait } from 'node:timers/promises'
import type { Log } from '../../platform/log.ts'
import { type Language, plain } from '../../texts/index.ts'
import { commands } from '../commands.ts'
import { type BotApi, BotApiError } from './bot-api.ts'

/** The kinds of updates that are wanted; all others stay with Telegram. */
export const allowedUpdates = ['message', 'edited_message', 'callback_query', 'my_chat_member']

/**
 * Asks who the bot is, again and again until Telegram answers or the signal fires (then it rejects).
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
 * Has updates sent to the webhook. Asks again while Telegram does not answer; a server that does not know the
 * method (404) is taken to send updates there by other means.
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

/** Takes a webhook away, so that polling works. What waits is kept. */
export async function usePolling(api: BotApi, log: Log): Promise<void> {
  await tryCall(api, log, 'deleteWebhook', { drop_pending_updates: false })
}

/**
 * The menus: Vietnamese for everybody, English for those whose Telegram speaks it; none in groups. Never
 * fatal.
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

/**
 * A call that may fail: a server that does not know the method is none the worse. Returns whether it worked.
 */
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
