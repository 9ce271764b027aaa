// Waiting for a message without sleeping: for tests.
import type { Core } from './core.ts'
import type { StoredMessage } from './types.ts'

/**
 * Resolves with the first matching message of the chat, now or later. Rejects after `timeoutMs` of real time.
 */
export function waitForMessage(
  core: Core,
  chatId: number,
  fits: (message: StoredMessage) => boolean,
  { after = 0, timeoutMs = 10_000 }: { after?: number; timeoutMs?: number } = {},
): Promise<StoredMessage> {
  const find = () => {
    for (const message of core.state.messages(chatId).values()) {
      if (message.id > after && !message.deleted && fits(message)) return message
    }
    return undefined
  }
  const found = find()
  if (found) return Promise.resolve(found)
  return new Promise((resolve, reject) => {
    const stop = core.changes.on((changed) => {
      const message = changed === chatId ? find() : undefined
      if (!message) return
      stop()
      clearTimeout(timer)
      resolve(message)
    })
    const timer = setTimeout(() => {
      stop()
      const seen = [...core.state.messages(chatId).values()]
        .slice(-5)
        .map((m) => m.api.text ?? m.api.caption ?? '…')
      reject(
        new Error(
          `no such message in chat ${chatId} within ${timeoutMs} ms; the last were: ${seen.join(' | ')}`,
        ),
      )
    }, timeoutMs)
  })
}
