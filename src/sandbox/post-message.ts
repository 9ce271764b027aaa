// Stores a message of any author in a chat, and tells the bot when it may see it (privacy mode in groups).
import { apiChat, apiUser, botIsIn, type Core, nowSeconds, personOf } from './core.ts'
import type { ApiMessage, ApiUser, Chat, StoredMessage } from './types.ts'

/** The name that Telegram shows for an anonymous administrator of a group. */
const ANONYMOUS_ADMIN: ApiUser = {
  id: 1_087_968_824,
  is_bot: true,
  first_name: 'Group',
  username: 'GroupAnonymousBot',
}

export type MessageContent = Omit<ApiMessage, 'message_id' | 'chat' | 'date' | 'from'>

/** Stores a message from `from` and returns it. Notifies only open pages. */
export function storeMessage(core: Core, chat: Chat, from: ApiUser, content: MessageContent): StoredMessage {
  const id = core.state.chats.get(chat.id)!.lastMessageId + 1
  const message: StoredMessage = {
    chatId: chat.id,
    id,
    atMs: core.clock.now().getTime(),
    api: { message_id: id, from, chat: apiChat(core, chat), date: nowSeconds(core), ...content },
  }
  core.state.putMessage(message)
  core.changes.emit(chat.id)
  return message
}

/** A message from a person, passed on to the bot as an update when it may see it. */
export function postFromPerson(
  core: Core,
  chat: Chat,
  personId: number,
  content: MessageContent,
  anonymously = false,
): StoredMessage {
  const message = anonymously
    ? storeMessage(core, chat, ANONYMOUS_ADMIN, { ...content, sender_chat: apiChat(core, chat) })
    : storeMessage(core, chat, apiUser(personOf(core, personId)), content)
  markRead(core, chat.id, personId, message.id)
  if (botSees(core, chat, message.api)) core.updates.push({ message: message.api })
  return message
}

/** Remembers that a person has read everything up to `messageId`. Returns whether that is new. */
export function markRead(core: Core, chatId: number, personId: number, messageId: number): boolean {
  const chat = core.state.chats.get(chatId)!
  if ((chat.readUpTo[personId] ?? 0) >= messageId) return false
  core.state.putChat({ ...chat, readUpTo: { ...chat.readUpTo, [personId]: messageId } })
  return true
}

/** The message a reply points to, as the Bot API nests it: without its own reply. */
export function quoted(message: StoredMessage): ApiMessage {
  const { reply_to_message: _, ...rest } = message.api
  return rest
}

/** In groups a bot in privacy mode sees commands for it, replies to it, and service messages. */
function botSees(core: Core, chat: Chat, message: ApiMessage): boolean {
  if (chat.kind === 'private') return true
  if (!botIsIn(chat)) return false
  if (chat.bot === 'administrator') return true
  if (
    message.text === undefined &&
    message.caption === undefined &&
    !message.document &&
    !message.photo &&
    !message.contact
  ) {
    return true
  }
  if (message.reply_to_message?.from?.id === core.bot.id) return true
  const command = message.entities?.find((entity) => entity.type === 'bot_command' && entity.offset === 0)
  if (!command) return false
  const named = message.text!.slice(0, command.length).split('@')[1]
  return named === undefined || named.toLowerCase() === core.bot.username?.toLowerCase()
}
