// Finds the chat of a call and refuses as Telegram does when the bot cannot reach it.
import { badRequest, forbidden, migrated } from './api-error.ts'
import type { Core } from './core.ts'
import type { Params } from './params.ts'
import type { Chat, StoredMessage } from './types.ts'

/** The chat of `chat_id`, reachable for the bot. @throws ApiError 400 or 403 */
export function reachableChat(core: Core, params: Params): Chat {
  const chat = knownChat(core, params)
  if (chat.kind === 'private') {
    if (core.state.people.get(chat.id)?.deactivated) throw forbidden('user is deactivated')
    if (chat.blocked) throw forbidden('bot was blocked by the user')
    if (!chat.started) throw forbidden("bot can't initiate conversation with a user")
    return chat
  }
  const noun = chat.kind === 'group' ? 'group' : 'supergroup'
  if (chat.bot === 'kicked') throw forbidden(`bot was kicked from the ${noun} chat`)
  if (chat.bot === 'left') throw forbidden(`bot is not a member of the ${noun} chat`)
  return chat
}

/** The chat of `chat_id`, reachable or not. @throws ApiError 400 */
export function knownChat(core: Core, params: Params): Chat {
  const id = params.chat_id
  if (id === undefined) throw badRequest('chat_id is empty')
  const chat = typeof id === 'number' ? core.state.chats.get(id) : undefined
  if (!chat || chat.bot === 'absent') throw badRequest('chat not found')
  if (chat.migratedTo !== undefined) throw migrated(chat.migratedTo)
  return chat
}

/** The message, or undefined when it does not exist. */
export function messageIn(core: Core, chat: Chat, id: unknown): StoredMessage | undefined {
  const message = core.state.messages(chat.id).get(id as number)
  return message?.deleted ? undefined : message
}
